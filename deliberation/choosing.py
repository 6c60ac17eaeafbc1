"""Who is chosen when a paper offers names: the most votes first, each over the bar. Pure.

Where the last place is tied nobody of the tied gets it; they are voted on again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from deliberation.outcome import Reason, Ruling, Verdict


@dataclass(frozen=True, slots=True)
class Choice:
    """`deciding` are the votes of the last place to be filled: those must clear the bar."""

    elected: tuple[str, ...]
    tied: tuple[str, ...]
    deciding: int


def chosen(votes: Mapping[str, int], seats: int, needed: int) -> Choice:
    """`votes` without abstentions; `needed` is what the bar asks of each."""
    ranked = sorted(votes, key=lambda code: -votes[code])
    deciding = votes[ranked[seats - 1]] if len(ranked) >= seats else 0
    over = [code for code in ranked if votes[code] >= max(needed, 1)]
    if len(over) <= seats:
        return Choice(tuple(over), (), deciding)
    clear = tuple(code for code in over if votes[code] > deciding)
    level = tuple(code for code in over if votes[code] == deciding)
    if len(clear) + len(level) == seats:
        return Choice(clear + level, (), deciding)
    return Choice(clear, level, deciding)


def told(ruling: Ruling, choice: Choice, seats: int, labels: Mapping[str, str]) -> Ruling:
    """The ruling with who was chosen; a tie for the last place leaves it undecided."""
    basis = next(
        (one.basis for one in ruling.reasons if one.code in ("majority-met", "majority-missed")), ""
    )
    names = "、".join(labels[code] for code in choice.elected) or "没有"
    reasons = [
        Reason("chosen", f"应选 {seats} 项，选出 {len(choice.elected)} 项：{names}。", basis)
    ]
    if choice.tied:
        level = "、".join(labels[code] for code in choice.tied)
        text = f"{level}的票数一样多，分不出先后，要就这几项再投一次。"
        reasons.append(Reason("tied", text, basis, Verdict.UNDECIDED))
    together = (*ruling.reasons, *reasons)
    called_for = {one.calls_for for one in together}
    verdict = next((one for one in Verdict if one in called_for), Verdict.PASSED)
    return replace(ruling, verdict=verdict, reasons=together)
