"""我要说事: one page to say it on, with a pass or without, and the receipt one goes home with.

In three taps from the scan: what was said, 交上去, and the number is there.
"""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import concern_doors, deadlines, raising
from deliberation.concern_checks import check_caller
from deliberation.concern_doors import Claim
from deliberation.models import Concern, ConcernAudience, ConcernSight
from deliberation.raising import Caller, Receipt
from village import clock, limits, rules
from village.errors import NotFound, Repeated
from village.models import UsedKey, Village
from village.permissions import Actor, Permission
from web import claims, forms, headers, qr
from web.guards import village_of
from web.pages import say_form
from web.pages.notices import bare
from web.render import render
from web.retyped import REFUSED, again

NEW = "concerns/new.html"


async def new(request: Request) -> Response:
    asked = request.query_params
    context = await _context(request, asked.get("place", ""), asked.get("about", "")[:60])
    form = forms.blank(audience=str(ConcernAudience.EVERYONE), group=await _group(request, context))
    return _speaking(render(request, NEW, {**context, "form": form, "blockers": ()}))


async def _context(request: Request, place_id: str, about: str) -> dict[str, object]:
    return {**await say_form.context_of(request, place_id, about), "own": speaker(request)}


async def _group(request: Request, context: dict[str, object]) -> str:
    place = context["place"]
    known = getattr(place, "group_id", None)
    return str(known) if known is not None else await say_form.own_group(request)


def _speaking(answer: Response) -> Response:
    answer.headers.update(headers.SPEAKING)
    return answer


def speaker(request: Request) -> Actor | None:
    """Who is signed in as a villager here; everybody else says it without a pass."""
    actor, village = request.state.actor, village_of(request)
    may = Permission.CONCERN_RAISE
    if isinstance(actor, Actor) and actor.may(may, village.id, village.township_id):
        return actor
    return None


async def raise_(request: Request) -> Response:
    village = village_of(request)
    form = await request.form()
    await _not_again(request)
    try:
        receipt = await _raised(request, form, village)
    except REFUSED as refusal:
        await _not_again(request)
        place, about = form.get("place", ""), form.get("about", "")
        context = await _context(request, str(place), str(about)[:60])
        return _speaking(again(request, NEW, context, form, refusal))
    return RedirectResponse(place_of(request, village, receipt), status_code=303)


async def _not_again(request: Request) -> None:
    """A phone that did not hear the answer asks once more: it is the same thing, not a second."""
    if await UsedKey.exists(digest=request.state.form_key.digest):
        raise Repeated


async def _raised(request: Request, form: FormData, village: Village) -> Receipt:
    actor, now = speaker(request), request.state.now
    with forms.reading(form) as read:
        caller = Caller(read.text("name", most=30), read.text("phone", most=20))
    await _refused_unread(request, actor, caller)
    said = await say_form.said_in(form, village)
    if actor is not None:
        return await raising.raise_own(village, said, actor, now=now)
    return await raising.raise_without_pass(
        village,
        said,
        caller,
        address=request.state.address,
        secret=request.app.state.settings.secret_key,
        now=now,
    )


async def _refused_unread(request: Request, actor: Actor | None, caller: Caller) -> None:
    """Before a photograph is drawn or a file is kept: whoever is refused anyway fills no disk."""
    limit, now = raising.AN_ADDRESS, request.state.now
    subject = f"{village_of(request).id}:{request.state.address}"
    if actor is not None:
        limit, subject = raising.A_PERSON, str(actor.person_id)
    else:
        check_caller(caller)
    if await limits.used_up(limit, subject, now=now):
        await limits.take(limit, subject, now=now)  # which says how long to wait


def place_of(request: Request, village: Village, receipt: Receipt) -> str:
    """The receipt. A code goes with it sealed: who sends twice on a bad line still learns it."""
    place = f"/v/{village.code}/concerns/{receipt.concern.number}/receipt"
    if not receipt.code:
        return place
    return f"{place}?c={claims.seal(request, receipt.concern.id, receipt.code)}"


async def receipt(request: Request) -> Response:
    """The number, by when it is answered, how to follow it; to be kept as a slip of paper."""
    claim, code = await _with_code(request)
    concern = claim.concern
    profile = rules.profile(concern.village.profile_code)
    promise = deadlines.promised(profile, clock.local_date(concern.raised_at))
    address = f"{request.state.public_url}/v/{concern.village.code}/concerns/follow"
    follow = f"{address}?number={concern.number}"
    context = {
        "concern": concern,
        "code": code,
        "promise": promise,
        "kept_close": kept_close(concern),
        "qr": qr.svg(follow, "扫码查这件事办到哪了"),
        "shown": bare(address),
    }
    answer = render(request, "concerns/receipt.html", context)
    answer.headers["Cache-Control"] = "no-store"
    if code:
        claims.give(request, answer, concern.id)
    return answer


async def _with_code(request: Request) -> tuple[Claim, str]:
    sealed = claims.unseal(request, request.query_params.get("c", "")[:400])
    if sealed is None or await claims.forgotten(sealed.concern_id):
        return await claim_of(request), ""
    village, number = village_of(request), request.path_params["concern"]
    concern = await concern_doors.found(village.id, number)
    if concern.id != sealed.concern_id:
        raise NotFound(concern_doors.WHAT)
    return Claim(concern, concern_doors.villager(None, village)), sealed.code


async def claim_of(request: Request) -> Claim:
    """Theirs by the pass, or by the code shown on this phone a moment ago."""
    village, number = village_of(request), request.path_params["concern"]
    concern = await concern_doors.found(village.id, number)
    if claims.held(request) == concern.id:
        return Claim(concern, concern_doors.villager(None, village))
    if not isinstance(request.state.actor, Actor):
        raise NotFound(concern_doors.WHAT)
    return await concern_doors.own(request.state.actor, village.id, number)


def kept_close(concern: Concern) -> str:
    """Why the public does not see it though it was meant for everybody; empty when it does."""
    if concern.restricted and concern.audience is ConcernAudience.SUPERVISORS:
        return "您点名说了别人的不是：先不公开，只有监委会和镇里看得到，由他们核实。"
    if concern.restricted:
        return "您写的内容涉及个人的号码、病情，或者点了别人的名，先不公开。"
    if concern.sight is ConcernSight.HELD:
        return "没有用通行码提的，村里看过以后再公开；现在只有办事的人看得到。"
    return ""
