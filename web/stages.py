"""Where a matter stands, in the few words of a list."""

from dataclasses import dataclass
from functools import lru_cache

from deliberation.models import Decision, DecisionStage
from deliberation.queries import Listed
from village.rules import MatterKind
from web import strips
from web.wording import hanzi

ENDINGS = {
    DecisionStage.CONCLUDED: "已办结",
    DecisionStage.REJECTED: "表决没有通过",
    DecisionStage.WITHDRAWN: "已撤回",
}
CARRYING_OUT = "决议已公开，正在实施"


@dataclass(frozen=True, slots=True)
class Told:
    """A matter in a list: what it is and how far it has come."""

    id: int
    number: str
    title: str
    kind: str
    standing: str
    tag: str


def told(decision: Decision | Listed) -> Told:
    return Told(
        id=decision.id,
        number=decision.number,
        title=decision.title,
        kind=decision.kind.label,
        standing=standing(decision.kind, decision.stage, decision.merge_first_two),
        tag="tag done" if decision.stage is DecisionStage.CONCLUDED else "tag",
    )


@lru_cache(maxsize=1024)
def standing(kind: MatterKind, stage: DecisionStage, merged: bool) -> str:
    """走到第三步 审议; at the end, how it ended."""
    if stage in ENDINGS:
        return ENDINGS[stage]
    if stage is DecisionStage.DISCLOSED:
        return CARRYING_OUT
    strip = strips.brief(Decision(kind=kind, stage=stage, merge_first_two=merged))
    number = next(place for place, step in enumerate(strip, start=1) if step.state == "now")
    return f"走到第{hanzi(number)}步 {strip[number - 1].name}"


def text_at(decision: Decision, within: str) -> str:
    """The address of the bylaws a matter adopts or repeals; empty where it is about no text."""
    noun, _, number = decision.raised_by.partition(":")
    return f"{within}/bylaws/{number}" if noun in ("edition", "repeal") else ""
