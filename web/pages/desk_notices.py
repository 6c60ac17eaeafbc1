"""A paper on the board as the office sees it: photographs, objections, opinions, taking down."""

from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from publicity import notices, objections, supervision
from publicity.models import (
    Notice,
    NoticeKind,
    Objection,
    ObjectionChannel,
    SupervisionOpinion,
    SupervisionView,
)
from village import clock, evidence, rules
from village.errors import NotFound
from village.models import Evidence, EvidenceKind, Person, Village
from village.permissions import Permission
from web import finding, forms, repeats
from web.guards import actor_of, village_of
from web.pages.meetings import may, require
from web.render import render
from web.retyped import REFUSED, again

P = Permission
WINDOW = (ObjectionChannel.WINDOW, ObjectionChannel.PAPER)
PAPERS = (NoticeKind.RESOLUTION, NoticeKind.RESULT, NoticeKind.BYLAWS)


async def notice_of(request: Request) -> Notice:
    """A paper of this village, for those with a desk in it; else it is not there."""
    village, actor = village_of(request), actor_of(request)
    found = await notices.shown_in(village.id, request.path_params["notice_id"])
    if not actor.may(P.DESK_VIEW, village.id, village.township_id):
        raise NotFound("这张公告")
    return found


def place_of(notice: Notice) -> str:
    return f"/desk/{notice.village.code}/notices/{notice.id}"


async def show(request: Request) -> Response:
    notice, today = await notice_of(request), clock.local_date(request.state.now)
    subject = f"notice:{notice.id}"
    photos = await evidence.about(notice.village, [subject])
    hangs = notice.withdrawn_at is None
    over = notices.ran_its_days(notice, today)
    context = {
        "notice": notice,
        "hangs": hangs,
        "over": over,
        "photos": photos,
        "wanted": _wanted(notice, photos, today) if hangs else [],
        "repeats": await repeats.about(notice.village_id, [subject]),
        "objections": await _objections(notice),
        "opinions": await _opinions(notice),
        "replacing": await Notice.get_or_none(replaces_id=notice.id),
        "may_post": may(request, P.NOTICE_POST) and hangs,
        "may_withdraw": may(request, P.NOTICE_POST) and hangs and not over,
        "may_answer": may(request, P.OBJECTION_ANSWER),
        "may_read": may(request, P.OBJECTION_ANSWER) or may(request, P.SUPERVISION_GIVE),
        "may_supervise": may(request, P.SUPERVISION_GIVE) and hangs,
        "about": _about(notice),
    }
    return render(request, "desk_notices/show.html", context)


def _about(notice: Notice) -> str:
    """The matter it is about, on the desk."""
    noun, _, number = notice.subject.partition(":")
    if noun != "decision" or not number.isdigit():
        return ""
    return f"/desk/{notice.village.code}/decisions/{number}"


def _wanted(notice: Notice, photos: list[Evidence], today: date) -> list[str]:
    """Photographs that are due and missing, in words."""
    if notice.kind not in PAPERS:
        return []
    kept = {one.kind for one in photos}
    missing = []
    if EvidenceKind.BOARD_FIRST not in kept:
        missing.append("首日张贴照片还没有传")
    if today >= notice.last_day and EvidenceKind.BOARD_LAST not in kept:
        missing.append("末日张贴照片还没有传")
    return missing


async def _objections(notice: Notice) -> list[Objection]:
    found = Objection.filter(notice_id=notice.id).order_by("id")
    return await found.select_related("person")


async def _opinions(notice: Notice) -> list[SupervisionOpinion]:
    found = SupervisionOpinion.filter(notice_id=notice.id).order_by("id")
    return await found.select_related("person")


async def ask_withdraw(request: Request) -> Response:
    notice = await notice_of(request)
    require(request, P.NOTICE_POST)
    context = {"notice": notice, "form": forms.blank(body=notice.body), "blockers": ()}
    return render(request, "desk_notices/withdraw.html", context)


