"""Papers attached to a meeting: PDF, Word or a photograph, told apart by what they are.

Stored by digest outside the database, on the disk before the row; never opened, never run. A
paper taken down stays on record, with who did it and why.
"""

import asyncio
import hashlib
import io
import logging
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath

from deliberation.models import AgendaItem, Meeting, MeetingDocument, MeetingStage
from village import files, ledger, pictures, rolls, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, NotReady, Stale, TooLarge
from village.permissions import Actor, Permission
from village.rules import Body

log = logging.getLogger("cunyi.documents")

LARGEST = 12 * 1024 * 1024
MOST = 20
LONGEST_NAME = 80
KINDS: Mapping[str, str] = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".jpg": "image/jpeg",
}
"""The suffix we give, and the media type to serve it as: a picture drawn anew may be shown in
place, anything else is only ever handed over as a file."""

PHOTOGRAPHS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
AMONG_THEMSELVES = (Body.PARTY_BRANCH, Body.TWO_COMMITTEES, Body.PARTY_MEETING)
"""Bodies whose papers are for their own members and the desk, not for the whole village."""

_place = Path("var/documents")


def store_in(data_dir: Path) -> None:
    """Say once, at the start, where the papers lie."""
    global _place  # noqa: PLW0603 - one store for a process, as there is one database
    _place = data_dir / "documents"


def path_of(document: MeetingDocument) -> Path:
    return _place / document.digest[:2] / f"{document.digest}{document.suffix}"


async def of_meeting(meeting_id: int) -> list[MeetingDocument]:
    """Those that were not taken down."""
    found = MeetingDocument.filter(meeting_id=meeting_id, hidden_at__isnull=True)
    return await found.order_by("id")


async def taken_down(meeting_id: int) -> list[MeetingDocument]:
    found = MeetingDocument.filter(meeting_id=meeting_id, hidden_at__isnull=False)
    return await found.order_by("id").select_related("hidden_by")


async def on_desk(meeting: Meeting, document_id: int) -> MeetingDocument:
    """A paper of this very meeting: the way in for who takes it down."""
    found = await MeetingDocument.get_or_none(id=document_id, meeting_id=meeting.id)
    if found is None:
        raise NotFound("这份材料")
    return found


async def for_reader(actor: Actor | None, village_id: int, document_id: int) -> MeetingDocument:
    """The one way in for a paper's id from outside. Papers of a meeting may name people, so a
    stranger does not see them; one taken down is seen by who calls meetings."""
    found = await MeetingDocument.get_or_none(id=document_id, village_id=village_id).select_related(
        "village", "meeting"
    )
    township_id = 0 if found is None else found.village.township_id
    if found is None or actor is None or not await may_read(actor, found.meeting, township_id):
        raise NotFound("这份材料")
    if found.hidden_at and not actor.may(Permission.MEETING_CALL, village_id, township_id):
        raise NotFound("这份材料")
    return found


async def may_read(actor: Actor, meeting: Meeting, township_id: int) -> bool:
    """Who belongs to the village or oversees it; of the Party's and the committees' own
    meetings those on the roll, the desk and the township."""
    ours = [one for one in actor.seats if one.covers(meeting.village_id, township_id)]
    if not ours or meeting.body not in AMONG_THEMSELVES:
        return bool(ours)
    above = any(one.village_id is None for one in ours)
    if above or actor.may(Permission.DESK_VIEW, meeting.village_id, township_id):
        return True
    return await rolls.entry_of_person(meeting.roll_id, actor.person_id) is not None


