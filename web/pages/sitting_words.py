"""One recorded meeting in words: what it counted, what the rules said, how to ask them again."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from deliberation.dossier import Sitting
from deliberation.outcome import Case, Verdict
from deliberation.queries import PublicMatter, case_of
from village.rules import Body
from web.wording import full_day, full_moment

CONSULTED = "已经协商，尚未决议"
ANSWERS = {True: "yes", False: "no", None: None}


@dataclass(frozen=True, slots=True)
class Words:
    """`again` is the address of the calculator with these numbers in it."""

    title: str
    facts: tuple[tuple[str, str], ...]
    verdict: str
    passed: bool
    reasons: tuple[Mapping[str, str], ...]
    late: str
    again: str


def hearing(sitting: Sitting) -> Words:
    """A hearing consults. Whatever its numbers, nothing is decided by it."""
    meeting = sitting.item.meeting
    said = [one["text"] for one in sitting.reasons if one["code"] == "only-consults"]
    return Words(
        title=meeting.title,
        facts=_facts(sitting),
        verdict=said[0].partition("：")[0] if said else CONSULTED,
        passed=False,
        reasons=tuple(one for one in sitting.reasons if one.get("code") == "only-consults"),
        late=_late(sitting),
        again="",
    )


def counted(matter: PublicMatter, sitting: Sitting) -> Words:
    return Words(
        title=f"{full_day(sitting.day)} {_body_name(matter, sitting)}{sitting.item.step.label}",
        facts=_facts(sitting, matter.recused.get(sitting.item.id, 0)),
        verdict=Verdict(sitting.item.verdict).label,
        passed=sitting.passed,
        reasons=tuple(sitting.reasons),
        late=_late(sitting),
        again=calculator(case_of(matter, sitting), matter.decision.profile_code),
    )


def _body_name(matter: PublicMatter, sitting: Sitting) -> str:
    meeting, decision = sitting.item.meeting, matter.decision
    group = decision.group if meeting.body is Body.GROUP_MEETING else None
    return f"{group.name if group else ''}{meeting.body.label}"


def _facts(sitting: Sitting, recused: int = 0) -> tuple[tuple[str, str], ...]:
    item, meeting, ruling = sitting.item, sitting.item.meeting, sitting.ruling
    measure = "户" if ruling.get("unit") == "households" else "人"
    found = [
        ("地点", meeting.place),
        ("通知", f"{full_day(meeting.notified_on)}{_told_how(meeting.notified_how)}"),
        ("应到", f"{meeting.entitled} {measure}"),
        ("实到", f"{meeting.present} {measure}{_needed(ruling.get('needed_present'), measure)}"),
    ]
    if recused:
        found.append(("回避", f"{recused} 人"))
    if meeting.excluded:
        found.append(("联系不上", f"{meeting.excluded} 人"))
    found.append(("表决", _votes(sitting)))
    if item.method is not None and item.yes is not None:
        found.append(("方式", item.method.label))
    return tuple(found)


def _told_how(how: str) -> str:
    return f"，{how}" if how else ""


def _needed(number: int | None, measure: str) -> str:
    return "" if number is None else f"（需要 {number} {measure}）"


def _votes(sitting: Sitting) -> str:
    item = sitting.item
    if item.yes is None:
        return "没有记录票数"
    need = sitting.ruling.get("needed_yes")
    said = f"同意 {item.yes}{'' if need is None else f'（需要 {need}）'}"
    said += f"，反对 {item.no}，弃权 {item.abstain}"
    return f"{said}，废票 {item.spoiled}" if item.spoiled else said


def _late(sitting: Sitting) -> str:
    """补录 with both times: when it was held, when it was entered, and why then."""
    meeting = sitting.item.meeting
    if not meeting.late_reason or meeting.recorded_at is None:
        return ""
    held, entered = full_moment(meeting.starts_at), full_moment(meeting.recorded_at)
    return f"补录：{held} 开会，{entered} 登记。理由：{meeting.late_reason}"


def calculator(case: Case, profile: str) -> str:
    """The address at which anybody may ask the rules the same question."""
    asked = {"profile": profile, "body": case.body, "entitled": case.entitled}
    asked |= {"present": case.present, "yes": case.yes, "no": case.no, "abstain": case.abstain}
    asked |= {"spoiled": case.spoiled, "notice_days": case.notice_days, "ad_hoc": case.ad_hoc}
    asked |= {"women_entitled": case.women_entitled, "women_present": case.women_present}
    asked |= {"unreachable": case.unreachable or None, "unit": case.unit}
    if case.is_final:
        asked |= {"matter": case.matter, "delegated": ANSWERS[case.delegated]}
    if case.unreachable:
        asked["excluded_reported"] = "yes" if case.excluded_reported else "no"
    given = {name: str(value) for name, value in asked.items() if value not in (None, "")}
    return f"/rules?{urlencode(given)}"
