"""Choosing a person without script: search by name, then tick one of those found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from village import people
from village.models import Village
from village.permissions import Actor
from web import forms
from web.forms import Filled

LONGEST = 60
MOST = 12  # to choose from; a longer list asks for one more character


@dataclass(frozen=True, slots=True)
class Candidates:
    """`offered` goes to the radios; `ids` back from them. `search` is the box as it was filled."""

    asked: str
    offered: tuple[tuple[str, str, str], ...] = ()
    ids: Mapping[str, int] = field(default_factory=dict)
    more: bool = False

    @property
    def search(self) -> Filled:
        return forms.blank(q=self.asked)


def candidates(asked: str, offered: Sequence[tuple[str, str, str]]) -> Candidates:
    shown = tuple(offered[:MOST])
    ids = {key: int(key) for key, *_ in shown}
    return Candidates(asked, shown, ids, more=len(offered) > MOST)


def as_options(found: Iterable[people.Found]) -> list[tuple[str, str, str]]:
    return [(str(one.person_id), one.name, where(one)) for one in found]


async def villagers(
    village: Village, asked: str, actor: Actor, *, but: int | None = None
) -> Candidates:
    """Villagers whose names answer what was typed."""
    asked = asked.strip()[:LONGEST]
    found = await people.search(village, asked, actor) if asked else []
    return candidates(asked, as_options(one for one in found if one.person_id != but))


def where(found: people.Found) -> str:
    """What tells two people of one name apart."""
    home = f"户号 {found.household}" if found.household else ""
    return " · ".join(part for part in (found.group, home) if part)
