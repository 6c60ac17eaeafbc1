"""The doors of a meeting: signing in by a code that changes, leaving early, coming back.

One entry of the roll is here once, whoever scans how often; nothing of a code is stored.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from deliberation import floor
from deliberation.floor import PRESENT, Floor, floor_of
from deliberation.models import Attendance, Meeting, MeetingStage
from village import clock, keys, ledger, rolls, storage
from village.errors import Blocked, Blocker, NotFound, Stale
from village.models import Person, Roll, RollEntry, Village
from village.permissions import Actor, Office, Permission, Seat
from village.prepared import A_NUMBER, Prepared
from village.rules import Unit
from village.statement import Statement

__all__ = ["Arrival", "Floor", "arrive", "come_back", "floor_of", "join", "leave", "open_", "shut"]

FRESH = Prepared(lambda key: Meeting.filter(id=key), A_NUMBER)
SEATED = Prepared(
    lambda meeting_id, entry_id: Attendance.filter(meeting_id=meeting_id, entry_id=entry_id),
    A_NUMBER,
    A_NUMBER - 1,
)
SEAT = Statement(
    "INSERT INTO attendance"
    " (meeting_id, entry_id, state, person_id, marked_at, signed_in, remote, left_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, TRUE, ?6, NULL)"
    " ON CONFLICT (meeting_id, entry_id) DO UPDATE SET state = excluded.state,"
    " person_id = excluded.person_id, marked_at = excluded.marked_at, signed_in = TRUE,"
    " remote = excluded.remote, left_at = NULL"
)
WINDOW = 30  # seconds a code is shown
TICKET_LASTS = timedelta(minutes=15)
PURPOSE = "meeting-doors/v1"


@dataclass(frozen=True, slots=True)
class Arrival:
    """`who` came for this entry; `first` is False when that was known already, and `mine` is
    False when somebody else of the household did."""

    entry: RollEntry
    who: str
    first: bool
    mine: bool


def code(meeting_id: int, *, secret: str, now: datetime) -> str:
    """What the wall shows now: eight signs, for half a minute."""
    return _code(meeting_id, secret, int(now.timestamp()) // WINDOW)


def seconds_left(now: datetime) -> int:
    return WINDOW - int(now.timestamp()) % WINDOW


def is_fresh(meeting_id: int, shown: str, *, secret: str, now: datetime) -> bool:
    """Of this window or the one before, for a phone that was slow."""
    window = int(now.timestamp()) // WINDOW
    return any(
        hmac.compare_digest(_code(meeting_id, secret, one).encode(), shown.lower().encode())
        for one in (window, window - 1)
    )


def ticket_for(meeting: Meeting, shown: str, *, secret: str, now: datetime) -> str:
    """The code was fresh: a quarter of an hour to show one's pass without losing the place."""
    _check_open(meeting)
    if not is_fresh(meeting.id, shown, secret=secret, now=now):
        text = "这个签到码已经过时了，签到码每 30 秒换一次。"
        raise Blocked([Blocker("stale-code", text, remedy="对着会场的大屏幕再扫一次")])
    until = int((now + TICKET_LASTS).timestamp())
    return f"{meeting.id}.{until}.{_seal(secret, f'ticket:{meeting.id}:{until}')}"


def _code(meeting_id: int, secret: str, window: int) -> str:
    return _seal(secret, f"code:{meeting_id}:{window}")[:8]


def _seal(secret: str, words: str) -> str:
    raw = hmac.new(keys.derived(secret, PURPOSE), words.encode(), hashlib.sha256).digest()
    return base64.b32encode(raw[:15]).decode().lower()


