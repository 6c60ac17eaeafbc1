"""Photographs: sent for a meeting or a paper on the board, and shown to those who may see them."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from publicity.models import Notice
from village import evidence, pictures
from village.errors import InvalidInput, NotFound
from village.models import EvidenceKind, Village
from village.permissions import Permission
from web import forms, repeats, uploads
from web.guards import actor_of, village_of
from web.pages.desk_notices import notice_of
from web.pages.desk_notices import place_of as notice_place
from web.pages.meetings import meeting_of, place_of, require
from web.render import render
from web.retyped import REFUSED, again

OF_MEETING = (EvidenceKind.SIGN_IN, EvidenceKind.MINUTES)
OF_NOTICE = (EvidenceKind.BOARD_FIRST, EvidenceKind.BOARD_LAST)
MEETING, NOTICE = "meetings/photos.html", "desk_notices/photos.html"


async def picture(request: Request) -> Response:
    return await _file(request, small=False)


async def thumbnail(request: Request) -> Response:
    return await _file(request, small=True)


async def _file(request: Request, *, small: bool) -> Response:
    """A photograph never changes; one that only some may see is kept by nobody on the way."""
    found = await evidence.for_reader(request.state.actor, request.path_params["evidence_id"])
    file = evidence.path_of(found, small=small)
    if not file.is_file():
        raise NotFound("这张照片")
    keep = "public, max-age=86400" if found.kind in evidence.PUBLIC else "private, no-store"
    return FileResponse(file, media_type="image/jpeg", headers={"Cache-Control": keep})


async def ask_meeting(request: Request) -> Response:
    village, meeting = village_of(request), await meeting_of(request)
    require(request, Permission.MEETING_RECORD)
    form = forms.blank(kind=str(EvidenceKind.SIGN_IN))
    context = {"meeting": meeting, **await _shown(village, f"meeting:{meeting.id}", OF_MEETING)}
    return render(request, MEETING, {**context, "form": form, "blockers": ()})


async def _shown(
    village: Village, subject: str, kinds: tuple[EvidenceKind, ...]
) -> dict[str, object]:
    return {
        "kinds": [(str(one), one.label) for one in kinds],
        "photo": uploads.PHOTO,
        "photos": await evidence.about(village, [subject]),
        "repeats": await repeats.about(village.id, [subject]),
    }


async def send_meeting(request: Request) -> Response:
    village, meeting = village_of(request), await meeting_of(request)
    subject = f"meeting:{meeting.id}"
    async with request.form() as form:
        try:
            await _keep(request, form, subject, OF_MEETING)
        except REFUSED as refusal:
            context = {"meeting": meeting, **await _shown(village, subject, OF_MEETING)}
            return again(request, MEETING, context, form, refusal)
    return RedirectResponse(f"{place_of(meeting)}/photos", status_code=303)


async def ask_notice(request: Request) -> Response:
    village, notice = village_of(request), await notice_of(request)
    require(request, Permission.NOTICE_POST)
    context = {"notice": notice, **await _shown(village, f"notice:{notice.id}", OF_NOTICE)}
    kind = await _next_kind(village, notice)
    return render(request, NOTICE, {**context, "form": forms.blank(kind=kind), "blockers": ()})


async def _next_kind(village: Village, notice: Notice) -> str:
    """The first day's picture before the last day's."""
    kept = await evidence.about(village, [f"notice:{notice.id}"])
    first = any(one.kind is EvidenceKind.BOARD_FIRST for one in kept)
    return str(EvidenceKind.BOARD_LAST if first else EvidenceKind.BOARD_FIRST)


async def send_notice(request: Request) -> Response:
    village, notice = village_of(request), await notice_of(request)
    subject = f"notice:{notice.id}"
    async with request.form() as form:
        try:
            await _keep(request, form, subject, OF_NOTICE)
        except REFUSED as refusal:
            context = {"notice": notice, **await _shown(village, subject, OF_NOTICE)}
            return again(request, NOTICE, context, form, refusal)
    return RedirectResponse(notice_place(notice), status_code=303)


async def _keep(
    request: Request, form: FormData, subject: str, kinds: tuple[EvidenceKind, ...]
) -> None:
    """The kind decides who may send it; the office is asked before the picture is opened."""
    village, actor = village_of(request), actor_of(request)
    require(request, evidence.KEEPING[kinds[0]])
    with forms.reading(form) as read:
        kind = read.choice("kind", EvidenceKind, "请选择照片拍的是什么。")
        sent = read.upload("photo", uploads.PHOTO, "请选一张照片。")
    if kind not in kinds:
        raise InvalidInput({"kind": "选的这一项现在没有了，请重新选。"})
    made = await pictures.accept(sent.content, field="photo")
    await evidence.keep(village, kind, made, actor, subject=subject, now=request.state.now)
