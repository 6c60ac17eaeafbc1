"""The words all rules share, read from `checkup/words.toml` once: slots, negation, characters."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("checkup")
SLOT = re.compile(r"\{([a-z_]+)\}")


class BadCheckup(ValueError):
    """The data of the checkup are wrong; says in which file and why."""


def sheet(name: str) -> dict[str, Any]:
    try:
        return tomllib.loads((FOLDER / name).read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadCheckup(f"{name}: {error}") from error


_words = sheet("words.toml")
SLOTS: Mapping[str, str] = {
    name: words if isinstance(words, str) else "|".join(words)
    for name, words in _words["slots"].items()
}
NEGATION: Mapping[str, Any] = _words["negation"]
TRADITIONAL = {ord(pair[0]): ord(pair[1]) for pair in _words["traditional"]["pairs"].split()}


def expanded(pattern: str) -> str:
    """The pattern with every {slot} written out; an unknown slot is a mistake."""

    def filled(found: re.Match[str]) -> str:
        if found[1] not in SLOTS:
            raise BadCheckup(f"{pattern}: there is no {found[0]} in words.toml")
        return f"(?:{expanded(SLOTS[found[1]])})"

    return SLOT.sub(filled, pattern)


@lru_cache(maxsize=2048)
def compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(expanded(pattern))
    except re.error as error:
        raise BadCheckup(f"{pattern}: {error}") from error
