"""Matters for anyone: the list, and one matter with its six steps, its numbers and its papers."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deliberation import concern_lists, concern_matters, decisions, queries
from deliberation.decisions import ENDED
from deliberation.models import ChangeStage, CycleStep
from deliberation.queries import PublicMatter
from publicity import reading
from village import clock
from web import stages, strips
from web.guards import LARGEST_ID, village_of
from web.pages import public_json, sitting_words
from web.pages.notices import ask_days
from web.render import render

ON_A_PAGE = 40


async def index(request: Request) -> Response:
    village = village_of(request)
    running = await queries.in_progress(village.id)
    count = await queries.ended_count(village.id)
    last = max(-(-count // ON_A_PAGE), 1)
    number = min(_page(request.query_params.get("page", "")), last)
    skip = (number - 1) * ON_A_PAGE
    over = await queries.ended(village.id, skip=skip, most=ON_A_PAGE) if count else []
    context = {
        "running": [stages.told(one) for one in running],
        "over": [stages.told(one) for one in over],
        "count": count,
        "number": number,
        "last": last,
    }
    return render(request, "decisions/index.html", context)


def _page(said: str) -> int:
    """The page asked for; what cannot be read is the first one."""
    whole = said.isascii() and said.isdigit() and len(said) < 10
    return max(int(said), 1) if whole else 1


async def show(request: Request) -> Response:
    matter = await _matter(request)
    decision, dossier = matter.decision, matter.dossier
    context = {
        "matter": matter,
        "decision": decision,
        "dossier": dossier,
        "strip": strips.full(dossier),
        "opened": clock.local_date(decision.opened_at),
        "told": stages.told(decision),
        "text_at": stages.text_at(decision, f"/v/{village_of(request).code}"),
        "ended": decision.stage in ENDED,
        "hearings": [
            sitting_words.hearing(one) for one in dossier.sittings.get(CycleStep.HEAR, ())
        ],
        "counts": [
            sitting_words.counted(matter, one)
            for one in matter.sittings
            if one.item.step is not CycleStep.HEAR
        ],
        "withdrawn": dossier.withdrawn,
        "adopted": [one for one in dossier.changes if one.stage is ChangeStage.ADOPTED],
        "asked": await concern_lists.questions_on(decision.village_id, f"decision:{decision.id}"),
        "ask_days": ask_days(request),
        "behind": await concern_matters.behind(decision),
        "seal": await reading.latest_seal(decision.village_id, f"decision:{decision.id}"),
    }
    return render(request, "decisions/show.html", context)


async def record(request: Request) -> Response:
    """For programs: enough to ask the same question of the law again."""
    matter = await _matter(request)
    seal = await reading.latest_seal(matter.decision.village_id, f"decision:{matter.decision.id}")
    return JSONResponse(public_json.matter(matter, seal, request.state.public_url))


async def _matter(request: Request) -> PublicMatter:
    village, number = village_of(request), request.path_params["decision_id"]
    decision = await decisions.in_village(village.id, min(number, LARGEST_ID))
    return await queries.public_matter(decision, today=clock.local_date(request.state.now))
