"""Concerns on the desk: what is due first, the list to look through, and one with its next act.

Who does not handle a concern is not told who raised it; group leaders see their own group's only.
"""

from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from deliberation import concern_doors, concern_lists
from deliberation.concern_lists import ConcernState, Reader, Sought
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernCategory,
    ConcernHandUp,
    ConcernLevel,
    ConcernRating,
    ConcernSight,
    MediumKind,
    SayItem,
)
from village import clock, people
from village.errors import InvalidInput
from village.idnumbers import vault
from village.models import Person, Village
from village.permissions import Permission
from web import concern_steps, forms
from web.guards import actor_of, village_of
from web.pages import say_form
from web.pages.desk import require_office
from web.pages.meetings import may
from web.render import render

INDEX, SHOW = "concern_desk/index.html", "concern_desk/show.html"
P = Permission
NAMED = ("raised_by", "recorded_by", "received_by", "assignee", "merged_into", "decision")


def today_of(request: Request) -> date:
    return clock.local_date(request.state.now)


async def concern_of(request: Request) -> Concern:
    """The concern in the address, for those who may read it; else it is not there."""
    village, key = village_of(request), request.path_params["concern"]
    return await concern_doors.on_desk(actor_of(request), village.id, key, today=today_of(request))


def place_of(concern: Concern) -> str:
    return f"/desk/{concern.village.code}/concerns/{concern.number}"


async def index(request: Request) -> Response:
    """Whoever may not read the village's list finds what is theirs: assigned, or of their group."""
    village, actor, today = village_of(request), actor_of(request), today_of(request)
    require_office(request)
    mine = await _mine(request)
    if not may(request, P.CONCERN_VIEW):
        theirs = {"due": mine, "to_look": [], "page": None, "today": today, "acts": []}
        return render(request, INDEX, {**theirs, "names": await _names(mine)})
    asked = request.query_params
    groups = [(str(one.id), one.name) for one in await say_form.groups_of(village)]
    names = ("state", "category", "group", "audience", "words")
    given = {name: asked.get(name, "")[:60] for name in names}
    waiting = await _due(request, mine)
    context: dict[str, object] = {
        "due": waiting,
        "names": await _names(waiting),
        "to_look": await _to_look(request),
        "groups": groups,
        "states": ConcernState,
        "categories": ConcernCategory,
        "audiences": _audiences(request, village),
        "given": given,
        "today": today,
        "acts": _acts(request),
        "late": (await concern_lists.counts([village.id], today))[village.id],
        "page": None,
    }
    form = forms.blank(**{name: value for name, value in given.items() if value})
    try:
        sought = _sought(given, dict(groups))
        context["page"] = await concern_lists.desk_page(
            actor, village, sought, asked.get("before", "")[:40]
        )
    except InvalidInput as refused:
        form = forms.Filled({name: [value] for name, value in given.items()}, refused.fields)
        return render(request, INDEX, {**context, "form": form}, status=422)
    return render(request, INDEX, {**context, "form": form})


def _sought(given: dict[str, str], groups: dict[str, str]) -> Sought:
    """What is not one of the choices counts as not chosen."""
    category, audience = given["category"], given["audience"]
    return Sought(
        state=ConcernState(given["state"]) if given["state"] in set(ConcernState) else None,
        category=ConcernCategory(category) if category in set(ConcernCategory) else None,
        group_id=int(given["group"]) if given["group"] in groups else None,
        words=given["words"].strip(),
        audience=ConcernAudience(audience) if audience in set(ConcernAudience) else None,
    )


def _audiences(request: Request, village: Village) -> list[ConcernAudience]:
    read = concern_doors.audiences_of(actor_of(request), village)
    return [one for one in ConcernAudience if one in read]


async def _mine(request: Request) -> list[Concern]:
    village, actor, today = village_of(request), actor_of(request), today_of(request)
    groups = []
    if may(request, P.CONCERN_GROUP):
        groups = await concern_lists.of_my_groups(actor, village.id, today)
    given = await concern_lists.assigned_to(actor, village.id)
    return _by_day({one.id: one for one in (*groups, *given)})