async def withdraw(request: Request) -> Response:
    """Down for good, or down with a corrected paper in its place."""
    notice, actor, form = await notice_of(request), actor_of(request), await request.form()
    now = request.state.now
    require(request, P.NOTICE_POST)
    try:
        with forms.reading(form) as read:
            ask = "请写明为什么撤下，理由会一直看得到。"
            why = read.text("why", ask, least=2, most=200)
            anew = read.flag("anew")
            ask = "请写上改正以后的内容。"
            body = read.text("body", ask if anew else "", most=8000, lines=True)
        if anew:
            notice = await notices.correct(notice, body, why, actor, now=now)
        else:
            await notices.withdraw(notice, why, actor, now=now)
    except REFUSED as refusal:
        return again(request, "desk_notices/withdraw.html", {"notice": notice}, form, refusal)
    place = f"/desk/{village_of(request).code}/notices/{notice.id}"
    return RedirectResponse(place, status_code=303)


async def ask_opinion(request: Request) -> Response:
    notice = await notice_of(request)
    require(request, P.SUPERVISION_GIVE)
    context = {"notice": notice, "views": list(SupervisionView)}
    return render(
        request, "desk_notices/opinion.html", {**context, "form": forms.blank(), "blockers": ()}
    )


async def give_opinion(request: Request) -> Response:
    notice, form = await notice_of(request), await request.form()
    require(request, P.SUPERVISION_GIVE)
    try:
        with forms.reading(form) as read:
            view = read.choice("view", SupervisionView, "请选择您的意见。")
            ask = "" if view is SupervisionView.AGREE else "请写明是什么意见。"
            text = read.text("text", ask if read.fine("view") else "", most=2000, lines=True)
        await supervision.give(notice, view, text, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        context = {"notice": notice, "views": list(SupervisionView)}
        return again(request, "desk_notices/opinion.html", context, form, refusal)
    return RedirectResponse(place_of(notice), status_code=303)


async def ask_objection(request: Request) -> Response:
    """窗口代录: first find the villager, then write down what is said."""
    notice = await notice_of(request)
    require(request, P.OBJECTION_ANSWER)
    context = await _window(request, notice, request.query_params.get("q", ""))
    form = forms.blank(channel=str(ObjectionChannel.WINDOW))
    return render(
        request, "desk_notices/write_down.html", {**context, "form": form, "blockers": ()}
    )


async def _window(request: Request, notice: Notice, asked: str) -> dict[str, object]:
    """`asked` is the name in the address or in the form: those found are offered again."""
    found = await finding.villagers(village_of(request), asked, actor_of(request))
    return {"notice": notice, "found": found, "channels": WINDOW, "chosen": None}


async def write_down(request: Request) -> Response:
    village, notice, actor = village_of(request), await notice_of(request), actor_of(request)
    form = await request.form()
    require(request, P.OBJECTION_ANSWER)
    chosen = await _villager(village, str(form.get("person", "")))
    try:
        with forms.reading(form) as read:
            if chosen is None:
                read.wrong("person", "请选择是谁提出的。")
            ask = "请写明对哪里有异议。"
            text = read.text("text", ask, least=2, most=2000, lines=True)
            channel = read.choice("channel", ObjectionChannel, "请选择怎样提出的。")
        if chosen is not None:
            profile = rules.profile(village.profile_code)
            days = profile.whole("objection.answer_days") or 0
            await objections.write_down(
                *(notice, chosen, text, channel, actor), answer_days=days, now=request.state.now
            )
    except REFUSED as refusal:
        found = await _window(request, notice, str(form.get("q", "")))
        context = {**found, "chosen": chosen}
        return again(request, "desk_notices/write_down.html", context, form, refusal)
    return RedirectResponse(place_of(notice), status_code=303)


async def _villager(village: Village, key: str) -> Person | None:
    if not key.isdigit() or len(key) > 9:
        return None
    return await Person.get_or_none(id=int(key), village_id=village.id)
