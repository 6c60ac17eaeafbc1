"""Papers of an edition for the file: 法治体检单 and 备案表, drawn from the record alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bylaws import adviser, texts
from bylaws.checked import Checked
from bylaws.edition_dossier import EditionDossier
from bylaws.models import (
    AdviserSignature,
    BylawOpinion,
    Edition,
    EditionArticle,
    FindingDecision,
)
from bylaws.review_rules import rules
from village import clock
from web.pages.edition import edition_of, facts_of
from web.render import render
from web.wording import full_day, full_moment

ATTACHED = (
    "征求意见记录和答复",
    "草案和每一次的修改稿",
    "法治体检单、乡镇审核意见",
    "村民会议记录、签到表、表决票",
    "正式文本",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the checkup's paper. `now`: it still stands in the text."""

    where: str
    quote: str
    title: str
    basis: str
    done: str
    reason: str
    now: bool


async def checkup(request: Request) -> Response:
    edition = await edition_of(request)
    rows = await texts.rows_of(edition.id, struck=True)
    found = await adviser.findings(edition, [one for one in rows if not one.struck])
    said = await FindingDecision.filter(edition_id=edition.id).order_by("id")
    signature = await adviser.signature_of(edition)
    context = {
        "edition": edition,
        "lines": [*_present(found), *_gone(found, said, rows)],
        "signature": signature,
    }
    return render(request, "bylaw_desk/checkup_sheet.html", context)


def decided(word: FindingDecision) -> str:
    """The check asks to keep and look again; the adviser has looked."""
    return word.action.label.partition("（")[0]


def _present(found: Sequence[Checked]) -> Iterator[Line]:
    for one in found:
        known, word = one.finding, one.decision
        yield Line(
            one.row.label if one.row else one.part.label,
            one.quote,
            known.title if known else "法律顾问自己提的",
            known.basis if known else "",
            decided(word) if word else "还没有决定",
            word.reason if word else (known.suggest if known else ""),
            now=True,
        )


def _gone(
    found: Sequence[Checked], said: Sequence[FindingDecision], rows: Sequence[EditionArticle]
) -> Iterator[Line]:
    """What the adviser wanted changed and no longer stands there: it was seen to."""
    known = {one.code: one for one in rules()}
    labels = {one.article_id: one.label for one in rows}
    standing = {one.decision.id for one in found if one.decision}
    still = {(one.place, one.code, one.quote) for one in found}
    latest = {((one.part, one.article_id), one.code, one.quote): one for one in said}
    for key, one in latest.items():
        if one.id in standing or key in still:
            continue
        rule = known.get(one.code)
        yield Line(
            labels.get(one.article_id or 0, one.part.label),
            one.quote,
            rule.title if rule else "",
            rule.ground.text if rule else "",
            f"{decided(one)}，已经办了",
            one.reason,
            now=False,
        )


async def filing(request: Request) -> Response:
    edition = await edition_of(request)
    dossier = await facts_of(request, edition)
    signature = await adviser.signature_of(edition)
    opinions = await BylawOpinion.filter(edition_id=edition.id).select_related("person")
    homes = {one.person.household_id or -one.person_id for one in opinions}
    context = {
        "edition": edition,
        "rows": [
            *_text_of(edition, dossier),
            *_heard(edition, len(opinions), len(homes)),
            *_checked(dossier, signature),
            *_voted(dossier),
            *_filed(dossier),
        ],
        "attached": ATTACHED,
    }
    return render(request, "bylaw_desk/filing_sheet.html", context)


Rows = Iterator[tuple[str, str]]


def _text_of(edition: Edition, dossier: EditionDossier) -> Rows:
    yield "村名", edition.village.name
    yield "名称", edition.title
    made = "制定" if edition.based_on_id is None else "修订"
    made = "补录以前通过的文本" if edition.imported else made
    yield "制定或修订", f"{made}，第 {edition.number} 版，{len(dossier.rows)} 条"


def _heard(edition: Edition, count: int, homes: int) -> Rows:
    if edition.collect_from and edition.collect_to:
        days = f"{full_day(edition.collect_from)}至 {full_day(edition.collect_to)}"
        yield "征求意见", f"{days}，{homes} 户提出意见 {count} 条"
    else:
        yield "征求意见", ""


def _checked(dossier: EditionDossier, signature: AdviserSignature | None) -> Rows:
    told = ""
    if signature is not None:
        opinion = signature.opinion or "逐条审查，没有不同意见"
        told = f"{opinion}（{signature.person.name}，{full_moment(signature.signed_at)}）"
    yield "法律顾问意见", told
    advice, told = dossier.advice, ""
    if advice and advice.given_at and advice.view:
        on = full_day(clock.local_date(advice.given_at))
        told = f"{on}，{advice.view.label}。{advice.text}"
    elif advice:
        told = f"{full_day(advice.due_on)}前没有答复"
    yield "乡镇审核意见", told


def _voted(dossier: EditionDossier) -> Rows:
    edition, vote = dossier.edition, dossier.vote
    if vote is None:
        yield "村民会议", f"{edition.adopted_body.label}" if edition.adopted_body else ""
    else:
        meeting, item = vote.item.meeting, vote.item
        yield "村民会议时间", f"{full_moment(meeting.starts_at)}，{meeting.body.label}"
        women = edition.women_present
        here = "" if women is None else f"，其中妇女 {women}"
        yield "到会", f"应到 {_n(meeting.entitled)}，实到 {_n(meeting.present)}{here}"
        yield "表决", f"同意 {_n(item.yes)}，反对 {_n(item.no)}，弃权 {_n(item.abstain)}"
    yield "通过日期", full_day(edition.adopted_on) if edition.adopted_on else ""


def _n(figure: int | None) -> str:
    return "没有记" if figure is None else str(figure)


def _filed(dossier: EditionDossier) -> Rows:
    filing, edition = dossier.filing, dossier.edition
    late = f"，期限 {full_day(filing.due_on)}，已经晚了" if filing and filing.late else ""
    yield "备案日期", f"{full_day(filing.submitted_on)}{late}" if filing else ""
    yield "乡镇备案意见及编号", f"{filing.note} {filing.number}".strip() if filing else ""
    told = [
        f"{full_day(one.ordered_on)}：{one.facts}依据：{one.basis}。{full_day(one.due_on)}前改正。"
        + (f"已撤销：{one.revoked_why}" if one.revoked_on else "")
        + (f"村里用第 {one.answered_by.number} 版答复。" if one.answered_by else "")
        for one in dossier.orders
    ]
    yield "责令改正", "\n".join(told) or "没有"
    yield "公布日期", full_day(edition.published_on) if edition.published_on else ""
    yield "施行日期", full_day(edition.in_force_on) if edition.in_force_on else ""
