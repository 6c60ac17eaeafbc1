"""What waits for a meeting: each matter with its step, and the body and unit that must sit.

Reads only. Matters for the same body and unit may share one agenda.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from deliberation import calling
from deliberation.cycle import step_in_hand
from deliberation.decisions import ENDED
from deliberation.models import (
    AgendaItem,
    Change,
    ChangeStage,
    CycleStep,
    Decision,
    Meeting,
    MeetingStage,
)
from village import clock, profiles
from village.models import Group, Village
from village.rules import Body, Profile, Unit

Table = tuple[Body, Unit, int | None]


@dataclass(frozen=True, slots=True)
class Waiting:
    """`called` is the meeting that was already called for it."""

    decision: Decision
    step: CycleStep
    body: Body
    unit: Unit
    group: Group | None
    profile: Profile
    called: Meeting | None = None

    @property
    def key(self) -> str:
        return f"{self.decision.id}-{self.step}"

    @property
    def table(self) -> Table:
        """Those with the same table may meet together."""
        return self.body, self.unit, None if self.group is None else self.group.id


async def waiting(village: Village) -> list[Waiting]:
    """Matters in hand, the oldest first; a change that was asked for counts like a step."""
    running = Decision.filter(village_id=village.id).exclude(stage__in=ENDED)
    found = []
    for decision in await running.order_by("id").select_related("village", "group"):
        step = step_in_hand(decision) or await _change(decision)
        if step is not None:
            found.append(await _waiting(decision, step))
    return await _with_calls(found)


async def _change(decision: Decision) -> CycleStep | None:
    asked = await Change.exists(decision_id=decision.id, stage=ChangeStage.OPEN)
    return CycleStep.CHANGE if asked else None


async def one(decision: Decision, step: CycleStep) -> Waiting:
    """This matter and step, whether or not it is its turn: the deed will say."""
    return (await _with_calls([await _waiting(decision, step)]))[0]


async def _waiting(decision: Decision, step: CycleStep) -> Waiting:
    profile = await profiles.kept(decision.profile_code, decision.profile_digest)
    body = calling.body_of(decision, step)
    unit = calling.unit_of(profile, body, decision.unit if body is decision.body else Unit.ADULTS)
    group = decision.group if body is Body.GROUP_MEETING else None
    return Waiting(decision, step, body, unit, group, profile)


async def _with_calls(found: Sequence[Waiting]) -> list[Waiting]:
    items = await AgendaItem.filter(
        decision_id__in=[one.decision.id for one in found] or [0],
        meeting__stage=MeetingStage.CALLED,
    ).select_related("meeting")
    calls = {(item.decision_id, item.step): item.meeting for item in items}
    return [
        Waiting(
            one.decision,
            one.step,
            one.body,
            one.unit,
            one.group,
            one.profile,
            calls.get((one.decision.id, one.step)),
        )
        for one in found
    ]


async def number_in_year(village: Village, asked: Waiting, year: int) -> int:
    """Which meeting of this body the next one will be in that year."""
    begins, ends = clock.at_local(date(year, 1, 1)), clock.at_local(date(year + 1, 1, 1))
    sat = Meeting.filter(
        village_id=village.id,
        body=asked.body,
        group_id=None if asked.group is None else asked.group.id,
        stage__in=(MeetingStage.CALLED, MeetingStage.HELD),
        starts_at__gte=begins,
        starts_at__lt=ends,
    )
    return await sat.count() + 1


async def last_of_body(village: Village, asked: Waiting) -> Meeting | None:
    """The latest meeting of the same table: where people are used to go."""
    group_id = None if asked.group is None else asked.group.id
    sat = Meeting.filter(village_id=village.id, body=asked.body, group_id=group_id)
    return await sat.order_by("-id").first()
