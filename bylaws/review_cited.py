"""Laws cited that are no longer in force, and articles of the Organic Law by their old numbers."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from bylaws.numerals import CHARACTERS, number, numeral
from bylaws.review_finding import Finding
from bylaws.review_rules import CheckupAction, ground
from bylaws.review_text import Passage, Sentence
from bylaws.review_words import sheet
from village.rules import Certainty


@lru_cache(maxsize=1)
def repealed() -> Mapping[str, Mapping[str, Any]]:
    return {row["name"]: row for row in sheet("laws.toml")["repealed"]}


@lru_cache(maxsize=1)
def cited() -> re.Pattern[str]:
    """《婚姻法》, never 《婚姻法》 inside a longer or a local title; some names also bare."""
    names = "|".join(re.escape(name) for name in repealed())
    bare = "|".join(re.escape(name) for name, row in repealed().items() if row.get("bare"))
    return re.compile(f"《(?:中华人民共和国)?({names})》|(?<![省市区县州《])({bare})(?!》)")


@lru_cache(maxsize=1)
def renumbered() -> tuple[re.Pattern[str], date, Mapping[int, tuple[int, re.Pattern[str]]]]:
    table = sheet("laws.toml")["renumbered"]
    cite = re.compile(rf"{table['law']}》?(?:的)?第([0-9{CHARACTERS}]{{1,6}})条")
    articles = {row["old"]: (row["new"], re.compile(row["about"])) for row in table["articles"]}
    return cite, table["since"], articles


@lru_cache(maxsize=1)
def wordings() -> Mapping[str, Mapping[str, Any]]:
    return sheet("missing.toml")


def outdated(label: str, read: Passage, sentence: Sentence) -> Iterator[Finding]:
    """`sentence` with the titles of laws still in it."""
    yield from _repealed(label, read, sentence)
    yield from _renumbered(label, read, sentence)


def _repealed(label: str, read: Passage, sentence: Sentence) -> Iterator[Finding]:
    for found in cited().finditer(sentence.plain):
        name = found[1] or found[2]
        row = repealed()[name]
        if "废止" in sentence.plain[found.end() :]:
            continue
        words = wordings()["repealed-law"]
        now = words["now"].format(now=row["now"]) if row["now"] else ""
        title = f"《{name}》"
        suggest = words["suggest"] if row["now"] else words["suggest_none"]
        yield _finding(
            "repealed-law",
            label,
            read,
            (sentence.start + found.start(), sentence.start + found.end()),
            why=words["why"].format(title=title, since=written(row["since"]), now=now),
            suggest=suggest.format(title=title, now=row["now"]),
            certainty=Certainty(row["certainty"]),
        )


def _renumbered(label: str, read: Passage, sentence: Sentence) -> Iterator[Finding]:
    cite, since, articles = renumbered()
    for found in cite.finditer(sentence.plain):
        old = number(found[1])
        if old is None or old not in articles:
            continue
        new, about = articles[old]
        rest = sentence.plain[: found.start()] + sentence.plain[found.end() :]
        if not about.search(rest):
            continue
        words = wordings()["old-article"]
        fill = {"old": f"第{numeral(old)}条", "new": f"第{numeral(new)}条"}
        yield _finding(
            "old-article",
            label,
            read,
            (sentence.start + found.start(), sentence.start + found.end()),
            why=words["why"].format(since=written(since), **fill),
            suggest=words["suggest"].format(**fill),
            certainty=Certainty.VERIFIED,
        )


def _finding(
    code: str,
    label: str,
    read: Passage,
    span: tuple[int, int],
    *,
    why: str,
    suggest: str,
    certainty: Certainty,
) -> Finding:
    words = wordings()[code]
    return Finding(
        article=label,
        quote=read.quote(*span),
        action=CheckupAction(words["action"]),
        code=code,
        title=words["title"],
        why=why,
        basis=ground(words["basis"], code).text,
        suggest=suggest,
        certainty=certainty,
        span=read.span(*span),
    )


def written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
