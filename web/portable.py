"""All rows as plain JSON lines, out of one database and into another of either kind.

Read in one snapshot while the product runs, written in one transaction. What kind a column is
the databases say themselves, so that the schema of an earlier version can be carried too.
"""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.sqlite.client import SqliteClient
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from village import storage

PAGE = 2000  # rows read or written at once
STEPS = "tortoise_migrations"  # what was migrated is told by the manifest, not as rows
LEFT_OUT = frozenset({STEPS, "session"})
"""A session that was ended after the backup must not live again: everybody signs in anew."""

SQLITE_COLUMNS = """
SELECT m.name, c.name, lower(c.type) FROM sqlite_schema m, pragma_table_info(m.name) c
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid
"""
POSTGRES_COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
ORDER BY c.table_name, c.ordinal_position
"""
LINKS = """
SELECT conrelid::regclass::text AS owner, quote_ident(conname) AS name,
       pg_get_constraintdef(oid) AS rule
FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""
SQLITE = "sqlite"
Columns = dict[str, str]


class Snapshot(Protocol):
    """The database as it stood at one moment, whatever is written meanwhile."""

    @property
    def on_sqlite(self) -> bool: ...

    async def fetch(self, query: str) -> Sequence[Sequence[Any]]: ...


@dataclass(frozen=True, slots=True)
class OfFile:
    connection: sqlite3.Connection
    on_sqlite: bool = True

    async def fetch(self, query: str) -> Sequence[Sequence[Any]]:
        return await asyncio.to_thread(lambda: self.connection.execute(query).fetchall())


@dataclass(frozen=True, slots=True)
class Through:
    """What a transaction of the product's own connection sees."""

    deed: BaseDBAsyncClient

    @property
    def on_sqlite(self) -> bool:
        return self.deed.capabilities.dialect == "sqlite"

    async def fetch(self, query: str) -> Sequence[Sequence[Any]]:
        _, rows = await self.deed.execute_query(query)
        return [tuple(row) for row in rows]


@asynccontextmanager
async def snapshot() -> AsyncIterator[Snapshot]:
    """Takes no lock that a deed waits for. The storage is open."""
    client = get_connection(storage.CONNECTION)
    if isinstance(client, SqliteClient):
        beside = sqlite3.connect(client.filename, isolation_level=None, check_same_thread=False)
        with closing(beside) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")
            yield OfFile(connection)
        return
    async with in_transaction(storage.CONNECTION) as deed:
        await deed.execute_query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield Through(deed)


async def tables(seen: Snapshot) -> dict[str, Columns]:
    """Each table with its columns and their kinds; also the ones that are left out."""
    found: dict[str, Columns] = {}
    for table, column, kind in await seen.fetch(
        SQLITE_COLUMNS if seen.on_sqlite else POSTGRES_COLUMNS
    ):
        found.setdefault(table, {})[column] = kind
    return found


async def lines(seen: Snapshot, table: str, columns: Iterable[str]) -> AsyncIterator[bytes]:
    """One row a line, in the order of ids."""
    names = list(columns)
    place, last = names.index("id"), -1
    told = ", ".join(f'"{name}"' for name in names)
    while True:
        page = await seen.fetch(
            f'SELECT {told} FROM "{table}" WHERE id > {last} ORDER BY id LIMIT {PAGE}'  # noqa: S608
        )
        for row in page:
            yield json.dumps([_told(value) for value in row], ensure_ascii=False).encode() + b"\n"
        if len(page) < PAGE:
            return
        last = int(page[-1][place])


def _told(value: object) -> object:
    """As SQLite keeps it: moments and days as text, in UTC, yes and no as numbers."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | str | None):
        return value
    raise TypeError(f"rows hold numbers, words and times, not {type(value).__name__}")


async def filled(seen: Snapshot) -> list[str]:
    """Tables with at least one row."""
    return [
        table
        for table in await tables(seen)
        if table != STEPS and await seen.fetch(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608
    ]


async def drop_all(deed: BaseDBAsyncClient) -> None:
    """The empty tables of a database that was migrated and never used."""
    on_sqlite = Through(deed).on_sqlite
    for table in await tables(Through(deed)):
        await deed.execute_query(f'DROP TABLE "{table}"' + ("" if on_sqlite else " CASCADE"))


class Loading:
    """Fills the tables of the newly migrated, empty database `deed` writes to."""

    def __init__(self, deed: BaseDBAsyncClient) -> None:
        self.deed = deed
        self.on_sqlite = Through(deed).on_sqlite
        self.kinds: dict[str, Columns] = {}
        self._links: list[dict[str, str]] = []

    async def begin(self) -> None:
        """Links rest while rows arrive in any order; SQLite's are off when the file is opened."""
        self.kinds = await tables(Through(self.deed))
        if not self.on_sqlite:
            self._links = await self.deed.execute_query_dict(LINKS)
            for link in self._links:
                words = "ALTER TABLE {owner} DROP CONSTRAINT {name}".format(**link)
                await self.deed.execute_query(words)
        for table in self.kinds.keys() - LEFT_OUT:  # what a migration itself put there
            await self.deed.execute_query(f'DELETE FROM "{table}"')  # noqa: S608

    async def rows(self, table: str, columns: Sequence[str], rows: list[list[Any]]) -> None:
        told = ", ".join(f'"{name}"' for name in columns)
        marks = ["?" if self.on_sqlite else f"${n + 1}" for n in range(len(columns))]
        kinds = [SQLITE if self.on_sqlite else self.kinds[table][name] for name in columns]
        words = f'INSERT INTO "{table}" ({told}) VALUES ({", ".join(marks)})'  # noqa: S608
        await self.deed.execute_many(
            words, [[_stored(*cell) for cell in zip(row, kinds, strict=True)] for row in rows]
        )

    async def end(self) -> int:
        """Links hold again, numbers go on after the last; how many links lead nowhere."""
        if self.on_sqlite:
            return len(await self.deed.execute_query_dict("PRAGMA foreign_key_check"))
        for link in self._links:
            words = "ALTER TABLE {owner} ADD CONSTRAINT {name} {rule}".format(**link)
            await self.deed.execute_query(words)
        for table in self.kinds.keys() - LEFT_OUT:
            await self.deed.execute_query(
                f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'),"  # noqa: S608
                f' GREATEST(max(id), 1), max(id) IS NOT NULL) FROM "{table}"'
            )
        return 0


def _stored(value: object, kind: str) -> object:
    """As the column wants it; SQLite takes it as it is told."""
    if value is None or kind == SQLITE:
        return value
    if kind == "boolean":
        return bool(value)
    if kind == "timestamp with time zone":
        return datetime.fromisoformat(str(value))
    return date.fromisoformat(str(value)) if kind == "date" else value
