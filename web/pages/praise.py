"""红榜: proposed at the desk, agreed to or declined by whoever it is about, shown for a time.

Nobody stands on it without consent, and whoever stands there comes off it at once without a reason.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bylaws import red_list
from bylaws.models import ConsentWay, EditionArticle, RedListEntry
from village import clock
from village.errors import InvalidInput
from village.models import Person, Village
from village.permissions import Permission
from web import asking, finding, forms
from web.asking import Asked, Field
from web.forms import reading
from web.guards import actor_of, village_of
from web.pages.bylaw_keeping import bound_rows, by_article, keeping_of, options
from web.pages.desk_bylaws import place_of
from web.pages.meetings import require
from web.render import render
from web.retyped import REFUSED, again

P = Permission
TEMPLATE = "bylaw_desk/praise.html"
ON_PAPER = (ConsentWay.SIGNED, ConsentWay.GUARDIAN)
DAYS = 30


async def _sheet(request: Request, asked: str) -> Asked:
    village = village_of(request)
    _, rows = await bound_rows(village, request)
    here = f"{place_of(village)}praise/"
    return Asked(
        "提议上红榜",
        here,
        "送本人同意",
        keeping_of(village),
        (
            Field("long", "text", "因为什么事", "本人会先看到这几句话。不写电话、住址。", rows=3),
            Field("select", "article", "照哪一条（可以不选）", options=options(rows)),
        ),
        ("本人扫码同意，或者签字同意，才会公布；不同意的不公布，也不问为什么。",),
        search=await finding.villagers(village, asked, actor_of(request)),
        search_at=f"{here}new",
    )


async def ask(request: Request) -> Response:
    require(request, P.BYLAW_KEEP)
    return asking.ask(request, await _sheet(request, request.query_params.get("q", "")))


async def propose(request: Request) -> Response:
    require(request, P.BYLAW_KEEP)
    village, form = village_of(request), await request.form()
    asked = await _sheet(request, str(form.get("q", "")))
    people = asked.search.ids if asked.search else {}
    _, rows = await bound_rows(village, request)
    try:
        with reading(form) as read:
            person_id = read.pick("person", people or {"": 0}, "请选择是哪一位。")
            text = read.text("text", "请写因为什么事。", most=red_list.LONGEST_TEXT, lines=True)
            about = read.maybe_pick("article", by_article(rows))
        person = await Person.get(id=person_id, village_id=village.id)
        entry = await red_list.propose(
            village, person, text, actor_of(request), now=request.state.now, article_id=about
        )
    except REFUSED as refusal:
        return asking.again(request, asked, form, refusal)
    return _to(village, entry)


def _to(village: Village, entry: RedListEntry) -> Response:
    return RedirectResponse(f"{place_of(village)}praise/{entry.id}", status_code=303)


async def _entry(request: Request) -> RedListEntry:
    village = village_of(request)
    return await red_list.on_desk(actor_of(request), village.id, request.path_params["praise_id"])


async def show(request: Request) -> Response:
    context = await _context(request, await _entry(request))
    today = clock.local_date(request.state.now)
    form = forms.blank(days=DAYS, on=today, way=str(ConsentWay.SIGNED))
    return render(request, TEMPLATE, {**context, "form": form, "blockers": ()})


async def _context(request: Request, entry: RedListEntry) -> dict[str, object]:
    _, rows = await bound_rows(village_of(request), request)
    return {"entry": entry, "about": _label(rows, entry), "ways": ON_PAPER}


def _label(rows: list[EditionArticle], entry: RedListEntry) -> str:
    return next((one.label for one in rows if one.article_id == entry.article_id), "")


async def act(request: Request) -> Response:
    """By the button: agreed on paper, on the list, off it."""
    entry, form = await _entry(request), await request.form()
    actor, now, wanted = actor_of(request), request.state.now, str(form.get("act", ""))
    try:
        with reading(form) as read:
            if wanted == "agreed":
                way = read.choice("way", ConsentWay, "请选择怎样同意的。")
                on = read.day("on", "请填写哪天签的字。")
            elif wanted == "show":
                days = read.whole("days", "请填写公布几天。", least=1, most=red_list.LONGEST)
            elif wanted != "off":
                read.wrong("", "请选择做什么。")
        if wanted == "agreed":
            await red_list.agreed_on_paper(entry, way, on, actor, now=now)
        elif wanted == "show":
            await red_list.show(entry, days, actor, now=now)
        else:
            await red_list.take_down(entry, actor, now=now)
    except REFUSED as refusal:
        return again(request, TEMPLATE, await _context(request, entry), form, refusal)
    return _to(village_of(request), entry)


async def board(request: Request) -> Response:
    """For anyone: what hangs today; for whoever it is about also what waits for a word."""
    village, today = village_of(request), clock.local_date(request.state.now)
    actor = request.state.actor
    mine = await red_list.mine(actor) if actor else []
    context = {
        "shown": await red_list.shown(village.id, today),
        "mine": [one for one in mine if one.village_id == village.id],
    }
    return render(request, "bylaws/praise.html", context)


async def answer(request: Request) -> Response:
    """One's own entry: agreed to, or declined and taken down."""
    village, form = village_of(request), await request.form()
    entry = await red_list.own(actor_of(request), village.id, request.path_params["praise_id"])
    deeds = {"agree": red_list.agree, "decline": red_list.take_down}
    deed = deeds.get(str(form.get("act", "")))
    if deed is None:
        raise InvalidInput({"": "请选择同意，还是不同意。"})
    await deed(entry, actor_of(request), now=request.state.now)
    return RedirectResponse(f"/v/{village.code}/bylaws/praise", status_code=303)
