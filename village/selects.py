"""Plain SELECTs for the few lists that everybody opens: a fixed statement, every value bound.

The ORM spends four times as long on making such a statement as the database on answering it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from tortoise.backends.sqlite.client import SqliteClient
from tortoise.connection import get_connection

from village import storage


async def rows(statement: str, *values: object) -> Sequence[Any]:
    """`?` stands for a value in its order. Columns are read by their names."""
    connection = get_connection(storage.CONNECTION)
    if isinstance(connection, SqliteClient):
        plain = [str(one) if isinstance(one, date) else one for one in values]
        _, found = await connection.execute_query(statement, plain)
    else:
        _, found = await connection.execute_query(numbered(statement), list(values))
    return list(found)


@lru_cache(maxsize=64)
def numbered(statement: str) -> str:
    """As PostgreSQL wants its values: $1, $2, …"""
    first, *rest = statement.split("?")
    return first + "".join(f"${place}{part}" for place, part in enumerate(rest, start=1))


def places(count: int) -> str:
    return ", ".join("?" * count)


def day(value: date | str) -> date:
    """SQLite keeps days as words."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def moment(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
