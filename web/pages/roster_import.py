"""Importing a roster on the desk: send the file, look at every change, then let it be done.

Between the two steps the file lies sealed (web/parked.py); what is done is planned once more then.
"""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from village import roster_import
from village.errors import InvalidInput, NotFound, Repeated
from village.models import LedgerEntry, UsedKey, Village
from village.permissions import Permission
from village.roster_columns import RosterColumn
from village.roster_plan import RosterPlan
from village.roster_row import Mistake, Roster
from web import forms, parked
from web.guards import actor_of, session_of, village_of
from web.pages.people import vault_of
from web.parked import Shelf
from web.render import render
from web.retyped import REFUSED, again
from web.uploads import SHEET

SEND, LOOK = "roster/send.html", "roster/look.html"
GONE = "这份名册文件（预览只保留一小时，导入以后就删掉；请回到“导入名册”重新选一次）"
TEMPLATE_NAME = "村民名册空表.csv"
HINTS: Mapping[RosterColumn, str] = {
    RosterColumn.PARTY: "（正式、预备、否）",
    RosterColumn.REPRESENTATIVE: "（是、否）",
    RosterColumn.REGISTERED: "（是、否）",
    RosterColumn.RESIDENCE: "（在村、外出、失联）",
    RosterColumn.COLLECTIVE: "（是、否）",
}
"""What may be written there; the reader of rosters leaves out what stands in brackets."""


def _place(village: Village, rest: str = "") -> str:
    return f"/desk/{village.code}/people/import{rest}"


def _editor(request: Request) -> Village:
    village = village_of(request)
    actor_of(request).require(Permission.REGISTER_EDIT, village.id, village.township_id)
    return village


def _shelf(request: Request, village: Village) -> Shelf:
    settings = request.app.state.settings
    return Shelf(settings.data_dir, settings.secret_key, session_of(request).id, village.id)


async def ask(request: Request) -> Response:
    _editor(request)
    context = {"kind": SHEET, "columns": _headings(), "form": forms.blank(), "blockers": ()}
    return render(request, SEND, context)


def _headings() -> list[str]:
    return [f"{column.label}{HINTS.get(column, '')}" for column in RosterColumn]


async def send(request: Request) -> Response:
    """Read once here, so that a file that is no roster is refused beside the field."""
    village, form, now = _editor(request), await request.form(), request.state.now
    try:
        with forms.reading(form) as read:
            sent = read.upload("file", SHEET, "请选择名册文件。")
        await roster_import.read(sent.content, now=now)
    except InvalidInput as invalid:
        context = {"kind": SHEET, "columns": _headings()}
        return again(request, SEND, context, form, invalid)
    name = await parked.park(_shelf(request, village), sent.content, now=now)
    return RedirectResponse(_place(village, f"/{name}"), status_code=303)


async def _parked(request: Request, village: Village) -> Roster:
    name = request.path_params["parcel"]
    content = await parked.take(_shelf(request, village), name, now=request.state.now)
    if content is None:
        raise NotFound(GONE)
    return await roster_import.read(content, now=request.state.now)


async def _plan(request: Request, village: Village, found: Roster) -> RosterPlan:
    return await roster_import.preview(
        village, found, actor_of(request), vault_of(request), now=request.state.now
    )


async def look(request: Request) -> Response:
    village = _editor(request)
    found = await _parked(request, village)
    context = _context(request, found, await _plan(request, village, found))
    return render(request, LOOK, {**context, "form": forms.blank(), "blockers": ()})


def _context(request: Request, found: Roster, plan: RosterPlan) -> dict[str, object]:
    return {
        "here": _place(village_of(request), f"/{request.path_params['parcel']}"),
        "roster": found,
        "plan": plan,
        "seen": roster_import.seal(plan),
        "rejected": by_row(plan.rejected),
        "may_leave": [
            (str(one.person_id), one.name, f"户号 {one.household}")
            for one in plan.leaves
            if not one.offices
        ],
        "in_office": [one for one in plan.leaves if one.offices],
        "idle": not (plan.adds or plan.changes or plan.leaves),
    }


def by_row(mistakes: tuple[Mistake, ...]) -> list[tuple[int, list[Mistake]]]:
    """Every mistake of a row together, rows in the order of the sheet."""
    rows: dict[int, list[Mistake]] = {}
    for one in mistakes:
        rows.setdefault(one.row, []).append(one)
    return sorted(rows.items())


async def rejected(request: Request) -> Response:
    """The rows that were not taken, to be printed and mended."""
    village = _editor(request)
    found = await _parked(request, village)
    plan = await _plan(request, village, found)
    return render(request, "roster/rejected.html", _context(request, found, plan))


async def apply(request: Request) -> Response:
    village, form = _editor(request), await request.form()
    if await UsedKey.exists(digest=request.state.form_key.digest):
        raise Repeated  # the first sending has removed the file
    found = await _parked(request, village)
    leaving = {int(one) for one in form.getlist("leave") if str(one).isdecimal()}  # type: ignore[arg-type]
    try:
        done = await roster_import.import_roster(
            *(village, found, actor_of(request), vault_of(request)),
            now=request.state.now,
            with_leaves=leaving,
            seen=str(form.get("seen", "")),
        )
    except REFUSED as refusal:
        context = _context(request, found, await _plan(request, village, found))
        return again(request, LOOK, context, form, refusal)
    await parked.forget(_shelf(request, village), request.path_params["parcel"])
    if done.is_empty:
        return RedirectResponse(f"/desk/{village.code}/people/", status_code=303)
    return RedirectResponse(_place(village, f"/done/{await _last_line(village)}"), status_code=303)


async def _last_line(village: Village) -> int:
    """The line just sealed: its figures are what the next page tells."""
    rows = LedgerEntry.filter(log=f"village:{village.id}", action="roster.import")
    last = await rows.order_by("-seq").first()
    return last.seq + 1 if last is not None else 0


async def tell(request: Request) -> Response:
    village = _editor(request)
    line = await LedgerEntry.get_or_none(
        log=f"village:{village.id}", action="roster.import", seq=request.path_params["number"] - 1
    )
    if line is None:
        raise NotFound("这次导入")
    told: dict[str, Any] = json.loads(line.line)["data"]
    return render(request, "roster/done.html", {"line": line, "told": told})


async def template(request: Request) -> Response:
    """An empty sheet that Excel and WPS open with its Chinese right."""
    _editor(request)
    text = io.StringIO(newline="")
    csv.writer(text).writerow(_headings())
    named = f"attachment; filename=\"roster.csv\"; filename*=UTF-8''{quote(TEMPLATE_NAME)}"
    return Response(
        text.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": named, "Cache-Control": "no-store"},
    )
