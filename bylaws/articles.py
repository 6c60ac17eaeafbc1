"""A text split into title, preamble, articles and closing, whatever way it is numbered.

Pure. Nothing of the text is lost or rewritten but the marks in front: every line ends up in
exactly one part.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bylaws.numerals import CHARACTERS, number, numeral
from village.errors import InvalidInput, TooLarge
from village.naming import Named

MOST_CHARACTERS = 100_000
MOST_ARTICLES = 1_000

NUMBER = rf"[0-9０-９{CHARACTERS}]{{1,9}}"
MARKS = {
    "article": re.compile(rf"第\s*({NUMBER})\s*[条條](?:[、.．:：]|\s)*"),
    "stroke": re.compile(rf"([{CHARACTERS}]{{1,4}})\s*[、.．]\s*"),
    "bracket": re.compile(rf"[（(]\s*({NUMBER})\s*[)）]\s*"),
    "figure": re.compile(r"([0-9０-９]{1,3})\s*(?:[、．)）]|\.(?![0-9０-９]))\s*"),
}
CHAPTER = re.compile(rf"第\s*({NUMBER})\s*(?:章|节|節|编|編|部分)")
RUN_ON_ARTICLE = re.compile(
    rf"(?<=[。；！？])[ \t　]*(?=第\s*{NUMBER}\s*[条條](?!规定|所|的|第|款|[、，和至及到]))"
)
RUN_ON_LIST = re.compile(
    rf"(?<=[。；！？])[ \t　]*(?=(?:[{CHARACTERS}]{{1,4}}、|[0-9０-９]{{1,3}}[、.．](?!\d)))"
)
DECORATION = re.compile(r"^(?:[>\-*+•·]\s+|#{1,6}\s*)+|\*\*|__|`")
INVISIBLE = re.compile("[\ufeff\u200b-\u200f\u2060\u00ad]")
TITLE = re.compile(r"[^。；！？，]{2,40}$")
TITLE_WORDS = re.compile("[约約]|章程|守则|守則")
PREAMBLE = re.compile("^(?:为|為|根据|根據|依据|依照|按照|经|經|在).{12,}")
CLOSING = re.compile(
    "^(?:本(?:村规民约|村規民約|规约|規約|公约|公約|民约|章程|约|約)|以上(?:各|规|約|约|条)|此约|附则"
    "|.{0,20}(?:村民委员会|村委会|村民会议|全体村民)[（(盖章)）]*$|.{0,4}[0-9〇零一二三四五六七八九十]{2,4}年.{1,12}日$)"
)
PAUSE = re.compile(r"[，。；！？、：\s]+")
LONGEST_FOOT = 8


class Layout(Named):
    """How a text is set out."""

    ARTICLES = "articles", "条款式"
    VERSE = "verse", "韵文（三字经、顺口溜）"
    PLAIN = "plain", "不分条"


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One article. `label` is what people call it; `line` counts from one."""

    label: str
    number: int | None
    text: str
    chapter: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class BylawText:
    title: str = ""
    preamble: str = ""
    articles: tuple[ArticleText, ...] = ()
    closing: str = ""
    layout: Layout = Layout.ARTICLES
    repeated: tuple[str, ...] = ()
    skipped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its decoration; `kind` and `number` of the mark it begins with, if any."""

    at: int
    text: str
    kind: str = ""
    number: int | None = None
    rest: str = ""
    heading: bool = False

    @property
    def is_chapter(self) -> bool:
        return bool(CHAPTER.match(self.text)) or (self.heading and not self.kind)


def read_text(text: str) -> BylawText:
    """Refuses a text without a word in it, and one far longer than any village has."""
    if len(text) > MOST_CHARACTERS:
        raise TooLarge(f"文本太长，最多 {MOST_CHARACTERS} 字，请分成几份。")
    lines = list(lines_of(text))
    if not lines:
        raise InvalidInput({"text": "文本里没有字，请检查文件是不是空的。"})
    title, lines = title_of(lines)
    level = level_of(lines)
    found = numbered(lines, level) if level else unnumbered(lines)
    if len(found.articles) > MOST_ARTICLES:
        raise TooLarge(f"条文超过 {MOST_ARTICLES} 条，请分成几份。")
    return replace(found, title=title)


def lines_of(text: str) -> Iterator[Line]:
    text = INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    text = RUN_ON_ARTICLE.sub("\n", text)
    found = list(_lines(text))
    if sum(bool(line.kind) for line in found) < 2:
        found = list(_lines(RUN_ON_LIST.sub("\n", text)))
    yield from found


def _lines(text: str) -> Iterator[Line]:
    for at, raw in enumerate(text.split("\n"), start=1):
        heading = raw.lstrip().startswith("#")
        if bare := DECORATION.sub("", raw.strip().strip("　")).strip().strip("　"):
            yield replace(marked(at, bare), heading=heading)


def marked(at: int, text: str) -> Line:
    for kind, mark in MARKS.items():
        if (found := mark.match(text)) and (value := number(found[1])) is not None:
            return Line(at, text, kind, value, text[found.end() :])
    return Line(at, text)


def title_of(lines: Sequence[Line]) -> tuple[str, list[Line]]:
    first = lines[0]
    is_title = not first.kind and TITLE.match(first.text) and TITLE_WORDS.search(first.text)
    if len(lines) > 1 and is_title:
        return first.text, list(lines[1:])
    return "", list(lines)


def level_of(lines: Sequence[Line]) -> str:
    """Which mark makes an article: 第…条 before all; else the outer one, unless it only heads."""
    kinds = [line.kind for line in lines if line.kind]
    if not kinds or "article" in kinds:
        return "article" if kinds else ""
    outer = kinds[0]
    inner = next((kind for kind in kinds if kind != outer), "")
    headings = all(is_heading(line) for line in lines if line.kind == outer)
    return inner if inner and headings else outer


def is_heading(line: Line) -> bool:
    return len(line.rest) <= 20 and not re.search("[。；！？，]", line.rest)


def numbered(lines: Sequence[Line], level: str) -> BylawText:
    before: list[str] = []
    articles: list[ArticleText] = []
    chapter = ""
    last = max(index for index, line in enumerate(lines) if line.kind == level)
    for line, following in zip(lines[: last + 1], [*lines[1 : last + 1], lines[last]], strict=True):
        if line.kind == level:
            articles.append(ArticleText("", line.number, line.rest, chapter, line.at))
        elif line.is_chapter or opens_chapter(line, following, level):
            chapter = line.text
        elif articles:
            articles[-1] = continued(articles[-1], line.text)
        else:
            before.append(line.text)
    after = list(lines[last + 1 :])
    while after and not CLOSING.match(after[0].text):
        articles[-1] = continued(articles[-1], after.pop(0).text)
    return BylawText(
        preamble="\n".join(before),
        articles=tuple(labelled(articles)),
        closing="\n".join(line.text for line in after),
        repeated=tuple(repeated(articles)),
        skipped=tuple(skipped(articles)),
    )


def opens_chapter(line: Line, following: Line, level: str) -> bool:
    """一、环境卫生 over other marks, or a bare short line where the count starts anew."""
    if line.kind:
        return line.kind == "stroke" and level != "stroke" and is_heading(line)
    starts = following.kind == level and following.number == 1
    return starts and len(line.text) <= 16 and not re.search("[。；！？，：]", line.text)


def continued(article: ArticleText, text: str) -> ArticleText:
    return replace(article, text=f"{article.text}\n{text}" if article.text else text)


def labelled(articles: Sequence[ArticleText]) -> Iterator[ArticleText]:
    """第…条; with its chapter where the count starts anew; marked where a number comes twice."""
    several = len({one.number for one in articles}) < len(articles)
    by_chapter = several and len({one.chapter for one in articles}) > 1
    seen: Counter[str] = Counter()
    for one in articles:
        label = f"第{numeral(one.number or 0)}条"
        if by_chapter and one.chapter:
            label = chapter_mark(one.chapter) + label
        seen[label] += 1
        yield replace(one, label=label if seen[label] == 1 else f"{label}（第{seen[label]}次）")


def chapter_mark(chapter: str) -> str:
    if found := CHAPTER.match(chapter):
        return found[0].replace(" ", "")
    return f"“{chapter}”"


def repeated(articles: Sequence[ArticleText]) -> Iterator[str]:
    for (_, value), times in Counter((one.chapter, one.number) for one in articles).items():
        if times > 1:
            yield f"第{numeral(value or 0)}条"


def skipped(articles: Sequence[ArticleText]) -> Iterator[int]:
    """Numbers left out on the way up, chapter by chapter where the count starts anew."""
    for here, following in pairwise(articles):
        if here.number is not None and following.number is not None:
            yield from range(here.number + 1, min(following.number, here.number + 10))


def unnumbered(lines: Sequence[Line]) -> BylawText:
    texts = [line.text for line in lines]
    preamble = texts[0] if len(texts) > 1 and PREAMBLE.match(texts[0]) else ""
    body = list(lines[1:] if preamble else lines)
    closing: list[str] = []
    while len(body) > 1 and CLOSING.match(body[-1].text):
        closing.insert(0, body.pop().text)
    verse = len(body) > 1 and is_verse(line.text for line in body)
    parts = stanzas(body) if verse else [[line] for line in body]
    layout = Layout.VERSE if verse else Layout.PLAIN
    texts = ["\n".join(one.text for one in part) for part in parts]
    unit = unit_of(layout, texts)
    return BylawText(
        preamble=preamble,
        articles=tuple(
            ArticleText(f"第{numeral(index)}{unit}", index, text, "", part[0].at)
            for index, (text, part) in enumerate(
                zip(texts[: MOST_ARTICLES + 1], parts, strict=False), start=1
            )
        ),
        closing="\n".join(closing),
        layout=layout,
    )


def unit_of(layout: Layout, texts: Iterable[str]) -> str:
    """What one article is called: of verse a line, or a stanza once any has several lines."""
    if layout is Layout.VERSE:
        return "节" if any("\n" in one for one in texts) else "句"
    return "条" if layout is Layout.ARTICLES else "段"


def stanzas(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines parted by blank ones; without blank ones every line is for itself."""
    parts = [[lines[0]]]
    for before, line in pairwise(lines):
        if line.at > before.at + 1:
            parts.append([])
        parts[-1].append(line)
    return parts if len(parts) > 1 else [[line] for line in lines]


def is_verse(texts: Iterable[str]) -> bool:
    """Most lines fall into short pieces: 村道宽，莫乱停；垃圾分，四桶清。"""
    found = [all(len(foot) <= LONGEST_FOOT for foot in PAUSE.split(text)) for text in texts]
    return sum(found) * 5 >= len(found) * 4
