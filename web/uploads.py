"""What may be sent as a file: judged by kind, size and first bytes, never by its name alone.

Whether the inside makes sense is for the deed that takes it.
"""

import io
import zipfile
from dataclasses import dataclass

from starlette.datastructures import UploadFile

from web.typed import Mistyped, clean

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class UploadKind:
    """`says` is the hint under the label: what may be sent and how large.

    Without `suffixes` the deed that takes it judges by what is inside.
    """

    name: str
    accept: str
    suffixes: tuple[str, ...]
    most: int
    shrinks: bool = False

    @property
    def says(self) -> str:
        if not self.suffixes:
            return f"可以传{self.name}，不超过 {self.most // MEGABYTE} MB。"
        endings = "、".join(suffix.removeprefix(".") for suffix in self.suffixes)
        return f"可以传{self.name}（{endings}），每个不超过 {self.most // MEGABYTE} MB。"


PHOTO = UploadKind(
    "照片",
    "image/jpeg,image/png,image/webp",
    (".jpg", ".jpeg", ".png", ".webp"),
    10 * MEGABYTE,
    True,
)
VOICE = UploadKind("两分钟以内的录音", "audio/*", (), 6 * MEGABYTE)
SHEET = UploadKind("表格", ".xlsx,.xls,.ods,.csv", (".xlsx", ".xls", ".ods", ".csv"), 10 * MEGABYTE)
DOCUMENT = UploadKind(
    "PDF、Word 文件或照片",
    ".pdf,.docx,.jpg,.jpeg,.png",
    (".pdf", ".docx", ".jpg", ".jpeg", ".png"),
    12 * MEGABYTE,
)
BYLAWS = UploadKind("文件", ".txt,.md,.docx", (".txt", ".md", ".docx"), 10 * MEGABYTE)
READ_WITHIN = (".txt", ".md")
"""Told by bylaws/importing.py, which also knows a Word file that is called .txt."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
STARTS: dict[str, tuple[bytes, ...]] = {
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".webp": (b"RIFF",),
    ".pdf": (b"%PDF-",),
    ".xls": (OLE,),
    ".xlsx": (ZIP,),
    ".ods": (ZIP,),
    ".docx": (ZIP,),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came, after its kind and size were found right."""

    name: str
    content: bytes


def take(file: UploadFile, kind: UploadKind) -> Sent:
    """The file's bytes, or a sentence why not."""
    name = clean(file.filename or "")[-120:]
    suffix = next((end for end in kind.suffixes if name.lower().endswith(end)), None)
    if suffix is None and kind.suffixes:
        raise Mistyped(f"“{name}”不是可以收的文件。{kind.says}")
    if (file.size or 0) > kind.most:
        size = -(-(file.size or 0) // MEGABYTE)
        raise Mistyped(f"“{name}”有 {size} MB，太大了。{kind.says}")
    content = file.file.read(kind.most + 1)
    if not content:
        raise Mistyped(f"“{name}”是空的，请换一个文件。")
    if suffix is not None and not _is_what_it_says(content, suffix):
        raise Mistyped(_disguised(name, suffix, content))
    return Sent(name, content)


def _is_what_it_says(content: bytes, suffix: str) -> bool:
    if suffix in READ_WITHIN:
        return True
    if suffix == ".csv":
        return b"\x00" not in content[:4096] and not content.startswith((b"MZ", ZIP, OLE))
    if suffix == ".webp" and content[8:12] != b"WEBP":
        return False
    if suffix in {".xlsx", ".ods", ".docx"} and not zipfile.is_zipfile(io.BytesIO(content)):
        return False
    return content.startswith(STARTS[suffix])


def _disguised(name: str, suffix: str, content: bytes) -> str:
    if suffix in {".xlsx", ".docx"} and content.startswith(OLE):
        return f"“{name}”加了打开密码，读不了。请去掉密码另存一份再传。"
    return f"“{name}”的名字是 {suffix.removeprefix('.')}，里面却不是，没有收下。请换成原来的文件。"
