"""Everything that was counted in one vote, phone and paper together, and the digest over it.

Figures of one channel are told only where neither channel is small: a handful of votes would
show who chose what.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deliberation import counting, slips
from deliberation.casting import WRITE, options_of
from deliberation.models import (
    Ballot,
    BallotKind,
    Channel,
    NamedVote,
    Tally,
    Turnout,
    VoteMethod,
)
from deliberation.reconciling import Sheet
from deliberation.slips import Piles
from village import rolls

SMALL = 10
"""Votes of one channel below which its own figures stay out of public papers."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One vote's count. `sheet` None: there was no paper and no hands to count."""

    ballot: Ballot
    options: tuple[tuple[str, str], ...]
    phone: Mapping[str, int]
    by_phone: int
    piles: Piles
    sheet: Sheet | None
    rounds: tuple[counting.Round, ...]
    entitled: int

    @property
    def totals(self) -> dict[str, int]:
        """Phone and paper together, printed options first, in their order."""
        paper = self.sheet.votes if self.sheet else {}
        written = sorted((set(self.phone) | set(paper)) - {code for code, _ in self.options})
        codes = [*(code for code, _ in self.options), *written]
        return {code: self.phone.get(code, 0) + paper.get(code, 0) for code in codes}

    @property
    def spoiled(self) -> int:
        return self.sheet.spoiled if self.sheet else 0

    @property
    def returned(self) -> int:
        return self.sheet.returned if self.sheet else 0

    @property
    def valid(self) -> int:
        """Papers that count, of both channels."""
        return self.by_phone + self.returned - self.spoiled

    @property
    def labels(self) -> dict[str, str]:
        told = dict(self.options)
        return {code: told.get(code, code.removeprefix(WRITE)) for code in self.totals}

    @property
    def reconciles(self) -> bool:
        """Does every vote on the phone belong to one turnout? Paper was checked as it came in."""
        together = sum(self.phone.values())
        if self.ballot.kind is BallotKind.YES_NO:
            return together == self.by_phone
        most = self.ballot.seats * self.by_phone
        each = all(count <= self.by_phone for count in self.phone.values())
        return self.by_phone <= together <= most and each

    @property
    def tells_channels(self) -> bool:
        """Both channels large, or only one of them used."""
        fewest = min(self.by_phone, self.piles.issued)
        return fewest == 0 or fewest >= SMALL


async def counted(ballot: Ballot) -> Counted:
    """The count as the rows have it; for a vote whose casting is over."""
    found = await counting.rounds(ballot)
    last = found[-1] if found and found[-1].agreed else None
    tallies = await Tally.filter(ballot_id=ballot.id).values_list("option", "votes")
    entries = await rolls.effective(ballot.meeting.roll_id or 0)
    return Counted(
        ballot=ballot,
        options=await options_of(ballot),
        phone=dict(tallies),
        by_phone=await Turnout.filter(ballot_id=ballot.id, channel=Channel.PHONE).count(),
        piles=await slips.piles(ballot),
        sheet=counting.sheet_of(last.sheets[0]) if last else None,
        rounds=tuple(found),
        entitled=len(entries),
    )


async def named_agree(told: Counted) -> bool:
    """记名: the names beside the choices add up to the same figures."""
    if told.ballot.method is not VoteMethod.NAMED:
        return True
    rows = await NamedVote.filter(ballot_id=told.ballot.id).values_list("option", flat=True)
    names = [str(one) for one in rows]
    return all(names.count(code) == count for code, count in told.phone.items())


def document(told: Counted) -> dict[str, Any]:
    """What anybody may read, and what the digest in the record is over."""
    ballot, piles = told.ballot, told.piles
    written = {code: votes for code, votes in told.totals.items() if code.startswith(WRITE)}
    totals = {code: told.totals[code] for code, _ in told.options}
    if ballot.write_in:
        totals["write"] = sum(written.values())
    return {
        "v": 1,
        "ballot": ballot.id,
        "item": ballot.item_id,
        "kind": str(ballot.kind),
        "method": str(ballot.method),
        "question": ballot.question,
        "seats": ballot.seats,
        "options": [[code, label] for code, label in told.options],
        "entitled": told.entitled,
        "roll": ballot.roll_digest,
        "present": ballot.present_at_close,
        "turnout": {"phone": told.by_phone, "slip": piles.issued},
        "slips": {
            "printed": piles.printed,
            "void": piles.void,
            "issued": piles.issued,
            "unused": piles.left,
            "returned": told.returned,
            "missing": told.sheet.missing if told.sheet else 0,
        },
        "counts": len(told.rounds),
        "totals": totals,
        "spoiled": told.spoiled,
        "written": salted(ballot, written),
        "channels": salted(ballot, channels(told)),
    }


def channels(told: Counted) -> dict[str, Any]:
    """Phone and every paper sheet apart: for the supervisors, and for all where it shows nobody."""
    return {
        "phone": dict(sorted(told.phone.items())),
        "sheets": [
            [one.number, row.returned, row.missing, row.unused, row.spoiled, json.loads(row.votes)]
            for one in told.rounds
            for row in one.sheets
        ],
    }


def salted(ballot: Ballot, part: Mapping[str, Any]) -> str:
    """A digest that small numbers cannot be guessed from, for what is not shown to all."""
    return hashlib.sha256(f"{ballot.salt}\n{canonical(part)}".encode()).hexdigest()


def canonical(part: Mapping[str, Any]) -> str:
    return json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(paper: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON: keys sorted, no blanks, UTF-8."""
    return hashlib.sha256(canonical(paper).encode()).hexdigest()


async def published(ballot: Ballot) -> dict[str, Any]:
    """For `/decisions/{id}.json`: the document, its digest, and the channels where they may be."""
    told = await counted(ballot)
    paper = document(told)
    shown: dict[str, Any] = {"document": paper, "digest": ballot.digest}
    if told.tells_channels and not any(code.startswith(WRITE) for code in told.totals):
        shown["channels"] = {**channels(told), "salt": ballot.salt}
    return shown
