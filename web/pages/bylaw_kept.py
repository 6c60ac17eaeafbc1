"""Who looks after which articles and what was done, for anyone to read.

What was done names nobody: the page is no list of people who did not keep to the rules.
"""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from bylaws import in_force, red_list, texts, watching
from bylaws.models import BylawKind
from village import clock
from web.guards import village_of
from web.render import render

YEAR = timedelta(365)


async def show(request: Request) -> Response:
    village, today = village_of(request), clock.local_date(request.state.now)
    edition = await in_force.text_on(village.id, BylawKind.RULES, today)
    rows = await texts.rows_of(edition.id) if edition else []
    context = {
        "watches": await watching.of_village(village.id),
        "done": await watching.record_of(village.id, today - YEAR),
        "labels": {row.article_id: row.label for row in rows},
        "praised": len(await red_list.shown(village.id, today)),
    }
    return render(request, "bylaws/kept.html", context)
