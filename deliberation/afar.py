"""Who is not in the hall and still takes part: by written proxy, or online. One name at a time.

Only where the rules of the body know it; the ticks are those of attendance, on the same roll.
"""

from datetime import datetime

from deliberation import attendance, floor
from deliberation.attendance import Tick
from deliberation.models import AttendanceState, Meeting
from village.errors import Blocked, Blocker
from village.permissions import Actor
from village.rules import BodyRules, Unit

PRESENT = AttendanceState.PRESENT


async def rules_of(meeting: Meeting) -> BodyRules:
    return (await floor.profile_of(meeting)).bodies[meeting.body]


def knows_proxies(meeting: Meeting, rules: BodyRules) -> bool:
    """A household's representative is no proxy but another way of meeting."""
    by_head = meeting.unit is not Unit.HOUSEHOLDS
    return by_head and rules.proxy.value == attendance.SAME_HOUSEHOLD


async def stand_in(
    meeting: Meeting,
    entry_id: int,
    person_id: int,
    actor: Actor,
    *,
    written: bool,
    now: datetime,
) -> None:
    """Somebody of the same household came with the entitled person's letter."""
    rules = await rules_of(meeting)
    if knows_proxies(meeting, rules) and not written:
        text = "没有收到书面委托书，不能登记委托。口头说的、微信里说的都不算。"
        remedy = "请本人写好委托书，签名、写上日期，收到原件再登记"
        raise Blocked([Blocker("not-written", text, rules.proxy.basis, remedy)])
    tick = Tick(entry_id, PRESENT, person_id, remote=False)
    await attendance.mark(meeting, [tick], actor, now=now)


async def online(meeting: Meeting, entry_id: int, actor: Actor, *, now: datetime) -> None:
    """Taking part by an instant-messaging tool, as the clerk sees and hears."""
    tick = Tick(entry_id, PRESENT, remote=True)
    await attendance.mark(meeting, [tick], actor, now=now)


async def in_person(meeting: Meeting, entry_id: int, actor: Actor, *, now: datetime) -> None:
    """Came to the hall after all."""
    tick = Tick(entry_id, PRESENT, remote=False)
    await attendance.mark(meeting, [tick], actor, now=now)


async def not_here(meeting: Meeting, entry_id: int, actor: Actor, *, now: datetime) -> None:
    """Ticked by mistake, or the line was cut before any vote: not present after all."""
    tick = Tick(entry_id, AttendanceState.ABSENT)
    await attendance.mark(meeting, [tick], actor, now=now)
