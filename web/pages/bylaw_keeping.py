"""Carrying bylaws out, on the desk: who watches over which articles, and what was done.

What was done names nobody. There is no list of those who did not keep to it.
"""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bylaws import in_force, red_list, texts, watching
from bylaws.models import BylawKind, CarryingKind, Edition, EditionArticle, Watch
from bylaws.watching import Carried, Duty
from village import clock
from village.models import Person, Village
from village.permissions import Permission
from web import asking, finding, forms
from web.asking import Asked, Field
from web.forms import reading
from web.guards import actor_of, village_of
from web.pages.desk_bylaws import place_of
from web.pages.meetings import require
from web.render import render
from web.retyped import REFUSED
from web.strip import Link

P = Permission
YEAR = timedelta(365)
BEGINNING = 18  # letters by which an article is known again in a list
NOBODY = ("none", "没有，村民委员会自己做的")


async def bound_rows(
    village: Village, request: Request
) -> tuple[Edition | None, list[EditionArticle]]:
    """The articles that bind the village today."""
    today = clock.local_date(request.state.now)
    edition = await in_force.text_on(village.id, BylawKind.RULES, today)
    return edition, await texts.rows_of(edition.id) if edition else []


def options(rows: list[EditionArticle]) -> list[tuple[str, str]]:
    return [(str(one.article_id), f"{one.label} {_beginning(one.text)}") for one in rows]


def _beginning(text: str) -> str:
    return text if len(text) <= BEGINNING else f"{text[:BEGINNING]}……"


def by_article(rows: list[EditionArticle]) -> dict[str, int]:
    return {str(one.article_id): one.article_id for one in rows}


async def index(request: Request) -> Response:
    village, today = village_of(request), clock.local_date(request.state.now)
    require(request, P.BYLAW_KEEP)
    edition, rows = await bound_rows(village, request)
    context = {
        "edition": edition,
        "labels": {one.article_id: one.label for one in rows},
        "watches": await watching.of_village(village.id),
        "done": await watching.record_of(village.id, today - YEAR),
        "praised": await red_list.of_desk(village.id),
    }
    return render(request, "bylaw_desk/keeping.html", context)


def keeping_of(village: Village) -> Link:
    return Link(f"{place_of(village)}keeping", "谁来管、做了什么、红榜")


def _back(village: Village) -> Response:
    return RedirectResponse(keeping_of(village).href, status_code=303)


async def _watch_sheet(request: Request, asked: str) -> Asked:
    village = village_of(request)
    _, rows = await bound_rows(village, request)
    found = await finding.villagers(village, asked, actor_of(request))
    leads = [(key, f"{name}（{where}）") for key, name, where in found.offered]
    lead = "它的本分是提醒、劝导、调解，不处罚。"
    return Asked(
        "登记由谁来管",
        f"{place_of(village)}watches/",
        "登记",
        keeping_of(village),
        (
            Field("text", "name", "名称", "例如红白理事会、村规监督队。"),
            Field("text", "duty", "做什么（可以不填）"),
            Field(
                "text",
                "q",
                "牵头人（可以不填）",
                "写名字，村民看得到是谁牵头；有同名的，再从下面选。",
            ),
            *([Field("radios", "lead", "是哪一位", options=leads)] if leads else []),
            *([Field("boxes", "articles", "负责哪几条", options=options(rows))] if rows else []),
        ),
        (lead,) if rows else (lead, "现在没有施行的村规民约，先公布一版再登记。"),
    )


async def ask_watch(request: Request) -> Response:
    require(request, P.BYLAW_KEEP)
    return asking.ask(request, await _watch_sheet(request, ""))


async def set_up(request: Request) -> Response:
    require(request, P.BYLAW_KEEP)
    village, form = village_of(request), await request.form()
    _, rows = await bound_rows(village, request)
    name = str(form.get("q", "")).strip()
    found = await finding.villagers(village, name, actor_of(request))
    try:
        with reading(form) as read:
            lead = _lead(read, name, found)
            asked = Duty(
                kind=BylawKind.RULES,
                name=read.text("name", "请写名称。", most=watching.LONGEST_NAME),
                duty=read.text("duty", most=watching.LONGEST),
                lead=await Person.get_or_none(id=lead, village_id=village.id) if lead else None,
                article_ids=_articles(read, rows),
            )
        await watching.set_up(village, asked, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return asking.again(request, await _watch_sheet(request, name), form, refusal)
    return _back(village)


def _articles(read: forms.Reader, rows: list[EditionArticle]) -> tuple[int, ...]:
    if not rows:
        read.wrong("", "现在没有施行的村规民约，先公布一版再登记。")
    return tuple(read.picks("articles", by_article(rows), "请选择负责哪几条。" if rows else ""))


def _lead(read: forms.Reader, name: str, found: finding.Candidates) -> int | None:
    """One of that name is meant; of several one is chosen."""
    if not name:
        return None
    if len(found.ids) == 1:
        return next(iter(found.ids.values()))
    if not found.ids:
        read.wrong("q", "名册里没有找到这个人，换一种写法。")
        return None
    return read.pick("lead", found.ids, "有几位同名或同音的，请在下面选是哪一位。")


async def end(request: Request) -> Response:
    require(request, P.BYLAW_KEEP)
    village = village_of(request)
    watch = await watching.in_village(village.id, request.path_params["watch_id"])
    await watching.end(watch, actor_of(request), now=request.state.now)
    return _back(village)


async def _carry_sheet(request: Request) -> Asked:
    village = village_of(request)
    _, rows = await bound_rows(village, request)
    watches = [(str(one.id), one.name) for one in await watching.of_village(village.id)]
    return Asked(
        "登记做了什么",
        f"{place_of(village)}carried",
        "登记",
        keeping_of(village),
        (
            Field("radios", "kind", "做了什么", options=list(CarryingKind)),
            Field("select", "article", "照哪一条", options=options(rows)),
            Field("select", "watch", "谁去做的", options=[NOBODY, *watches]),
            Field("day", "day", "哪一天"),
            Field("long", "text", "怎样做的", "不写是谁，也不写门牌和电话。", rows=3),
        ),
        ("只记事，不记人：这里不会变成谁的名单。",),
    )


async def ask_carry(request: Request) -> Response:
    require(request, P.BYLAW_KEEP)
    today = clock.local_date(request.state.now)
    return asking.ask(request, await _carry_sheet(request), forms.blank(day=today, watch="none"))


async def carry(request: Request) -> Response:
    require(request, P.BYLAW_KEEP)
    village, form = village_of(request), await request.form()
    _, rows = await bound_rows(village, request)
    watches: dict[str, Watch | None] = {NOBODY[0]: None}
    watches |= {str(one.id): one for one in await watching.of_village(village.id)}
    try:
        with reading(form) as read:
            asked = Carried(
                kind=read.choice("kind", CarryingKind, "请选择做了什么。"),
                article_id=read.pick("article", by_article(rows) or {"": 0}, "请选择照哪一条。"),
                watch=read.maybe_pick("watch", watches),
                day=read.day("day", "请填写哪一天。"),
                text=read.text("text", "请写怎样做的。", most=watching.LONGEST, lines=True),
            )
        await watching.carried_out(village, asked, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return asking.again(request, await _carry_sheet(request), form, refusal)
    return _back(village)
