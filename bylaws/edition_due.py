"""What a village has to do next about its bylaws, by last day, for the desk's one list.

Reads only, in a number of statements that grows with the editions in hand: at most one of a kind.
"""

from datetime import date

from bylaws import edition_flow, editions, in_force, reviews_due
from bylaws.editing import IN_THE_MAKING
from bylaws.edition_dossier import EditionDossier, dossier_of, is_answered
from bylaws.models import BylawKind, CorrectionOrder, Edition, EditionStage
from deliberation.due import Due
from deliberation.models import DecisionStage
from village import clock
from village.models import Village

S = EditionStage
UNDER_WAY = (*IN_THE_MAKING, S.ADOPTED, S.FILED)
LOOK_AHEAD = 90  # days before a review is due in which it is worth a line
WAITING = ("collecting-runs", "township-still-reading")
"""Days that only pass."""

ELSEWHERE = ("not-resolved", "opinions-open", "overtaken")
"""The matter and the opinions have lines of their own; an overtaken edition is done with."""


async def due_list(village: Village, today: date) -> list[Due]:
    found = Edition.filter(village_id=village.id, stage__in=UNDER_WAY).order_by("id")
    dues = []
    for edition in await found.select_related("village"):
        dossier = await dossier_of(edition, today=today)
        dues += [_next_of(dossier), _opinions(dossier)]
    dues += await _orders(village)
    dues += [await _review(village, kind, today) for kind in BylawKind]
    known = [one for one in dues if one is not None]
    return sorted(known, key=lambda one: (one.last is None, one.last or today))


def _next_of(dossier: EditionDossier) -> Due | None:
    edition, subject = dossier.edition, f"edition:{dossier.edition.id}"
    step = edition_flow.next_step(dossier)
    if step is None or _ended(dossier):
        text = "表决的议题已经结束，请在这里登记结果"
        return None if step is None else Due(None, edition.title, text, subject, "去办")
    blockers = step.blockers(dossier)
    missing = next((one for one in blockers if one.code not in WAITING), None)
    if blockers and missing is None:
        return None
    if missing is not None and missing.code in ELSEWHERE:
        return None
    if edition.stage is S.ADOPTED:
        return Due(_file_by(dossier), edition.title, "报乡镇备案", subject, "报备案")
    text = missing.text if missing else "可以走下一步了"
    last = None if missing else dossier.today
    return Due(last, edition.title, text, subject, "去办" if missing else "往下走")


def _ended(dossier: EditionDossier) -> bool:
    over = (DecisionStage.REJECTED, DecisionStage.WITHDRAWN)
    voting = dossier.edition.stage is S.VOTING and dossier.matter is not None
    return voting and dossier.matter is not None and dossier.matter.decision.stage in over


def _file_by(dossier: EditionDossier) -> date:
    adopted = dossier.edition.adopted_on or dossier.today
    return clock.last_day(adopted, dossier.profile.whole("bylaws.file_days") or 0)


def _opinions(dossier: EditionDossier) -> Due | None:
    if not dossier.unanswered:
        return None
    text = f"{dossier.unanswered} 条村民意见还没有答复"
    return Due(None, dossier.edition.title, text, f"edition:{dossier.edition.id}", "答复")


async def _orders(village: Village) -> list[Due]:
    """Orders of correction that no adopted edition has answered yet."""
    found = CorrectionOrder.filter(edition__village_id=village.id, revoked_on=None)
    return [
        Due(
            one.due_on,
            f"责令改正：{one.edition.title}",
            "起草新的一版" if one.answered_by is None else "新的一版还没有通过",
            f"edition:{one.edition_id if one.answered_by is None else one.answered_by.id}",
            "改正",
        )
        for one in await found.order_by("due_on").select_related("edition", "answered_by")
        if not is_answered(one)
    ]


async def _review(village: Village, kind: BylawKind, today: date) -> Due | None:
    """Nothing while it is being revised anyway."""
    day = await reviews_due.next_review(village, kind, today)
    if day is None or (day - today).days > LOOK_AHEAD:
        return None
    if await editions.in_the_making(village.id, kind) is not None:
        return None
    edition = await in_force.text_on(village.id, kind, today)
    subject = "" if edition is None else f"edition:{edition.id}"
    return Due(day, f"梳理{kind.label}", "该把现行的文本再看一遍了", subject, "登记梳理")
