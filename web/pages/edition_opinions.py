"""Villagers' opinions on the desk: written down at the window, each answered with a reason."""

from starlette.requests import Request
from starlette.responses import Response

from bylaws import opinions, texts
from bylaws.models import BylawOpinion, Edition, OpinionOutcome, OpinionWay
from village import clock
from village.models import Person
from village.permissions import Permission
from web import asking, finding, forms
from web.asking import Asked, Field
from web.forms import reading
from web.guards import actor_of, village_of
from web.pages.edition import done, edition_for, here_of
from web.render import render
from web.retyped import REFUSED
from web.strip import Link

P = Permission
WAYS = (OpinionWay.WINDOW, OpinionWay.PAPER)
WHOLE = "whole"


async def index(request: Request) -> Response:
    edition = await edition_for(request, P.BYLAW_DRAFT)
    labels = {one.article_id: one.label for one in await texts.rows_of(edition.id, struck=True)}
    found = await opinions.of_edition(edition.id)
    context = {
        "edition": edition,
        "told": [(one, _about(one, labels)) for one in found],
        "waiting": sum(one.answered_at is None for one in found),
        "people": len({one.person_id for one in found}),
        "open": opinions.not_open(edition, request.state.now) is None,
    }
    return render(request, "bylaw_desk/opinions.html", context)


def _about(one: BylawOpinion, labels: dict[int, str]) -> str:
    return labels.get(one.article_id, "原来的一条") if one.article_id else "全文"


async def _sheet(request: Request, edition: Edition, asked: str) -> Asked:
    here = f"{here_of(edition)}/opinions"
    rows = await texts.rows_of(edition.id)
    about = [(WHOLE, "全文")]
    about += [(str(one.article_id), f"{one.label} {one.text[:14]}") for one in rows]
    return Asked(
        "窗口代录意见",
        f"{here}/new",
        "记下来",
        Link(here, "意见和答复"),
        (
            Field("select", "about", "对哪一条", options=about),
            Field("radios", "way", "怎样提出的", options=WAYS),
            Field("long", "text", "哪里不合适，想怎么改", "照他说的写，念给他听一遍。", rows=5),
        ),
        ("名字和原文只给起草、答复的人看；答复会公开。",),
        search=await finding.villagers(village_of(request), asked, actor_of(request)),
        search_at=f"{here}/new",
    )


async def ask(request: Request) -> Response:
    edition = await edition_for(request, P.BYLAW_DRAFT)
    asked = await _sheet(request, edition, request.query_params.get("q", ""))
    return asking.ask(request, asked, forms.blank(about=WHOLE, way=str(OpinionWay.WINDOW)))


async def write_down(request: Request) -> Response:
    edition, form = await edition_for(request, P.BYLAW_DRAFT), await request.form()
    village, asked = village_of(request), await _sheet(request, edition, str(form.get("q", "")))
    rows = await texts.rows_of(edition.id)
    about = {WHOLE: 0} | {str(r.article_id): r.article_id for r in rows}
    people = asked.search.ids if asked.search else {}
    try:
        with reading(form) as read:
            person_id = read.pick("person", people or {"": 0}, "请选择是哪一位。")
            article_id = read.pick("about", about, "请选择对哪一条。") or None
            way = read.choice("way", OpinionWay, "请选择怎样提出的。")
            text = read.text("text", "请写明意见。", least=2, most=opinions.LONGEST, lines=True)
        person = await Person.get(id=person_id, village_id=village.id)
        await opinions.write_down(
            *(edition, person, text, way, actor_of(request)),
            now=request.state.now,
            article_id=article_id,
        )
    except REFUSED as refusal:
        return asking.again(request, asked, form, refusal)
    return done(edition, "/opinions")


async def _opinion(request: Request) -> tuple[Edition, BylawOpinion]:
    edition = await edition_for(request, P.BYLAW_DRAFT)
    number = request.path_params["opinion_id"]
    return edition, await opinions.on_desk(actor_of(request), edition.village_id, number)


async def _answer_sheet(edition: Edition, one: BylawOpinion) -> Asked:
    labels = {row.article_id: row.label for row in await texts.rows_of(edition.id, struck=True)}
    here = f"{here_of(edition)}/opinions"
    given = clock.local_date(one.given_at)
    return Asked(
        "答复意见",
        f"{here}/{one.id}",
        "答复",
        Link(here, "意见和答复"),
        (
            Field("radios", "outcome", "采纳没有", options=list(OpinionOutcome)),
            Field("long", "text", "为什么", "会公开，不写是谁提的。", rows=4),
        ),
        facts=(
            ("谁提的", f"{one.person.name}，{one.way.label}，{given.month} 月 {given.day} 日"),
            ("对哪一条", _about(one, labels)),
        ),
        quoted=one.text,
    )


async def ask_answer(request: Request) -> Response:
    return asking.ask(request, await _answer_sheet(*await _opinion(request)))


async def answer(request: Request) -> Response:
    edition, one = await _opinion(request)
    form = await request.form()
    try:
        with reading(form) as read:
            outcome = read.choice("outcome", OpinionOutcome, "请选择采纳没有。")
            text = read.text("text", "请写明为什么。", least=2, most=1000, lines=True)
        await opinions.answer(one, outcome, text, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return asking.again(request, await _answer_sheet(edition, one), form, refusal)
    return done(edition, "/opinions")
