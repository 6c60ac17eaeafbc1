"""The rules of the checkup, read from `checkup/*.toml`; what they find in one sentence.

A rule that is not whole (no basis, no wording to use instead, no examples) is refused at loading.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bylaws.review_negation import is_left_to_authority, is_lifted
from bylaws.review_text import Sentence
from bylaws.review_words import FOLDER, BadCheckup, compiled, sheet
from village.naming import Named
from village.rules import Certainty

NEEDED = ("code", "title", "action", "why", "basis", "suggest", "flags", "passes")
OPTIONAL = ("acts", "bans", "unless", "titles", "authority", "yields", "once", "takes", "about")
NOT_RULES = ("words.toml", "laws.toml")
Pattern = re.Pattern[str]
REACH = 18  # letters between what is taken and the word that takes it
WEAKEST = (Certainty.MEMORY, Certainty.SECONDARY, Certainty.VERIFIED)


class CheckupAction(Named):
    """What the checkup proposes for a clause; the legal adviser decides."""

    STRIKE = "strike", "剔除"
    CORRECT = "correct", "更正"
    ADD = "add", "补充"
    KEEP = "keep", "保留（请核对）"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a finding stands on, and how sure we are of the article."""

    text: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Rule:
    """`acts` are things the village may not do: a prohibition in front makes them lawful.

    `bans` carry their own prohibition, and are unlawful because of it. `takes` are things that may
    not be taken away: found with a word of taking near them. `about` must stand in the sentence for
    these, `unless` anywhere in it lifts everything.
    `once`: an article that says it five times over gets one finding.
    """

    code: str
    title: str
    action: CheckupAction
    why: str
    ground: Ground
    suggest: str
    flags: tuple[str, ...]
    passes: tuple[str, ...]
    acts: tuple[Pattern, ...] = ()
    bans: tuple[Pattern, ...] = ()
    takes: tuple[Pattern, ...] = ()
    about: Pattern | None = None
    unless: tuple[Pattern, ...] = ()
    titles: bool = False
    authority: bool = False
    once: bool = False
    yields: tuple[str, ...] = ()

    def find(self, sentence: Sentence) -> tuple[int, int] | None:
        """The first place it applies, unless the sentence takes it back."""
        found = min(self.spans(sentence), default=None)
        if found and any(pattern.search(sentence.plain) for pattern in self.unless):
            return None
        return found

    def spans(self, sentence: Sentence) -> Iterator[tuple[int, int]]:
        """The first place of each pattern."""
        plain = sentence.plain
        for pattern in self.bans:
            if found := pattern.search(plain):
                yield found.span()
        for pattern in self.acts:
            if pattern.search(plain):
                places = (found.span() for found in pattern.finditer(plain))
                yield from self.first_standing(sentence, places)
        if self.takes and (self.about is None or self.about.search(plain)):
            for thing in self.takes:
                yield from self.first_standing(sentence, taken_from(thing, plain))

    def first_standing(
        self, sentence: Sentence, places: Iterable[tuple[int, int]]
    ) -> Iterator[tuple[int, int]]:
        for place in places:
            if not self.is_excused(sentence, place):
                yield place
                return

    def is_excused(self, sentence: Sentence, span: tuple[int, int]) -> bool:
        return is_lifted(sentence, *span) or (
            self.authority and is_left_to_authority(sentence, *span)
        )


def taken_from(thing: Pattern, plain: str) -> Iterator[tuple[int, int]]:
    """Words of taking away with such a thing near them, before or behind."""
    for start, end in takings_in(plain):
        if thing.search(plain, max(start - REACH, 0), end + REACH):
            yield start, end


@lru_cache(maxsize=64)
def takings_in(plain: str) -> tuple[tuple[int, int], ...]:
    """Where words of taking away stand: 取消, 扣发, 不得享受."""
    return tuple(found.span() for found in compiled("{taken}").finditer(plain))


@lru_cache(maxsize=1)
def laws() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = sheet("laws.toml")["laws"]
    return found


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Every rule for single articles, in the order of the files."""
    names = sorted(path.name for path in FOLDER.glob("*.toml") if path.name not in NOT_RULES)
    return tuple(read(row, name) for name in names for row in sheet(name).get("rules", []))


def read(row: Mapping[str, Any], name: str) -> Rule:
    where = f"{name}: {row.get('code', '?')}"
    if missing := [key for key in NEEDED if not row.get(key)]:
        raise BadCheckup(f"{where} lacks {', '.join(missing)}")
    if unknown := [key for key in row if key not in (*NEEDED, *OPTIONAL)]:
        raise BadCheckup(f"{where} has unknown {', '.join(unknown)}")
    if row["action"] not in set(CheckupAction):
        raise BadCheckup(f"{where}: no action {row['action']}")
    return Rule(
        code=row["code"],
        title=row["title"],
        action=CheckupAction(row["action"]),
        why=row["why"],
        ground=ground(row["basis"], where),
        suggest=row["suggest"],
        flags=tuple(row["flags"]),
        passes=tuple(row["passes"]),
        acts=patterns(row, "acts"),
        bans=patterns(row, "bans"),
        takes=patterns(row, "takes"),
        about=compiled(row["about"]) if "about" in row else None,
        unless=patterns(row, "unless"),
        titles=bool(row.get("titles", False)),
        authority=bool(row.get("authority", False)),
        once=bool(row.get("once", False)),
        yields=tuple(row.get("yields", ())),
    )


def patterns(row: Mapping[str, Any], key: str) -> tuple[Pattern, ...]:
    return tuple(compiled(one) for one in row.get(key, ()))


def ground(basis: Sequence[str], where: str) -> Ground:
    """Each basis is a law's short name and, after a blank, its articles."""
    texts, certainties = [], []
    for one in basis:
        name, _, articles = one.partition(" ")
        if name not in laws():
            raise BadCheckup(f"{where}: there is no {name} in laws.toml")
        texts.append(laws()[name]["title"] + articles)
        certainties.append(Certainty(laws()[name]["certainty"]))
    return Ground("；".join(texts), min(certainties, key=WEAKEST.index))
