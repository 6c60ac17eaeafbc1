"""Where a matter stands, in the few words of a list."""

from dataclasses import dataclass

from deliberation.models import Decision, DecisionStage
from web import strips
from web.wording import hanzi

TONES = {
    DecisionStage.CONCLUDED: "done",
    DecisionStage.REJECTED: "",
    DecisionStage.WITHDRAWN: "",
}
ENDINGS = {
    DecisionStage.CONCLUDED: "已办结",
    DecisionStage.REJECTED: "表决没有通过",
    DecisionStage.WITHDRAWN: "已撤回",
}
CARRYING_OUT = "决议已公开，正在实施"


@dataclass(frozen=True, slots=True)
class Told:
    """A matter in a list: what it is and how far it has come."""

    decision: Decision
    standing: str
    tone: str


def told(decision: Decision) -> Told:
    return Told(decision, standing(decision), TONES.get(decision.stage, ""))


def standing(decision: Decision) -> str:
    """走到第三步 审议; at the end, how it ended."""
    if decision.stage in ENDINGS:
        return ENDINGS[decision.stage]
    if decision.stage is DecisionStage.DISCLOSED:
        return CARRYING_OUT
    strip = strips.brief(decision)
    number = next(place for place, step in enumerate(strip, start=1) if step.state == "now")
    return f"走到第{hanzi(number)}步 {strip[number - 1].name}"
