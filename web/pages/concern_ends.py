"""How a concern ends on the desk: 回访, the raiser's word at the window, 归档, 合并, 评乡镇.

Nobody calls back about their own work; nothing is archived over the raiser's head.
"""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import (
    callbacks,
    closing,
    concern_doors,
    concern_lists,
    hand_ups,
    merging,
    ratings,
    say_days,
)
from deliberation.callbacks import Called
from deliberation.concern_lists import Sought
from deliberation.models import (
    Concern,
    ConcernHandUp,
    ConcernLevel,
    Satisfaction,
    SaySession,
    SayStage,
)
from deliberation.ratings import Rating
from village.errors import Blocked, Blocker, InvalidInput, NotFound
from village.permissions import Actor, Permission, Seat
from web import forms
from web.forms import Filled, Reader
from web.guards import actor_of, village_of
from web.pages.concern_acts import Act, Context, calling_seat
from web.pages.concern_desk import concern_of, place_of, today_of, whose
from web.pages.concern_own import rating_in

ASPECTS = ("attitude", "process", "result")
WORDS = {"words": Satisfaction}
REACHED = {"yes": True, "no": False}


async def _call(request: Request, concern: Concern) -> Context:
    await concern.fetch_related("raised_by")
    return {"whose": await whose(request, concern), **WORDS}


async def _call_back(request: Request, concern: Concern, form: FormData) -> None:
    with forms.reading(form) as read:
        reached = read.maybe_pick("reached", REACHED)
        if reached is None:
            read.wrong("reached", "请选联系上没有。")
        words = read.text("words", "请写一句回访的情况，没有联系上的写怎么联系的。", most=2000)
        rating = _rating(read)
    called = Called(bool(reached), words, rating)
    await callbacks.call_back(concern, called, actor_of(request), now=request.state.now)


def _rating(read: Reader) -> Rating | None:
    """Three answers or none: who was reached need not rate on the telephone."""
    return rating_in(read) if any(read.raw(one) for one in ASPECTS) else None


def _again(concern: Concern) -> Filled:
    return forms.blank(again=True)


async def _rate(request: Request, concern: Concern, form: FormData) -> None:
    with forms.reading(form) as read:
        rating = rating_in(read)
    await ratings.rate_for(concern, rating, actor_of(request), now=request.state.now)


async def archive(request: Request) -> Response:
    concern = await concern_of(request)
    await closing.archive(concern, actor_of(request), now=request.state.now)
    return RedirectResponse(place_of(concern), status_code=303)


async def _alike(request: Request, concern: Concern) -> Context:
    """Those of the same kind that are open, to choose from; any other goes by its number."""
    sought = Sought(category=concern.category)
    page = await concern_lists.desk_page(actor_of(request), village_of(request), sought)
    same = [one for one in page.rows if _joins(one, concern)]
    return {"alike": [(one.number, one.number, one.text[:30]) for one in same]}


def _joins(one: Concern, concern: Concern) -> bool:
    fits = one.audience is concern.audience and one.stage in merging.MERGEABLE
    return one.is_open and one.id != concern.id and fits


async def _merge(request: Request, concern: Concern, form: FormData) -> None:
    with forms.reading(form) as read:
        chosen = read.text("alike", most=20)
        number = read.text("number", most=20) or chosen
        if not number:
            read.wrong("number", "请选一件，或者写要并入的那件的编号，例如 2026-017。")
    try:
        into = await concern_doors.on_desk(
            actor_of(request), concern.village_id, number, today=today_of(request)
        )
    except NotFound as missing:
        raise InvalidInput({"number": "没有这个编号的说事，请核对。"}) from missing
    await merging.merge(concern, into, actor_of(request), now=request.state.now)


async def _handler(actor: Actor, concern: Concern, _: object) -> Seat:
    village = concern.village
    return actor.require(Permission.CONCERN_HANDLE, village.id, village.township_id)


async def _holder(actor: Actor, concern: Concern, _: object) -> Seat:
    village = concern.village
    return actor.require(Permission.SAY_HOLD, village.id, village.township_id)


async def _up(_: Request, concern: Concern) -> Context:
    return {"up": await _replied(concern), **WORDS}


async def _replied(concern: Concern) -> ConcernHandUp | None:
    """The latest reply of the township that the village has not rated yet."""
    rows = ConcernHandUp.filter(
        concern_id=concern.id,
        to_level=ConcernLevel.TOWNSHIP,
        replied_at__not_isnull=True,
        rated_at=None,
    )
    return await rows.order_by("-id").select_related("village").first()


async def _rate_township(request: Request, concern: Concern, form: FormData) -> None:
    with forms.reading(form) as read:
        rating = rating_in(read)
    up = await _replied(concern)
    if up is None:
        text = "没有等着评的乡镇答复：还没有答复，或者村里已经评过了。"
        raise Blocked([Blocker("nothing-to-rate", text, remedy="每次答复只评一次")])
    await hand_ups.rate_township(up, rating, actor_of(request), now=request.state.now)


async def _sessions(concern: Concern) -> list[SaySession]:
    rows = SaySession.filter(village_id=concern.village_id, stage=SayStage.CALLED)
    return await rows.order_by("day", "id")


async def _called(_: Request, concern: Concern) -> Context:
    found = await _sessions(concern)
    told = [(str(one.id), f"{one.day.month} 月 {one.day.day} 日{one.form.label}") for one in found]
    return {"sessions": told}


async def _agenda(request: Request, concern: Concern, form: FormData) -> None:
    offered = {str(one.id): one for one in await _sessions(concern)}
    with forms.reading(form) as read:
        session = read.maybe_pick("session", offered)
        if session is None:
            read.wrong("session", "请选列入哪一次。")
    if session is not None:
        session.village = concern.village
        await say_days.put_on(session, concern, actor_of(request), now=request.state.now)


ENDS = (
    Act("callback", _call_back, calling_seat, _call, _again),
    Act("rate", _rate, calling_seat, _call, _again),
    Act("merge", _merge, context=_alike),
    Act("township-rating", _rate_township, _handler, _up),
    Act("agenda", _agenda, _holder, _called),
)
