"""Bylaws at the township: drafts that wait for advice, the filing register, orders of correction.

It advises, files and may order a correction with facts, basis and a day; it approves nothing.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bylaws import adviser, corrections, editions, filing, texts, township_review
from bylaws.corrections import Order
from bylaws.edition_dossier import dossier_of, remarks
from bylaws.models import BylawFiling, CorrectionOrder, Edition, EditionAdvice
from deliberation.models import AdviceView
from village import clock
from village.errors import NotFound
from village.models import Village
from village.permissions import Permission
from web import asking
from web.asking import Asked, Field
from web.forms import reading
from web.guards import actor_of, township_of, village_of
from web.render import render
from web.retyped import REFUSED
from web.strip import Link
from web.wording import full_day

P = Permission
REGISTER = Link("/township/bylaws", "村规民约备案")
WHOLE = "whole"


async def index(request: Request) -> Response:
    township, today = township_of(request), clock.local_date(request.state.now)
    actor_of(request).require(P.BYLAW_FILE, None, township.id)
    orders = await corrections.of_township(township.id)
    context = {
        "advice": await township_review.waiting(township.id),
        "waiting": await filing.waiting(township.id),
        "register": await filing.register_of(township.id),
        "orders": [(one, _standing(one, request)) for one in orders],
        "today": today,
    }
    return render(request, "township/bylaws.html", context)


def _standing(order: CorrectionOrder, request: Request) -> tuple[str, str]:
    """In words and a tone."""
    if order.revoked_on is not None:
        return "已撤销", ""
    if corrections.is_answered(order):
        return "已用新的一版改正", "done"
    if corrections.is_overdue(order, clock.local_date(request.state.now)):
        return "过期没有改正", "late"
    return "正在改" if order.answered_by_id else "还没有动手改", "soon"


def _village(request: Request) -> Village:
    """The village in the address, for officers of its own township."""
    village = village_of(request)
    actor_of(request).require(P.TOWNSHIP_VIEW, village.id, village.township_id)
    return village


def _of(village: Village, edition: Edition, what: str) -> None:
    if edition.village_id != village.id:
        raise NotFound(what)


def _to(edition: Edition) -> Response:
    return RedirectResponse(_place(edition), status_code=303)


def _place(edition: Edition) -> str:
    return f"/township/{edition.village.code}/bylaws/{edition.id}"


async def _edition(request: Request) -> Edition:
    village = _village(request)
    found = await editions.for_officer(actor_of(request), request.path_params["text_id"])
    _of(village, found, "这份村规民约")
    return found


async def show(request: Request) -> Response:
    """The text as it came before the township, with what the check says and what was decided."""
    edition, today = await _edition(request), clock.local_date(request.state.now)
    dossier = await dossier_of(edition, today=today)
    rows = list(dossier.rows)
    orders = CorrectionOrder.filter(edition_id=edition.id).order_by("-id")
    context = {
        "edition": edition,
        "dossier": dossier,
        "text": texts.bylaw_text(edition, rows),
        "rows": rows,
        "found": await adviser.findings(edition, rows),
        "signature": await adviser.signature_of(edition),
        "remarks": [one for one in remarks(dossier) if one.code != "correction-ordered"],
        "orders": [
            (one, _standing(one, request))
            for one in await orders.select_related("answered_by", "article")
        ],
        "may_order": edition.stage in corrections.VOTED,
    }
    return render(request, "township/edition.html", context)


async def _advice(request: Request) -> EditionAdvice:
    village = _village(request)
    found = await township_review.for_officer(actor_of(request), request.path_params["advice_id"])
    _of(village, found.edition, "这份送审的草案")
    return found


def _advise_sheet(advice: EditionAdvice) -> Asked:
    edition = advice.edition
    return Asked(
        f"对“{edition.title}”草案提意见",
        f"/township/{edition.village.code}/bylaws/advice/{advice.id}",
        "送给村里",
        Link(_place(edition), edition.title),
        (
            Field("radios", "view", "有没有意见", options=list(AdviceView)),
            Field(
                "long", "text", "建议（没有意见的可以不写）", "写明对哪一条、依据是什么。", rows=6
            ),
        ),
        mind="这是提意见，不是批准。到期没有答复的，村里照常提交村民会议表决。",
        facts=(
            ("村", edition.village.name),
            ("送来", full_day(clock.local_date(advice.asked_at))),
            ("答复期限", full_day(advice.due_on)),
        ),
    )


async def ask_advice(request: Request) -> Response:
    advice = await _advice(request)
    if advice.given_at is not None:
        return _to(advice.edition)
    return asking.ask(request, _advise_sheet(advice))


async def advise(request: Request) -> Response:
    advice, form = await _advice(request), await request.form()
    try:
        with reading(form) as read:
            view = read.choice("view", AdviceView, "请选择有没有意见。")
            text = read.text("text", most=2000, lines=True)
        await township_review.advise(advice, view, text, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return asking.again(request, _advise_sheet(advice), form, refusal)
    return _to(advice.edition)


async def _filing(request: Request) -> BylawFiling:
    village = _village(request)
    found = await filing.for_officer(actor_of(request), request.path_params["filing_id"])
    _of(village, found.edition, "这份备案")
    return found


def _register_sheet(found: BylawFiling) -> Asked:
    edition = found.edition
    late = (found.submitted_on - found.due_on).days
    return Asked(
        "登记备案",
        f"/township/{edition.village.code}/bylaws/filings/{found.id}",
        "登记",
        Link(_place(edition), edition.title),
        (
            Field("text", "number", "备案编号", "一个编号只用一次。"),
            Field("long", "note", "备案意见（可以不填）", rows=3),
        ),
        mind="备案是登记，不是批准。发现违反法律的，登记以后写明事实和依据，责令改正。",
        facts=(
            ("村", edition.village.name),
            ("文本", f"{edition.title}，第 {edition.number} 版"),
            ("报送", full_day(found.submitted_on) + (f"，晚了 {late} 天" if found.late else "")),
        ),
    )


async def ask_register(request: Request) -> Response:
    found = await _filing(request)
    if found.registered_on is not None:
        return _to(found.edition)
    return asking.ask(request, _register_sheet(found))


async def register(request: Request) -> Response:
    found, form = await _filing(request), await request.form()
    try:
        with reading(form) as read:
            number = read.text("number", "请填写备案编号。", most=filing.LONGEST_NUMBER)
            note = read.text("note", most=1000, lines=True)
        await filing.register(found, number, note, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return asking.again(request, _register_sheet(found), form, refusal)
    return _to(found.edition)


async def _order_sheet(edition: Edition) -> Asked:
    rows = await texts.rows_of(edition.id)
    about = [(WHOLE, "全文")]
    about += [(str(one.article_id), f"{one.label} {one.text[:14]}") for one in rows]
    return Asked(
        "责令改正",
        f"{_place(edition)}/order",
        "发给村里",
        Link(_place(edition), edition.title),
        (
            Field("select", "about", "哪一条", options=about),
            Field("long", "facts", "事实", "哪几个字，错在哪里。", rows=4),
            Field("text", "basis", "依据", "哪部法律的哪一条。"),
            Field("day", "due_on", "哪天前改正", "要给村里起草、开会的时间。"),
        ),
        mind="乡镇不能直接改，也不能废止：由村里起草新的一版，经村民会议表决来答复。",
    )


async def ask_order(request: Request) -> Response:
    return asking.ask(request, await _order_sheet(await _edition(request)))


async def order(request: Request) -> Response:
    edition, form = await _edition(request), await request.form()
    rows = await texts.rows_of(edition.id)
    about = {WHOLE: 0} | {str(r.article_id): r.article_id for r in rows}
    try:
        with reading(form) as read:
            asked = Order(
                article_id=read.pick("about", about, "请选择是哪一条，或者全文。") or None,
                facts=read.text(
                    "facts",
                    "请写明哪几个字、错在哪里。",
                    most=corrections.LONGEST_FACTS,
                    lines=True,
                ),
                basis=read.text(
                    "basis", "请写明依据哪部法律的哪一条。", most=corrections.LONGEST_BASIS
                ),
                due_on=read.day("due_on", "请填写哪天前改正。"),
            )
        await corrections.order(edition, asked, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return asking.again(request, await _order_sheet(edition), form, refusal)
    return _to(edition)


async def _found_order(request: Request) -> CorrectionOrder:
    village = _village(request)
    found = await corrections.for_officer(actor_of(request), request.path_params["order_id"])
    _of(village, found.edition, "这份责令改正")
    return found


def _revoke_sheet(found: CorrectionOrder) -> Asked:
    edition = found.edition
    return Asked(
        "撤销责令改正",
        f"/township/{edition.village.code}/bylaws/orders/{found.id}",
        "撤销",
        Link(_place(edition), edition.title),
        (Field("long", "why", "为什么撤销", "村里会看到；登记册上一直留着。", rows=3),),
        facts=(
            ("事实", found.facts),
            ("依据", found.basis),
            ("改正期限", full_day(found.due_on)),
        ),
    )


async def ask_revoke(request: Request) -> Response:
    return asking.ask(request, _revoke_sheet(await _found_order(request)))


async def revoke(request: Request) -> Response:
    found, form = await _found_order(request), await request.form()
    try:
        with reading(form) as read:
            why = read.text("why", "请写明为什么撤销。", least=2, most=300)
        await corrections.revoke(found, why, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return asking.again(request, _revoke_sheet(found), form, refusal)
    return _to(found.edition)
