"""The figures of a quarter for anyone, and the ledger (说事台账) for the desk, printed or as CSV.

Counts only: no village, group or person is set above another.
"""

import csv
import io
import re
from datetime import date
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from deliberation import concern_figures, concern_ledger, concern_lists
from deliberation.concern_figures import Quarter
from deliberation.concern_ledger import COLUMNS
from deliberation.models import Satisfaction
from village import clock
from village.permissions import Permission
from web.guards import actor_of, village_of
from web.pages.meetings import require
from web.pages.people import page_of
from web.render import render

ASKED = re.compile(r"(20[0-9]{2})-([1-4])")
ASPECTS = (("attitude", "态度"), ("process", "过程"), ("result", "结果"))
TO_A_PAGE = 100
MOST_ROWS = 20_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def chosen(request: Request) -> tuple[int, int]:
    """The quarter asked for; what is none, or not yet begun, counts as not chosen."""
    now = concern_figures.quarter_of(clock.local_date(request.state.now))
    found = ASKED.fullmatch(request.query_params.get("quarter", ""))
    asked = (int(found[1]), int(found[2])) if found else now
    return min(asked, now)


async def show(request: Request) -> Response:
    village, (year, number) = village_of(request), chosen(request)
    today = clock.local_date(request.state.now)
    found = await concern_figures.quarter(village.id, year, number)
    context = {
        "year": year,
        "number": number,
        "found": found,
        "rated": _rated(found),
        "counts": (await concern_lists.counts([village.id], today))[village.id],
        "others": _others(year, number, today),
        "running": found.last >= today,
    }
    return render(request, "say_days/figures.html", context)


def _rated(found: Quarter) -> list[tuple[str, list[int]]]:
    return [(name, [found.ratings[one][how] for how in Satisfaction]) for one, name in ASPECTS]


def _others(year: int, number: int, today: date) -> list[tuple[str, str]]:
    """The quarter before and the one after, where it has begun: address and words."""
    before = (year, number - 1) if number > 1 else (year - 1, 4)
    after = (year, number + 1) if number < 4 else (year + 1, 1)
    kept = [one for one in (before, after) if one <= concern_figures.quarter_of(today)]
    return [(f"{one}-{part}", f"{one} 年第 {part} 季度") for one, part in kept]


async def ledger(request: Request) -> Response:
    require(request, Permission.CONCERN_VIEW)
    village, (year, number) = village_of(request), chosen(request)
    page = page_of(request)
    found = await concern_figures.quarter(village.id, year, number)
    rows = await _rows(request, found, (page - 1) * TO_A_PAGE, TO_A_PAGE + 1)
    context = {
        "year": year,
        "number": number,
        "found": found,
        "lines": [list(zip(COLUMNS, row, strict=True)) for row in rows[:TO_A_PAGE]],
        "page": page,
        "more": len(rows) > TO_A_PAGE,
        "others": _others(year, number, clock.local_date(request.state.now)),
    }
    return render(request, "say_days/ledger.html", context)


async def _rows(request: Request, found: Quarter, skip: int, most: int) -> list[tuple[str, ...]]:
    secret = str(request.app.state.settings.secret_key)
    actor, village = actor_of(request), village_of(request)
    span = (found.first, found.last)
    return await concern_ledger.listed(actor, village, *span, secret=secret, skip=skip, most=most)


async def sheet(request: Request) -> Response:
    """For a spreadsheet program: with the mark it wants to read Chinese, and no live formula."""
    require(request, Permission.CONCERN_VIEW)
    village, (year, number) = village_of(request), chosen(request)
    found = await concern_figures.quarter(village.id, year, number)
    rows = await _rows(request, found, 0, MOST_ROWS)
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *([harmless(one) for one in row] for row in rows)])
    name = quote(f"{village.name}说事台账{year}年第{number}季度.csv")
    named = f"attachment; filename=\"ledger-{year}-{number}.csv\"; filename*=UTF-8''{name}"
    return Response(
        text.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": named, "Cache-Control": "no-store"},
    )


def harmless(cell: str) -> str:
    """Spreadsheet programs run a cell that begins with one of these signs."""
    return f"'{cell}" if cell.lstrip().startswith(FORMULA) or cell.startswith(FORMULA) else cell