def _check_ticket(meeting: Meeting, ticket: str, secret: str, now: datetime) -> None:
    number, _, rest = ticket.partition(".")
    until, _, seal = rest.partition(".")
    right = _seal(secret, f"ticket:{meeting.id}:{until}")
    ours = number == str(meeting.id) and hmac.compare_digest(right.encode(), seal.encode())
    # A ticket from the future means that the clock was set back: it is as good as stale.
    if not ours or not now <= datetime.fromtimestamp(int(until), now.tzinfo) <= now + TICKET_LASTS:
        text = "扫码签到的时间过了，没有签上。"
        raise Blocked([Blocker("stale-ticket", text, remedy="对着会场的大屏幕再扫一次")])


def _check_open(meeting: Meeting) -> None:
    if meeting.stage is not MeetingStage.CALLED:
        raise Blocked([Blocker("meeting-over", "这次会议已经登记完毕或者取消了，不能再签到。")])
    if meeting.doors_opened_at is None:
        remedy = "等文书开始签到后再扫"
        raise Blocked([Blocker("doors-not-open", "签到还没有开始。", remedy=remedy)])
    if meeting.doors_closed_at is not None:
        text = "签到已经结束。"
        raise Blocked([Blocker("doors-closed", text, remedy="到文书处说明，由文书登记")])


async def open_(
    meeting: Meeting, actor: Actor, *, now: datetime, excluded_reported: bool = False
) -> None:
    """On its own day only. `excluded_reported`: the chair told the meeting whom the base omits."""
    village = meeting.village
    seat = actor.require(Permission.MEETING_DOORS, village.id, village.township_id)
    async with storage.writing(village.id) as held:
        fresh = await _fresh(meeting)
        today, day = clock.local_date(now), clock.local_date(fresh.starts_at)
        if today != day:
            text = f"会议定在 {day.month} 月 {day.day} 日，今天不能开始签到。"
            raise Blocked([Blocker("not-its-day", text, remedy="开会当天再开始签到")])
        if fresh.doors_opened_at is not None and fresh.doors_closed_at is None:
            raise Stale("会议签到")
        fresh.doors_opened_at = fresh.doors_opened_at or now
        fresh.doors_closed_at = None
        fresh.excluded_reported = fresh.excluded_reported or excluded_reported
        fields = ["doors_opened_at", "doors_closed_at", "excluded_reported"]
        await fresh.save(update_fields=fields)
        subject = f"meeting:{fresh.id}"
        await ledger.record(
            *(held, seat, "meeting.open_doors", subject), now=now, reported=excluded_reported
        )


async def shut(meeting: Meeting, actor: Actor, *, now: datetime) -> None:
    """No more signing in by code; the clerk may still tick a name."""
    village = meeting.village
    seat = actor.require(Permission.MEETING_DOORS, village.id, village.township_id)
    async with storage.writing(village.id) as held:
        shut_now = await Meeting.filter(
            id=meeting.id,
            stage=MeetingStage.CALLED,
            doors_opened_at__not_isnull=True,
            doors_closed_at=None,
        ).update(doors_closed_at=now)
        if not shut_now:
            raise Stale("会议签到")
        await ledger.record(held, seat, "meeting.shut_doors", f"meeting:{meeting.id}", now=now)


async def arrive(
    meeting: Meeting, actor: Actor, ticket: str, *, secret: str, now: datetime
) -> Arrival:
    """Sign in with the code of the hall. Doing it again is answered kindly and changes nothing."""
    _check_ticket(meeting, ticket, secret, now)
    return await _arrive(meeting, actor, remote=False, now=now)


async def join(meeting: Meeting, actor: Actor, *, now: datetime) -> Arrival:
    """Take part from afar, where the rules of this body know it."""
    body = (await floor.profile_of(meeting)).bodies[meeting.body]
    if not body.online.value:
        raise Blocked([floor.not_online(body)])
    return await _arrive(meeting, actor, remote=True, now=now)