def _by_day(found: dict[int, Concern]) -> list[Concern]:
    return sorted(found.values(), key=lambda one: (one.due_on is None, one.due_on or date.max))


async def _due(request: Request, mine: list[Concern]) -> list[Concern]:
    """What lies in this visitor's hands; the supervisors' own are nobody else's."""
    handled = set()
    if may(request, P.CONCERN_HANDLE):
        handled |= {ConcernAudience.EVERYONE, ConcernAudience.COMMITTEE}
    if may(request, P.CONCERN_SUPERVISE):
        handled.add(ConcernAudience.SUPERVISORS)
    found = await concern_lists.due_first(actor_of(request), village_of(request))
    theirs = [one for one in found if one.audience in handled]
    return _by_day({one.id: one for one in (*theirs, *mine)})


async def _names(found: list[Concern]) -> dict[int, str]:
    """Of those to whom these are assigned."""
    ids = {one.assignee_id for one in found if one.assignee_id is not None}
    return {one.id: one.name for one in await Person.filter(id__in=list(ids))} if ids else {}


async def _to_look(request: Request) -> list[Concern]:
    if not may(request, P.CONCERN_HANDLE):
        return []
    return await concern_lists.to_look_at(actor_of(request), village_of(request))


def _acts(request: Request) -> list[tuple[str, str]]:
    here = f"/desk/{village_of(request).code}"
    offered = (
        (P.CONCERN_HANDLE, f"{here}/window", "窗口代录"),
        (P.CONCERN_VIEW, f"{here}/say-days/", "说事日"),
        (P.CONCERN_HANDLE, f"{here}/places/", "地点码"),
        (P.CONCERN_VIEW, f"{here}/concerns/ledger", "说事台账"),
        (P.CONCERN_VIEW, f"/v/{village_of(request).code}/concerns/figures", "季度数字"),
    )
    return [(href, text) for permission, href, text in offered if may(request, permission)]


@dataclass(frozen=True, slots=True)
class Whose:
    """Who raised it, for those who handle it and who call back."""

    name: str
    phone: str


async def whose(request: Request, concern: Concern) -> Whose:
    secret = str(request.app.state.settings.secret_key)
    person = concern.raised_by
    name = person.name if person else concern_doors.name_of(concern, secret)
    phone = concern_doors.phone_of(concern, secret)
    if person is not None and not phone:
        phone = people.phone_of(person, vault(secret))
    return Whose(name or "没有留名", phone)


async def show(request: Request) -> Response:
    concern = await concern_of(request)
    await concern.fetch_related(*NAMED)
    todo = await concern_steps.todo_of(actor_of(request), concern, today_of(request))
    looks = todo.rights.handles
    media = await concern_lists.media_of(concern, Reader.DESK)
    context = {
        "concern": concern,
        "todo": todo,
        "whose": await whose(request, concern) if todo.rights.any else None,
        "history": await concern_lists.history(concern, Reader.DESK),
        "media": media,
        "held": concern.sight is ConcernSight.HELD,
        "unlooked": [one for one in media if _unlooked(one.kind, one.looked_at, one.shown)],
        "looks": looks,
        "ratings": await ConcernRating.filter(concern_id=concern.id).order_by("id"),
        "ups": await _ups(concern),
        "merged": await Concern.filter(merged_into_id=concern.id).order_by("id"),
        "items": await _items(concern),
        "about_title": await _about(concern),
        "today": today_of(request),
        "late": concern.state_on(today_of(request)),
    }
    return render(request, SHOW, context)


def _unlooked(kind: MediumKind, looked_at: object, shown: bool) -> bool:
    return kind is MediumKind.PHOTO and looked_at is None and not shown


async def _ups(concern: Concern) -> list[ConcernHandUp]:
    rows = ConcernHandUp.filter(concern_id=concern.id, to_level=ConcernLevel.TOWNSHIP)
    return await rows.order_by("id").select_related("officer")


async def _items(concern: Concern) -> list[SayItem]:
    return await SayItem.filter(concern_id=concern.id).order_by("id").select_related("session")


async def _about(concern: Concern) -> str:
    return await say_form.title_of(concern.village, concern.subject) if concern.subject else ""
