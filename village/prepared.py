"""Queries whose SQL is made once: for the few reads that every page and every deed begins with.

Making the text of a joined query costs the ORM ten times what running it does. What comes back
is the same rows as from the queryset itself; a test compares them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from tortoise.connection import get_connection
from tortoise.models import Model
from tortoise.queryset import QuerySet

from village.hydrating import Plan

Found = TypeVar("Found", bound=Model)
Value = str | int | date | datetime

CONNECTION = "default"
A_TEXT, A_NUMBER = "⟦sample⟧", -7
A_DAY, A_MOMENT = date(1901, 2, 3), datetime(1901, 2, 3, tzinfo=UTC)
"""Samples that no query has as a constant; two of a kind must differ."""


@dataclass(slots=True)
class _Text:
    """`places` says for every parameter of the SQL which value it is, or holds a constant."""

    sql: str
    places: tuple[tuple[int | None, Any], ...]
    joined: list[Any]
    plan: Plan | None = None


class Prepared(Generic[Found]):
    """`make` builds the queryset from values; `samples` are values that differ from each other
    and from every constant of the query; one may stand in several places. Values are as the
    database keeps them: no enums, no None."""

    def __init__(self, make: Callable[..., QuerySet[Found]], *samples: Value) -> None:
        self._make, self._samples = make, samples
        self._texts: dict[str, _Text] = {}

    async def __call__(self, *values: Value) -> Sequence[Found]:
        client = get_connection(CONNECTION)
        dialect = client.capabilities.dialect
        text = self._texts.get(dialect) or self._texts.setdefault(dialect, self._text())
        told = [_as_kept(value) for value in values]
        filled = [const if place is None else told[place] for place, const in text.places]
        _, rows = await client.execute_query(text.sql, filled)
        if not rows:
            return []
        if text.plan is None:
            text.plan = Plan(text.joined, list(rows[0].keys()))
        found: list[Found] = text.plan.objects(rows)
        return found

    async def first(self, *values: Value) -> Found | None:
        found = await self(*values)
        return found[0] if found else None

    def _text(self) -> _Text:
        query = self._make(*self._samples)
        query._db = get_connection(CONNECTION)
        query._make_query()
        _select_once(query)
        sql, parameters = query.query.get_parameterized_sql()
        places = tuple(self._place(one) for one in parameters)
        if {place for place, _ in places} - {None} != set(range(len(self._samples))):
            raise TypeError(f"not every sample stands in the query: {sql}")
        return _Text(sql, places, list(query._select_related_idx))

    def _place(self, parameter: Any) -> tuple[int | None, Any]:
        for place, sample in enumerate(self._samples):
            if type(sample) is type(parameter) and sample == parameter:
                return place, None
        return None, parameter


def _select_once(query: QuerySet[Any]) -> None:
    """A table on the way to several others is asked for again with each of them."""
    picked = query.query._selects
    query.query._selects = list({one.alias or one.name: one for one in picked}.values())


def _as_kept(value: Value) -> Value:
    """Moments are kept in UTC: on SQLite they are compared as text."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value
