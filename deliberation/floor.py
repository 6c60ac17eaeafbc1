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
from village.prepared import A_NUMBER, Prepared
from village.rules import Body, BodyRules, Profile, Unit
from village.statement import Statement

PRESENT = AttendanceState.PRESENT
SAME_HOUSEHOLD = "same_household"
FIRST_ITEM = Prepared(
    lambda meeting_id: (
        AgendaItem.filter(meeting_id=meeting_id)
        .order_by("position")
        .limit(1)
        .select_related("decision")
    ),
    A_NUMBER,
)
_STRUCK = """
(SELECT c.struck_id FROM roll_correction c
 WHERE c.roll_id = ?1 AND c.struck_id IS NOT NULL AND c.kind = 'strike'
   AND NOT EXISTS
     (SELECT 1 FROM roll_correction d WHERE d.struck_id = c.struck_id AND d.id > c.id))
"""
_HEADS = """
SELECT
  (SELECT COUNT(*) FROM roll_entry WHERE roll_id = ?1 AND id NOT IN {struck}) AS entitled,
  (SELECT COUNT(*) FROM attendance
   WHERE meeting_id = ?2 AND state = 'present' AND left_at IS NULL
     AND entry_id NOT IN {struck}) AS present
"""
HEADS = Statement(_HEADS.format(struck=_STRUCK))
CAME = Statement(
    "SELECT entry_id, left_at FROM attendance WHERE meeting_id = ?1 AND state = 'present'"
)


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
    return {entry_id for entry_id, left in await _came(meeting_id) if left is None}


async def came_ids(meeting_id: int) -> set[int]:
    """Ids of the roll entries that came, also of those who left before the end."""
    return {entry_id for entry_id, _ in await _came(meeting_id)}


async def came_and_here(meeting_id: int) -> tuple[set[int], set[int]]:
    """Both in one statement: who came at all, and who is here now."""
    rows = await _came(meeting_id)
    return {entry_id for entry_id, _ in rows}, {entry_id for entry_id, left in rows if left is None}


async def _came(meeting_id: int) -> list[tuple[int, object]]:
    return [(row["entry_id"], row["left_at"]) for row in await CAME(meeting_id)]


async def profile_of(meeting: Meeting) -> Profile:
    """The rules of the first matter on the agenda: those the meeting was called under."""
    item = await FIRST_ITEM.first(meeting.id)
    if item is None:
        raise NotFound("这次会议的议题")
    return await profiles.kept(item.decision.profile_code, item.decision.profile_digest)


async def floor_of(meeting: Meeting) -> Floor:
    """In counts, never in rows: a hall of 1,200 is asked after every sign-in."""
    if meeting.roll_id is None:
        return Floor(0, 0, None, quorum_at=meeting.quorum_at)
    profile = await profile_of(meeting)
    [heads] = await HEADS(meeting.roll_id, meeting.id)
    entitled, present = heads["entitled"], heads["present"]
    unreachable = await _unreachable(meeting)
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
    women = await _women(profile, meeting)
    apart = await _apart(meeting, rules)
    return Floor(entitled, present, needed, *women, meeting.quorum_at, *apart)


async def _apart(meeting: Meeting, rules: BodyRules) -> tuple[int, int]:
    """Of those present: by written proxy, from afar. Asked only where the rules know it."""
    by_proxy = rules.proxy.value == SAME_HOUSEHOLD and meeting.unit is not Unit.HOUSEHOLDS
    if not by_proxy and not rules.online.value:
        return 0, 0
    _, here = await _rows(meeting)
    stood_in = await here.filter(person_id__isnull=False).count() if by_proxy else 0
    return stood_in, await here.filter(remote=True).count() if rules.online.value else 0


def not_online(body: BodyRules) -> Blocker:
    text = f"{body.body.label}要到会场参加，不能在网上签到。"
    return Blocker("not-online", text, body.online.basis, "请到会场扫码签到")


async def _rows(meeting: Meeting) -> tuple[QuerySet[RollEntry], QuerySet[Attendance]]:
    """Those on the roll, and of them those who are here."""
    struck = list(await rolls.struck_in(meeting.roll_id or 0))
    here = Attendance.filter(meeting_id=meeting.id, state=PRESENT, left_at=None)
    on_roll = RollEntry.filter(roll_id=meeting.roll_id, id__not_in=struck)
    return on_roll, here.filter(entry_id__not_in=struck)


async def _unreachable(meeting: Meeting) -> int:
    if not meeting.excluded_reported:
        return 0
    on_roll, here = await _rows(meeting)
    away = await on_roll.filter(unreachable=True).count()
    return away - await here.filter(entry__unreachable=True).count()


async def _women(profile: Profile, meeting: Meeting) -> tuple[int | None, int | None, int | None]:
    if meeting.body is not Body.REPRESENTATIVE_ASSEMBLY:
        return None, None, None
    on_roll, here = await _rows(meeting)
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
