"""The file a backup is: rows, pictures, papers, rule profiles, the secret, each with its digest.

Written aside, flushed to the disk and then given its name: a file with the name is whole. Its
last 64 characters are the digest of all before; nothing is taken out before that is checked.
"""

import hashlib
import json
import os
import re
import secrets
import zipfile
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from village.errors import Blocked, Blocker

FORMAT = 1
MANIFEST = "manifest.json"
SECRET = "secret_key"  # noqa: S105 - the name of the part
ROWS = "rows/{}.jsonl"
PIECE = 1024 * 1024
FOLDERS = ("evidence/", "documents/", "rulebook/")
SEAL = 64  # characters at the end, as the comment that a zip may have
NAMES = re.compile(
    r"secret_key|rows/[a-z_0-9]{1,60}\.jsonl|evidence/[0-9a-f]{2}/[0-9a-f]{64}((-small)?\.jpg|\.voice)"
    r"|documents/[0-9a-f]{2}/[0-9a-f]{64}\.(pdf|docx|jpg)"
    r"|rulebook/[A-Za-z0-9][A-Za-z0-9._-]{0,80}\.toml"
)
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, TypeError, KeyError, OSError)


@dataclass(slots=True)
class Manifest:
    """`migrations` are those the rows were kept under; `parts` name → size and digest."""

    version: str
    made_at: str
    database: str
    migrations: list[str]
    tables: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT


class Writer:
    def __init__(self, container: zipfile.ZipFile, manifest: Manifest) -> None:
        self._container, self.manifest = container, manifest

    async def table(self, name: str, columns: list[str], lines: AsyncIterator[bytes]) -> None:
        count = 0
        with self._part(ROWS.format(name)) as out:
            async for line in lines:
                out.write(line)
                count += 1
        self.manifest.tables[name] = columns
        self.manifest.rows[name] = count

    def file(self, name: str, source: Path) -> None:
        with source.open("rb") as read, self._part(name, packed=not name.endswith("jpg")) as out:
            while piece := read.read(PIECE):
                out.write(piece)

    def text(self, name: str, text: str) -> None:
        with self._part(name) as out:
            out.write(text.encode())

    def seal(self) -> None:
        self._container.writestr(MANIFEST, json.dumps(asdict(self.manifest), ensure_ascii=False))

    @contextmanager
    def _part(self, name: str, *, packed: bool = True) -> Iterator["_Measured"]:
        told = zipfile.ZipInfo(name)
        told.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        told.external_attr = 0o600 << 16
        with self._container.open(told, "w", force_zip64=True) as out:
            measured = _Measured(out)
            yield measured
        self.manifest.parts[name] = {"size": measured.size, "sha256": measured.seal.hexdigest()}


class _Measured:
    def __init__(self, out: Any) -> None:
        self._out, self.size, self.seal = out, 0, hashlib.sha256()

    def write(self, piece: bytes) -> None:
        self._out.write(piece)
        self.size += len(piece)
        self.seal.update(piece)


@asynccontextmanager
async def written(target: Path, manifest: Manifest) -> AsyncIterator[Writer]:
    """A new file of that name, whole or not at all; an existing one is never touched."""
    _refuse_taken(target)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w+b") as out:
            with zipfile.ZipFile(out, "w") as container:
                writer = Writer(container, manifest)
                yield writer
                writer.seal()
                container.comment = b"0" * SEAL
            sealed(out)
        _name(draft, target)
    except OSError as error:
        told = "没有这个目录" if isinstance(error, FileNotFoundError) else error.strerror or error
        raise refusal("cannot-write", f"备份文件写不成：{told}。", "换一个位置再备份") from error
    finally:
        draft.unlink(missing_ok=True)


def sealed(out: BinaryIO) -> None:
    """Put the digest of the whole at its end, and see it to the disk."""
    digest = _digest_before_seal(out)
    out.seek(-SEAL, os.SEEK_END)
    out.write(digest)
    out.flush()
    os.fsync(out.fileno())


def _digest_before_seal(file: BinaryIO) -> bytes:
    left = file.seek(0, os.SEEK_END) - SEAL
    file.seek(0)
    seal = hashlib.sha256()
    while left > 0 and (piece := file.read(min(PIECE, left))):
        seal.update(piece)
        left -= len(piece)
    return seal.hexdigest().encode()


def _refuse_taken(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise refusal("taken", f"{target} 已经在了，没有覆盖。", "换一个文件名")


def _name(draft: Path, target: Path) -> None:
    """A link never replaces what is there; a disk without links is looked at once more."""
    try:
        os.link(draft, target)
    except FileExistsError:
        _refuse_taken(target)
        raise
    except OSError:
        _refuse_taken(target)
        draft.rename(target)
    with suppress(OSError):  # some systems cannot flush a folder
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class Reader:
    """A backup that has been found whole."""

    def __init__(self, container: zipfile.ZipFile, manifest: Manifest) -> None:
        self._container, self.manifest = container, manifest

    def lines(self, table: str) -> Iterator[list[Any]]:
        with self._container.open(ROWS.format(table)) as part:
            for line in part:
                yield json.loads(line)

    def text(self, name: str) -> str:
        return self._container.read(name).decode()

    def files(self) -> list[str]:
        """Pictures, papers and profiles, by the name they have below the data folder."""
        return [name for name in self.manifest.parts if name.startswith(FOLDERS)]

    def take(self, name: str, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        with self._container.open(name) as part, target.open("xb") as out:
            while piece := part.read(PIECE):
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())


@contextmanager
def checked(file: Path) -> Iterator[Reader]:
    """Refuses a file of which one byte is not as it was written."""
    if not file.is_file():
        raise refusal("no-file", f"没有找到备份文件 {file}。", "核对文件名和位置")
    try:
        with file.open("rb") as opened:
            whole = _digest_before_seal(opened) == opened.read()
        container = zipfile.ZipFile(file)
    except BROKEN as error:
        raise _damaged(f"{file} 不是完整的备份文件") from error
    if not whole:
        container.close()
        raise _damaged(f"{file} 的内容与写下时不同")
    with container:
        yield Reader(container, _checked_manifest(container))


def _checked_manifest(container: zipfile.ZipFile) -> Manifest:
    try:
        said = json.loads(container.read(MANIFEST))
        if said["format"] != FORMAT:
            raise refusal("format", "这份备份的格式比现在的程序新。", "先升级程序再恢复")
        manifest = Manifest(**said)
        names = container.namelist()
        right = sorted([*manifest.parts, MANIFEST]) == sorted(names)
        wrong = [] if right else ["目录"]
        wrong += [name for name in manifest.parts if not _is_whole(container, name, manifest)]
    except BROKEN as error:
        raise _damaged("备份文件里有一部分读不出来") from error
    if wrong:
        raise _damaged(f"备份文件里的 {wrong[0]} 与清单不符")
    return manifest


def _is_whole(container: zipfile.ZipFile, name: str, manifest: Manifest) -> bool:
    if not NAMES.fullmatch(name):
        return False
    seal, size, said = hashlib.sha256(), 0, manifest.parts[name]
    with container.open(name) as part:
        while piece := part.read(PIECE):
            seal.update(piece)
            size += len(piece)
    return (size, seal.hexdigest()) == (said["size"], said["sha256"])


def _damaged(text: str) -> Blocked:
    return refusal("damaged", f"{text}，什么都没有恢复。", "换一份备份，或重新复制这个文件")


def refusal(code: str, text: str, remedy: str) -> Blocked:
    return Blocked([Blocker(code, text, remedy=remedy)])
