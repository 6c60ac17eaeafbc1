"""Called meetings: the right body, notice in time, an agenda, and a roll frozen at the calling.

A meeting that was held before it is entered here is allowed, marked 补录 with its reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from deliberation import calling
from deliberation.calling import ROLLS, Call, last_day_of
from deliberation.models import AgendaItem, Ballot, BallotStage, CycleStep, Decision, Meeting
from deliberation.models import MeetingStage as Stage
from deliberation.sequence import already_done
from publicity import shortcodes
from village import ledger, profiles, rolls, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.models import Roll, Village
from village.permissions import Actor, Permission
from village.prepared import A_NUMBER, Prepared
from village.rules import Body, Profile

__all__ = [
    "ROLLS",
    "Call",
    "Linked",
    "announced",
    "call",
    "cancel",
    "failed_before",
    "last_day_of",
    "left_to_decide",
    "linked",
    "reconvene",
    "to_record",
    "visible_to",
]

RELATED = ("village", "group", "roll", "chair", "recorder", "called_by")
ON_DESK = Prepared(
    lambda meeting_id, village_id: Meeting.filter(
        id=meeting_id, village_id=village_id
    ).select_related(*RELATED),
    A_NUMBER,
    A_NUMBER - 1,
)
ANNOUNCED = Prepared(
    lambda meeting_id, village_id: Meeting.filter(
        id=meeting_id, village_id=village_id
    ).select_related("village__township", "group", "roll"),
    A_NUMBER,
    A_NUMBER - 1,
)
TO_RECORD = Prepared(
    lambda meeting_id, village_id: Meeting.filter(
        id=meeting_id, village_id=village_id
    ).select_related("village"),
    A_NUMBER,
    A_NUMBER - 1,
)
Agenda = Sequence[tuple[Decision, CycleStep]]


async def visible_to(actor: Actor, village_id: int, meeting_id: int) -> Meeting:
    """A meeting on the desk of this village: the one way in for its id from outside."""
    meeting = await ON_DESK.first(meeting_id, village_id)
    if meeting is None:
        raise NotFound("这次会议")
    if not actor.may(Permission.DESK_VIEW, village_id, meeting.village.township_id):
        raise NotFound("这次会议")
    return meeting


async def to_record(actor: Actor, village_id: int, meeting_id: int) -> Meeting:
    """The same door where nothing is shown: the deed behind it reads the meeting anew."""
    meeting = await TO_RECORD.first(meeting_id, village_id)
    if meeting is None:
        raise NotFound("这次会议")
    if not actor.may(Permission.DESK_VIEW, village_id, meeting.village.township_id):
        raise NotFound("这次会议")
    return meeting


async def announced(village_id: int, meeting_id: int) -> Meeting:
    """A meeting as anybody may know of it: that it was called, where and when."""
    meeting = await ANNOUNCED.first(meeting_id, village_id)
    if meeting is None:
        raise NotFound("这次会议")
    return meeting


async def call(village: Village, asked: Call, actor: Actor, *, now: datetime) -> Meeting:
    """Call a meeting and freeze who is entitled. All that stands against it is listed at once."""
    seat = actor.require(Permission.MEETING_CALL, village.id, village.township_id)
    calling.check_words(asked, now)
    async with storage.writing(village.id):
        agenda = await _fresh(village, asked)
        editions = [await profiles.kept(one.profile_code, one.profile_digest) for one, _ in agenda]
        asked = _plain(asked, editions[0], now)
        if found := await _blockers(asked, agenda, editions, now):
            raise Blocked(found)
        roll = await _roll(village, asked, editions[0], now)
        meeting = await _store(village, asked, roll, now, seat.person_id)
        for place, (decision, step) in enumerate(agenda, start=1):
            await AgendaItem.create(meeting=meeting, decision=decision, step=step, position=place)
            await shortcodes.code_for(village.id, f"decision:{decision.id}")
        await shortcodes.code_for(village.id, f"meeting:{meeting.id}")
        await ledger.record(
            village.id,
            seat,
            "meeting.call",
            f"meeting:{meeting.id}",
            now=now,
            body=str(asked.body),
            unit=str(asked.unit),
            at=asked.starts_at,
            notified=asked.notified_on,
            entitled=None if roll is None else roll.size,
            roll=None if roll is None else roll.digest,
            late=bool(asked.late_reason),
            words=ledger.text_digest(asked.title, asked.place, asked.notified_how),
            about=[f"decision:{decision.id}/{step}" for decision, step in agenda],
        )
        return meeting


async def _fresh(village: Village, asked: Call) -> Agenda:
    """The matters as they stand now that nobody else can move them."""
    ids = [decision.id for decision, _ in asked.agenda]
    found = Decision.filter(id__in=ids, village_id=village.id).select_related("village", "group")
    rows = {one.id: one for one in await found}
    if len(rows) < len(ids):
        raise NotFound("这个议题")
    if asked.group is not None and asked.group.village_id != village.id:
        raise NotFound("这个村民小组")
    return [(rows[decision.id], step) for decision, step in asked.agenda]


def _plain(asked: Call, profile: Profile, now: datetime) -> Call:
    """Without what does not belong to this body or to this hour."""
    return replace(
        asked,
        unit=calling.unit_of(profile, asked.body, asked.unit),
        group=asked.group if asked.body is Body.GROUP_MEETING else None,
        late_reason=asked.late_reason.strip() if asked.starts_at <= now else "",
    )


async def _blockers(
    asked: Call, agenda: Agenda, editions: Sequence[Profile], now: datetime
) -> list[Blocker]:
    """Each matter is measured by the rules it began with."""
    found: list[Blocker] = []
    for (decision, step), profile in zip(agenda, editions, strict=True):
        found += calling.notice_blockers(profile, asked, now)
        found += await calling.item_blockers(profile, asked, decision, step, now=now)
    return calling.distinct(found)


async def _roll(village: Village, asked: Call, profile: Profile, now: datetime) -> Roll | None:
    if asked.body is Body.HEARING:
        return None
    kind = ROLLS[asked.body, asked.unit]
    return await rolls.freeze(
        village, kind, group=asked.group, day=asked.day, now=now, profile=profile
    )


async def _store(
    village: Village, asked: Call, roll: Roll | None, now: datetime, called_by: int | None
) -> Meeting:
    return await Meeting.create(
        village=village,
        body=asked.body,
        unit=asked.unit,
        group=asked.group,
        title=asked.title,
        place=asked.place,
        starts_at=asked.starts_at,
        notified_on=asked.notified_on,
        notified_how=asked.notified_how,
        ad_hoc_reason=asked.ad_hoc_reason,
        late_reason=asked.late_reason,
        roll=roll,
        called_at=now,
        called_by_id=called_by,
    )


async def reconvene(failed: Meeting, asked: Call, actor: Actor, *, now: datetime) -> Meeting:
    """Call again what too few had come to: the same agenda, a new notice and a new roll. The
    failed sitting stays as it was recorded, and the two are linked."""
    async with storage.writing(failed.village_id) as village:
        fresh = await Meeting.get(id=failed.id).select_related("group")
        if fresh.stage is not Stage.FAILED:
            text = "只有因到会人数不足没有开成的会议，才能按原议题重新召集。"
            raise Blocked([Blocker("not-failed", text, remedy="其他情况请另外召集会议")])
        if await Meeting.filter(reconvenes_id=fresh.id).exclude(stage=Stage.CANCELLED).exists():
            raise Stale("这次会议的重新召集")
        agenda = await left_to_decide(fresh)
        if not agenda:
            text = "原来的议题都已经撤回或者办完了，没有要重新议的。"
            raise Blocked([Blocker("nothing-left", text)])
        again = replace(
            asked, body=fresh.body, unit=fresh.unit, group=fresh.group, agenda=tuple(agenda)
        )
        made = await call(village, again, actor, now=now)
        await Meeting.filter(id=made.id).update(reconvenes_id=fresh.id)
        seat = actor.require(Permission.MEETING_CALL, village.id, village.township_id)
        await ledger.record(
            *(village.id, seat, "meeting.reconvene", f"meeting:{made.id}"), now=now, failed=fresh.id
        )
        return await Meeting.get(id=made.id).select_related(*RELATED)


async def left_to_decide(failed: Meeting) -> Agenda:
    """The agenda of a sitting that failed, without what was withdrawn or settled since."""
    items = AgendaItem.filter(meeting_id=failed.id).order_by("position")
    rows = await items.select_related("decision")
    return [(one.decision, one.step) for one in rows if not already_done(one.decision, one.step)]


@dataclass(frozen=True, slots=True)
class Linked:
    """The sitting that failed before this one, and the one called in place of this one."""

    before: Meeting | None
    after: Meeting | None


async def linked(meeting: Meeting) -> Linked:
    before = after = None
    if meeting.reconvenes_id is not None:
        before = await Meeting.get(id=meeting.reconvenes_id).select_related("village")
    if meeting.stage is Stage.FAILED:
        again = Meeting.filter(reconvenes_id=meeting.id).exclude(stage=Stage.CANCELLED)
        after = await again.order_by("-id").select_related("village").first()
    return Linked(before, after)


async def failed_before(decision_id: int, step: CycleStep) -> Meeting | None:
    """The last sitting on this step, when too few had come and nobody has called it again."""
    items = AgendaItem.filter(decision_id=decision_id, step=step)
    items = items.exclude(meeting__stage=Stage.CANCELLED).order_by("-meeting_id")
    item = await items.select_related("meeting").first()
    if item is None or item.meeting.stage is not Stage.FAILED:
        return None
    return None if (await linked(item.meeting)).after else item.meeting


async def cancel(meeting: Meeting, why: str, actor: Actor, *, now: datetime) -> None:
    """Call it off before anything was recorded; the calling stays in the record."""
    village = meeting.village
    seat = actor.require(Permission.MEETING_CALL, village.id, village.township_id)
    if not why.strip():
        raise InvalidInput({"why": "请写明为什么取消。"})
    async with storage.writing(village.id):
        voted = Ballot.filter(meeting_id=meeting.id)
        if await voted.exclude(stage__in=(BallotStage.READY, BallotStage.VOID)).exists():
            text = "这次会议已经开始表决，不能取消。"
            remedy = "把会开完、登记好；表决有问题的，作废那一项表决"
            raise Blocked([Blocker("already-voting", text, remedy=remedy)])
        hit = await Meeting.filter(id=meeting.id, stage=Stage.CALLED).update(
            stage=Stage.CANCELLED, cancelled_why=why
        )
        if not hit:
            raise Stale("这次会议")
        subject, digest = f"meeting:{meeting.id}", ledger.text_digest(why)
        await ledger.record(village.id, seat, "meeting.cancel", subject, now=now, why=digest)
