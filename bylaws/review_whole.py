"""What only the whole text shows: who adopted it, what it leaves out, whose name is left in it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bylaws.articles import BylawText
from bylaws.numerals import numeral
from bylaws.review_cited import outdated, wordings
from bylaws.review_copied import is_copied
from bylaws.review_finding import CLOSING, PREAMBLE, WHOLE, Finding
from bylaws.review_rules import CheckupAction, ground
from bylaws.review_text import Passage, Sentence, passage
from village.rules import Body

COMMON = "本全各该我你外邻驻每个此的在是一这那几多出进回到新农乡山渔"
"""No name ends so: 执行本|村规民约."""
UNSAID = ("no-filing", "no-amendment", "no-effective-day")


@dataclass(frozen=True, slots=True)
class Adoption:
    """Who adopted the text, in its own words, and where it says so."""

    body: Body
    words: str
    part: str
    quote: str


def findings(bylaws: BylawText, adoption: Adoption | None, village: str) -> Iterator[Finding]:
    yield from adopted_wrongly(adoption)
    yield from misnumbered(bylaws)
    own = own_name(bylaws, village)
    for label, text in parts(bylaws):
        yield from in_passage(label, passage(text), own)
    for label, text in outer(bylaws):
        read = passage(text)
        for sentence in read.sentences(titles=True):
            yield from outdated(label, read, sentence)
    whole = passage(everything(bylaws)).plain
    for code in UNSAID:
        if not re.search(wordings()[code]["present"], whole):
            yield on_whole(code)


def parts(bylaws: BylawText) -> Iterator[tuple[str, str]]:
    yield from outer(bylaws)
    yield from ((article.label, article.text) for article in bylaws.articles)


def outer(bylaws: BylawText) -> Iterator[tuple[str, str]]:
    if bylaws.preamble:
        yield PREAMBLE, bylaws.preamble
    if bylaws.closing:
        yield CLOSING, bylaws.closing


def everything(bylaws: BylawText) -> str:
    return "\n".join(text for _, text in parts(bylaws))


def in_order(bylaws: BylawText, found: Iterable[Finding]) -> list[Finding]:
    """As the text runs: preamble, articles, closing, then what concerns the whole."""
    labels = [PREAMBLE, *(article.label for article in bylaws.articles), CLOSING, WHOLE]
    place = {label: index for index, label in enumerate(labels)}
    return sorted(found, key=lambda one: (place[one.article], one.span or (0, 0)))


@lru_cache(maxsize=1)
def bodies() -> tuple[tuple[Body, re.Pattern[str]], ...]:
    rows: Sequence[Mapping[str, str]] = wordings()["bodies"]  # type: ignore[assignment]
    return tuple((Body(row["body"]), re.compile(row["words"])) for row in rows)


@lru_cache(maxsize=1)
def adopting() -> tuple[Body, re.Pattern[str], re.Pattern[str]]:
    words = wordings()["adoption"]
    return Body(words["lawful"]), re.compile(words["itself"]), re.compile(words["verbs"])


def adoption_of(bylaws: BylawText) -> Adoption | None:
    """The assembly if any sentence says it adopted the text; else the first other body named."""
    lawful, itself, _ = adopting()
    found = []
    for label, text in parts(bylaws):
        read = passage(text)
        for sentence in read.sentences():
            if label in (PREAMBLE, CLOSING) or itself.match(sentence.plain):
                found += list(adoptions(label, read, sentence))
    assembly = [one for one in found if one.body is lawful]
    return next(iter(assembly or found), None)


def adoptions(label: str, read: Passage, sentence: Sentence) -> Iterator[Adoption]:
    """In each clause with a verb of adopting: the last body named in front of it."""
    _, _, verbs = adopting()
    for verb in verbs.finditer(sentence.plain):
        before = sentence.clause_before(verb.start())
        begins = sentence.start + sentence.clause_start(verb.start())
        if named := last_body(before):
            body, start, end = named
            yield Adoption(
                body,
                read.quote(begins + start, begins + end),
                label,
                read.quote(begins, sentence.start + verb.end()),
            )


def last_body(before: str) -> tuple[Body, int, int] | None:
    """The one that ends last; of two that end together the longer name, as listed."""
    found = [
        (one.end(), -one.start(), body)
        for body, words in bodies()
        for one in words.finditer(before)
    ]
    if not found:
        return None
    end, start, body = max(found, key=lambda one: one[:2])
    return body, -start, end


def adopted_wrongly(adoption: Adoption | None) -> Iterator[Finding]:
    lawful, _, _ = adopting()
    if adoption is None:
        yield on_whole("no-body")
    elif adoption.body is not lawful:
        yield made("wrong-body", adoption.part, adoption.quote, body=adoption.words)


def misnumbered(bylaws: BylawText) -> Iterator[Finding]:
    for label in dict.fromkeys(bylaws.repeated):
        yield made("repeated-number", WHOLE, label)
    if bylaws.skipped:
        first = bylaws.skipped[0]
        yield made("skipped-number", WHOLE, f"第{numeral(first)}条")


def in_passage(label: str, read: Passage, own: str) -> Iterator[Finding]:
    for sentence in read.sentences():
        if named := strange_name(sentence, own):
            name, start, end = named
            span = read.span(sentence.start + start, sentence.start + end)
            quote = read.original[slice(*span)]
            yield made("other-village", label, quote, span, name=name)
        if label not in (PREAMBLE, CLOSING) and is_copied(sentence.plain):
            start, end = sentence.start, sentence.start + len(sentence.plain)
            yield made("copied", label, read.quote(start, end), read.span(start, end))


@lru_cache(maxsize=1)
def names() -> tuple[tuple[re.Pattern[str], ...], frozenset[str]]:
    words = wordings()["other-village"]
    patterns = (re.compile(words["slogans"]), re.compile(words["villages"]))
    return patterns, frozenset(words["generic"].split("|"))


def strange_name(sentence: Sentence, own: str) -> tuple[str, int, int] | None:
    patterns, generic = names()
    for pattern in patterns:
        for found in pattern.finditer(sentence.plain):
            name = found["name"]
            is_own = own and (name in own or own in name)
            if not (name in generic or name[-1] in COMMON or is_own):
                return name, found.start(), found.end()
    return None


def own_name(bylaws: BylawText, village: str) -> str:
    """As given, else what the title calls itself: ××村村规民约."""
    given = passage(village.strip() or bylaws.title).plain
    if not village.strip():
        found = re.match("(.{2,12}?)村(?=村|规|民|公约)", given)
        given = found[1] if found else ""
    return re.sub("(?:村民委员会|村委会|村)$", "", given)


def on_whole(code: str) -> Finding:
    return made(code, WHOLE, "")


def made(
    code: str, label: str, quote: str, span: tuple[int, int] | None = None, **fill: Any
) -> Finding:
    words = wordings()[code]
    basis = ground(words["basis"], code)
    return Finding(
        article=label,
        quote=quote,
        action=CheckupAction(words["action"]),
        code=code,
        title=words["title"],
        why=words["why"].format(**fill),
        basis=basis.text,
        suggest=words["suggest"],
        certainty=basis.certainty,
        span=span,
    )


def headings(bylaws: BylawText) -> dict[str, bool]:
    whole = passage(everything(bylaws)).plain
    return {name: bool(re.search(words, whole)) for name, words in wordings()["headings"].items()}
