"""A file between its preview and the deed: sealed on the disk, for one session, an hour at most.

What somebody sent is never in the clear outside memory, and nobody else's session can take it up.
"""

import asyncio
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from village import keys

LASTS = timedelta(hours=1)
MOST = 4  # of one session
NONCE = 12
STAMP = 6  # bytes: when it is over, in seconds
NAME = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where one session's files for one village lie."""

    data_dir: Path
    secret: str
    session_id: int
    village_id: int

    @property
    def folder(self) -> Path:
        return self.data_dir / "uploads"

    def path(self, name: str) -> Path:
        return self.folder / f"{self.session_id}.{name}"

    def seal(self) -> AESGCM:
        return AESGCM(keys.derived(self.secret, "parked/v1"))

    def label(self, stamp: bytes, name: str) -> bytes:
        """What a file is bound to: moved, renamed or redated it no longer opens."""
        return b"/".join((stamp, f"{self.session_id}/{self.village_id}/{name}".encode()))


async def park(shelf: Shelf, content: bytes, *, now: datetime) -> str:
    """The name to ask for it by."""
    return await asyncio.to_thread(_park, shelf, content, now)


async def take(shelf: Shelf, name: str, *, now: datetime) -> bytes | None:
    """What was parked, or None when its hour is over or it was never there."""
    return await asyncio.to_thread(_take, shelf, name, now)


async def forget(shelf: Shelf, name: str) -> None:
    if NAME.fullmatch(name):
        await asyncio.to_thread(shelf.path(name).unlink, missing_ok=True)


async def sweep(data_dir: Path, *, now: datetime) -> None:
    """Whose hour is over is removed, also when nobody asks for it any more."""
    await asyncio.to_thread(_sweep, data_dir / "uploads", now)


def _park(shelf: Shelf, content: bytes, now: datetime) -> str:
    shelf.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(shelf.folder, now)
    own = sorted(shelf.folder.glob(f"{shelf.session_id}.*"), key=_over)
    for old in own[: max(0, len(own) - MOST + 1)]:
        old.unlink(missing_ok=True)
    name, nonce = secrets.token_urlsafe(24), os.urandom(NONCE)
    stamp = int((now + LASTS).timestamp()).to_bytes(STAMP, "big")
    sealed = shelf.seal().encrypt(nonce, content, shelf.label(stamp, name))
    with os.fdopen(os.open(shelf.path(name), os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
        out.write(stamp + nonce + sealed)
    return name


def _take(shelf: Shelf, name: str, now: datetime) -> bytes | None:
    if not NAME.fullmatch(name):
        return None
    try:
        raw = shelf.path(name).read_bytes()
    except FileNotFoundError:
        return None
    stamp, nonce, sealed = raw[:STAMP], raw[STAMP : STAMP + NONCE], raw[STAMP + NONCE :]
    if _moment(stamp) <= now:
        return None
    try:
        return shelf.seal().decrypt(nonce, sealed, shelf.label(stamp, name))
    except (InvalidTag, ValueError):
        return None


def _sweep(folder: Path, now: datetime) -> None:
    for file in _files(folder):
        if _over(file) <= now:
            file.unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from folder.iterdir()


def _over(file: Path) -> datetime:
    """When its hour ends; one that cannot be read is over at once."""
    try:
        with file.open("rb") as opened:
            return _moment(opened.read(STAMP))
    except OSError:
        return datetime.min.replace(tzinfo=UTC)


def _moment(stamp: bytes) -> datetime:
    try:
        return datetime.fromtimestamp(int.from_bytes(stamp, "big"), UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.min.replace(tzinfo=UTC)
