"""The last line the record has about something, for the foot of its page."""

from dataclasses import dataclass
from datetime import datetime

from village import ledger
from village.models import LedgerEntry
from web.record_words import ACTIONS


@dataclass(frozen=True, slots=True)
class Sealed:
    """`number` counts from one, as the record page does."""

    number: int
    at: datetime
    what: str
    digest: str


async def latest(village_id: int, subject: str) -> Sealed | None:
    return _sealed(await ledger.seal_of(village_id, subject))


async def latest_of(village_id: int, action: str) -> Sealed | None:
    """The last deed of that kind."""
    lines = LedgerEntry.filter(log=f"village:{village_id}", action=action)
    return _sealed(await lines.order_by("-seq").first())


def _sealed(line: LedgerEntry | None) -> Sealed | None:
    if line is None:
        return None
    return Sealed(line.seq + 1, line.at, ACTIONS.get(line.action, line.action), line.leaf)
