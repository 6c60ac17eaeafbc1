"""Numbers that point at a person never go on a board, whoever typed them. Pure."""

import re

NUMBERS = re.compile(  # ID numbers, mobile phones, bank and benefit cards
    r"(?<![0-9])(?:[0-9]{17}[0-9Xx]|1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}|[0-9]{16,19})(?![0-9])"
)
HIDDEN = "（号码不公开）"


def hidden(text: str) -> str:
    """The text as anyone may read it."""
    return NUMBERS.sub(HIDDEN, text)


def first_number(text: str) -> str:
    """The first such number, to tell whoever typed it; empty when there is none."""
    found = NUMBERS.search(text)
    return "" if found is None else found[0]