async def attach(
    meeting: Meeting,
    name: str,
    content: bytes,
    actor: Actor,
    *,
    now: datetime,
    item_id: int | None = None,
) -> MeetingDocument:
    """Add a paper until the meeting is called off or has failed; `item_id` is the matter it is
    about, None for all. The same paper twice is kept once."""
    village = meeting.village
    seat = actor.require(Permission.MEETING_CALL, village.id, village.township_id)
    suffix, content = await _accepted(content)
    digest = hashlib.sha256(content).hexdigest()
    await _on_disk(_place / digest[:2] / f"{digest}{suffix}", content)
    async with storage.writing(village.id) as held:
        kept = await _kept(meeting, item_id)
        for one in kept:
            if one.digest == digest:
                return one
        if len(kept) >= MOST:
            text, remedy = f"一次会议最多放 {MOST} 份材料。", "用不上的先撤下，再加新的"
            raise Blocked([Blocker("too-many-papers", text, remedy=remedy)])
        document = await MeetingDocument.create(
            village_id=village.id,
            meeting_id=meeting.id,
            item_id=item_id,
            name=_name(name, suffix),
            suffix=suffix,
            digest=digest,
            size=len(content),
            kept_at=now,
            kept_by_id=actor.person_id,
        )
        await ledger.record(
            *(held, seat, "meeting.attach", f"meeting:{meeting.id}"),
            now=now,
            document=document.id,
            item=item_id,
            digest=digest,
        )
    return document


async def _kept(meeting: Meeting, item_id: int | None) -> list[MeetingDocument]:
    """What hangs on a meeting that still takes papers."""
    await check_open(meeting)
    if item_id is not None and not await AgendaItem.exists(id=item_id, meeting_id=meeting.id):
        raise NotFound("这个议题")
    return await of_meeting(meeting.id)


async def check_open(meeting: Meeting) -> None:
    """Papers of a meeting that was held may still be added; of one that was not, no more."""
    fresh = await Meeting.get(id=meeting.id)
    if fresh.stage not in (MeetingStage.CALLED, MeetingStage.HELD):
        raise Blocked([Blocker("meeting-over", "这次会议没有开成或者取消了，不能再加材料。")])


async def take_down(
    document: MeetingDocument, meeting: Meeting, why: str, actor: Actor, *, now: datetime
) -> None:
    """Nobody but the desk reads it from now on. That it was there, and why not any more, stays."""
    village = meeting.village
    seat = actor.require(Permission.MEETING_CALL, village.id, village.township_id)
    if not why.strip():
        raise InvalidInput({"why": "请写明为什么撤下。"})
    async with storage.writing(village.id) as held:
        shown = MeetingDocument.filter(id=document.id, hidden_at__isnull=True)
        if not await shown.update(hidden_at=now, hidden_why=why, hidden_by_id=actor.person_id):
            raise Stale("这份材料")
        await ledger.record(
            *(held, seat, "meeting.take_down", f"meeting:{meeting.id}"),
            now=now,
            document=document.id,
            why=ledger.text_digest(why),
        )


async def _accepted(content: bytes) -> tuple[str, bytes]:
    if len(content) > LARGEST:
        raise TooLarge(f"材料最大 {LARGEST // 1024 // 1024} 兆，这一份太大了，没有保存。")
    if content.startswith(PHOTOGRAPHS):
        picture = await pictures.accept(content, "document")
        return ".jpg", picture.stored  # drawn anew: no place, no owner inside
    suffix = await asyncio.to_thread(_suffix, content)
    if not suffix:
        text = "只能放 PDF、Word（.docx）和 JPG、PNG 照片，这一份不是。旧版 .doc 请另存为 .docx。"
        raise InvalidInput({"document": text})
    return suffix, content


def _suffix(content: bytes) -> str:
    """By its content: a name can say anything."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return ".pdf"
    if not content.startswith(b"PK\x03\x04"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return ""
    macros = any(PurePosixPath(one).name == "vbaProject.bin" for one in names)
    whole = {"[Content_Types].xml", "word/document.xml"} <= names
    return ".docx" if whole and not macros else ""


def _name(name: str, suffix: str) -> str:
    """What people called it, without folders and signs that could mislead."""
    plain = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in plain if sign.isprintable() and sign not in '<>:"|?*')
    stem = plain.rpartition(".")[0] or plain
    return f"{stem.strip()[:LONGEST_NAME] or '会议材料'}{suffix}"


async def _on_disk(target: Path, content: bytes) -> None:
    try:
        await asyncio.to_thread(files.write_whole, target, content)
    except OSError as error:
        log.error("a paper could not be stored: %s", error)
        raise NotReady from error
