"""Reads a spreadsheet somebody sent (.xlsx .xls .ods .csv) into rows, whatever it is named.

What it is, is told by its content. No file may hurt the server and no library's exception may
leave here: workbooks are read in a process of their own, and every failure is a `SheetRefused`.
"""

import csv
import io
import json
import re
import subprocess  # our own reader only, never a shell
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from village.errors import InvalidInput

MAX_BYTES = 12 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_TEXT = 8_000_000
MAX_UNPACKED = 150 * 1024 * 1024
SECONDS = 40
READER = Path(__file__).with_name("sheet_reader.py")

Cell = str | int | float | bool | date | None

SAVE_AS = "请用 Excel 或 WPS 打开后，另存为 .xlsx 再传。"
TOO_BIG = (
    f"表格太大，没有读入。一次最多 {MAX_ROWS} 行、{MAX_BYTES // 1024 // 1024} MB，"
    "请删去多余的工作表和空白区域，或者分成几份。"
)
BROKEN = f"这份表格打不开，文件可能已经损坏。{SAVE_AS}"
LOCKED = "这份表格设了打开密码，没有读入。请在 Excel 或 WPS 里取消密码，保存后再传。"
EMPTY = "这份表格是空的，没有一行内容。"

NOT_TABLES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "这是 PDF 文件，不是表格。请传原来的 .xlsx、.xls、.ods 或 .csv 文件。"),
    (b"MZ", "这是程序文件（.exe），不是表格，没有打开。请传 .xlsx、.xls、.ods 或 .csv 文件。"),
    (b"\x7fELF", "这是程序文件，不是表格，没有打开。请传 .xlsx、.xls、.ods 或 .csv 文件。"),
    (b"\x89PNG", "这是图片，不是表格。请传原来的 .xlsx、.xls、.ods 或 .csv 文件。"),
    (b"\xff\xd8\xff", "这是图片，不是表格。请传原来的 .xlsx、.xls、.ods 或 .csv 文件。"),
    (b"GIF8", "这是图片，不是表格。请传原来的 .xlsx、.xls、.ods 或 .csv 文件。"),
    (b"Rar!", "这是压缩包，不是表格。请解压后传里面的表格。"),
    (b"7z\xbc\xaf", "这是压缩包，不是表格。请解压后传里面的表格。"),
    (b"\x1f\x8b", "这是压缩包，不是表格。请解压后传里面的表格。"),
    (b"{\\rtf", f"这是文字文档，不是表格。{SAVE_AS}"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
FILE_PASS = re.compile(rb"\x09\x08\x10\x00.{16}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
"""How an .xls with a password begins: the record FilePass right after the first."""

REFUSALS = {"password": LOCKED, "size": TOO_BIG, "broken": BROKEN}


class SheetRefused(InvalidInput):
    """The file as a whole cannot be read; the sentence says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__({"file": sentence})


@dataclass(frozen=True, slots=True)
class Sheet:
    """Row 1 of the sheet is `rows[0]`; blank rows are kept so that numbers stay true."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


def read(content: bytes) -> tuple[Sheet, ...]:
    """The visible sheets that hold anything. Blocks for a moment: call it in a thread."""
    if len(content) > MAX_BYTES:
        raise SheetRefused(TOO_BIG)
    if not content.strip():
        raise SheetRefused(EMPTY)
    refuse_what_is_no_table(content)
    is_book = content.startswith((ZIP, OLE))
    found = workbook(content) if is_book else (Sheet("", tuple(text_rows(content))),)
    sheets = tuple(sheet for sheet in found if any(sheet.rows))
    if not sheets:
        raise SheetRefused(EMPTY)
    return sheets


def read_file(path: Path) -> tuple[Sheet, ...]:
    """The same for a file on the server; a giant is refused before it is read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SheetRefused(TOO_BIG)
        content = path.read_bytes()
    except OSError as failure:
        raise SheetRefused(f"读不到文件 {path.name}，请核对文件名和位置。") from failure
    return read(content)


def refuse_what_is_no_table(content: bytes) -> None:
    for magic, sentence in NOT_TABLES:
        if content.startswith(magic):
            raise SheetRefused(sentence)
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")):
        raise SheetRefused(f"这份文件其实是网页格式，不是真正的表格。{SAVE_AS}")
    if content.startswith(ZIP):
        refuse_archive(content)
    if content.startswith(OLE):
        refuse_compound(content)


def refuse_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            unpacked = sum(member.file_size for member in archive.infolist())
            manifest = archive.read("META-INF/manifest.xml") if is_small_ods(archive) else b""
    except Exception as failure:  # a damaged archive raises whatever its parts do
        raise SheetRefused(BROKEN) from failure
    if unpacked > MAX_UNPACKED or len(names) > 2000:
        raise SheetRefused(TOO_BIG)
    if b"encryption-data" in manifest:
        raise SheetRefused(LOCKED)
    if any(name.startswith("word/") for name in names):
        raise SheetRefused(
            "这是 Word 文档，不是表格。请把里面的表格复制到 Excel 或 WPS 表格里再传。"
        )
    if not any(name.startswith("xl/") or name == "content.xml" for name in names):
        raise SheetRefused("这是压缩包，不是表格。请解压后传里面的表格。")


def is_small_ods(archive: zipfile.ZipFile) -> bool:
    try:
        return archive.getinfo("META-INF/manifest.xml").file_size < 1_000_000
    except KeyError:
        return False


def refuse_compound(content: bytes) -> None:
    """Old Office files keep the names of their parts in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content or FILE_PASS.search(content):
        raise SheetRefused(LOCKED)
    if "WordDocument".encode("utf-16-le") in content:
        raise SheetRefused(
            "这是 Word 文档，不是表格。请把里面的表格复制到 Excel 或 WPS 表格里再传。"
        )


def workbook(content: bytes, seconds: float = SECONDS) -> tuple[Sheet, ...]:
    limits = {"rows": MAX_ROWS, "columns": MAX_COLUMNS, "text": MAX_TEXT}
    command = [sys.executable, "-I", str(READER), json.dumps(limits)]
    try:
        done = subprocess.run(  # noqa: S603  # fixed words, no shell
            command, input=content, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise SheetRefused(TOO_BIG) from late
    except OSError as failure:
        raise SheetRefused("系统现在读不了表格，请过一会儿再试一次。") from failure
    if done.returncode != 0:  # the reader ran into its limit on memory or time
        raise SheetRefused(TOO_BIG)
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise SheetRefused(REFUSALS[answer["refused"]])
    return tuple(
        Sheet(sheet["name"], tuple(tuple(map(cell, row)) for row in sheet["rows"]))
        for sheet in answer["sheets"]
    )


def cell(value: str | int | float | bool | list[str] | None) -> Cell:
    return date.fromisoformat(value[0]) if isinstance(value, list) else value


def text_rows(content: bytes) -> Iterator[tuple[Cell, ...]]:
    text = decode(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    filled = 0
    for number, row in enumerate(unbroken(reader)):
        cells = tuple(bare(value) for value in row[:MAX_COLUMNS])
        blank = not any(cells)
        filled += not blank
        if filled > MAX_ROWS or number > MAX_ROWS * 10:
            raise SheetRefused(TOO_BIG)
        yield () if blank else cells


def unbroken(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as failure:
        raise SheetRefused(BROKEN) from failure


def decode(content: bytes) -> str:
    """UTF-8 with or without BOM, UTF-16 as Excel's “Unicode text”, else GB18030."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = content.decode("utf-16")
        else:
            text = decode_bytes(content)
    except UnicodeDecodeError as failure:
        raise SheetRefused(f"认不出这份文件的文字编码。{SAVE_AS}") from failure
    if "\x00" in text:
        raise SheetRefused(f"这不是表格文件，没有读入。{SAVE_AS}")
    return text


def decode_bytes(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def delimiter(text: str) -> str:
    start = text[:4000]
    return max(",\t;", key=start.count)


def bare(value: str) -> str | None:
    """Without the signs people put before a number to keep a spreadsheet from rounding it."""
    value = value.strip()
    quoted = re.fullmatch(r'="(.*)"', value)
    return (quoted[1] if quoted else value.lstrip("'’")) or None
