"""What good practice wants and the law does not demand: shown, never in the way. Pure."""

from collections.abc import Callable, Sequence

from deliberation import guards
from deliberation.dossier import Dossier
from deliberation.models import ChangeStage, CycleStep, RiskLevel
from deliberation.sequence import PREPARING, before, steps_of
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
        _mandate,
        _afterthoughts,
        _paces,
        _late_entries,
        _late_objections,
        _money,
        _photographs,
        _supervision,
        _acceptance,
    )
    return tuple(found for rule in rules for found in rule(dossier))


def _preparations(dossier: Dossier) -> Sequence[Blocker]:
    if dossier.decision.stage not in PREPARING:
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


def _mandate(dossier: Dossier) -> Sequence[Blocker]:
    """Told from the opening on, so that nobody calls representatives who may not decide."""
    if dossier.decision.stage not in PREPARING or dossier.sitting(CycleStep.RESOLVE) is not None:
        return ()
    missing = guards.no_mandate(dossier)
    at_the_vote = dossier.decision.stage is PREPARING[-1]  # there it is a blocker
    return () if missing is None or at_the_vote else (missing,)


def _afterthoughts(dossier: Dossier) -> Sequence[Blocker]:
    """What should have come before the vote and was entered after it: taken, and said."""
    sitting = dossier.sitting(CycleStep.RESOLVE)
    if sitting is None or dossier.decision.stage not in PREPARING:
        return ()
    voted = sitting.item.meeting.starts_at
    given, legal, risk = dossier.delegation, dossier.legal, dossier.risk
    canvassed = dossier.canvasses and all(one.ended_on > sitting.day for one in dossier.canvasses)
    entered = (
        ("mandate-late", "授权", given is not None and given.recorded_at > voted),
        ("canvass-late", "征求意见", bool(canvassed)),
        ("legal-check-late", "合法性审查意见", legal is not None and legal.given_at > voted),
        ("risk-late", "风险评估", risk is not None and risk.recorded_at > voted),
    )
    return [
        Blocker(code, f"{what}是表决以后才有的记录。", remedy="在会议记录里说明情况")
        for code, what, late in entered
        if late
    ]


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


def _late_objections(dossier: Dossier) -> Sequence[Blocker]:
    return [
        Blocker(
            "late-objection-open",
            f"{kind.label}期满以后提出的 {len(waiting)} 条异议还没有答复。",
            remedy="照样写下答复；不影响往下走",
        )
        for kind in (NoticeKind.RESOLUTION, NoticeKind.RESULT)
        if (posting := dossier.posting(kind)) and (waiting := posting.unanswered_late)
    ]


def _money(dossier: Dossier) -> Sequence[Blocker]:
    """More money than was resolved is a change of substance, unless the body agreed to one."""
    works, resolved = dossier.works, dossier.decision.budget_cents
    adopted = any(one.stage is ChangeStage.ADOPTED for one in dossier.changes)
    if works is None or adopted:
        return ()
    basis = dossier.profile.basis("change.same_body")
    remedy = f"属于实质变更的，提出变更，由{dossier.decision.body.label}讨论决定"
    found = []
    if resolved is not None and works.budget_cents > resolved:
        found.append(Blocker("over-resolved", "实施预算比决议的预算多。", basis, remedy))
    if works.spent_cents is not None and works.spent_cents > works.budget_cents:
        found.append(Blocker("over-budget", "决算超出了预算。", basis, remedy))
    return found


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
