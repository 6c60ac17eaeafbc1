"""What hangs on a board, as lists show it: named after the matter it is about.

Everything is put in words here, once: boards are long, and templates are slow at small parts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from deliberation import queries
from publicity.board import Hanging
from web.wording import day, left, urgency

ABOUT = re.compile(r"decision:([0-9]{1,10})")
LEAD = 60  # characters of its text that a list shows
SOON = 3  # days


@dataclass(frozen=True, slots=True)
class Paper:
    """`name` tells papers apart: several resolutions hang under the same title."""

    notice: Hanging
    name: str
    lead: str
    kind: str
    tag: str
    left: str
    posted: str
    last: str
    last_iso: str


def matter_behind(subject: str) -> int | None:
    """The matter a paper is about, or None."""
    found = ABOUT.fullmatch(subject)
    return int(found[1]) if found else None


async def listed(notices: Sequence[Hanging], today: date) -> list[Paper]:
    about = {one.id: matter_behind(one.subject) for one in notices}
    titles = await queries.titles(key for key in about.values() if key is not None)
    return [_paper(one, titles.get(about[one.id] or 0) or one.title, today) for one in notices]


def _paper(notice: Hanging, name: str, today: date) -> Paper:
    last = notice.last_day
    tone = "done" if last < today else urgency(last, today, SOON)
    return Paper(
        notice=notice,
        name=name,
        lead=lead_of(notice),
        kind=notice.kind.label,
        tag=f"tag {tone}".rstrip(),
        left=left(last, today),
        posted=day(notice.first_day),
        last=day(last),
        last_iso=last.isoformat(),
    )


def lead_of(notice: Hanging) -> str:
    """The sentence that says what came of it: of a resolution the vote, else the first."""
    paragraphs = notice.paragraphs
    if not paragraphs:
        return ""
    lead = next((one for one in paragraphs if "同意" in one and "票" in one), paragraphs[0])
    first = lead.partition("。")[0]
    return f"{first}。" if len(first) <= LEAD else f"{first[:LEAD]}……"
