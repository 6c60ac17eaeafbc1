"""A text as a file to keep, send or file: .txt, .md, and a .docx set as an official paper is.

What is written here bylaws/importing.py reads back into the same articles.
"""

import io
import re
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from bylaws.articles import ArticleText, BylawText, Layout
from bylaws.numerals import numeral

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SIGNATURE = re.compile("^.{0,24}(?:村民委员会|村委会|村民会议)$|^.{0,4}年.{1,6}月.{1,4}日$")
ALIGNED = {"center": 1, "right": 2}
TITLE_FONT, CHAPTER_FONT, TEXT_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312"


def as_txt(text: BylawText) -> str:
    """With line ends that any editor on any machine shows."""
    lines = [text.title, ""] if text.title else []
    lines += text.preamble.split("\n") if text.preamble else []
    for chapter, articles in by_chapter(text):
        lines += ["", chapter] if chapter else []
        for article in articles:
            lines += [""] if text.layout is Layout.VERSE and "\n" in article.text else []
            lines += (mark(text, article, "　") + article.text).split("\n")
    lines += ["", *text.closing.split("\n")] if text.closing else []
    return "\r\n".join([*lines, ""])


def as_md(text: BylawText) -> str:
    """Headings for the title and the chapters; a line's end inside an article stays one."""
    blocks = [f"# {text.title}"] if text.title else []
    blocks += [_hard(text.preamble)] if text.preamble else []
    for chapter, articles in by_chapter(text):
        blocks += [f"## {chapter}"] if chapter else []
        bodies = [
            _hard(f"**{mark(text, one)}** {one.text}".removeprefix("**** ")) for one in articles
        ]
        lines_only = text.layout is Layout.VERSE and not any("\n" in one for one in bodies)
        blocks += ["  \n".join(bodies)] if lines_only else bodies
    blocks += [_hard(text.closing)] if text.closing else []
    return "\n\n".join(blocks) + "\n"


def as_docx(text: BylawText, foot: str, *, now: datetime) -> bytes:
    """A4, title and text in the type of official papers; `foot` and the page number below."""
    from docx import Document  # noqa: PLC0415

    document = Document()
    _set_page(document, foot)
    document.core_properties.title = _clean(text.title)
    document.core_properties.author = ""
    document.core_properties.created = document.core_properties.modified = now
    if text.title:
        _add(document, text.title, TITLE_FONT, 22, align="center")
    for line in text.preamble.split("\n") if text.preamble else []:
        _add(document, line)
    for chapter, articles in by_chapter(text):
        if chapter:
            _add(document, chapter, CHAPTER_FONT, align="center")
        for article in articles:
            _add_article(document, text, article)
    for line in text.closing.split("\n") if text.closing else []:
        _add(document, line, align="right" if SIGNATURE.match(line) else "")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def by_chapter(text: BylawText) -> Iterator[tuple[str, list[ArticleText]]]:
    """Articles under their chapter's name; those before the first have none."""
    for chapter, articles in groupby(text.articles, key=lambda one: one.chapter):
        yield chapter, list(articles)


def mark(text: BylawText, article: ArticleText, gap: str = "") -> str:
    """What stands before an article; nothing where a text goes by verses or paragraphs."""
    if text.layout is not Layout.ARTICLES or article.number is None:
        return ""
    return f"第{numeral(article.number)}条{gap}"


def _hard(text: str) -> str:
    return text.replace("\n", "  \n")


def _clean(text: str) -> str:
    return NOT_IN_XML.sub("", text)


def _set_page(document: Any, foot: str) -> None:
    from docx.shared import Mm  # noqa: PLC0415

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    line = section.footer.paragraphs[0]
    _dress(line.add_run(_clean(f"{foot}　") if foot else ""), TEXT_FONT, 10.5)
    _dress(line.add_run("— "), TEXT_FONT, 10.5)
    _add_page_number(line)
    _dress(line.add_run(" —"), TEXT_FONT, 10.5)
    line.alignment = ALIGNED["center"]


def _add_page_number(line: Any) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    line._p.append(field)


def _add_article(document: Any, text: BylawText, article: ArticleText) -> None:
    first, *others = article.text.split("\n")
    line = _add(document, "")
    if said := mark(text, article):
        _dress(line.add_run(said), CHAPTER_FONT, 16)
        first = f"　{first}"
    _dress(line.add_run(_clean(first)), TEXT_FONT, 16)
    for other in others:
        _add(document, other)
    if text.layout is Layout.VERSE and others:
        _add(document, "")


def _add(document: Any, line: str, font: str = TEXT_FONT, size: float = 16, align: str = "") -> Any:
    from docx.shared import Pt  # noqa: PLC0415

    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = Pt(28 if size <= 16 else 36)
    if align:
        paragraph.alignment = ALIGNED[align]
    else:
        form.first_line_indent = Pt(2 * size)
    if line:
        _dress(paragraph.add_run(_clean(line)), font, size)
    return paragraph


def _dress(run: Any, font: str, size: float) -> None:
    """A Chinese font must be named apart, or Word takes the Latin one."""
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    run.font.name, run.font.size = font, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
