"""Who is on the floor now: entitled, present, still needed. What the wall shows and a vote asks.

Whoever has left early is no longer among those present; the moment of the quorum stays.
"""

from dataclasses import dataclass
from datetime import datetime

from tortoise.queryset import QuerySet

from deliberation import outcome
from deliberation.models import AgendaItem, Attendance, AttendanceState, Meeting
from deliberation.outcome import Case
from village import profiles, rolls
from village.errors import Blocker, NotFound
from village.models import RollEntry
from village.permissions import Office
from village.rules import Body, BodyRules, Profile, Unit

PRESENT = AttendanceState.PRESENT
SAME_HOUSEHOLD = "same_household"


@dataclass(frozen=True, slots=True)
class Floor:
    """Heads at this moment. `women_needed` None: no profile asks for women at the door.
    `by_proxy` and `remote` are among those present, of a body that knows either."""

    entitled: int
    present: int
    needed: int | None
    women_entitled: int | None = None
    women_present: int | None = None
    women_needed: int | None = None
    quorum_at: datetime | None = None
    by_proxy: int = 0
    remote: int = 0

    @property
    def missing(self) -> int:
        return max(0, (self.needed or 0) - self.present)

    @property
    def women_missing(self) -> int:
        return max(0, (self.women_needed or 0) - (self.women_present or 0))

    @property
    def stands(self) -> bool:
        return self.missing == 0 and self.women_missing == 0


async def entries_of(meeting: Meeting) -> list[RollEntry]:
    """Who is entitled, corrections counted in; empty for a hearing, which has no roll."""
    if meeting.roll_id is None:
        return []
    return await rolls.effective(meeting.roll_id)


async def present_ids(meeting_id: int) -> set[int]:
    """Ids of the roll entries that are here now: who came and has not left."""
    here = Attendance.filter(meeting_id=meeting_id, state=PRESENT, left_at=None)
    return {int(str(one)) for one in await here.values_list("entry_id", flat=True)}


async def came_ids(meeting_id: int) -> set[int]:
    """Ids of the roll entries that came, also of those who left before the end."""
    here = Attendance.filter(meeting_id=meeting_id, state=PRESENT)
    return {int(str(one)) for one in await here.values_list("entry_id", flat=True)}


async def profile_of(meeting: Meeting) -> Profile:
    """The rules of the first matter on the agenda: those the meeting was called under."""
    items = AgendaItem.filter(meeting_id=meeting.id).order_by("position")
    item = await items.select_related("decision").first()
    if item is None:
        raise NotFound("这次会议的议题")
    return await profiles.kept(item.decision.profile_code, item.decision.profile_digest)


async def floor_of(meeting: Meeting) -> Floor:
    """In counts, never in rows: a hall of 1,200 is asked after every sign-in."""
    if meeting.roll_id is None:
        return Floor(0, 0, None, quorum_at=meeting.quorum_at)
    profile = await profile_of(meeting)
    struck = await rolls.struck_in(meeting.roll_id)
    on_roll = RollEntry.filter(roll_id=meeting.roll_id, id__not_in=list(struck))
    here = Attendance.filter(
        meeting_id=meeting.id, state=PRESENT, left_at=None, entry_id__not_in=list(struck)
    )
    entitled, present = await on_roll.count(), await here.count()
    unreachable = await _unreachable(meeting, on_roll, here)
    rules = profile.bodies[meeting.body]
    case = Case(
        body=meeting.body,
        unit=meeting.unit,
        entitled=entitled,
        present=present,
        unreachable=unreachable,
        excluded_reported=meeting.excluded_reported,
    )
    bar = rules.quorum[rules.unit(meeting.unit)].value
    needed = None if bar is None else bar.needed(outcome.counted_in(profile, case))
    women = await _women(profile, meeting, on_roll, here)
    apart = await _apart(meeting, rules, here)
    return Floor(entitled, present, needed, *women, meeting.quorum_at, *apart)


async def _apart(meeting: Meeting, rules: BodyRules, here: QuerySet[Attendance]) -> tuple[int, int]:
    """Of those present: by written proxy, from afar. Asked only where the rules know it."""
    by_proxy = rules.proxy.value == SAME_HOUSEHOLD and meeting.unit is not Unit.HOUSEHOLDS
    stood_in = await here.filter(person_id__isnull=False).count() if by_proxy else 0
    return stood_in, await here.filter(remote=True).count() if rules.online.value else 0


def not_online(body: BodyRules) -> Blocker:
    text = f"{body.body.label}要到会场参加，不能在网上签到。"
    return Blocker("not-online", text, body.online.basis, "请到会场扫码签到")


async def _unreachable(
    meeting: Meeting, on_roll: QuerySet[RollEntry], here: QuerySet[Attendance]
) -> int:
    if not meeting.excluded_reported:
        return 0
    away = await on_roll.filter(unreachable=True).count()
    return away - await here.filter(entry__unreachable=True).count()


async def _women(
    profile: Profile, meeting: Meeting, on_roll: QuerySet[RollEntry], here: QuerySet[Attendance]
) -> tuple[int | None, int | None, int | None]:
    if meeting.body is not Body.REPRESENTATIVE_ASSEMBLY:
        return None, None, None
    bar = profile.bar("representatives.women_attendance")
    entries = on_roll.filter(woman=True, capacity__contains=Office.REPRESENTATIVE.value)
    ids = {int(str(one)) for one in await entries.values_list("id", flat=True)}
    if not ids:
        return None, None, None
    present = await here.filter(entry_id__in=list(ids)).count()
    return len(ids), present, None if bar is None else bar.needed(len(ids))


async def note_quorum(meeting: Meeting, *, now: datetime) -> None:
    """Remember when enough had come, once. Inside the deed that changed who is here."""
    if meeting.quorum_at is not None or meeting.roll_id is None:
        return
    if (await floor_of(meeting)).missing == 0:
        await Meeting.filter(id=meeting.id, quorum_at=None).update(quorum_at=now)
