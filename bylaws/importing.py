"""A file of bylaws read into title, preamble, articles and closing: .txt, .md, .docx.

Pure. What a person should look at after reading is said in notes; what is no such text is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bylaws.articles import BylawText, Layout, read_text
from bylaws.numerals import numeral
from bylaws.review_words import TRADITIONAL
from bylaws.word_files import MACROS, WordText, read_word
from village.errors import InvalidInput, TooLarge

MOST_BYTES, MOST_WORD_BYTES = 2_000_000, 10_000_000
ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
SAVE_AS = "请另存为 .docx、.txt 或者 .md 再上传。"
ACCEPTS = ".txt,.md,.docx"
SAYS = "可以传纯文本（.txt）、Markdown（.md）或者 Word（.docx）文件，不超过 10 MB。"


@dataclass(frozen=True, slots=True)
class Plain:
    """The words of a file, line by line, and what was met on reading them."""

    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    text: BylawText
    notes: tuple[str, ...] = ()


def read(name: str, content: bytes) -> Imported:
    """Refuses a file of another kind, an empty one, one too large; all else becomes notes."""
    plain = read_plain(name, content)
    text = read_text(plain.text)
    return Imported(text, (*plain.notes, *remarks(text, plain.text)))


def read_plain(name: str, content: bytes) -> Plain:
    """By its first bytes, not its name: a .docx called .txt is still a .docx."""
    most = MOST_WORD_BYTES if content.startswith(ZIP) else MOST_BYTES
    if len(content) > most:
        raise TooLarge(f"文件太大（最多 {most // 1_000_000} MB），请确认是不是村规民约的文本。")
    if name.lower().endswith((".docm", ".dotm")):
        raise InvalidInput({"file": MACROS})
    if content.startswith(OLE):
        raise InvalidInput({"file": f"“{name}”是旧的 .doc 文件，或者设了密码，没有读入。{SAVE_AS}"})
    if content.startswith(PDF):
        raise InvalidInput(
            {"file": f"“{name}”是 PDF，读不出条文的分段。请找到原来的文件，{SAVE_AS}"}
        )
    if content.startswith(ZIP):
        return from_word(read_word(content))
    return Plain(decoded(content, name))


def decoded(content: bytes, name: str) -> str:
    """UTF-8 with or without BOM, UTF-16 with it, GB18030."""
    codec = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    for attempt in (codec, "gb18030"):
        try:
            text = content.decode(attempt)
        except UnicodeDecodeError:
            continue
        if all(letter in "\t\n\r\f" or ord(letter) >= 32 for letter in text):
            return text
        break
    raise InvalidInput({"file": f"“{name}”不是文本文件，或者文字编码认不出来。{SAVE_AS}"})


def from_word(word: WordText) -> Plain:
    return Plain("\n".join(word.lines), tuple(word_remarks(word)))


def word_remarks(word: WordText) -> Iterator[str]:
    if word.inserted or word.deleted:
        yield (
            f"文件里有修订痕迹：新增 {word.inserted} 处，删除 {word.deleted} 处。"
            "已按接受全部修订后的文字读入，请核对。"
        )
    if word.tables:
        yield f"文件里有 {word.tables} 个表格，每一行按一段读入，请核对。"
    if word.numbered:
        yield f"有 {word.numbered} 段的编号是 Word 自动生成的，已按看到的编号读入。"
    if word.hidden:
        yield "文件里有隐藏的文字，没有读入。"
    if word.comments or word.footnotes:
        yield "文件里的批注和脚注没有读入。"


def remarks(text: BylawText, plain: str) -> Iterator[str]:
    """What a person should look at before going on."""
    if text.repeated:
        yield f"编号重复：{'、'.join(text.repeated)}。内容都已读入，请核对后重新编号。"
    if text.skipped:
        missing = "、".join(f"第{numeral(number)}条" for number in text.skipped[:10])
        more = "等" if len(text.skipped) > 10 else ""
        yield f"编号不连续：没有{missing}{more}。请核对是不是漏了条文。"
    if text.layout is Layout.VERSE:
        yield f"没有编号，按韵文读入，共 {len(text.articles)} 段。"
    if text.layout is Layout.PLAIN:
        yield f"没有找到编号，按自然段读入，共 {len(text.articles)} 段。"
    if empty := [one.label for one in text.articles if not one.text.strip()]:
        yield f"有编号但没有内容：{'、'.join(empty[:10])}。"
    if old := traditional(plain):
        yield f"文本里有繁体字（如“{old}”），照原样保留，没有改动。"


def traditional(text: str) -> str:
    """The first few traditional characters of a text that has more than a name's worth of them."""
    found = [letter for letter in text if ord(letter) in TRADITIONAL]
    return "".join(dict.fromkeys(found))[:4] if len(found) > 3 else ""
