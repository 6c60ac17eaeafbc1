"""One person of a roster, as the sheet has it, and what is wrong with a row.

Pure. None means that the sheet says nothing, never that the answer is no.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from village.models import PartyStatus, Residence, Sex
from village.permissions import Office

HEAD = "户主"
DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a row is rejected (or, as a note, what to look at). `row` is as the sheet counts."""

    row: int
    column: str
    why: str


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person as the sheet has it; None where it says nothing."""

    row: int
    household: str
    name: str
    sex: Sex
    born: date
    is_head: bool | None = None
    group: str | None = None
    relation: str | None = None
    id_number: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    party: PartyStatus | None = None
    representative: bool | None = None
    offices: tuple[Office, ...] = ()
    registered: bool | None = None
    residence: Residence | None = None
    collective: bool | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """What the file says. `mentioned` are the names in rejected rows: a typo is no departure."""

    sheet: str
    rows: tuple[RosterRow, ...]
    rejected: tuple[Mistake, ...]
    notes: tuple[Mistake, ...]
    ignored_columns: tuple[str, ...]
    ignored_sheets: tuple[str, ...]
    mentioned: frozenset[str]


def group_key(name: str) -> str:
    """1组, 一组, 第一村民小组 are one group; 东组 is 东."""
    return str(group_position(name) or bare_group(name))


def bare_group(name: str) -> str:
    return re.sub(r"\s|^第|(村民)?小?组$", "", name) or name


def group_position(name: str) -> int:
    """The number in its name; 0 when it has none."""
    return group_number(bare_group(name))


def group_number(text: str) -> int:
    """7, 七, 十二, 二十一; 0 when it is a name."""
    if text.isascii() and text.isdigit():
        return int(text)
    match = re.fullmatch(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)", text)
    if match:
        return (DIGITS[match[1]] if match[1] else 1) * 10 + DIGITS.get(match[2], 0)
    return DIGITS.get(text, 0)
