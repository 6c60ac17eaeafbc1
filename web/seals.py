"""The last line the record has about something, for the foot of its page."""

from dataclasses import dataclass
from datetime import datetime

from village import ledger
from web.record_words import ACTIONS


@dataclass(frozen=True, slots=True)
class Sealed:
    """`number` counts from one, as the record page does."""

    number: int
    at: datetime
    what: str
    digest: str


async def latest(village_id: int, subject: str) -> Sealed | None:
    line = await ledger.seal_of(village_id, subject)
    if line is None:
        return None
    return Sealed(line.seq + 1, line.at, ACTIONS.get(line.action, line.action), line.leaf)
