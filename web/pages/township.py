"""The township's desk: which villages need somebody today, and the proof. It reads and advises.

It may register a village's first clerk, and nothing else: no vote, no meeting, no notice.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bylaws.at_township import urgency
from deliberation import hand_ups, preparation
from deliberation.models import AdviceView, AgendaItem, CycleStep, Decision, Meeting, TownshipReview
from village import clock
from village.errors import InvalidInput, NotFound
from village.models import Evidence, EvidenceKind, Village
from village.permissions import Permission
from web import forms, overview
from web.guards import actor_of, township_of, village_of
from web.render import render
from web.retyped import REFUSED, again

PICTURES = 60
MEETINGS = 60
ADVISE = "township/advise.html"
VERDICTS: Mapping[str, str] = {
    "passed": "通过",
    "rejected": "没有通过",
    "no_quorum": "到会人数不够，没有开成",
    "unlawful": "程序不合法，不能认定通过",
    "undecided": "没有表决数，不能认定通过",
    "": "没有讨论",
}


async def index(request: Request) -> Response:
    township, today = township_of(request), clock.local_date(request.state.now)
    actor_of(request).require(Permission.TOWNSHIP_VIEW, None, township.id)
    villages = await overview.of_township(township, today)
    context = {
        "villages": villages,
        "counts": _counted(villages),
        "advice": sorted((each for one in villages for each in one.reviews), key=_last_day),
        "texts": sorted((each for one in villages for each in one.texts), key=urgency),
        "handed_up": await hand_ups.waiting(township),
    }
    return render(request, "township/index.html", context)


def _last_day(review: TownshipReview) -> tuple[date, int]:
    return review.due_on, review.id


def _counted(villages: Sequence[overview.VillageFacts]) -> list[tuple[overview.Standing, int]]:
    return [
        (standing, sum(one.standing is standing for one in villages))
        for standing in overview.Standing
    ]


def _village(request: Request) -> Village:
    village = village_of(request)
    actor_of(request).require(Permission.TOWNSHIP_VIEW, village.id, village.township_id)
    return village


async def show(request: Request) -> Response:
    village, today = _village(request), clock.local_date(request.state.now)
    (facts,) = await overview.facts_of([village], today)
    context = {
        "facts": facts,
        "matters": await Decision.filter(village_id=village.id).order_by("-id"),
        "sittings": await _sittings(village),
        "pictures": await _pictures(request, village),
        "advice": facts.reviews,
        "handed_up": await hand_ups.of_village(village),
        "clerk_missing": not await overview.has_clerk(village, today),
    }
    return render(request, "township/show.html", context)


async def _sittings(village: Village) -> list[tuple[Meeting, list[str]]]:
    """Recorded meetings, the latest first, with what became of each matter."""
    meetings = (
        await Meeting.filter(village_id=village.id, recorded_at__isnull=False)
        .order_by("-starts_at", "-id")
        .limit(MEETINGS)
    )
    items = (
        await AgendaItem.filter(meeting_id__in=[one.id for one in meetings])
        .order_by("position")
        .select_related("decision")
    )
    return [
        (one, [_result(item) for item in items if item.meeting_id == one.id]) for one in meetings
    ]


def _result(item: AgendaItem) -> str:
    words = VERDICTS.get(item.verdict, item.verdict)
    if item.step is CycleStep.HEAR and item.verdict:
        words = "协商，尚未决议"
    return f"{item.decision.title}：{words}"


async def _pictures(request: Request, village: Village) -> list[Evidence]:
    """Sign-in sheets and minutes as photographed; a repeated one says so."""
    if not actor_of(request).may(Permission.EVIDENCE_VIEW, village.id, village.township_id):
        return []
    kinds = (EvidenceKind.SIGN_IN, EvidenceKind.MINUTES)
    kept = Evidence.filter(village_id=village.id, kind__in=kinds).order_by("-id").limit(PICTURES)
    return await kept.select_related("same_as")


async def _review(request: Request) -> TownshipReview:
    village = _village(request)
    review_id = request.path_params["review_id"]
    review = await preparation.review_for_officer(actor_of(request), review_id)
    if review.decision.village_id != village.id:
        raise NotFound("这份审查请求")
    return review


async def ask_advice(request: Request) -> Response:
    review = await _review(request)
    context = {"review": review, "views": list(AdviceView)}
    return render(request, ADVISE, {**context, "form": forms.blank(), "blockers": ()})


async def advise(request: Request) -> Response:
    review, form = await _review(request), await request.form()
    try:
        with forms.reading(form) as read:
            view = read.choice("view", AdviceView, "请选择有没有意见。")
            text = read.text("text", most=2000, lines=True)
        if view is AdviceView.SUGGEST and len(text) < 4:
            raise InvalidInput({"text": "提出建议的，请写明是什么建议，村里会看到。"})
        await preparation.advise(review, view, text, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        context = {"review": review, "views": list(AdviceView)}
        return again(request, ADVISE, context, form, refusal)
    return RedirectResponse(f"/township/{village_of(request).code}/", status_code=303)
