"""Papers attached to a meeting: PDF, Word or a photograph, told apart by what they are.

Stored by digest outside the database, on the disk before the row; never opened, never run.
"""

import asyncio
import hashlib
import io
import logging
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath

from deliberation.models import Meeting, MeetingDocument, MeetingStage
from village import files, ledger, pictures, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, NotReady, TooLarge
from village.permissions import Actor, Permission

log = logging.getLogger("cunyi.documents")

LARGEST = 12 * 1024 * 1024
MOST = 20
LONGEST_NAME = 80
KINDS: Mapping[str, str] = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".jpg": "image/jpeg",
}
"""The suffix we give, and the media type to serve it as, always as a download."""

_place = Path("var/documents")


def store_in(data_dir: Path) -> None:
    """Say once, at the start, where the papers lie."""
    global _place  # noqa: PLW0603 - one store for a process, as there is one database
    _place = data_dir / "documents"


def path_of(document: MeetingDocument) -> Path:
    return _place / document.digest[:2] / f"{document.digest}{document.suffix}"


async def of_meeting(meeting_id: int) -> list[MeetingDocument]:
    return await MeetingDocument.filter(meeting_id=meeting_id).order_by("id")


async def for_reader(actor: Actor | None, village_id: int, document_id: int) -> MeetingDocument:
    """The one way in for a paper's id from outside: for who belongs to the village or oversees
    it; papers of a meeting may name people, so a stranger does not see them."""
    found = await MeetingDocument.get_or_none(id=document_id, village_id=village_id).select_related(
        "village"
    )
    if found is None or actor is None:
        raise NotFound("这份材料")
    if not any(seat.covers(village_id, found.village.township_id) for seat in actor.seats):
        raise NotFound("这份材料")
    return found


async def attach(
    meeting: Meeting, name: str, content: bytes, actor: Actor, *, now: datetime
) -> MeetingDocument:
    """Add a paper until the minutes stand. The same paper twice is kept once."""
    village = meeting.village
    seat = actor.require(Permission.MEETING_CALL, village.id, village.township_id)
    suffix, content = await _accepted(content)
    digest = hashlib.sha256(content).hexdigest()
    await _on_disk(_place / digest[:2] / f"{digest}{suffix}", content)
    async with storage.writing(village.id) as held:
        fresh = await Meeting.get(id=meeting.id)
        if fresh.stage not in (MeetingStage.CALLED, MeetingStage.HELD):
            raise Blocked([Blocker("meeting-over", "这次会议没有开成或者取消了，不能再加材料。")])
        kept = await of_meeting(fresh.id)
        for one in kept:
            if one.digest == digest:
                return one
        if len(kept) >= MOST:
            raise Blocked([Blocker("too-many-papers", f"一次会议最多放 {MOST} 份材料。")])
        document = await MeetingDocument.create(
            village_id=village.id,
            meeting_id=fresh.id,
            name=_name(name, suffix),
            suffix=suffix,
            digest=digest,
            size=len(content),
            kept_at=now,
            kept_by_id=actor.person_id,
        )
        await ledger.record(
            *(held, seat, "meeting.attach", f"meeting:{fresh.id}"),
            now=now,
            document=document.id,
            digest=digest,
        )
    return document


async def _accepted(content: bytes) -> tuple[str, bytes]:
    if len(content) > LARGEST:
        raise TooLarge(f"材料最大 {LARGEST // 1024 // 1024} 兆，这一份太大了，没有保存。")
    if content.startswith(b"\xff\xd8\xff"):
        picture = await pictures.accept(content, "document")
        return ".jpg", picture.stored  # drawn anew: no place, no owner inside
    suffix = await asyncio.to_thread(_suffix, content)
    if not suffix:
        text = "只能放 PDF、Word（.docx）和 JPG 照片，这一份不是。旧版 .doc 请另存为 .docx。"
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
