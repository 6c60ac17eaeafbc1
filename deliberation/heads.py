"""Heads of one sitting: from roll and ticks to the facts that the verdict is asked with."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from deliberation import delegations, outcome
from deliberation.models import AgendaItem, CycleStep, Delegation, Meeting
from deliberation.outcome import Case, Ruling
from village import clock, profiles
from village.models import RollEntry
from village.permissions import Office
from village.rolls import capacity_of
from village.rules import Body, Profile

FINAL = (CycleStep.RESOLVE, CycleStep.CHANGE)


@dataclass(frozen=True, slots=True)
class Votes:
    """The numbers of one count; `yes` None means that nothing was counted."""

    yes: int | None = None
    no: int = 0
    abstain: int = 0
    spoiled: int = 0

    @property
    def cast(self) -> int:
        return (self.yes or 0) + self.no + self.abstain + self.spoiled


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
    def women(self) -> frozenset[int]:
        """Women representatives: the ones some provinces count at the door."""
        return frozenset(
            one.id
            for one in self.entries
            if one.woman and Office.REPRESENTATIVE in capacity_of(one)
        )

    @property
    def women_entitled(self) -> int:
        return len(self.women)

    @property
    def women_present(self) -> int:
        return len(self.women & self.here)

    @property
    def unreachable(self) -> int:
        """On the roll, out of reach and not here: some provinces leave them out of the base."""
        return sum(one.unreachable and one.id not in self.here for one in self.entries)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The verdict on one matter, the delegation it stood on, and the heads it was taken of:
    without those who stepped out, where the profile says so."""

    ruling: Ruling
    delegation: Delegation | None
    case: Case

    def to_json(self) -> dict[str, object]:
        """The verdict beside the heads that were asked about, for keeping."""
        case = self.case
        asked = {
            "entitled": case.entitled,
            "present": case.present,
            "women_entitled": case.women_entitled,
            "women_present": case.women_present,
        }
        return {**self.ruling.to_json(), "asked": asked}


async def weigh(
    meeting: Meeting,
    item: AgendaItem,
    votes: Votes,
    sat: Sat,
    *,
    recused: Collection[int] = (),
    excluded_reported: bool = False,
) -> Weighed:
    """The verdict on one matter under the rules it began with. Stores nothing."""
    decision = item.decision
    final = item.step in FINAL
    profile = await profiles.kept(decision.profile_code, decision.profile_digest)
    day = clock.local_date(meeting.starts_at)
    delegation = None
    if final and profile.bodies[meeting.body].needs_delegation.value:
        given = await delegations.of_village(meeting.village_id)
        delegation = delegations.covering(given, decision.kind, day)
    off_roll, off_floor = _away(profile, sat, recused)
    counts_women = bool(sat.women_entitled)
    case = Case(
        body=meeting.body,
        unit=meeting.unit,
        entitled=sat.entitled - off_roll[0],
        present=sat.present - off_floor[0],
        yes=votes.yes,
        no=votes.no,
        abstain=votes.abstain,
        spoiled=votes.spoiled,
        matter=decision.kind,
        is_final=final,
        delegated=_delegated(meeting.body, delegation),
        notice_days=(day - meeting.notified_on).days,
        ad_hoc=meeting.ad_hoc_reason,
        women_entitled=sat.women_entitled - off_roll[1] if counts_women else None,
        women_present=sat.women_present - off_floor[1] if counts_women else None,
        unreachable=sat.unreachable,
        excluded_reported=excluded_reported,
    )
    return Weighed(outcome.decide(profile, case), delegation, case)


def _delegated(body: Body, delegation: Delegation | None) -> bool | None:
    """Only the assembly's mandate must be on our record; a charter's may stand elsewhere."""
    if delegation is not None:
        return True
    return False if body is Body.REPRESENTATIVE_ASSEMBLY else None


def _away(
    profile: Profile, sat: Sat, recused: Collection[int]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Heads and women representatives that stepping out over an interest takes off the roll
    and off the floor, as the profile says."""
    gone = len(set(recused)), len(sat.women & set(recused))
    nobody = 0, 0
    return (
        gone if profile.is_on("recusal.leaves_entitled") else nobody,
        gone if profile.is_on("recusal.leaves_present") else nobody,
    )
