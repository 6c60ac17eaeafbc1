"""One finding of the checkup: where, the words as written, what to do about them and why."""

from dataclasses import dataclass

from bylaws.review_rules import CheckupAction
from village.rules import Certainty

PREAMBLE = "前言"
CLOSING = "结尾"
WHOLE = "全文"


@dataclass(frozen=True, slots=True)
class Finding:
    """`quote` stands in the article at `span`, letter for letter; a finding on the whole has none.

    `certainty` says how the basis was checked: an article number from memory must be looked up.
    """

    article: str
    quote: str
    action: CheckupAction
    code: str
    title: str
    why: str
    basis: str
    suggest: str
    certainty: Certainty
    span: tuple[int, int] | None = None

    def to_json(self) -> dict[str, object]:
        return {
            "article": self.article,
            "quote": self.quote,
            "action": str(self.action),
            "code": self.code,
            "title": self.title,
            "why": self.why,
            "basis": self.basis,
            "certainty": str(self.certainty),
            "suggest": self.suggest,
        }