async def _arrive(meeting: Meeting, actor: Actor, *, remote: bool, now: datetime) -> Arrival:
    async with storage.writing(meeting.village_id) as held:
        fresh = await _fresh(meeting)
        _check_open(fresh)
        entry = await _entitled(fresh, actor)
        row = await SEATED.first(fresh.id, entry.id)
        if row is not None and row.state is PRESENT and row.left_at is None:
            mine = row.person_id in (None, actor.person_id)
            if entry.household_id is not None or row.person_id is None:
                who = actor.name if mine else (await Person.get(id=row.person_id)).name
                return Arrival(entry, who, first=False, mine=mine)
        came = actor.person_id if entry.household_id is not None else None
        await SEAT(fresh.id, entry.id, PRESENT.value, came, now, remote)
        await floor.note_quorum(fresh, now=now)
        seat = seat_of(actor, held)
        subject = f"meeting:{fresh.id}"
        await ledger.record(
            *(held, seat, "attendance.arrive", subject), now=now, entry=entry.id, remote=remote
        )
        return Arrival(entry, actor.name, first=True, mine=True)


async def _entitled(meeting: Meeting, actor: Actor) -> RollEntry:
    if meeting.unit is Unit.HOUSEHOLDS:
        entry = await _entry_of_household(meeting, actor)
    else:
        entry = await rolls.entry_of_person(meeting.roll_id, actor.person_id)
    if entry is None:
        text = "这次会议的应到名册上没有您，不用签到。"
        remedy = "来旁听的，请坐列席席；名册漏了您的，请到文书处核对"
        raise Blocked([Blocker("not-on-roll", text, remedy=remedy)])
    return entry


async def _entry_of_household(meeting: Meeting, actor: Actor) -> RollEntry | None:
    person = await Person.get_or_none(id=actor.person_id or 0)
    roll = await Roll.get_or_none(id=meeting.roll_id or 0)
    return None if person is None or roll is None else await rolls.entry_of(roll, person)


def seat_of(actor: Actor, village: Village) -> Seat:
    """The seat one votes and signs in from: one's own as a villager, else any held here."""
    ours = [one for one in actor.seats if one.covers(village.id, village.township_id)]
    own = [one for one in ours if one.office is Office.VILLAGER]
    for seat in (*own, *ours):
        return seat
    raise NotFound("名册上的这个人")


async def leave(meeting: Meeting, entry_id: int, actor: Actor, *, now: datetime) -> None:
    """Gone before the end: by the clerk, or by oneself. Votes cast so far stand."""
    await _move(meeting, entry_id, actor, left=True, now=now)


async def come_back(meeting: Meeting, entry_id: int, actor: Actor, *, now: datetime) -> None:
    """Back in the hall; both the going and the coming stay in the record."""
    await _move(meeting, entry_id, actor, left=False, now=now)


async def _move(
    meeting: Meeting, entry_id: int, actor: Actor, *, left: bool, now: datetime
) -> None:
    village = meeting.village
    async with storage.writing(village.id) as held:
        fresh = await _fresh(meeting)
        row = await Attendance.get_or_none(
            meeting_id=fresh.id, entry_id=entry_id, state=PRESENT
        ).select_related("entry")
        if row is None:
            raise NotFound("到会的这个人")
        seat = _seat_to_move(row, actor, village)
        if (row.left_at is not None) is left:
            raise Stale("这个人的到会情况")
        row.left_at = now if left else None
        await row.save(update_fields=["left_at"])
        await floor.note_quorum(fresh, now=now)
        await ledger.record(
            *(held, seat, "attendance.leave" if left else "attendance.back"),
            *(f"meeting:{fresh.id}",),
            now=now,
            entry=entry_id,
        )


def _seat_to_move(row: Attendance, actor: Actor, village: Village) -> Seat:
    came = row.person_id or row.entry.person_id
    if came is not None and came == actor.person_id:
        return seat_of(actor, village)
    return actor.require(Permission.MEETING_DOORS, village.id, village.township_id)


async def _fresh(meeting: Meeting) -> Meeting:
    fresh = await FRESH.first(meeting.id)
    if fresh is None or fresh.stage is not MeetingStage.CALLED:
        raise Stale("这次会议")
    return fresh
