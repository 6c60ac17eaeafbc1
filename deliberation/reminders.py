"""What good practice wants and the law does not demand: shown, never in the way. Pure."""

from collections.abc import Callable, Sequence

from deliberation import guards
from deliberation.dossier import Dossier
from deliberation.models import CycleStep, DecisionStage, RiskLevel
from deliberation.sequence import before, steps_of
from publicity.models import NoticeKind
from village.errors import Blocker
from village.models import EvidenceKind

REMIND = "remind"
PHOTOS = {
    EvidenceKind.BOARD_FIRST: "首日张贴照片还没有传。",
    EvidenceKind.BOARD_LAST: "末日张贴照片还没有传。",
}


def reminders(dossier: Dossier) -> tuple[Blocker, ...]:
    rules: Sequence[Callable[[Dossier], Sequence[Blocker]]] = (
        _preparations,
        _paces,
        _late_entries,
        _photographs,
        _supervision,
        _acceptance,
    )
    return tuple(found for rule in rules for found in rule(dossier))


def _preparations(dossier: Dossier) -> Sequence[Blocker]:
    if dossier.decision.stage not in (
        DecisionStage.OPENED,
        DecisionStage.PROPOSED,
        DecisionStage.CONSULTED,
        DecisionStage.REVIEWED,
    ):
        return ()
    choice = dossier.profile.choice
    found = []
    if choice("gates.canvass") == REMIND and not dossier.canvasses:
        found.append(guards.no_canvass(dossier))
    lawful = dossier.legal is not None and dossier.legal.view != "unlawful"
    if choice("gates.legal_check") == REMIND and not lawful:
        found.append(guards.no_legal_check(dossier))
    if choice("gates.risk_assessment") == REMIND and dossier.risk is None:
        found.append(guards.no_risk_assessment(dossier))
    if dossier.risk is not None and dossier.risk.level is RiskLevel.HIGH:
        text = "风险评估是高风险。"
        found.append(Blocker("high-risk", text, remedy="先把化解办法定下来，再提交表决"))
    return found


def _paces(dossier: Dossier) -> Sequence[Blocker]:
    """Steps that followed one another faster, or took longer, than the profile asks."""
    profile, decision = dossier.profile, dossier.decision
    gap = profile.whole("pace.min_gap_days")
    found = []
    for step in steps_of(decision) if gap else ():
        previous = before(decision, step)
        here, there = dossier.sitting(step), previous and dossier.sitting(previous)
        if here and there and gap and (days := (here.day - there.day).days) < gap:
            text = f"“{there.item.step.label}”到“{step.label}”只隔 {days} 天，规则要求 {gap} 天。"
            found.append(Blocker("gap-short", text, profile.basis("pace.min_gap_days")))
    return [*found, *_too_slow(dossier)]


def _too_slow(dossier: Dossier) -> Sequence[Blocker]:
    most = dossier.profile.whole("pace.max_total_days")
    first = dossier.sitting(steps_of(dossier.decision)[0])
    last = dossier.sitting(CycleStep.RESOLVE)
    if not most or first is None or last is None or (last.day - first.day).days <= most:
        return ()
    text = f"议事过程用了 {(last.day - first.day).days} 天，规则要求不超过 {most} 天。"
    return [Blocker("pace-slow", text, dossier.profile.basis("pace.max_total_days"))]


def _late_entries(dossier: Dossier) -> Sequence[Blocker]:
    return [
        Blocker(
            "late-entry",
            f"“{step.label}”的会议记录是事后补录的：{sitting.item.meeting.late_reason}",
        )
        for step in steps_of(dossier.decision)
        if (sitting := dossier.sitting(step)) and sitting.item.meeting.late_reason
    ]


def _photographs(dossier: Dossier) -> Sequence[Blocker]:
    found = []
    for kind in (NoticeKind.RESOLUTION, NoticeKind.RESULT):
        posting = dossier.posting(kind)
        if posting is None:
            continue
        due = [EvidenceKind.BOARD_FIRST]
        if dossier.today >= posting.notice.last_day:
            due.append(EvidenceKind.BOARD_LAST)
        found += [
            Blocker(
                f"no-{what}".replace("_", "-"),
                f"{kind.label}：{PHOTOS[what]}",
                remedy="拍下公开栏上的公告，在公告页上传",
            )
            for what in due
            if what not in posting.photographed
        ]
    return found


def _supervision(dossier: Dossier) -> Sequence[Blocker]:
    if dossier.profile.choice("gates.supervision") != REMIND:
        return ()
    kinds = (NoticeKind.RESOLUTION, NoticeKind.RESULT)
    found = [guards.no_supervision(dossier, kind) for kind in kinds]
    return [one for one in found if one is not None]


def _acceptance(dossier: Dossier) -> Sequence[Blocker]:
    works = dossier.works
    if dossier.profile.choice("gates.acceptance") != REMIND or works is None:
        return ()
    if works.finished_on is None or works.accepted_on is not None:
        return ()
    return [Blocker("not-accepted", "还没有验收。", remedy="请村务监督委员会成员登记验收意见")]
