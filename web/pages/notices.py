"""One notice for anyone: its words and days, what was objected and answered, its poster.

A visitor reads all of it; to object one comes in with one's own pass.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import concern_lists, queries
from publicity import notices, objections, reading
from publicity.models import Notice
from publicity.reading import Sheet
from village import rules
from village.errors import NotPermitted
from village.permissions import Permission
from web import forms, qr
from web.guards import actor_of, village_of
from web.pages import papers
from web.render import render
from web.retyped import REFUSED, again

SHOW = "notices/show.html"


async def show(request: Request) -> Response:
    notice = await _notice(request)
    context = await _context(request, notice)
    return render(request, SHOW, {**context, "form": forms.blank(), "blockers": ()})


async def _notice(request: Request) -> Notice:
    village = village_of(request)
    notice = await notices.shown_in(village.id, request.path_params["notice_id"])
    notice.village = village
    return notice


async def _context(request: Request, notice: Notice) -> dict[str, object]:
    sheet = await reading.sheet(notice, request.state.actor)
    about = papers.matter_behind(notice.subject)
    matter = (await queries.titles([about])).get(about, "") if about else ""
    return {
        "notice": notice,
        "sheet": sheet,
        "paragraphs": reading.paper_says(notice),
        "over": reading.ran_out(notice, request.state.now),
        "matter": matter,
        "about": about,
        "villager": _is_villager(request),
        "address": _short_address(request, sheet),
        "answer_days": _answer_days(request),
        "asked": await concern_lists.questions_on(notice.village_id, f"notice:{notice.id}"),
        "ask_days": ask_days(request),
    }


def _is_villager(request: Request) -> bool:
    village, actor = village_of(request), request.state.actor
    may = Permission.OBJECTION_RAISE
    return actor is not None and actor.may(may, village.id, village.township_id)


def _short_address(request: Request, sheet: Sheet) -> str:
    return f"{request.state.public_url}/q/{sheet.code}" if sheet.code else ""


def _answer_days(request: Request) -> int:
    profile = rules.profile(village_of(request).profile_code)
    return profile.whole("objection.answer_days") or 0


def ask_days(request: Request) -> int:
    return rules.profile(village_of(request).profile_code).whole("issue.general_days") or 0


async def poster(request: Request) -> Response:
    """A4, to be printed and hung beside the house door; the code leads back here."""
    notice = await _notice(request)
    context = await _context(request, notice)
    address = str(context["address"])
    code = qr.svg(address, "扫码看这张公告的全部经过") if address else None
    return render(request, "notices/poster.html", {**context, "qr": code, "shown": bare(address)})


def bare(address: str) -> str:
    """As one types it: browsers find the rest."""
    return address.removeprefix("https://").removeprefix("http://")


async def object_to(request: Request) -> Response:
    notice, actor, form = await _notice(request), actor_of(request), await request.form()
    if not _is_villager(request):
        raise NotPermitted("对这个村的公告提出异议")
    try:
        with forms.reading(form) as read:
            missing = "请写清楚您对哪一条有异议、为什么。"
            text = read.text("text", missing, least=4, most=1000, lines=True)
        days = _answer_days(request)
        raised = await objections.raise_own(
            notice, text, actor, answer_days=days, now=request.state.now
        )
    except REFUSED as refusal:
        context = await _context(request, notice)
        return again(request, SHOW, context, form, refusal)
    place = f"/v/{notice.village.code}/notices/{notice.id}/objections/{raised.id}"
    return RedirectResponse(place, status_code=303)


async def objection(request: Request) -> Response:
    """What the one who objected keeps: the number, what comes next and by when."""
    notice, actor = await _notice(request), actor_of(request)
    own = await reading.own_objection(notice, actor, request.path_params["objection_id"])
    return render(request, "notices/objection.html", {"notice": notice, "objection": own})
