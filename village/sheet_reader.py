"""Reads one workbook in a process of its own: bytes on standard input, JSON on standard output.

Run only by `village.sheets`, with limits on memory and time, so that no file can hurt the server.
Imports nothing of ours: the process has to start quickly.
"""

import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any
from xml.etree import ElementTree  # limits below stop entity bombs
from zipfile import ZipFile

import python_calamine

MEMORY_BYTES = 900 * 1024 * 1024
CPU_SECONDS = 20
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"

Cell = str | int | float | bool | None | list[str]
Merge = tuple[tuple[int, int], tuple[int, int]]


class TooBig(Exception):
    """More rows or more text than a roster can have."""


def plain(value: object) -> Cell:
    """A cell as JSON: text, number, nothing, or a day as `["1990-01-02"]`."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return [value.date().isoformat()]
    if isinstance(value, date):
        return [value.isoformat()]
    if isinstance(value, bool | int | float | str):
        return value
    return str(value)


def ods_merges(content: bytes) -> Iterator[tuple[int, Merge]]:
    """Sheet number and vertical merges; calamine reports them for Excel's formats only."""
    sheet, row = -1, 0
    with ZipFile(BytesIO(content)) as archive, archive.open("content.xml") as source:
        for event, node in ElementTree.iterparse(source, ("start", "end")):  # noqa: S314
            if node.tag == TABLE + "table" and event == "start":
                sheet, row = sheet + 1, 0
            elif node.tag == TABLE + "table-row" and event == "end":
                for column, span in spans(node):
                    yield sheet, ((row, column), (row + span - 1, column))
                row += int(node.get(TABLE + "number-rows-repeated", "1"))
                node.clear()


def spans(row: ElementTree.Element) -> Iterator[tuple[int, int]]:
    column = 0
    for cell in row:
        height = int(cell.get(TABLE + "number-rows-spanned", "1"))
        if height > 1:
            yield column, height
        column += int(cell.get(TABLE + "number-columns-repeated", "1"))


def fill_down(rows: list[list[Cell]], merges: list[Merge]) -> None:
    """A cell merged over several rows counts for each of them (a household's number, a group)."""
    for (top, column), (bottom, _) in merges:
        if top >= len(rows) or column >= len(rows[top]):
            continue
        for number in range(top + 1, min(bottom + 1, len(rows))):
            row = rows[number]
            row.extend([None] * (column + 1 - len(row)))
            if row[column] is None:
                row[column] = rows[top][column]


def rows_of(sheet: Any, limits: dict[str, int]) -> list[list[Cell]]:
    """Rows numbered as in the sheet (index 0 is row 1); blank ones stay, trailing ones go.

    calamine hands over the rows above the first cell, but not the columns left of it.
    """
    if sheet.start is None:
        return []
    rows: list[list[Cell]] = []
    margin: list[Cell] = [None] * min(sheet.start[1], limits["columns"])
    filled = text = kept = 0
    for found in sheet.iter_rows():
        cells = [plain(value) for value in found[: limits["columns"]]]
        blank = all(cell is None for cell in cells)
        rows.append([] if blank else margin + cells)
        if blank:
            continue
        kept, filled = len(rows), filled + 1
        text += sum(len(cell) for cell in cells if isinstance(cell, str))
        if filled > limits["rows"] or text > limits["text"]:
            raise TooBig
    return rows[:kept]


def read(content: bytes, limits: dict[str, int]) -> list[dict[str, object]]:
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    is_ods = content[:4] == b"PK\x03\x04" and b"opendocument.spreadsheet" in content[:200]
    merges: dict[int, list[Merge]] = {}
    for index, merge in ods_merges(content) if is_ods else ():
        merges.setdefault(index, []).append(merge)
    sheets: list[dict[str, object]] = []
    for index, about in enumerate(book.sheets_metadata):
        if about.visible != python_calamine.SheetVisibleEnum.Visible:
            continue
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(index)
        rows = rows_of(sheet, limits)
        fill_down(rows, merges.get(index) or sheet.merged_cell_ranges or [])
        sheets.append({"name": about.name, "rows": rows})
    return sheets


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer: dict[str, object] = {
            "sheets": read(sys.stdin.buffer.read(), json.loads(sys.argv[1]))
        }
    except python_calamine.PasswordError:
        answer = {"refused": "password"}
    except (TooBig, MemoryError):
        answer = {"refused": "size"}
    except Exception:  # whatever a broken file does to a reader, the answer is the same sentence
        answer = {"refused": "broken"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
