"""法治体检: every article looked at for what a village may not lay down, and what it should add.

Pure: text in, findings out; nothing is changed and nothing decided. The legal adviser decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bylaws import review_whole
from bylaws.articles import ArticleText, BylawText, read_text
from bylaws.review_cited import outdated
from bylaws.review_finding import Finding
from bylaws.review_rules import Rule, rules
from bylaws.review_text import Passage, Sentence, passage
from village.rules import Body


@dataclass(frozen=True, slots=True)
class Report:
    """`adopting_body` is None when the text does not say who adopted it; `adopted_by` quotes it."""

    articles: int
    findings: tuple[Finding, ...]
    adopting_body: Body | None
    adopted_by: str | None
    headings: dict[str, bool]


def check_text(text: str, village: str = "") -> Report:
    return check(read_text(text), village)


def check(bylaws: BylawText, village: str = "") -> Report:
    """`village` is the village's own name; without it the text's own title is believed."""
    adoption = review_whole.adoption_of(bylaws)
    single = (found for article in bylaws.articles for found in in_article(article))
    whole = review_whole.findings(bylaws, adoption, village)
    return Report(
        articles=len(bylaws.articles),
        findings=tuple(review_whole.in_order(bylaws, [*single, *whole])),
        adopting_body=adoption.body if adoption else None,
        adopted_by=adoption.words if adoption else None,
        headings=review_whole.headings(bylaws),
    )


def in_article(article: ArticleText) -> Iterator[Finding]:
    """What is wrong in one article by itself, in the order of its sentences."""
    read = passage(article.text)
    plain, titled = read.sentences(), read.sentences(titles=True)
    said: set[str] = set()
    for sentence, with_titles in zip(plain, titled, strict=False):
        found = [
            (rule, span)
            for rule in rules()
            if (span := rule.find(with_titles if rule.titles else sentence))
        ]
        codes = {rule.code for rule, _ in found}
        for rule, span in found:
            if codes.isdisjoint(rule.yields) and not (rule.once and rule.code in said):
                said.add(rule.code)
                yield finding(article, read, rule, sentence, span)
        yield from outdated(article.label, read, with_titles)


def finding(
    article: ArticleText, read: Passage, rule: Rule, sentence: Sentence, span: tuple[int, int]
) -> Finding:
    start = sentence.start + sentence.clause_start(span[0])
    end = sentence.start + sentence.clause_end(span[1])
    return Finding(
        article=article.label,
        quote=read.quote(start, end),
        action=rule.action,
        code=rule.code,
        title=rule.title,
        why=rule.why,
        basis=rule.ground.text,
        suggest=rule.suggest,
        certainty=rule.ground.certainty,
        span=read.span(start, end),
    )
