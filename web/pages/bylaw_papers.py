"""Bylaws compared, followed through their editions, printed and taken along as a file."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from bylaws import comparison, exporting, reading, texts
from bylaws.models import Edition
from bylaws.reading import Sheet
from publicity import reading as sealed
from publicity import shortcodes
from village import clock
from village.errors import NotFound
from web import bylaw_words, qr
from web.guards import village_of
from web.pages.bylaws import chapters, edition_of, weight
from web.pages.notices import bare
from web.render import render

POSTER = 420
"""Characters that fit on one A4 in type that is read from an arm's length."""


async def compare(request: Request) -> Response:
    """Two editions side by side; ?all=1 unfolds what stayed."""
    village = village_of(request)
    first, second = request.path_params["first_id"], request.path_params["second_id"]
    old, new = await reading.pair(village.id, first, second)
    rows = [await texts.rows_of(one.id) for one in (old, new)]
    whole = request.query_params.get("all") == "1"
    changes = await asyncio.to_thread(comparison.compare, *map(texts.clauses, rows))
    context = {
        "old": old,
        "new": new,
        "said": bylaw_words.counted(changes),
        "counts": [len(one) for one in rows],
        "rows": [
            *bylaw_words.parts(old, new),
            *bylaw_words.side_by_side(changes, whole=whole),
            *bylaw_words.part("结尾", old.closing, new.closing),
        ],
        "whole": whole,
    }
    return render(request, "bylaws/compare.html", context)


async def article(request: Request) -> Response:
    """One article through all editions, the latest first, each with what it changed."""
    village, today = village_of(request), clock.local_date(request.state.now)
    way = await reading.way_of(village.id, request.path_params["article_id"])
    kind = way[0].edition.kind
    shelf = await reading.shelf(village.id, kind, today)
    told = [
        (one, bylaw_words.standing(one.edition, shelf.standing(one.edition, today))) for one in way
    ]
    context = {"kind": kind, "told": told, "tones": bylaw_words.TONES, "latest": way[0]}
    return render(request, "bylaws/article.html", context)


async def booklet(request: Request) -> Response:
    """A5 pages, one for every household, or two on an A4 folded in the middle."""
    return render(request, "bylaws/booklet.html", await _printed(request))


async def poster(request: Request) -> Response:
    """One A4: the short version, or the whole where it is short, and a code that leads to it."""
    return render(request, "bylaws/poster.html", await _printed(request))


async def _printed(request: Request) -> dict[str, object]:
    edition = await edition_of(request)
    sheet = await reading.sheet(edition)
    code = await shortcodes.known_code(edition.village_id, f"edition:{edition.id}")
    base = request.state.public_url
    address = f"{base}/q/{code}" if code else f"{base}{address_of(request, edition)}"
    shelf = await reading.shelf(
        edition.village_id, edition.kind, clock.local_date(request.state.now)
    )
    return {
        "edition": edition,
        "sheet": sheet,
        "chapters": chapters(sheet),
        "tag": bylaw_words.standing(edition, shelf.standing(edition, shelf.day)),
        "whole": weight(sheet) <= POSTER,
        "qr": qr.svg(address, f"扫码看{edition.title}全文"),
        "shown": bare(address),
        "seal": await sealed.latest_seal(edition.village_id, f"edition:{edition.id}"),
    }


def address_of(request: Request, edition: Edition) -> str:
    return f"/v/{village_of(request).code}/bylaws/{edition.id}"


class Form(NamedTuple):
    kind: str
    write: Callable[[Sheet, str, datetime], bytes]


FORMS = {
    "txt": Form(
        "text/plain; charset=utf-8",
        lambda sheet, foot, now: ("\ufeff" + exporting.as_txt(sheet.text)).encode(),
    ),
    "md": Form(
        "text/markdown; charset=utf-8",
        lambda sheet, foot, now: exporting.as_md(sheet.text).encode(),
    ),
    "docx": Form(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        lambda sheet, foot, now: exporting.as_docx(sheet.text, foot, now=now),
    ),
}


async def download(request: Request) -> Response:
    """The text as a file; with the mark of its bytes for editors that would guess wrongly."""
    edition, form = await edition_of(request), request.path_params["form"]
    if form not in FORMS:
        raise NotFound("这种文件")
    sheet = await reading.sheet(edition)
    foot = f"{village_of(request).name} · {edition.title}{_filed(sheet)}"
    written = FORMS[form].write
    content = await asyncio.to_thread(written, sheet, foot, request.state.now)
    name = quote(f"{edition.title}-第{edition.number}版.{form}", safe="")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=FORMS[form].kind, headers=headers)


def _filed(sheet: Sheet) -> str:
    return f" · 备案号 {sheet.filing.number}" if sheet.filing and sheet.filing.number else ""
