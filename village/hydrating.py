"""Rows of a prepared query made into the objects that the ORM would make of them.

The ORM looks up every column by name for every row; here that is done once for each query. A
test compares the objects with the ORM's own.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.fields import DatetimeField
from tortoise.fields.base import Field
from tortoise.fields.data import CharEnumFieldInstance
from tortoise.models import Model

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the query: which columns are its own, and where its object hangs."""

    model: type[Model]
    begin: int
    end: int
    columns: tuple[tuple[int, str, Convert | None], ...]
    own_key: bool
    parent: int
    attribute: str

    def object_of(self, values: tuple[Any, ...]) -> Model | None:
        """None: nothing was joined."""
        if self.attribute and not any(values[self.begin : self.end]):
            return None
        made = self.model.__new__(self.model)
        held = made.__dict__
        held["_partial"] = False
        held["_saved_in_db"] = True
        held["_custom_generated_pk"] = self.own_key
        held["_await_when_save"] = {}
        for place, name, convert in self.columns:
            held[name] = values[place] if convert is None else convert(values[place])
        return made


class Plan:
    def __init__(self, joined: Sequence[Any], columns: Sequence[str]) -> None:
        self._parts: list[Part] = []
        paths: dict[tuple[Any, ...], int] = {}
        begin = 0
        for position, (model, count, *_, path) in enumerate(joined):
            end = begin + count
            names = [one.rpartition(".")[2] for one in columns[begin:end]]
            *above, attribute = path
            parent = paths[tuple(above)] if position else -1
            self._parts.append(
                Part(
                    *(model, begin, end, tuple(_columns(model, names, begin))),
                    model._meta.db_pk_column not in model._meta.generated_db_fields,
                    *(parent, f"_{attribute}" if position else ""),
                )
            )
            paths[tuple(path)] = position
            begin = end

    def objects(self, rows: Iterable[Any]) -> list[Any]:
        return [self._made(tuple(row)) for row in rows]

    def _made(self, values: tuple[Any, ...]) -> Model | None:
        made: list[Model | None] = []
        for part in self._parts:
            one = part.object_of(values)
            above = made[part.parent] if made else None
            if above is not None:
                above.__dict__[part.attribute] = one
            made.append(one)
        return made[0]


def _columns(
    model: type[Model], names: Sequence[str], begin: int
) -> Iterable[tuple[int, str, Convert | None]]:
    meta, place = model._meta, {name: begin + n for n, name in enumerate(names)}
    for key, name, _ in meta.db_native_fields:
        yield place[key], name, None
    for key, name, field in meta.db_default_fields:
        yield place[key], name, _unless_none(field.field_type)
    for key, name, field in meta.db_complex_fields:
        yield place[key], name, _of_field(field)


def _of_field(field: Field[Any]) -> Convert:
    if isinstance(field, DatetimeField):
        return _moment
    if isinstance(field, CharEnumFieldInstance):
        return {None: None, **{one.value: one for one in field.enum_type}}.__getitem__
    return field.to_python_value


def _moment(value: str | datetime | None) -> datetime | None:
    """SQLite keeps moments as text. Both databases keep them in UTC."""
    if value is None or isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value)


def _unless_none(kind: Convert) -> Convert:
    return lambda value: None if value is None else kind(value)
