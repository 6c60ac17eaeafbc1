"""The desk: what is due, in order of last day; then what one can begin; then what is running."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bylaws import edition_due
from deliberation import concern_doors, concern_lists, due
from deliberation.decisions import ENDED
from deliberation.due import Due
from deliberation.models import Concern, ConcernAudience, Decision
from village import clock
from village.models import Village
from village.permissions import GRANTS, Office, Permission
from web import strips
from web.guards import actor_of, village_of
from web.render import render
from web.strip import Link

NEEDED = {
    "objection": Permission.OBJECTION_ANSWER,
    "notice": Permission.NOTICE_POST,
    "meeting": Permission.MEETING_RECORD,
    "body": Permission.MEETING_CALL,
    "concern": Permission.CONCERN_HANDLE,
    "say": Permission.SAY_HOLD,
    "edition": Permission.BYLAW_DRAFT,
}
ON_A_DESK = {Permission.DESK_VIEW, Permission.CONCERN_GROUP}
BODY_PAGES = {"body": "meetings/new", "offices": "offices/"}
PAGES = {
    "objection": "objections/{}",
    "meeting": "meetings/{}",
    "notice": "notices/{}",
    "decision": "decisions/{}",
    "concern": "concerns/{}",
    "say": "say-days/{}",
    "edition": "bylaws/{}",
    "mine": "concerns/{}",
}


async def choose(request: Request) -> Response:
    """Straight to the one desk of an office holder; a list for an adviser of several villages.
    An office without a desk, as a representative's, goes home: what waits for him stands there."""
    actor = actor_of(request)
    seats = [seat for seat in actor.seats if seat.office is not Office.VILLAGER]
    if any(seat.village_id is None for seat in seats):
        return RedirectResponse("/township/", status_code=303)
    with_desk = {one.village_id for one in seats if ON_A_DESK & GRANTS[one.office]}
    ids = {one.village_id for one in seats if one.village_id}
    villages = await Village.filter(id__in=list(ids)).order_by("id")
    desks = [one for one in villages if one.id in with_desk]
    if len(desks) == 1:
        return RedirectResponse(f"/desk/{desks[0].code}/", status_code=303)
    if villages and not desks:
        return RedirectResponse(f"/v/{villages[0].code}/", status_code=303)
    return render(request, "desk/choose.html", {"villages": desks})


def require_office(request: Request) -> None:
    """Whatever office it is, it is one of this village."""
    village, actor = village_of(request), actor_of(request)
    none = (Office.VILLAGER, Office.OPERATOR)
    offices = [seat for seat in actor.seats if seat.office not in none]
    if not any(seat.covers(village.id, village.township_id) for seat in offices):
        actor.require(Permission.DESK_VIEW, village.id, village.township_id)


async def show(request: Request) -> Response:
    village, actor = village_of(request), actor_of(request)
    if not actor.may(Permission.DESK_VIEW, village.id, village.township_id):
        require_office(request)
        return RedirectResponse(f"/desk/{village.code}/concerns/", status_code=303)
    today = clock.local_date(request.state.now)
    running = await Decision.filter(village_id=village.id).exclude(stage__in=ENDED).order_by("-id")
    context = {
        "dues": [
            (one, Link(_place(village, one.subject), _act(request, one)))
            for one in await _dues(request)
        ],
        "running": [(one, strips.brief(one)) for one in running],
        "acts": _acts(village, request),
        "today": today,
    }
    return render(request, "desk/show.html", context)


async def _dues(request: Request) -> list[Due]:
    """Matters, meetings, papers, bylaws and concerns in one list by last day; lines of concerns
    only for those who may open them."""
    village, actor = village_of(request), actor_of(request)
    today = clock.local_date(request.state.now)
    found = [*await due.due_list(village, today), *await edition_due.due_list(village, today)]
    found.sort(key=lambda one: (one.last is None, one.last or today))
    keys = [_key(one) for one in found if one.subject.startswith("concern:")]
    audiences = list(concern_doors.audiences_of(actor, village))
    rows = Concern.filter(id__in=keys, audience__in=audiences)
    seen = set(await rows.values_list("id", flat=True)) if keys and audiences else set()
    unseen = set(keys) - seen
    kept = [
        one for one in found if not (one.subject.startswith("concern:") and _key(one) in unseen)
    ]
    return [*await _entrusted(request), *kept]


def _key(one: Due) -> int:
    return int(one.subject.partition(":")[2])


async def _entrusted(request: Request) -> list[Due]:
    """What was said to the supervisors stands on their desk alone, before everything else."""
    village, actor = village_of(request), actor_of(request)
    if not actor.may(Permission.CONCERN_SUPERVISE, village.id, village.township_id):
        return []
    found = await concern_lists.due_first(actor, village)
    theirs = [one for one in found if one.audience is ConcernAudience.SUPERVISORS]
    return [
        Due(one.due_on, f"交给监委会的说事 {one.number}", one.stage.label, f"mine:{one.id}", "去办")
        for one in theirs
    ]


def _act(request: Request, one: Due) -> str:
    """Who may not do it may still look."""
    village, needed = village_of(request), NEEDED.get(one.subject.partition(":")[0])
    if needed is None or actor_of(request).may(needed, village.id, village.township_id):
        return one.act
    return "看"


def _place(village: Village, subject: str) -> str:
    noun, _, key = subject.partition(":")
    page = PAGES[noun].format(key) if noun in PAGES else BODY_PAGES[noun]
    return f"/desk/{village.code}/{page}"


def _acts(village: Village, request: Request) -> list[Link]:
    """What this office may begin; the first is the main one."""
    actor = actor_of(request)
    offered = (
        (Permission.DECISION_OPEN, "decisions/new", "新立一个议题"),
        (Permission.MEETING_CALL, "meetings/new", "召集会议"),
        (Permission.REGISTER_VIEW, "people/", "村民名册"),
        (Permission.DESK_VIEW, "offices/", "任职"),
        (Permission.PASS_ISSUE, "passes/", "通行码"),
        (Permission.CONCERN_VIEW, "concerns/", "说事"),
        (Permission.CONCERN_VIEW, "say-days/", "说事日"),
        (Permission.CONCERN_HANDLE, "window", "窗口代录说事"),
        (Permission.CONCERN_HANDLE, "places/", "地点码"),
        (Permission.DESK_VIEW, "decisions/", "全部议题"),
        (Permission.DESK_VIEW, "meetings/", "全部会议"),
        (Permission.DESK_VIEW, "delegations/", "村民会议的授权"),
        (Permission.DESK_VIEW, "bylaws/", "村规民约"),
        (Permission.DESK_VIEW, "settings", "本村规则和联系方式"),
        (Permission.RECORD_VIEW, "record", "封存记录"),
    )
    return [
        Link(f"/desk/{village.code}/{page}", name)
        for permission, page, name in offered
        if actor.may(permission, village.id, village.township_id)
    ]
