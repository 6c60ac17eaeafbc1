"""Voice notes as phones record them: known by their bytes, short, and nothing else besides.

Kept as they came but without notes on where and by whom; played back, never run or shown.
"""

import asyncio
import hashlib
import io
import logging
import math
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import anyio
import anyio.to_thread

from village import containers, evidence, files
from village.errors import InvalidInput, NotReady

log = logging.getLogger("cunyi.recordings")

MEGABYTE = 1024 * 1024
MOST_BYTES = 6 * MEGABYTE
MOST_SECONDS = 120
SUFFIX = ".voice"
SPARE = 2  # seconds: a phone stops a little after it is told to
ONE_AT_A_TIME = anyio.CapacityLimiter(1)

AGAIN = "请用这一页的“录一段话”重新录，或者用手机的录音机录好再选。"
BROKEN = f"这段录音不完整，或者里面夹了别的东西，没有收下。{AGAIN}"
VIDEO = f"这是视频，这里只收录音。{AGAIN}视频里要紧的地方可以拍成照片传。"
NO_SOUND = f"这个文件不是录音。{AGAIN}"
HIDDEN_INSIDE = (b"<script", b"<html", b"<!doctype", b"<svg", b"<?php", b"%pdf-")


@dataclass(frozen=True, slots=True)
class SoundKind:
    """`media` is what a browser is told, `seconds` reads the length."""

    media: str
    seconds: Callable[[bytes], Fraction]


WEBM = SoundKind("audio/webm", containers.webm)
MP4 = SoundKind("audio/mp4", containers.mp4)
PHONE = SoundKind("audio/3gpp", containers.mp4)
OGG = SoundKind("audio/ogg", containers.ogg)
WAV = SoundKind("audio/wav", containers.wav)
AMR = SoundKind("audio/amr", containers.amr)
AAC = SoundKind("audio/aac", containers.aac)
MP3 = SoundKind("audio/mpeg", containers.mp3)


@dataclass(frozen=True, slots=True)
class Recording:
    """`original_digest` is of the bytes as they came, `digest` of those we keep."""

    stored: bytes
    seconds: int
    original_digest: str
    digest: str


async def accept(data: bytes, field: str = "voice") -> Recording:
    """The voice note in `data`, or InvalidInput on that field of the form."""
    return await anyio.to_thread.run_sync(read, data, field, limiter=ONE_AT_A_TIME)


def read(data: bytes, field: str = "voice") -> Recording:
    kind = kind_of(data)
    refusal = _refused_unread(data, kind)
    if kind is None or refusal:
        raise InvalidInput({field: refusal or NO_SOUND})
    seconds = _seconds(data, kind, field)
    if refusal := _wrong_length(seconds):
        raise InvalidInput({field: refusal})
    stored = without_notes(data, kind)
    return Recording(
        stored=stored,
        seconds=math.ceil(seconds),
        original_digest=hashlib.sha256(data).hexdigest(),
        digest=hashlib.sha256(stored).hexdigest(),
    )


def kind_of(data: bytes) -> SoundKind | None:
    """By the first bytes alone; a file's name says nothing."""
    if data.startswith(b"\x1aE\xdf\xa3"):
        return WEBM
    if data[4:8] == b"ftyp":
        return PHONE if data[8:10] == b"3g" else MP4
    if data.startswith(b"RIFF"):
        return WAV if data[8:12] == b"WAVE" else None
    for start, kind in ((b"OggS", OGG), (b"#!AMR", AMR), (b"ID3", MP3)):
        if data.startswith(start):
            return kind
    if len(data) > 1 and data[0] == 0xFF:
        return AAC if data[1] & 0xF6 == 0xF0 else MP3 if data[1] & 0xE6 == 0xE2 else None
    return None


def _refused_unread(data: bytes, kind: SoundKind | None) -> str:
    if not data:
        return f"录音是空的。{AGAIN}"
    if len(data) > MOST_BYTES:
        size = -(-len(data) // MEGABYTE)
        return f"录音有 {size} MB，最多收 {MOST_BYTES // MEGABYTE} MB（两分钟以内）。{AGAIN}"
    if kind is None:
        return NO_SOUND
    low = data.lower()
    if any(start in low for start in HIDDEN_INSIDE) or zipfile.is_zipfile(io.BytesIO(data)):
        return BROKEN
    return ""


def _seconds(data: bytes, kind: SoundKind, field: str) -> Fraction:
    try:
        return kind.seconds(data)
    except containers.Moving as failure:
        raise InvalidInput({field: VIDEO}) from failure
    except containers.UNREADABLE as failure:
        raise InvalidInput({field: BROKEN}) from failure


def _wrong_length(seconds: Fraction) -> str:
    if seconds < Fraction(1, 2):
        return f"这段录音里没有声音，只有 {float(seconds):.1f} 秒。{AGAIN}"
    if seconds > MOST_SECONDS + SPARE:
        minutes, rest = divmod(math.ceil(seconds), 60)
        return (
            f"录音有 {minutes} 分 {rest} 秒，最多收两分钟。请分成几段说，或者先说要紧的，再写几句。"
        )
    return ""


def without_notes(data: bytes, kind: SoundKind) -> bytes:
    """Phones write into the file where it was recorded; players need none of it."""
    if kind is MP3:
        return data[containers.mp3_begins(data) : containers.mp3_ends(data)]
    if kind not in (MP4, PHONE):
        return data
    blanked = bytearray(data)
    for begin, end in containers.mp4_found(data).blank:
        blanked[begin - 4 : begin] = b"free"
        blanked[begin:end] = bytes(end - begin)
    return bytes(blanked)


def path_of(digest: str) -> Path:
    return evidence.folder() / digest[:2] / f"{digest}{SUFFIX}"


def media_type(file: Path) -> str:
    """What a browser is told, found out once more from the bytes that are served."""
    with file.open("rb") as opened:
        kind = kind_of(opened.read(64))
    return kind.media if kind else "application/octet-stream"


async def on_disk(recording: Recording) -> None:
    """Before its row is written: a file without a row harms nobody."""
    try:
        await asyncio.to_thread(files.write_whole, path_of(recording.digest), recording.stored)
    except OSError as failure:
        log.error("a recording could not be stored: %s", failure)
        raise NotReady from failure
