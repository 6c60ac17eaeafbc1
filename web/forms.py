"""Reading forms: all mistakes at once, each as a sentence beside its field; what was typed is kept.

A value that could not be read gets a harmless stand-in, and leaving `reading` raises InvalidInput.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TypeVar

from starlette.datastructures import FormData, UploadFile

from village import clock
from village.errors import InvalidInput
from village.naming import Named
from web import typed, uploads
from web.typed import Mistyped
from web.uploads import Sent, UploadKind

Option = TypeVar("Option", bound=Named)
Item = TypeVar("Item")
UNREAD_DAY = date(2000, 1, 1)
UNREAD_MOMENT = clock.at_local(UNREAD_DAY)


class Reader:
    """`missing` is the sentence when nothing was given; the maybe_ forms take nothing for None."""

    def __init__(self, form: FormData) -> None:
        self.form = form
        self.mistakes: dict[str, str] = {}

    def wrong(self, name: str, sentence: str) -> None:
        """Note a mistake; the first one of a field stays. The name "" is the form as a whole."""
        self.mistakes.setdefault(name, sentence)

    def fine(self, *names: str) -> bool:
        """Whether these fields could be read, so that they may be compared."""
        return not any(name in self.mistakes for name in names)

    def raw(self, name: str) -> str:
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    def text(
        self, name: str, missing: str = "", *, least: int = 0, most: int = 200, lines: bool = False
    ) -> str:
        text = typed.clean(self.raw(name), lines=lines)
        if not text:
            if missing:
                self.wrong(name, missing)
        elif len(text) > most:
            over = len(text) - most
            self.wrong(name, f"最多 {most} 个字，现在有 {len(text)} 个字，请删去 {over} 个字。")
        elif len(text) < least:
            self.wrong(name, f"至少写 {least} 个字，现在只有 {len(text)} 个字。")
        return text

    def maybe_whole(self, name: str, *, least: int = 0, most: int = 1_000_000) -> int | None:
        if not typed.clean(self.raw(name)):
            return None
        try:
            number = typed.whole(self.raw(name))
        except Mistyped as mistyped:
            self.wrong(name, str(mistyped))
            return None
        if not least <= number <= most:
            self.wrong(name, f"请填 {least:,} 到 {most:,} 之间的数，现在填的是 {number:,}。")
            return None
        return number

    def whole(self, name: str, missing: str, *, least: int = 0, most: int = 1_000_000) -> int:
        number = self.maybe_whole(name, least=least, most=most)
        if number is None:
            self.wrong(name, missing)
            return least
        return number

    def maybe_money(self, name: str, *, negative: bool = False) -> int | None:
        """Integer 分."""
        if not typed.clean(self.raw(name)):
            return None
        try:
            cents = typed.cents(self.raw(name))
        except Mistyped as mistyped:
            self.wrong(name, str(mistyped))
            return None
        if cents < 0 and not negative:
            self.wrong(name, "金额不能是负数。")
            return None
        return cents

    def money(self, name: str, missing: str, *, negative: bool = False) -> int:
        """Integer 分."""
        cents = self.maybe_money(name, negative=negative)
        if cents is None:
            self.wrong(name, missing)
            return 0
        return cents

    def maybe_day(self, name: str) -> date | None:
        """From three fields (name-year, name-month, name-day) or one written date."""
        whole = typed.clean(self.raw(name))
        parts = [self.raw(f"{name}-{part}") for part in ("year", "month", "day")]
        try:
            if whole:
                return typed.written_day(whole)
            if any(typed.clean(part) for part in parts):
                return typed.day(*parts)
        except Mistyped as mistyped:
            self.wrong(name, str(mistyped))
        return None

    def day(self, name: str, missing: str) -> date:
        found = self.maybe_day(name)
        if found is None:
            self.wrong(name, missing)
            return UNREAD_DAY
        return found

    def maybe_moment(self, name: str) -> datetime | None:
        """A day with name-hour and name-minute, China time, as a UTC moment."""
        on = self.maybe_day(name)
        hour, minute = self.raw(f"{name}-hour"), self.raw(f"{name}-minute")
        if on is None:
            if typed.clean(hour + minute):
                self.wrong(name, "请把日期也填上，例如 2026 年 11 月 9 日。")
            return None
        try:
            return typed.moment(on, hour, minute)
        except Mistyped as mistyped:
            self.wrong(name, str(mistyped))
            return None

    def moment(self, name: str, missing: str) -> datetime:
        found = self.maybe_moment(name)
        if found is None:
            self.wrong(name, missing)
            return UNREAD_MOMENT
        return found

    def maybe_choice(self, name: str, options: type[Option]) -> Option | None:
        return self.maybe_pick(name, {str(option): option for option in options})

    def choice(self, name: str, options: type[Option], missing: str) -> Option:
        return self.pick(name, {str(option): option for option in options}, missing)

    def choices(self, name: str, options: type[Option], missing: str = "") -> list[Option]:
        return self.picks(name, {str(option): option for option in options}, missing)

    def maybe_pick(self, name: str, offered: Mapping[str, Item]) -> Item | None:
        """One of what the page offered, by the value it was sent under."""
        value = typed.clean(self.raw(name))
        if value and value not in offered:
            self.wrong(name, "选的这一项现在没有了，请重新选。")
        return offered.get(value)

    def pick(self, name: str, offered: Mapping[str, Item], missing: str) -> Item:
        """Offer at least one thing: the first one stands in while the mistake is on its way."""
        found = self.maybe_pick(name, offered)
        if found is None:
            self.wrong(name, missing)
            return next(iter(offered.values()))
        return found

    def picks(self, name: str, offered: Mapping[str, Item], missing: str = "") -> list[Item]:
        """Those ticked, in the order the page offered them."""
        ticked = {value for value in self.form.getlist(name) if isinstance(value, str)}
        if not ticked <= offered.keys():
            self.wrong(name, "有选项现在没有了，请重新选。")
        if not ticked and missing:
            self.wrong(name, missing)
        return [item for value, item in offered.items() if value in ticked]

    def flag(self, name: str) -> bool:
        return self.raw(name) not in {"", "no"}

    def uploads(
        self, name: str, kind: UploadKind, missing: str = "", *, most: int = 6
    ) -> list[Sent]:
        files = [file for file in self.form.getlist(name) if isinstance(file, UploadFile)]
        given = [file for file in files if file.filename]
        if not given and missing:
            self.wrong(name, missing)
        if len(given) > most:
            self.wrong(name, f"一次最多传 {most} 个，现在选了 {len(given)} 个。")
            return []
        try:
            return [uploads.take(file, kind) for file in given]
        except Mistyped as mistyped:
            self.wrong(name, str(mistyped))
            return []

    def maybe_upload(self, name: str, kind: UploadKind) -> Sent | None:
        found = self.uploads(name, kind, most=1)
        return found[0] if found else None

    def upload(self, name: str, kind: UploadKind, missing: str) -> Sent:
        found = self.uploads(name, kind, missing, most=1)
        return found[0] if found else Sent("", b"")


@contextmanager
def reading(form: FormData) -> Iterator[Reader]:
    """Read fields inside the block; leaving it raises InvalidInput with every mistake."""
    reader = Reader(form)
    yield reader
    if reader.mistakes:
        raise InvalidInput(reader.mistakes)


class Filled:
    """A form as filled in: what the field macros show again."""

    def __init__(
        self, values: Mapping[str, Sequence[str]], errors: Mapping[str, str] | None = None
    ) -> None:
        self._values = values
        self._errors = dict(errors or {})

    def value(self, name: str) -> str:
        return next(iter(self._values.get(name, ())), "")

    def values(self, name: str) -> Sequence[str]:
        return self._values.get(name, ())

    def error(self, name: str) -> str:
        return self._errors.get(name, "")

    @property
    def mistakes(self) -> list[tuple[str, str]]:
        return list(self._errors.items())


def filled(form: FormData, errors: Mapping[str, str]) -> Filled:
    """The form as typed, beside its mistakes (InvalidInput.fields)."""
    values: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            values.setdefault(name, []).append(value)
    return Filled(values, errors)


def blank(**begin: object) -> Filled:
    """A form nobody has typed in; `begin` is what is known: days, moments, flags, lists, words."""
    values: dict[str, list[str]] = {}
    for name, value in begin.items():
        values.update(_begun(name, value))
    return Filled(values)


def _begun(name: str, value: object) -> dict[str, list[str]]:
    if value is None or value is False:
        return {}
    if isinstance(value, datetime):
        there = clock.local(value)
        clock_parts = {f"{name}-hour": [f"{there:%H}"], f"{name}-minute": [f"{there:%M}"]}
        return _begun(name, there.date()) | clock_parts
    if isinstance(value, date):
        parts = {"year": value.year, "month": value.month, "day": value.day}
        return {f"{name}-{part}": [str(number)] for part, number in parts.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return {name: [str(item) for item in value]}
    return {name: ["yes" if value is True else str(value)]}
