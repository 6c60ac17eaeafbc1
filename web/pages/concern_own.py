"""What one raised oneself: followed by number and code or by the pass, rated, taken back.

Rating and withdrawing ask for the PIN again when the pass was opened a while ago.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import backing, closing, concern_doors, concern_lists, ratings
from deliberation.concern_doors import Claim
from deliberation.models import Concern, ConcernStage, Satisfaction
from deliberation.ratings import Rating
from village import clock
from village.errors import Blocker, NotFound, NotPermitted
from village.permissions import Actor
from web import claims, forms
from web.forms import Reader
from web.guards import actor_of, prove_first, village_of
from web.pages.concerns import has_backed
from web.pages.saying import claim_of, kept_close
from web.render import render
from web.retyped import REFUSED, again

FOLLOW, RATE, WITHDRAW = "concerns/follow.html", "concerns/rate.html", "concerns/withdraw.html"
WRONG_CODE = "编号和查询码对不上。请照回执上的抄，字母不分大小写。"
NOT_YET = Blocker("not-answered", "这件事现在不用评。", remedy="等有了答复再来评；评过的不用再评")
RATED_IN = (ConcernStage.ANSWERED, ConcernStage.CALLED_BACK)


def address(concern: Concern, what: str = "own") -> str:
    return f"/v/{concern.village.code}/concerns/{concern.number}/{what}"


async def ask_follow(request: Request) -> Response:
    form = forms.blank(number=request.query_params.get("number", "")[:20])
    return render(request, FOLLOW, {"form": form, "blockers": ()})


async def follow(request: Request) -> Response:
    village, form = village_of(request), await request.form()
    try:
        with forms.reading(form) as read:
            number = read.text("number", "请填写编号，例如 2026-017。", most=20)
            code = read.text("code", "请填写查询码。", most=20)
        claim = await _by_code(request, number, code)
    except REFUSED as refusal:
        return again(request, FOLLOW, {}, form, refusal)
    except NotFound:
        filled = forms.filled(form, {"code": WRONG_CODE})
        return render(request, FOLLOW, {"form": filled, "blockers": ()}, status=422)
    claim.concern.village = village
    answer = RedirectResponse(address(claim.concern), status_code=303)
    claims.give(request, answer, claim.concern.id)
    return answer


async def _by_code(request: Request, number: str, code: str) -> Claim:
    secret, state = request.app.state.settings.secret_key, request.state
    return await concern_doors.by_code(
        village_of(request), number, code, address=state.address, secret=secret, now=state.now
    )


async def own(request: Request) -> Response:
    """For whom it is; whoever wrote it down for them reads along and can do no more."""
    try:
        claim: Claim | None = await claim_of(request)
    except NotFound:
        claim = None
    concern, along = (claim.concern, True) if claim else await _helped(request)
    if claim is not None:
        await concern_doors.seen(claim, now=request.state.now)
    if along:
        answer = render(request, "concerns/own.html", await _own(concern, claim))
    else:
        answer = render(request, "concerns/entrusted.html", {"concern": concern})
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _own(concern: Concern, claim: Claim | None) -> dict[str, object]:
    return {
        "concern": concern,
        "history": await concern_lists.history(concern, concern_lists.Reader.RAISER),
        "media": await concern_lists.media_of(concern, concern_lists.Reader.RAISER),
        "kept_close": kept_close(concern),
        "rateable": claim is not None and await rateable(concern),
        "by_code": claim is not None and claim.person_id is None,
        "helper": claim is None,
    }


async def _helped(request: Request) -> tuple[Concern, bool]:
    """What one wrote down for somebody, and whether one may still read along."""
    actor, today = request.state.actor, clock.local_date(request.state.now)
    if not isinstance(actor, Actor):
        raise NotFound(concern_doors.WHAT)
    number = request.path_params["concern"]
    concern = await concern_doors.helped(actor, village_of(request).id, number)
    return concern, await concern_doors.reads_along(actor, concern, today)


async def rateable(concern: Concern) -> bool:
    """One that was merged into another is rated there, in its own name."""
    into = await Concern.get_or_none(id=concern.merged_into_id) if concern.merged_into_id else None
    rated = into or concern
    return rated.is_open and rated.stage in RATED_IN


async def leave(request: Request) -> Response:
    """One tap on a shared phone: it knows nothing of the concern any more."""
    await claims.forget(request)
    answer = RedirectResponse(f"/v/{village_of(request).code}/concerns/", status_code=303)
    claims.drop(request, answer)
    return answer


async def mine(request: Request) -> Response:
    village, actor = village_of(request), actor_of(request)
    before = request.query_params.get("before", "")[:40]
    found = await concern_lists.mine(actor, village.id, before)
    return render(request, "concerns/mine.html", {"page": found, "actor_id": actor.person_id})


def _prove(request: Request, claim: Claim, what: str) -> Response | None:
    """A code was shown within half an hour, or there would be no claim; a pass may lie about."""
    if claim.person_id is None:
        return None
    return prove_first(request, address(claim.concern, what))


async def ask_rate(request: Request) -> Response:
    claim = await claim_of(request)
    if away := _prove(request, claim, "rate"):
        return away
    context = {"concern": claim.concern, "words": Satisfaction, "neighbour": False}
    waiting = () if await rateable(claim.concern) else (NOT_YET,)
    return render(request, RATE, {**context, "form": forms.blank(again=True), "blockers": waiting})


async def rate(request: Request) -> Response:
    claim, form = await claim_of(request), await request.form()
    if away := _prove(request, claim, "rate"):
        return away
    try:
        with forms.reading(form) as read:
            rating = rating_in(read)
        await ratings.rate(claim, rating, now=request.state.now)
    except REFUSED as refusal:
        context = {"concern": claim.concern, "words": Satisfaction, "neighbour": False}
        return again(request, RATE, context, form, refusal)
    return RedirectResponse(address(claim.concern), status_code=303)


def rating_in(read: Reader) -> Rating:
    """Three things apart: how one was treated, how it went, what came of it."""
    return Rating(
        attitude=read.choice("attitude", Satisfaction, "请评一评态度。"),
        process=read.choice("process", Satisfaction, "请评一评办的过程。"),
        result=read.choice("result", Satisfaction, "请评一评结果。"),
        reason=read.text("reason", most=500, lines=True),
        again=read.flag("again"),
    )


async def ask_withdraw(request: Request) -> Response:
    claim = await claim_of(request)
    if away := _prove(request, claim, "withdraw"):
        return away
    context = {"concern": claim.concern, "form": forms.blank(), "blockers": ()}
    return render(request, WITHDRAW, context)


async def withdraw(request: Request) -> Response:
    claim, form = await claim_of(request), await request.form()
    if away := _prove(request, claim, "withdraw"):
        return away
    try:
        with forms.reading(form) as read:
            why = read.text("why", most=300, lines=True)
        await closing.withdraw(claim, why, now=request.state.now)
    except REFUSED as refusal:
        return again(request, WITHDRAW, {"concern": claim.concern}, form, refusal)
    return RedirectResponse(address(claim.concern), status_code=303)


async def back(request: Request) -> Response:
    """附议: one tap on the public page, by a villager with a pass."""
    village, number = village_of(request), request.path_params["concern"]
    concern = await concern_doors.in_public(village.id, number)
    await backing.back(concern, actor_of(request), now=request.state.now)
    return RedirectResponse(f"/v/{village.code}/concerns/{concern.number}", status_code=303)


async def ask_rate_too(request: Request) -> Response:
    concern = await _seconded(request)
    if away := prove_first(request, address(concern, "rate-too")):
        return away
    context = {"concern": concern, "words": Satisfaction, "neighbour": True}
    return render(request, RATE, {**context, "form": forms.blank(), "blockers": ()})


async def rate_too(request: Request) -> Response:
    """By a neighbour who seconded it: it counts beside the raiser's."""
    concern, form = await _seconded(request), await request.form()
    if away := prove_first(request, address(concern, "rate-too")):
        return away
    try:
        with forms.reading(form) as read:
            rating = rating_in(read)
        await ratings.rate_as_neighbour(concern, rating, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        context = {"concern": concern, "words": Satisfaction, "neighbour": True}
        return again(request, RATE, context, form, refusal)
    place = f"/v/{concern.village.code}/concerns/{concern.number}"
    return RedirectResponse(place, status_code=303)


async def _seconded(request: Request) -> Concern:
    village, actor = village_of(request), actor_of(request)
    concern = await concern_doors.in_public(village.id, request.path_params["concern"])
    if not await has_backed(concern, actor):
        raise NotPermitted("评价别人提的事（附议过的才可以）")
    return concern
