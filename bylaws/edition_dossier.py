"""The facts of one edition, gathered once. Guards and pages see these and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bylaws import checked, texts
from bylaws.checked import Checked, OpenPart
from bylaws.models import (
    AdviserSignature,
    BylawFiling,
    BylawKind,
    BylawOpinion,
    CorrectionOrder,
    Edition,
    EditionAdvice,
    EditionArticle,
    EditionStage,
    FindingDecision,
)
from deliberation.dossier import Dossier, Sitting
from deliberation.dossier import dossier_of as matter_of
from deliberation.models import CycleStep, Decision
from village import profiles
from village.errors import Blocker
from village.rules import Body, MatterKind, Profile

S = EditionStage
UNDER_CHECK = (S.CHECKING, S.REVIEWING)


@dataclass(frozen=True, slots=True)
class EditionDossier:
    """`matter` is the vote's own dossier, while the edition is before the assembly or after."""

    edition: Edition
    profile: Profile
    today: date
    rows: tuple[EditionArticle, ...] = ()
    found: tuple[Checked, ...] = ()
    open_parts: tuple[OpenPart, ...] = ()
    signature: AdviserSignature | None = None
    opinions: int = 0
    unanswered: int = 0
    advice: EditionAdvice | None = None
    matter: Dossier | None = None
    filing: BylawFiling | None = None
    orders: tuple[CorrectionOrder, ...] = ()
    overtaken_by: Edition | None = None

    @property
    def matter_kind(self) -> MatterKind:
        return matter_kind(self.edition)

    @property
    def vote(self) -> Sitting | None:
        """The meeting that voted on the text, with its frozen verdict."""
        return None if self.matter is None else self.matter.sitting(CycleStep.RESOLVE)


def matter_kind(edition: Edition) -> MatterKind:
    """Which matter of the cycle decides this document."""
    return MatterKind.BYLAWS if edition.kind is BylawKind.RULES else MatterKind.CHARTER


async def dossier_of(edition: Edition, *, today: date) -> EditionDossier:
    """`edition` with its village loaded. The legality check is asked only where it matters."""
    rows = await texts.rows_of(edition.id)
    signature = await AdviserSignature.filter(edition_id=edition.id).order_by("-id").first()
    found: list[Checked] = []
    waiting: list[OpenPart] = []
    if edition.stage in UNDER_CHECK:
        said = await FindingDecision.filter(edition_id=edition.id).order_by("id")
        found = checked.checked(edition, rows, edition.village.name, said)
        waiting = checked.open_parts(edition, rows, found, signature)
    opinions = BylawOpinion.filter(edition_id=edition.id)
    orders = CorrectionOrder.filter(edition_id=edition.id).order_by("id")
    return EditionDossier(
        edition=edition,
        profile=await profiles.kept(edition.profile_code, edition.profile_digest),
        today=today,
        rows=tuple(rows),
        found=tuple(found),
        open_parts=tuple(waiting),
        signature=signature,
        opinions=await opinions.count(),
        unanswered=await opinions.filter(answered_at__isnull=True).count(),
        advice=await EditionAdvice.filter(edition_id=edition.id).order_by("-id").first(),
        matter=await _matter(edition, today),
        filing=await BylawFiling.get_or_none(edition_id=edition.id),
        orders=tuple(await orders.select_related("article", "answered_by")),
        overtaken_by=await _newer(edition),
    )


async def _newer(edition: Edition) -> Edition | None:
    """A later edition that was published while this one was not: this one never will be."""
    if edition.stage not in (S.ADOPTED, S.FILED):
        return None
    known = Edition.filter(village_id=edition.village_id, kind=edition.kind, stage=S.PUBLISHED)
    return await known.filter(number__gt=edition.number, imported=False).first()


async def _matter(edition: Edition, today: date) -> Dossier | None:
    if edition.decision_id is None:
        return None
    decision = await Decision.get(id=edition.decision_id).select_related("village", "group")
    return await matter_of(decision, today=today)


def remarks(dossier: EditionDossier) -> tuple[Blocker, ...]:
    """What stops nothing and is shown beside the edition, each with its basis."""
    return tuple(_remarks(dossier))


def _remarks(dossier: EditionDossier) -> Iterator[Blocker]:
    edition, profile = dossier.edition, dossier.profile
    right = profile.matters[dossier.matter_kind]
    body = edition.adopted_body
    if body is not None and body not in right.bodies:
        text = f"这一版由{Body(body).label}通过，应当由{right.body.value.label}通过。"
        yield Blocker("wrong-body", text, right.basis, "起草新的一版，提交村民会议表决")
    if edition.women_present == 0 and profile.is_on("bylaws.women_present"):
        text = "表决应当有妇女到会，这次到会名单里一位也没有。"
        yield Blocker("no-women-present", text, profile.basis("bylaws.women_present"))
    filing = dossier.filing
    if filing is not None and filing.late:
        days = (filing.submitted_on - filing.due_on).days
        text = f"报备案比规定的期限晚了 {days} 天。"
        yield Blocker("filed-late", text, profile.basis("bylaws.file_days"))
    if edition.imported and filing is None:
        text = "没有登记备案日期。"
        yield Blocker("not-filed", text, right.basis, "核对档案后，向乡镇补报备案")
    yield from _ordered(dossier)


def _ordered(dossier: EditionDossier) -> Iterator[Blocker]:
    for order in dossier.orders:
        if order.revoked_on is None and not is_answered(order):
            where = "这份文本" if order.article is None else _label(dossier, order.article.id)
            due = f"{order.due_on.month} 月 {order.due_on.day} 日"
            text = f"乡镇责令改正{where}，{due}前改正。"
            yield Blocker("correction-ordered", text, order.basis, "起草新的一版，改正后重新表决")


def _label(dossier: EditionDossier, article_id: int) -> str:
    found = (row.label for row in dossier.rows if row.article_id == article_id)
    return next(found, "其中一条")


def is_answered(order: CorrectionOrder) -> bool:
    """By a new edition that the assembly has adopted. `answered_by` must be loaded."""
    answer = order.answered_by
    return answer is not None and answer.stage in (S.ADOPTED, S.FILED, S.PUBLISHED)
