"""What must hold before a step of the cycle. Pure: a guard sees the dossier and nothing else."""

from collections.abc import Sequence
from datetime import date

from deliberation.dossier import Dossier, Sitting
from deliberation.models import CycleStep, LegalView
from publicity.models import NoticeKind, SupervisionView
from publicity.notices import ran_its_days
from village.errors import Blocker
from village.rules import Body

GATE = "gate"


def _day(day: date) -> str:
    return f"{day.month} 月 {day.day} 日"


def _passed(dossier: Dossier, step: CycleStep, body: Body) -> Sequence[Blocker]:
    sitting = dossier.sitting(step)
    if sitting is None:
        return [
            Blocker(
                "no-meeting",
                f"还没有登记{body.label}“{step.label}”的会议记录。",
                remedy=f"召集{body.label}，开完后登记到会和表决",
            )
        ]
    return [] if sitting.passed else _why_not(sitting, body)


def _why_not(sitting: Sitting, body: Body) -> list[Blocker]:
    """What the rules held against it, each with its basis; what was in order is no blocker."""
    remedies = {
        "no_quorum": f"重新召集{body.label}",
        "undecided": "再开一次会，把同意、反对、弃权各多少票记下来",
        "rejected": "修改方案后再提交表决，或者结束这个议题",
        "unlawful": f"改正以后，重新召集{body.label}表决",
    }
    remedy = remedies.get(sitting.item.verdict, "核对会议记录")
    where = f"{_day(sitting.day)}的{sitting.item.meeting.body.label}"
    found = [
        Blocker(
            reason["code"],
            f"{where}：{reason['text']}",
            basis=reason.get("basis", ""),
            remedy=remedy,
        )
        for reason in sitting.reasons
        if reason.get("calls_for")
    ]
    return found or [Blocker("not-passed", f"{where}没有通过。", remedy=remedy)]


def proposal_passed(dossier: Dossier) -> Sequence[Blocker]:
    merged = dossier.decision.merge_first_two
    body = Body.TWO_COMMITTEES if merged else Body.PARTY_BRANCH
    return _passed(dossier, CycleStep.PROPOSE, body)


def consultation_passed(dossier: Dossier) -> Sequence[Blocker]:
    return _passed(dossier, CycleStep.CONSULT, Body.TWO_COMMITTEES)


def review_passed(dossier: Dossier) -> Sequence[Blocker]:
    return _passed(dossier, CycleStep.REVIEW, Body.PARTY_MEETING)


def resolution_passed(dossier: Dossier) -> Sequence[Blocker]:
    return _passed(dossier, CycleStep.RESOLVE, dossier.decision.body)


def people_asked(dossier: Dossier) -> Blocker | None:
    if dossier.profile.choice("gates.canvass") != GATE or dossier.canvasses:
        return None
    return no_canvass(dossier)


def no_canvass(dossier: Dossier) -> Blocker:
    return Blocker(
        "no-canvass",
        "表决前还没有征求村民意见的记录。",
        dossier.profile.basis("gates.canvass"),
        "在议题里登记征求意见的方式、人数和意见",
    )


def legally_checked(dossier: Dossier) -> Blocker | None:
    if dossier.profile.choice("gates.legal_check") != GATE:
        return None
    if dossier.legal is not None and dossier.legal.view is not LegalView.UNLAWFUL:
        return None
    return no_legal_check(dossier)


def no_legal_check(dossier: Dossier) -> Blocker:
    text = "还没有合法性审查意见。" if dossier.legal is None else "法律顾问认为方案不合法。"
    return Blocker(
        "not-legally-checked",
        text,
        dossier.profile.basis("gates.legal_check"),
        "请村法律顾问看过方案，出具意见" if dossier.legal is None else "改正方案，请法律顾问再看",
    )


def risk_assessed(dossier: Dossier) -> Blocker | None:
    if dossier.profile.choice("gates.risk_assessment") != GATE or dossier.risk is not None:
        return None
    return no_risk_assessment(dossier)


def no_risk_assessment(dossier: Dossier) -> Blocker:
    return Blocker(
        "no-risk-assessment",
        "还没有风险评估。",
        dossier.profile.basis("gates.risk_assessment"),
        "在议题里登记风险评估",
    )


def body_empowered(dossier: Dossier) -> Blocker | None:
    """Representatives need the assembly's mandate, on the day of the vote or, before it, today."""
    sitting = dossier.sitting(CycleStep.RESOLVE)
    if sitting is None:
        return no_mandate(dossier)
    if not sitting.passed or sitting.item.meeting.body is not Body.REPRESENTATIVE_ASSEMBLY:
        return None  # what was missing stands in the verdict
    given = dossier.delegation
    if given is None or given.revoked_on is None or given.revoked_on > sitting.day:
        return None
    return Blocker(
        "mandate-revoked",
        f"村民会议在 {_day(given.revoked_on)}收回了授权，{_day(sitting.day)}的表决没有依据。",
        dossier.profile.bodies[Body.REPRESENTATIVE_ASSEMBLY].needs_delegation.basis,
        "撤回这个议题，重新立议题，由村民会议决定",
    )


def no_mandate(dossier: Dossier) -> Blocker | None:
    decision = dossier.decision
    needs = dossier.profile.bodies[decision.body].needs_delegation
    if decision.body is not Body.REPRESENTATIVE_ASSEMBLY or not needs.value:
        return None
    if dossier.delegation is not None:
        return None
    return Blocker(
        "no-delegation",
        f"没有村民会议授权村民代表会议决定“{decision.kind.label}”的有效记录。",
        needs.basis,
        "登记授权的事项和期限；没有授权的，改由村民会议决定",
    )


