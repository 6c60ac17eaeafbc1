"""Papers of a meeting: attached and taken down on the desk, handed to who may read them."""

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from deliberation import documents, meeting_file
from deliberation.models import Meeting, MeetingDocument, MeetingStage
from village.errors import NotFound
from village.permissions import Permission
from web import forms, uploads
from web.guards import actor_of, village_of
from web.pages import paper_words
from web.pages.meetings import meeting_of, place_of, require
from web.render import render
from web.retyped import REFUSED, again

PAGE, DOWN = "papers/show.html", "papers/take_down.html"
ALL = "0"  # the choice of a paper that is about the whole meeting


async def show(request: Request) -> Response:
    meeting = await meeting_of(request)
    require(request, Permission.MEETING_CALL)
    form = forms.blank(about=ALL)
    return render(request, PAGE, {**await _context(meeting), "form": form, "blockers": ()})


async def _context(meeting: Meeting) -> dict[str, object]:
    items = (await meeting_file.file_of(meeting)).items
    return {
        "meeting": meeting,
        "papers": await paper_words.of_meeting(meeting, items),
        "down": await documents.taken_down(meeting.id),
        "matters": [(ALL, "整个会议"), *((str(one.id), one.decision.title) for one in items)],
        "takes": meeting.stage in (MeetingStage.CALLED, MeetingStage.HELD),
        "among": meeting.body in documents.AMONG_THEMSELVES,
        "kind": uploads.DOCUMENT,
        "most": documents.MOST,
    }


async def send(request: Request) -> Response:
    meeting = await meeting_of(request)
    require(request, Permission.MEETING_CALL)
    context = await _context(meeting)
    items = (await meeting_file.file_of(meeting)).items
    offered = {ALL: 0, **{str(one.id): one.id for one in items}}
    async with request.form() as form:
        try:
            await documents.check_open(meeting)
            with forms.reading(form) as read:
                about = read.pick("about", offered, "请选择是哪一件事的材料。")
                sent = read.upload("document", uploads.DOCUMENT, "请选一份材料。")
            await documents.attach(
                meeting,
                sent.name,
                sent.content,
                actor_of(request),
                now=request.state.now,
                item_id=about or None,
            )
        except REFUSED as refusal:
            return again(request, PAGE, context, form, refusal)
    return RedirectResponse(f"{place_of(meeting)}/papers", status_code=303)


async def ask_down(request: Request) -> Response:
    meeting, document = await _one(request)
    context = {"meeting": meeting, "document": document, "form": forms.blank(), "blockers": ()}
    return render(request, DOWN, context)


async def _one(request: Request) -> tuple[Meeting, MeetingDocument]:
    meeting = await meeting_of(request)
    require(request, Permission.MEETING_CALL)
    return meeting, await documents.on_desk(meeting, request.path_params["document_id"])


async def take_down(request: Request) -> Response:
    meeting, document = await _one(request)
    form = await request.form()
    try:
        with forms.reading(form) as read:
            why = read.text("why", "请写明为什么撤下。", least=2, most=100)
        actor, now = actor_of(request), request.state.now
        await documents.take_down(document, meeting, why, actor, now=now)
    except REFUSED as refusal:
        return again(request, DOWN, {"meeting": meeting, "document": document}, form, refusal)
    return RedirectResponse(f"{place_of(meeting)}/papers", status_code=303)


async def read(request: Request) -> Response:
    """A picture was drawn anew and is shown in place; anything else is handed over as a file."""
    village, actor = village_of(request), request.state.actor
    found = await documents.for_reader(actor, village.id, request.path_params["document_id"])
    file = documents.path_of(found)
    if not file.is_file():
        raise NotFound("这份材料")
    return FileResponse(
        file,
        media_type=documents.KINDS[found.suffix],
        filename=found.name,
        content_disposition_type="inline" if found.suffix == ".jpg" else "attachment",
        headers={"Cache-Control": "private, no-store"},
    )
