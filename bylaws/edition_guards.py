"""What must hold before a step of an edition. Pure: a guard sees the dossier, nothing else."""

from datetime import date

from bylaws.edition_dossier import EditionDossier
from deliberation.models import DecisionStage
from village.errors import Blocker

NAMED = 6  # open articles that a sentence names before it only counts
RESOLVED = (
    DecisionStage.RESOLVED,
    DecisionStage.DISCLOSED,
    DecisionStage.ACCEPTED,
    DecisionStage.CONCLUDED,
)


def _day(day: date) -> str:
    return f"{day.month} 月 {day.day} 日"


def collected(dossier: EditionDossier) -> Blocker | None:
    """People were asked, and had the whole period."""
    last = dossier.edition.collect_to
    basis = dossier.profile.basis("bylaws.collect_days")
    if last is None:
        text = "还没有征集民意。"
        return Blocker("not-collected", text, basis, "点“开始征集民意”，公告满期后再拟定草案")
    if dossier.today > last:
        return None
    text = f"征集民意到 {_day(last)}为止，还没有满期。"
    return Blocker("collecting-runs", text, basis, "期满第二天起可以往下走")


def has_articles(dossier: EditionDossier) -> Blocker | None:
    if dossier.rows:
        return None
    return Blocker("no-articles", "草案里还没有条文。", remedy="写上条文，或者从文件导入")


def articles_closed(dossier: EditionDossier) -> Blocker | None:
    """The legal adviser has decided on every finding and read every word as it stands."""
    waiting = dossier.open_parts
    if not waiting:
        return None
    names = "；".join(f"{one.name}：{one.why}" for one in waiting[:NAMED])
    more = f"；另有 {len(waiting) - NAMED} 处" if len(waiting) > NAMED else ""
    signs = all(one.unsigned and not one.undecided and not one.to_do for one in waiting)
    remedy = "请法律顾问看过后签字" if signs else "按法律顾问的决定逐条处理，再请法律顾问签字"
    basis = dossier.profile.matters[dossier.matter_kind].basis
    return Blocker("articles-open", f"法治体检还没有做完。{names}{more}。", basis, remedy)


def opinions_answered(dossier: EditionDossier) -> Blocker | None:
    if not dossier.unanswered:
        return None
    text = f"有 {dossier.unanswered} 条村民意见还没有答复。"
    basis = dossier.profile.basis("bylaws.collect_days")
    return Blocker("opinions-open", text, basis, "逐条写明采纳没有、为什么")


def township_heard(dossier: EditionDossier) -> Blocker | None:
    """Asked, and answered or past its last day: silence is no veto."""
    if not dossier.profile.is_on("bylaws.preview_by_township"):
        return None
    advice, basis = dossier.advice, dossier.profile.basis("bylaws.preview_by_township")
    if advice is None:
        return Blocker("township-not-asked", "草案还没有送乡镇审核。", basis, "点“送乡镇审核”")
    if advice.given_at is not None or dossier.today > advice.due_on:
        return None
    text = f"乡镇的意见还没有到，{_day(advice.due_on)}前没有答复的，就可以提交表决。"
    return Blocker("township-still-reading", text, basis, "等乡镇答复，或者等期限过去")


def advice_answered(dossier: EditionDossier) -> Blocker | None:
    """Advice binds nobody, but whoever gave it is told what became of it."""
    advice = dossier.advice
    if advice is None or advice.view is None or advice.view == "none":
        return None
    if advice.answered_at is not None:
        return None
    basis = dossier.profile.basis("bylaws.preview_by_township")
    text = "乡镇提了意见，还没有写明采纳没有、为什么。"
    return Blocker("advice-open", text, basis, "在这一版里答复乡镇的意见")


def matter_resolved(dossier: EditionDossier) -> Blocker | None:
    """The assembly has lawfully said yes: read from the matter, never typed here."""
    matter, vote = dossier.matter, dossier.vote
    basis = dossier.profile.matters[dossier.matter_kind].basis
    if matter is None:
        return Blocker("no-matter", "还没有提交村民会议表决。", basis, "点“提交表决”")
    decision = matter.decision
    if decision.stage not in RESOLVED or vote is None or not vote.passed:
        text = f"议题 {decision.number} 现在是“{decision.stage.label}”，村民会议还没有形成决议。"
        return Blocker("not-resolved", text, basis, "开完会登记表决，在议题里走到“已形成决议”")
    right = dossier.profile.matters[dossier.matter_kind].bodies
    if vote.item.meeting.body in right:
        return None
    text = f"表决的是{vote.item.meeting.body.label}，应当由{right[0].label}表决。"
    return Blocker("wrong-body", text, basis, "召集村民会议重新表决")


def matter_rejected(dossier: EditionDossier) -> Blocker | None:
    return _ended(dossier, DecisionStage.REJECTED, "not-rejected", "还没有按未通过结束。")


def matter_withdrawn(dossier: EditionDossier) -> Blocker | None:
    return _ended(dossier, DecisionStage.WITHDRAWN, "not-withdrawn", "还没有撤回。")


def _ended(dossier: EditionDossier, stage: DecisionStage, code: str, said: str) -> Blocker | None:
    matter = dossier.matter
    if matter is not None and matter.decision.stage is stage:
        return None
    number = "" if matter is None else f" {matter.decision.number}"
    return Blocker(code, f"表决的议题{number}{said}", remedy="先在那个议题里办")


def not_overtaken(dossier: EditionDossier) -> Blocker | None:
    """A text the assembly has since replaced is not put in force behind its back."""
    newer = dossier.overtaken_by
    if newer is None:
        return None
    text = f"更新的第 {newer.number} 版已经公布，这一版不再公布。"
    return Blocker("overtaken", text, dossier.profile.matters[dossier.matter_kind].basis)
