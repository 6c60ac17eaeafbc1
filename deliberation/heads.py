"""Heads of one sitting: from roll and ticks to the facts that the verdict is asked with."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from deliberation import delegations, outcome
from deliberation.models import AgendaItem, CycleStep, Delegation, Meeting
from deliberation.outcome import Case, Ruling
from village import clock, profiles
from village.models import RollEntry
from village.rules import Body, Profile

FINAL = (CycleStep.RESOLVE, CycleStep.CHANGE)


class Counted(Protocol):
    """The numbers of one count; `yes` None means that nothing was counted."""

    @property
    def yes(self) -> int | None: ...
    @property
    def no(self) -> int: ...
    @property
    def abstain(self) -> int: ...
    @property
    def spoiled(self) -> int: ...
    @property
    def recused_ids(self) -> frozenset[int]: ...


@dataclass(frozen=True)
class Sat:
    """Who was entitled and who came. `typed` are the heads of a hearing, which has no roll."""

    entries: tuple[RollEntry, ...]
    here: frozenset[int]
    typed: tuple[int, int] | None = None

    @property
    def entitled(self) -> int:
        return self.typed[0] if self.typed else len(self.entries)

    @property
    def present(self) -> int:
        return self.typed[1] if self.typed else len(self.here)

    @cached_property
    def _women(self) -> tuple[RollEntry, ...]:
        """Women representatives: the ones some provinces count at the door."""
        return tuple(
            one for one in self.entries if one.woman and "representative" in one.capacity.split(",")
        )

    @property
    def women_entitled(self) -> int:
        return len(self._women)

    @property
    def women_present(self) -> int:
        return sum(one.id in self.here for one in self._women)

    @property
    def unreachable(self) -> int:
        """On the roll, out of reach and not here: some provinces leave them out of the base."""
        return sum(one.unreachable and one.id not in self.here for one in self.entries)


async def ruling_for(
    meeting: Meeting, item: AgendaItem, count: Counted, sat: Sat, excluded_reported: bool
) -> tuple[Ruling, Delegation | None]:
    """The verdict on one matter under the rules it began with, and the delegation used."""
    decision = item.decision
    final = item.step in FINAL
    profile = await profiles.kept(decision.profile_code, decision.profile_digest)
    day = clock.local_date(meeting.starts_at)
    delegation = None
    needs_mandate = final and meeting.body is Body.REPRESENTATIVE_ASSEMBLY
    if needs_mandate:
        given = await delegations.of_village(meeting.village_id)
        delegation = delegations.covering(given, decision.kind, day)
    counted = _counted(profile, sat, count.recused_ids)
    case = Case(
        body=meeting.body,
        unit=meeting.unit,
        entitled=counted.entitled,
        present=counted.present,
        yes=count.yes,
        no=count.no,
        abstain=count.abstain,
        spoiled=count.spoiled,
        matter=decision.kind,
        is_final=final,
        delegated=delegation is not None if needs_mandate else None,
        notice_days=(day - meeting.notified_on).days,
        ad_hoc=meeting.ad_hoc_reason,
        women_entitled=counted.women_entitled if counted.women_entitled else None,
        women_present=counted.women_present if counted.women_entitled else None,
        unreachable=sat.unreachable,
        excluded_reported=excluded_reported,
    )
    return outcome.decide(profile, case), delegation


def _counted(profile: Profile, sat: Sat, recused: frozenset[int]) -> Sat:
    """Those who stepped out over an interest leave the heads as the profile says."""
    leaves_roll = profile.is_on("recusal.leaves_entitled")
    leaves_room = profile.is_on("recusal.leaves_present")
    return Sat(
        entries=tuple(one for one in sat.entries if not (leaves_roll and one.id in recused)),
        here=sat.here - recused if leaves_room else sat.here,
        typed=sat.typed,
    )
