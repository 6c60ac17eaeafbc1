"""The findings of the legality check beside what the adviser said of each. Pure.

A word of the adviser holds for the text it was said of: a changed article is open again, no other.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bylaws import review, texts
from bylaws.articles import BylawText
from bylaws.models import AdviserSignature, Edition, EditionArticle, EditionPart, FindingDecision
from bylaws.review import Report
from bylaws.review_finding import CLOSING, PREAMBLE, WHOLE, Finding
from bylaws.review_rules import CheckupAction
from village import ledger
from village.naming import Named

OWN = "own"
AROUND = {PREAMBLE: EditionPart.PREAMBLE, CLOSING: EditionPart.CLOSING, WHOLE: EditionPart.WHOLE}
Place = tuple[EditionPart, int | None]
"""A part of the text; for an article its identity."""


class FindingState(Named):
    UNDECIDED = "undecided", "还没有决定"
    TO_DO = "to_do", "已决定要改，还没有改"
    KEPT = "kept", "保留"


@dataclass(frozen=True, slots=True)
class Checked:
    """One finding in the present text. `finding` None: the adviser's own; see `decision`."""

    key: str
    part: EditionPart
    row: EditionArticle | None
    finding: Finding | None
    decision: FindingDecision | None

    @property
    def state(self) -> FindingState:
        if self.decision is None:
            return FindingState.UNDECIDED
        kept = self.decision.action is CheckupAction.KEEP
        return FindingState.KEPT if kept else FindingState.TO_DO

    @property
    def code(self) -> str:
        return OWN if self.finding is None else self.finding.code

    @property
    def quote(self) -> str:
        said = self.finding or self.decision
        return "" if said is None else said.quote

    @property
    def settled(self) -> bool:
        return self.state is FindingState.KEPT

    @property
    def place(self) -> Place:
        return self.part, None if self.row is None else self.row.article_id


@dataclass(frozen=True, slots=True)
class OpenPart:
    """What cannot go to the vote yet, and why."""

    part: EditionPart
    row: EditionArticle | None
    undecided: int
    to_do: int
    unsigned: bool

    @property
    def name(self) -> str:
        return self.part.label if self.row is None else self.row.label

    @property
    def why(self) -> str:
        told = []
        if self.undecided:
            told.append(f"{self.undecided} 处问题还没有决定")
        if self.to_do:
            told.append(f"{self.to_do} 处决定了要改，还没有改")
        if self.unsigned and not told:
            told.append("法律顾问还没有看过现在的文字")
        return "，".join(told)


@lru_cache(maxsize=32)
def report_of(text: BylawText, village: str) -> Report:
    """The check is pure: the same text is looked at once."""
    return review.check(text, village)


def digests(edition: Edition, rows: Sequence[EditionArticle]) -> dict[Place, str]:
    """Every part with the digest of its words. Numbers and places of articles are not in it."""
    found: dict[Place, str] = {
        (EditionPart.TITLE, None): ledger.text_digest(edition.title),
        (EditionPart.PREAMBLE, None): ledger.text_digest(edition.preamble),
        (EditionPart.CLOSING, None): ledger.text_digest(edition.closing),
    }
    for row in rows:
        found[EditionPart.ARTICLE, row.article_id] = ledger.text_digest(row.text)
    return found


def checked(
    edition: Edition,
    rows: Sequence[EditionArticle],
    village: str,
    decisions: Iterable[FindingDecision],
) -> list[Checked]:
    """What the check finds today, each with the latest word on it, then the adviser's own."""
    by_label = {row.label: row for row in rows}
    report = report_of(texts.bylaw_text(edition, rows), village)
    present = digests(edition, rows)
    said = list(decisions)
    valid = {_known_by(one): one for one in said if _still_about(one, present)}
    found: list[Checked] = []
    seen: Counter[tuple[Place, str, str]] = Counter()
    for finding in report.findings:
        row = by_label.get(finding.article)
        part = AROUND.get(finding.article, EditionPart.ARTICLE)
        place = part, None if row is None else row.article_id
        known = place, finding.code, finding.quote
        seen[known] += 1
        key = _key(known, seen[known])
        found.append(Checked(key, part, row, finding, valid.get(known)))
    return [*found, *_own(said, rows, present, texts.digest_of(edition, rows))]


def _known_by(one: FindingDecision) -> tuple[Place, str, str]:
    return (one.part, one.article_id), one.code, one.quote


def _still_about(one: FindingDecision, present: dict[Place, str]) -> bool:
    """Said of the words that stand there now; of the whole it holds while the finding stays."""
    return not one.digest or present.get((one.part, one.article_id)) == one.digest


def _key(known: tuple[Place, str, str], nth: int) -> str:
    (part, article_id), code, quote = known
    return ledger.text_digest(part, str(article_id), code, quote, str(nth))[:16]


def _own(
    said: Iterable[FindingDecision],
    rows: Sequence[EditionArticle],
    present: dict[Place, str],
    whole: str,
) -> list[Checked]:
    by_article = {row.article_id: row for row in rows}
    found = []
    for one in said:
        place = one.part, one.article_id
        now = whole if one.part is EditionPart.WHOLE else present.get(place)
        if one.code == OWN and one.digest == now:
            row = by_article.get(one.article_id or 0)
            found.append(Checked(f"own{one.id}", one.part, row, None, one))
    return found


def signed_parts(signature: AdviserSignature | None) -> dict[str, str]:
    return {} if signature is None else dict(json.loads(signature.parts))


def part_key(place: Place) -> str:
    part, article_id = place
    return str(part) if article_id is None else f"{part}:{article_id}"


def open_parts(
    edition: Edition,
    rows: Sequence[EditionArticle],
    found: Iterable[Checked],
    signature: AdviserSignature | None,
) -> list[OpenPart]:
    """What the vote waits for, as the text runs: title, preamble, articles, closing, the whole."""
    states = Counter((one.place, one.state) for one in found)
    signed = signed_parts(signature)
    by_article = {row.article_id: row for row in rows}
    present = digests(edition, rows)
    places = sorted(present, key=lambda place: _place_in(place, by_article))
    result = []
    for place in (*places, (EditionPart.WHOLE, None)):
        part, article_id = place
        undecided = states[place, FindingState.UNDECIDED]
        to_do = states[place, FindingState.TO_DO]
        known = present.get(place)
        unsigned = known is not None and signed.get(part_key(place)) != known
        if undecided or to_do or unsigned:
            row = by_article.get(article_id or 0)
            result.append(OpenPart(part, row, undecided, to_do, unsigned))
    return result


def _place_in(place: Place, rows: dict[int, EditionArticle]) -> tuple[int, int]:
    part, article_id = place
    order = (EditionPart.TITLE, EditionPart.PREAMBLE, EditionPart.ARTICLE, EditionPart.CLOSING)
    return order.index(part), 0 if article_id is None else rows[article_id].position
