"""Looking before the public reads: the words shown, masked or hidden; each photograph apart.

Faces and plates are covered by the server on a copy; the photograph as it came stays inside.
"""

import asyncio

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import concern_doors, concern_lists, looking
from deliberation.concern_lists import Reader
from deliberation.models import Concern, ConcernMedium, HidingReason, MediumKind
from village import covering, evidence
from village.covering import COLUMNS, ROWS
from village.errors import InvalidInput, NotFound
from web import forms
from web.forms import Filled
from web.guards import actor_of
from web.pages.concern_acts import SHORT, Act, Context
from web.pages.concern_desk import concern_of, place_of, today_of
from web.render import render
from web.retyped import REFUSED, again

COVER = "concern_desk/cover.html"


async def _seen(_: Request, concern: Concern) -> Context:
    media = await concern_lists.media_of(concern, Reader.DESK)
    return {
        "media": [one for one in media if one.kind is MediumKind.PHOTO],
        "voices": [one for one in media if one.kind is MediumKind.VOICE],
        "reasons": HidingReason,
        "senses": [SENSED[one] for one in concern.restricted.split(",") if one in SENSED],
    }


SENSED = {
    "id_number": "身份证号",
    "bank_card": "银行卡号",
    "illness": "病情",
    "accusation": "指名道姓说人",
    "phone": "电话号码",
}


def _proposed(concern: Concern) -> Filled:
    return forms.blank(words=concern.public_text)


async def _release(request: Request, concern: Concern, form: FormData) -> None:
    with forms.reading(form) as read:
        words = read.text("words", most=2000, lines=True)
    await looking.release(concern, words, actor_of(request), now=request.state.now)


async def _hide(request: Request, concern: Concern, form: FormData) -> None:
    with forms.reading(form) as read:
        reason = read.choice("reason", HidingReason, "请从列出的理由里选一条。")
        why = read.text("why", "请写明为什么隐藏，说事人看得到。", most=SHORT, lines=True)
    await looking.hide(concern, reason, why, actor_of(request), now=request.state.now)


async def _entrust(request: Request, concern: Concern, form: FormData) -> None:
    with forms.reading(form) as read:
        why = read.text("why", "请写明为什么交给监委会。", most=SHORT, lines=True)
    await looking.entrust(concern, why, actor_of(request), now=request.state.now)


LOOKS = (
    Act("look", _release, context=_seen, begin=_proposed),
    Act("hide", _hide, context=_seen),
    Act("entrust", _entrust),
)


async def _photo_of(request: Request) -> tuple[Concern, ConcernMedium]:
    concern = await concern_of(request)
    await concern_doors.handling_seat(actor_of(request), concern, today_of(request))
    found = await ConcernMedium.get_or_none(
        id=request.path_params["medium_id"], concern_id=concern.id, kind=MediumKind.PHOTO
    )
    if found is None:
        raise NotFound("这张照片")
    return concern, found


async def photo(request: Request) -> Response:
    """Shown as it is, or not shown."""
    concern, found = await _photo_of(request)
    show = (await request.form()).get("show") == "yes"
    now = request.state.now
    await looking.look_at(found.id, concern, actor_of(request), show=show, now=now)
    return RedirectResponse(f"{place_of(concern)}/look", status_code=303)


def _tiles(found: ConcernMedium) -> Context:
    wide = found.width >= found.height
    columns, rows = (COLUMNS, ROWS) if wide else (ROWS, COLUMNS)
    return {"medium": found, "columns": columns, "rows": rows, "wide": wide}


def _page(concern: Concern, found: ConcernMedium) -> Context:
    return {"concern": concern, "here": place_of(concern), **_tiles(found)}


async def ask_cover(request: Request) -> Response:
    concern, found = await _photo_of(request)
    context = {**_page(concern, found), "form": forms.blank(), "blockers": ()}
    return render(request, COVER, context)


async def cover(request: Request) -> Response:
    """The ticked tiles are painted over; the copy may be shown, the whole one never is."""
    concern, found = await _photo_of(request)
    form, context = await request.form(), _page(concern, found)
    wide = found.width >= found.height
    columns, rows = (COLUMNS, ROWS) if wide else (ROWS, COLUMNS)
    offered = {str(number): number for number in range(columns * rows)}
    try:
        with forms.reading(form) as read:
            tiles = read.picks("tile", offered, "请点要遮住的格子；不用遮的，回去点“可以公开”。")
            fresh = read.flag("fresh")
        digest = found.digest if fresh else (found.covered_digest or found.digest)
        covered = await _covered(digest, tiles, columns, rows)
    except REFUSED as refusal:
        return again(request, COVER, context, form, refusal)
    actor, now = actor_of(request), request.state.now
    await looking.look_at(found.id, concern, actor, show=True, covered_digest=covered, now=now)
    return RedirectResponse(f"{place_of(concern)}/look", status_code=303)


async def _covered(digest: str, tiles: list[int], columns: int, rows: int) -> str:
    file = evidence.file_of(digest)
    try:
        stored = await asyncio.to_thread(file.read_bytes)
    except OSError as error:
        raise InvalidInput({"": "照片的文件读不出来，请告诉管系统的人。"}) from error
    picture = await covering.cover(stored, tiles, columns, rows)
    await evidence.on_disk(picture)
    return picture.digest
