"""What the desk does with a concern while it runs: 受理 核实 分流 交办 办理 反馈 延期 上报.

Each act is a page with a form and what sending it does; a refused form comes back as typed.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import callbacks, concern_doors, hand_ups, handling, routing
from deliberation.concern_checks import Medium
from deliberation.handling import Assignment
from deliberation.models import (
    Concern,
    ConcernLevel,
    ConcernResult,
    ConcernStage,
    MediumMoment,
    RefusalReason,
    Road,
)
from deliberation.routing import OF_A_GROUP, Routing
from village.errors import InvalidInput
from village.permissions import Actor, Seat
from web import forms, uploads
from web.forms import Filled
from web.guards import actor_of
from web.pages import say_form
from web.pages.concern_desk import concern_of, place_of, today_of
from web.render import render
from web.retyped import REFUSED, again

Context = dict[str, object]
LONG, SHORT = handling.LONGEST, handling.LONGEST_WHY
PHOTOS = 2


async def _nothing(_: Request, __: Concern) -> Context:
    return {}


def _empty(_: Concern) -> Filled:
    return forms.blank()


async def calling_seat(actor: Actor, concern: Concern, _: date) -> Seat:
    return callbacks.caller_seat(concern, actor)


@dataclass(frozen=True, slots=True)
class Act:
    """`seat` refuses whoever may not do it, before the form is read; `act` reads and does it."""

    name: str
    act: Callable[[Request, Concern, FormData], Awaitable[None]]
    seat: Callable[[Actor, Concern, date], Awaitable[Seat]] = concern_doors.handling_seat
    context: Callable[[Request, Concern], Awaitable[Context]] = _nothing
    begin: Callable[[Concern], Filled] = _empty

    async def ask(self, request: Request) -> Response:
        concern = await self._concern(request)
        found = await self._context(request, concern)
        context = {**found, "form": self.begin(concern), "blockers": ()}
        return render(request, self._page, context)

    async def do(self, request: Request) -> Response:
        concern, form = await self._concern(request), await request.form()
        try:
            await self.act(request, concern, form)
        except REFUSED as refusal:
            return again(request, self._page, await self._context(request, concern), form, refusal)
        return await back(request, concern)

    @property
    def _page(self) -> str:
        return f"concern_desk/{self.name}.html"

    async def _concern(self, request: Request) -> Concern:
        concern = await concern_of(request)
        await self.seat(actor_of(request), concern, today_of(request))
        return concern

    async def _context(self, request: Request, concern: Concern) -> Context:
        here = {"concern": concern, "here": place_of(concern), "act": self.name}
        return {**here, **await self.context(request, concern)}


async def back(request: Request, concern: Concern) -> Response:
    """To its page; to the list, when by this very act it is no longer theirs to read."""
    concern = await Concern.get(id=concern.id).select_related(*concern_doors.RELATED)
    here = place_of(concern)
    if not await concern_doors.sees(actor_of(request), concern, today_of(request)):
        here = f"/desk/{concern.village.code}/concerns/"
    return RedirectResponse(here, status_code=303)


async def receive(request: Request) -> Response:
    concern = await concern_of(request)
    await handling.receive(concern, actor_of(request), now=request.state.now)
    return RedirectResponse(place_of(concern), status_code=303)


async def _verify(request: Request, concern: Concern, form: FormData) -> None:
    """核实 first, and once that stands 研究: the same page, the next line of the history."""
    with forms.reading(form) as read:
        words = read.text("words", "请写一句核实或者研究的情况。", most=LONG, lines=True)
    step = handling.study if concern.stage is ConcernStage.VERIFIED else handling.verify
    await step(concern, words, actor_of(request), now=request.state.now)


async def _roads(request: Request, concern: Concern) -> Context:
    """First which way; then only what that way asks for."""
    form = await request.form() if request.method == "POST" else request.query_params
    chosen = str(form.get("road", ""))
    seat = await concern_doors.handling_seat(actor_of(request), concern, today_of(request))
    leads = concern.level is ConcernLevel.GROUP and seat.office == "group_leader"
    offered = OF_A_GROUP if leads else tuple(Road)
    return {
        "road": Road(chosen) if chosen in {str(one) for one in offered} else None,
        "roads": [(str(one), one.label, ROAD_NOTES[one]) for one in offered],
        "results": ConcernResult,
        "refusals": RefusalReason,
        "missing_words": routing.MISSING,
    }


ROAD_NOTES = {
    Road.ON_THE_SPOT: "现在就能说清楚、办好的",
    Road.VILLAGE: "村里能办，交给一个人办",
    Road.AGENDA: "要大家商量的，列入说事会",
    Road.DECISION: "要开会表决的",
    Road.MEDIATION: "邻里纠纷，请调解员",
    Road.TOWNSHIP: "村里办不了的",
    Road.NOT_ACCEPTED: "要从列出的理由里选一条",
}


async def _route(request: Request, concern: Concern, form: FormData) -> None:
    with forms.reading(form) as read:
        road = read.choice("road", Road, "请选怎么办。")
        told = Routing(
            road=road,
            words=read.text("words", most=LONG, lines=True),
            found=read.text("found", most=LONG, lines=True),
            result=read.maybe_choice("result", ConcernResult) if road is Road.ON_THE_SPOT else None,
            refusal=(
                read.maybe_choice("refusal", RefusalReason) if road is Road.NOT_ACCEPTED else None
            ),
            complex=read.flag("complex") and road is Road.VILLAGE,
        )
    await routing.route(concern, told, actor_of(request), now=request.state.now)


async def _people(request: Request, concern: Concern) -> Context:
    found = await handling.candidates(concern, today_of(request))
    return {"people": [(str(one.person_id), one.person.name, one.office.label) for one in found]}


def _days(concern: Concern) -> Filled:
    return forms.blank(person=concern.assignee_id or "", due_on=concern.answer_by)


async def _assign(request: Request, concern: Concern, form: FormData) -> None:
    found = await handling.candidates(concern, today_of(request))
    offered = {str(one.person_id): one.person_id for one in found}
    with forms.reading(form) as read:
        person_id = read.maybe_pick("person", offered)
        if person_id is None:
            read.wrong("person", "请选交给谁办。")
        due_on = read.day("due_on", "请写哪天前办好。")
    task = Assignment(person_id or 0, due_on)
    await handling.assign(concern, task, actor_of(request), now=request.state.now)


async def _photo(_: Request, __: Concern) -> Context:
    return {"photo": uploads.PHOTO}


def _public(concern: Concern) -> Filled:
    return forms.blank(public=True)


async def _progress(request: Request, concern: Concern, form: FormData) -> None:
    sent = {}
    with forms.reading(form) as read:
        words = read.text("words", "请写一写办到哪一步了。", most=LONG, lines=True)
        for moment in (MediumMoment.BEFORE, MediumMoment.AFTER):
            sent[moment] = read.uploads(str(moment), uploads.PHOTO, most=PHOTOS)
        public = read.flag("public")
    media: list[tuple[MediumMoment, Medium]] = []
    for moment, files in sent.items():
        try:
            media += [(moment, one) for one in await say_form.stored(files, None)]
        except InvalidInput as refused:
            raise InvalidInput({str(moment): refused.fields["photo"]}) from refused
    actor, now = actor_of(request), request.state.now
    await handling.progress(concern, words, actor, media=media, public=public, now=now)


async def _results(_: Request, __: Concern) -> Context:
    return {"results": ConcernResult}


async def _answer(request: Request, concern: Concern, form: FormData) -> None:
    with forms.reading(form) as read:
        result = read.choice("result", ConcernResult, "请选办成了没有。")
        words = read.text("words", "请写给说事人的答复。", most=LONG, lines=True)
    await handling.answer(concern, words, result, actor_of(request), now=request.state.now)


async def _extend(request: Request, concern: Concern, form: FormData) -> None:
    with forms.reading(form) as read:
        to = read.day("to", "请写延到哪一天。")
        why = read.text("why", "请写明为什么要延期，说事人看得到。", most=SHORT, lines=True)
    await handling.extend(concern, to, why, actor_of(request), now=request.state.now)


async def _up(request: Request, concern: Concern, form: FormData) -> None:
    with forms.reading(form) as read:
        why = read.text("why", "请写一句为什么小组办不了。", most=LONG, lines=True)
    await hand_ups.hand_up(concern, why, actor_of(request), now=request.state.now)


ACTS = (
    Act("verify", _verify),
    Act("route", _route, context=_roads),
    Act("assign", _assign, context=_people, begin=_days),
    Act("progress", _progress, concern_doors.handled_by, _photo, _public),
    Act("answer", _answer, concern_doors.handled_by, _results),
    Act("extend", _extend),
    Act("up", _up),
)
WITH_FILES = ("progress",)
