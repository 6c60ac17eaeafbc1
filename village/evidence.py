"""Photographs that prove a deed: stored by digest outside the database, never twice unnoticed.

The file is on the disk before its row is committed; a file without a row harms nobody.
"""

import asyncio
import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import anyio.to_thread
from PIL import Image

from village import files, ledger, storage
from village.errors import NotFound, NotReady
from village.likeness import Likeness
from village.models import Evidence, EvidenceKind, Village
from village.permissions import Actor, Permission
from village.pictures import ONE_AT_A_TIME, Picture

log = logging.getLogger("cunyi.evidence")

PUBLIC = frozenset({EvidenceKind.BOARD_FIRST, EvidenceKind.BOARD_LAST, EvidenceKind.PROGRESS})
KEEPING = {
    EvidenceKind.SIGN_IN: Permission.MEETING_RECORD,
    EvidenceKind.MINUTES: Permission.MEETING_RECORD,
    EvidenceKind.BOARD_FIRST: Permission.NOTICE_POST,
    EvidenceKind.BOARD_LAST: Permission.NOTICE_POST,
    EvidenceKind.PROGRESS: Permission.WORKS_RECORD,
}
_place = Path("var/evidence")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which earlier picture this one repeats, among all up to the id `upto`."""

    upto: int = 0
    same_as: int | None = None


def store_in(data_dir: Path) -> None:
    """Say once, at the start, where the pictures lie."""
    global _place  # noqa: PLW0603 - one store for a process, as there is one database
    _place = data_dir / "evidence"


def folder() -> Path:
    """Where recordings lie too; backups take all of it."""
    return _place


def path_of(evidence: Evidence, *, small: bool = False) -> Path:
    return file_of(evidence.digest, small=small)


def file_of(digest: str, *, small: bool = False) -> Path:
    """Where a photograph lies that another row than `Evidence` stands for."""
    return _place / digest[:2] / f"{digest}{'-small' if small else ''}.jpg"


async def for_reader(actor: Actor | None, evidence_id: int) -> Evidence:
    """The one way in for an evidence's id from outside. `None` is somebody not signed in."""
    found = await Evidence.get_or_none(id=evidence_id).select_related("village")
    if found is None:
        raise NotFound("这张照片")
    if found.kind in PUBLIC:
        return found
    village = found.village
    if actor is None or not actor.may(Permission.EVIDENCE_VIEW, village.id, village.township_id):
        raise NotFound("这张照片")
    return found


async def about(village: Village, subjects: Sequence[str]) -> list[Evidence]:
    return await Evidence.filter(village_id=village.id, subject__in=subjects).order_by("id")


async def compared(
    village: Village, picture: Picture, since: Comparison | None = None
) -> Comparison:
    """Look for the picture among the village's earlier ones; takes up to a second of a thread.

    Call it before opening a deed and hand the answer to `keep`, so that nobody waits for it.
    """
    since = since or Comparison()
    rows = Evidence.filter(village_id=village.id, id__gt=since.upto).order_by("id")
    earlier = await rows.values_list("id", "original_digest", "fingerprint", "digest")
    upto = max((row[0] for row in earlier), default=since.upto)
    if since.same_as is not None or not earlier:
        return Comparison(upto, since.same_as)
    for key, original, _, digest in earlier:
        if picture.original_digest == original or picture.digest == digest:
            return Comparison(upto, key)
    marks = [(key, fingerprint) for key, _, fingerprint, _ in earlier]
    files = {key: file_of(digest, small=True) for key, _, _, digest in earlier}
    found = await anyio.to_thread.run_sync(
        _first_same, picture.thumbnail, marks, files, limiter=ONE_AT_A_TIME
    )
    return Comparison(upto, found)


async def keep(
    village: Village,
    kind: EvidenceKind,
    picture: Picture,
    actor: Actor,
    *,
    now: datetime,
    subject: str,
    comparison: Comparison | None = None,
) -> Evidence:
    """Store the picture as proof of `subject`; a repeated one is kept and flagged, not refused."""
    seat = actor.require(KEEPING[kind], village.id, village.township_id)
    comparison = comparison or await compared(village, picture)
    await on_disk(picture)
    async with storage.writing(village.id):
        comparison = await compared(village, picture, comparison)
        evidence = await Evidence.create(
            village_id=village.id,
            kind=kind,
            subject=subject,
            original_digest=picture.original_digest,
            digest=picture.digest,
            fingerprint=picture.fingerprint,
            width=picture.width,
            height=picture.height,
            same_as_id=comparison.same_as,
            kept_at=now,
            kept_by_id=actor.person_id,
        )
        await ledger.record(
            village.id,
            seat,
            "evidence.keep",
            subject,
            now=now,
            evidence=evidence.id,
            kind=str(kind),
            digest=picture.digest,
            original_digest=picture.original_digest,
            same_as=comparison.same_as,
        )
    return evidence


def _first_same(
    thumbnail: bytes, marks: list[tuple[int, str]], files: dict[int, Path]
) -> int | None:
    with Image.open(io.BytesIO(thumbnail)) as opened:
        likeness = Likeness(opened)
    for key, pose in likeness.nearest(marks):
        try:
            with Image.open(files[key]) as other:
                if likeness.same_as(other, pose):
                    return key
        except OSError as error:
            log.warning("picture %d could not be compared: %s", key, error)
    return None


async def on_disk(picture: Picture) -> None:
    """Before its row is written: a file without a row harms nobody."""
    try:
        await asyncio.to_thread(_write, picture)
    except OSError as error:
        log.error("a picture could not be stored: %s", error)
        raise NotReady from error


def _write(picture: Picture) -> None:
    for small, content in ((True, picture.thumbnail), (False, picture.stored)):
        files.write_whole(file_of(picture.digest, small=small), content)
