"""Enums whose members carry the Chinese name people read."""

from enum import StrEnum
from typing import Self


class Named(StrEnum):
    """A code for the database and a label for the page: `YES = "yes", "同意"`."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member