def lawfully_resolved(dossier: Dossier) -> bool:
    """The people have said yes, and nothing was found against it."""
    return not resolution_passed(dossier) and body_empowered(dossier) is None


def township_heard(dossier: Dossier) -> Blocker | None:
    """一审 where the profile has it: asked, and answered or past its last day."""
    if not dossier.profile.is_on("township_review.enabled"):
        return None
    basis = dossier.profile.basis("township_review.enabled")
    review = dossier.review
    if review is None:
        text = "还没有把决议送乡镇审查。"
        return Blocker("township-not-asked", text, basis, "在议题里点“送乡镇审查”")
    if review.given_at is not None or dossier.today > review.due_on:
        return None
    text = f"乡镇审查意见还没有到，{_day(review.due_on)}前没有答复的，就可以往下走。"
    return Blocker("township-still-reading", text, basis, "等乡镇答复，或者等期限过去")


def _posted(dossier: Dossier, kind: NoticeKind) -> Blocker | None:
    if dossier.posting(kind) is not None:
        return None
    basis = dossier.profile.periods[str(kind)].basis
    return Blocker("not-posted", f"{kind.label}的公告还没有贴出。", basis, "点“张贴公告”")


def _ran(dossier: Dossier, kind: NoticeKind) -> Blocker | None:
    posting = dossier.posting(kind)
    if posting is None or ran_its_days(posting.notice, dossier.today):
        return None
    notice = posting.notice
    return Blocker(
        "notice-still-running",
        f"公示还没有满 {notice.days} 天：{_day(notice.first_day)}贴出，"
        f"到 {_day(notice.last_day)}期满。",
        notice.basis,
        "期满第二天起可以走下一步",
    )


def _answered(dossier: Dossier, kind: NoticeKind) -> Sequence[Blocker]:
    posting = dossier.posting(kind)
    return [
        Blocker(
            "objection-open",
            f"{_day(one.answer_due)}前要答复的一条异议还没有答复。",
            dossier.profile.basis("objection.answer_days"),
            "写下答复，答复后提出异议的人能看到",
        )
        for one in (posting.unanswered if posting else ())
    ]


def _supervised(dossier: Dossier, kind: NoticeKind) -> Blocker | None:
    if dossier.profile.choice("gates.supervision") != GATE:
        return None
    return no_supervision(dossier, kind)


def no_supervision(dossier: Dossier, kind: NoticeKind) -> Blocker | None:
    posting = dossier.posting(kind)
    if posting is None:
        return None
    basis = dossier.profile.basis("gates.supervision")
    if not posting.opinions:
        text = f"{kind.label}还没有村务监督委员会的意见。"
        return Blocker("no-supervision", text, basis, "请村务监督委员会成员出具意见")
    if posting.opinions[-1].view is SupervisionView.OBJECT:
        text = f"村务监督委员会不同意{kind.label}的内容。"
        return Blocker("supervision-objects", text, basis, "处理意见后，请监委会再出具意见")
    return None


def resolution_posted(dossier: Dossier) -> Blocker | None:
    return _posted(dossier, NoticeKind.RESOLUTION)


def resolution_ran_its_days(dossier: Dossier) -> Blocker | None:
    return _ran(dossier, NoticeKind.RESOLUTION)


def resolution_objections_answered(dossier: Dossier) -> Sequence[Blocker]:
    return _answered(dossier, NoticeKind.RESOLUTION)


def resolution_supervised(dossier: Dossier) -> Blocker | None:
    return _supervised(dossier, NoticeKind.RESOLUTION)


def changes_settled(dossier: Dossier) -> Blocker | None:
    if dossier.open_change is None:
        return None
    body = dossier.decision.body.label
    text = f"有一项变更还没有经{body}讨论决定。"
    basis = dossier.profile.basis("change.same_body")
    return Blocker("change-open", text, basis, f"召集{body}讨论这项变更")


def works_finished(dossier: Dossier) -> Blocker | None:
    if dossier.by_publication:
        return _published(dossier)
    if dossier.works is not None and dossier.works.finished_on is not None:
        return None
    if dossier.works is None:
        return Blocker("no-works", "还没有登记由谁实施。", remedy="登记实施单位、预算和工期")
    return Blocker("not-finished", "还没有登记完成情况。", remedy="完成后登记日期和决算")


def _published(dossier: Dossier) -> Blocker | None:
    """A text is carried out by hanging up; who builds it and for how much is not asked."""
    if dossier.posting(NoticeKind.RESULT) is not None:
        return None
    basis = dossier.profile.basis("works.by_publication")
    text = "表决通过的文本还没有公布。"
    return Blocker("not-published", text, basis, "在村规民约里办完备案、公布，这里就可以往下走")


def works_accepted(dossier: Dossier) -> Blocker | None:
    works = dossier.works
    if works is None or works.finished_on is None or works.accepted_on is not None:
        return None
    if dossier.profile.choice("gates.acceptance") != GATE:
        return None
    basis = dossier.profile.basis("gates.acceptance")
    return Blocker("not-accepted", "还没有验收。", basis, "请村务监督委员会成员登记验收意见")


def result_posted(dossier: Dossier) -> Blocker | None:
    if dossier.by_publication:
        return _published(dossier)
    return _posted(dossier, NoticeKind.RESULT)


def result_ran_its_days(dossier: Dossier) -> Blocker | None:
    return _ran(dossier, NoticeKind.RESULT)


def result_objections_answered(dossier: Dossier) -> Sequence[Blocker]:
    return _answered(dossier, NoticeKind.RESULT)


def result_supervised(dossier: Dossier) -> Blocker | None:
    return _supervised(dossier, NoticeKind.RESULT)
