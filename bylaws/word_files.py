"""A .docx read as the text its readers see once all tracked changes are accepted.

Only three parts of the file are opened, each within bounds: no macro, no picture, no link of it.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from bylaws.word_numbering import Numbering, W, numbering_of, value
from village.errors import InvalidInput, TooLarge

MOST_PARTS, MOST_XML = 2_000, 8_000_000
DEEPEST = 200  # elements in elements; Word writes some thirty
MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
UNSEEN = {
    W + tag for tag in ("del", "moveFrom", "rt", "pPr", "rPr", "tblPr", "instrText", "delText")
}
UNSEEN.add(MARKUP + "Fallback")
BREAKS = {W + "br": "\n", W + "cr": "\n", W + "tab": "\t", W + "noBreakHyphen": "-"}
NUMBER_HEADS = {"序号", "条号", "条款", "编号", "条目", "条次"}
BROKEN = "这个 Word 文件打不开，可能已经损坏。请在 Word 或 WPS 里另存为 .docx 再上传。"
MACROS = "这个 Word 文件带有宏，没有读入。请另存为不带宏的 .docx 再上传。"


@dataclass(slots=True)
class WordText:
    """`lines` as they are read; the rest is what the reader should be told of."""

    lines: list[str] = field(default_factory=list)
    inserted: int = 0
    deleted: int = 0
    tables: int = 0
    numbered: int = 0
    comments: bool = False
    footnotes: bool = False
    hidden: int = 0


def read_word(content: bytes) -> WordText:
    """Refuses, in a sentence, what is no sound .docx, and one that would swell when unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            refuse_bad(archive)
            body = part(archive, "word/document.xml")
            numbering = part(archive, "word/numbering.xml")
            styles = part(archive, "word/styles.xml")
        if body is None or too_deep(body):
            raise InvalidInput({"file": BROKEN})
        return Reader(numbering_of(numbering, styles), headings_of(styles)).read(body)
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, RecursionError) as failure:
        raise InvalidInput({"file": BROKEN}) from failure
    except (EOFError, OSError, RuntimeError) as failure:
        raise InvalidInput({"file": BROKEN}) from failure


def refuse_bad(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise InvalidInput({"file": MACROS})
    if len(names) > MOST_PARTS:
        raise TooLarge("这个 Word 文件里的东西太多，没有读入。请只留村规民约的文字再上传。")


def part(archive: zipfile.ZipFile, name: str) -> Element | None:
    """A part by what it declares of its size, which the unpacking then holds it to."""
    try:
        about = archive.getinfo(name)
    except KeyError:
        return None
    if about.file_size > MOST_XML:
        raise TooLarge("这个 Word 文件展开以后太大，没有读入。请只留村规民约的文字再上传。")
    xml = archive.read(about)
    if b"<!DOCTYPE" in xml or b"\0" in xml:  # in UTF-16 one would not see it
        raise InvalidInput({"file": BROKEN})
    return ElementTree.fromstring(xml)  # noqa: S314 - bounded above, without a document type


def too_deep(document: Element) -> bool:
    """Level by level: what follows walks the tree by calling itself."""
    level: list[Element] = [document]
    for _ in range(DEEPEST):
        level = [inner for one in level for inner in one]
        if not level:
            return False
    return True


def headings_of(styles: Element | None) -> frozenset[str]:
    """Styles that set a chapter's name: heading 1 to 3, whatever the file calls them."""
    found = styles.findall(f"{W}style") if styles is not None else []
    return frozenset(
        style.get(f"{W}styleId", "")
        for style in found
        if value(style, f"{W}name").lower() in {"heading 1", "heading 2", "heading 3"}
    )


class Reader:
    """Walks the document once, in order; Word's own numbers are counted on the way."""

    def __init__(self, numbering: Numbering, headings: frozenset[str]):
        self.numbering, self.headings = numbering, headings
        self.text = WordText()
        self.carried = ""

    def read(self, document: Element) -> WordText:
        body = document.find(f"{W}body")
        for block in () if body is None else body:
            self.text.lines += self.block(block)
        self.text.lines += [self.carried] * bool(self.carried)
        self.text.inserted = _said(document, "ins") + _said(document, "moveTo")
        self.text.deleted = _said(document, "del") + _said(document, "moveFrom")
        self.text.comments = document.find(f".//{W}commentReference") is not None
        self.text.footnotes = document.find(f".//{W}footnoteReference") is not None
        return self.text

    def block(self, element: Element) -> Iterator[str]:
        if element.tag == W + "p":
            yield from self.paragraph(element)
        elif element.tag == W + "tbl":
            self.text.tables += 1
            for row in element.findall(f"{W}tr"):
                yield from self.row(row)
        elif element.tag not in UNSEEN:
            for inner in element:
                yield from self.block(inner)

    def paragraph(self, element: Element) -> Iterator[str]:
        text = self.carried + "".join(self.pieces(element)).strip()
        if element.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            self.carried = text
            return
        self.carried = ""
        mark = self.numbering.mark(element)
        if mark and text:
            self.text.numbered += 1
        heading = value(element, f"{W}pPr/{W}pStyle") in self.headings
        yield ("## " if heading and not mark and text else mark if text else "") + text
        for box in boxes_of(element):
            for inner in box:
                yield from self.block(inner)

    def pieces(self, element: Element) -> Iterator[str]:
        for inner in element:
            if inner.tag == W + "t":
                yield inner.text or ""
            elif inner.tag in BREAKS:
                yield BREAKS[inner.tag]
            elif inner.tag == W + "r" and inner.find(f"{W}rPr/{W}vanish") is not None:
                self.text.hidden += 1
            elif inner.tag not in UNSEEN and inner.tag != W + "txbxContent":
                yield from self.pieces(inner)

    def row(self, row: Element) -> Iterator[str]:
        """One line for a row: what stands in the first cell alone, 3 or 三, becomes its number."""
        if row.find(f"{W}trPr/{W}del") is not None:
            return
        cells = ["\n".join(self.cell(cell)).strip() for cell in cells_of(row)]
        cells = [cell for cell in cells if cell]
        if not cells or NUMBER_HEADS & {cell.replace(" ", "") for cell in cells[:1]}:
            return
        if len(cells) > 1 and cells[0].isdecimal():
            cells[0] += "."
        elif len(cells) > 1 and cells[0] in "一二三四五六七八九十":
            cells[0] += "、"
        yield " ".join(cells)

    def cell(self, cell: Element) -> Iterator[str]:
        """Nothing of a cell that only continues the one above it."""
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        if merged is None or merged.get(W + "val") == "restart":
            for inner in cell:
                yield from self.block(inner)


def boxes_of(element: Element) -> Iterator[Element]:
    """Text boxes hanging on a paragraph, not those in other boxes nor the copy for old readers."""
    for inner in element:
        if inner.tag == W + "txbxContent":
            yield inner
        elif inner.tag not in UNSEEN:
            yield from boxes_of(inner)


def cells_of(row: Element) -> list[Element]:
    return [*row.findall(f"{W}tc"), *row.findall(f"{W}sdt/{W}sdtContent/{W}tc")]


def _said(document: Element, tag: str) -> int:
    """How many changes of this kind have words in them."""
    words = (W + "t", W + "delText")
    changes = document.iter(W + tag)
    return sum(any(one.tag in words and one.text for one in change.iter()) for change in changes)
