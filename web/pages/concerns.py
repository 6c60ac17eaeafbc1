"""What villagers raised, for anyone: the list, the wall of before and after, one with its answer.

Only what is shown is here, in the masked words; who raised it is nobody's business.
"""

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from deliberation import concern_doors, concern_lists
from deliberation.concern_lists import ConcernState, Reader, Sought
from deliberation.models import (
    Concern,
    ConcernBacking,
    ConcernCategory,
    ConcernMedium,
    ConcernSight,
    Decision,
    MediumKind,
)
from village import clock, evidence, recordings
from village.errors import InvalidInput, NotFound
from village.permissions import GRANTS, Actor, Permission
from web import claims, forms, headers
from web.guards import village_of
from web.pages import say_form
from web.pages.saying import speaker
from web.render import render

INDEX = "concerns/index.html"


async def index(request: Request) -> Response:
    village, asked = village_of(request), request.query_params
    groups = [(str(one.id), one.name) for one in await say_form.groups_of(village)]
    given = {name: asked.get(name, "")[:60] for name in ("state", "category", "group", "words")}
    context = {
        "groups": groups,
        "states": ConcernState,
        "categories": ConcernCategory,
        "given": given,
        "helper": helps(request),
    }
    try:
        sought = _sought(given, dict(groups))
        found = await concern_lists.public_page(village.id, sought, asked.get("before", "")[:40])
    except InvalidInput as refused:
        form = forms.Filled({name: [value] for name, value in given.items()}, refused.fields)
        return render(request, INDEX, {**context, "form": form, "page": None}, status=422)
    form = forms.blank(**{name: value for name, value in given.items() if value})
    return render(request, INDEX, {**context, "form": form, "page": found})


def helps(request: Request) -> bool:
    """Grid workers, group leaders and representatives may write for others, from any session."""
    village = village_of(request)
    return any(
        Permission.CONCERN_HELP in GRANTS[seat.office]
        and seat.covers(village.id, village.township_id)
        for seat in request.state.held
    )


def _sought(given: dict[str, str], groups: dict[str, str]) -> Sought:
    """What is not one of the choices counts as not chosen."""
    category = given["category"]
    return Sought(
        state=ConcernState(given["state"]) if given["state"] in set(ConcernState) else None,
        category=ConcernCategory(category) if category in set(ConcernCategory) else None,
        group_id=int(given["group"]) if given["group"] in groups else None,
        words=given["words"].strip(),
    )


async def wall(request: Request) -> Response:
    before = request.query_params.get("before", "")[:20]
    found = await concern_lists.wall(village_of(request).id, before)
    return render(request, "concerns/wall.html", {"page": found})


async def show(request: Request) -> Response:
    village, number = village_of(request), request.path_params["concern"]
    concern = await concern_doors.in_public(village.id, number)
    actor = speaker(request)
    context = {
        "concern": concern,
        "history": await concern_lists.history(concern, Reader.PUBLIC),
        "media": await concern_lists.media_of(concern, Reader.PUBLIC),
        "about_title": await _title(concern),
        "matter": await Decision.get_or_none(id=concern.decision_id),
        "own": actor is not None and actor.person_id == concern.raised_by_id,
        "villager": actor is not None,
        "backed": actor is not None and await has_backed(concern, actor),
        "backers": say_form.days_of(village)["backers"],
    }
    return render(request, "concerns/show.html", context)


async def has_backed(concern: Concern, actor: Actor) -> bool:
    return await ConcernBacking.exists(concern_id=concern.id, person_id=actor.person_id)


async def _title(concern: Concern) -> str:
    return await say_form.title_of(concern.village, concern.subject) if concern.subject else ""


async def medium(request: Request) -> Response:
    return await _file(request, small=False)


async def thumbnail(request: Request) -> Response:
    return await _file(request, small=True)


async def _file(request: Request, *, small: bool) -> Response:
    """The covered photograph for everybody, the whole one and the voice for those it is for."""
    found, close = await _medium(request)
    if found.kind is MediumKind.VOICE:
        voice = recordings.path_of(found.digest)
        if small or not voice.is_file():
            raise NotFound("这段录音")
        kind = recordings.media_type(voice)
        return FileResponse(voice, media_type=kind, headers=dict(headers.PLAYED))
    file = evidence.file_of(found.covered_digest or found.digest, small=small)
    if close and request.query_params.get("whole"):
        file = evidence.file_of(found.digest, small=small)
    if not file.is_file():
        raise NotFound("这张照片")
    keep = "private, no-store" if close else "public, max-age=86400"
    return FileResponse(file, media_type="image/jpeg", headers={"Cache-Control": keep})


async def _medium(request: Request) -> tuple[ConcernMedium, bool]:
    """The file, and whether it is opened by somebody closer to the matter than the public."""
    village, number = village_of(request), request.path_params["concern"]
    concern = await concern_doors.found(village.id, number)
    medium_id = request.path_params["medium_id"]
    found = await ConcernMedium.get_or_none(id=medium_id, concern_id=concern.id)
    if found is None:
        raise NotFound("这份材料")
    close = await _is_close(request, concern)
    shown = concern.sight is ConcernSight.SHOWN and found.shown and found.kind is MediumKind.PHOTO
    if not close and not shown:
        raise NotFound("这份材料")
    return found, close


async def _is_close(request: Request, concern: Concern) -> bool:
    if claims.held(request) == concern.id:
        return True
    actor, today = request.state.actor, clock.local_date(request.state.now)
    if not isinstance(actor, Actor):
        return False
    if actor.person_id is not None and actor.person_id == concern.raised_by_id:
        return True
    return await concern_doors.reads_along(actor, concern, today)
