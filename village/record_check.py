"""Walking the record: the first line that was changed, dropped, moved or added.

Reads bytes as they are stored, so that nothing a tamperer leaves behind can stop the walk; runs
beside a working server without taking its locks.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from tortoise.connection import get_connection

from village import merkle
from village.models import Township, Village

CONNECTION = "default"
PAGE = 500
WORDS = {
    "changed": "这一行的内容被改动过",
    "dropped": "这一行被删掉了",
    "moved": "这一行被挪动了位置",
    "added": "这一行是后来添上去的",
    "head": "各行都在，但与封存的总摘要不符",
    "stray": "这一行不属于任何一个村或乡镇",
}
SQLITE = "seq, " + ", ".join(
    f"CAST({name} AS BLOB) AS {name}"
    for name in ("at", "action", "subject", "line", "leaf", "head")
)
POSTGRES = "seq, " + ", ".join(
    f"convert_to({text}, 'UTF8') AS {name}"
    for name, text in {
        "at": "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00:00'",
        **{name: name for name in ("action", "subject", "line", "leaf", "head")},
    }.items()
)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the record is not what was sealed. `seq` counts from nought."""

    log: str
    seq: int
    code: str

    @property
    def text(self) -> str:
        return WORDS[self.code]


class Wrong(StrEnum):
    """What does not fit at one place of the walk."""

    GAP = "gap"  # no line with this number
    BROKEN = "broken"  # the line is not the one its own columns speak of
    ELSEWHERE = "elsewhere"  # a line in order, but of another place
    HEAD = "head"  # in order by itself, but not what the lines before lead to


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its columns, as bytes."""

    seq: int
    at: bytes
    action: bytes
    subject: bytes
    line: bytes
    leaf: bytes
    head: bytes

    @property
    def said(self) -> dict[str, Any] | None:
        """What the line says, if it says anything."""
        try:
            said = json.loads(self.line)
        except (ValueError, RecursionError):
            return None
        return said if isinstance(said, dict) else None


async def verify() -> tuple[int, Fault | None]:
    """Walk every log; the number of good lines and the first fault, if any."""
    total = 0
    logs: set[str] = set()
    for table in (Township, Village):
        for owner in await table.all().order_by("id"):
            log = f"{table._meta.db_table}:{owner.id}"
            logs.add(log)
            good, fault = await _walk(log, table, owner.id)
            total += good
            if fault is not None:
                return total, fault
    return total, await _stray(logs)


async def verify_village(village_id: int) -> tuple[int, Fault | None]:
    """The same for the log of one village."""
    return await _walk(f"village:{village_id}", Village, village_id)


async def lines_of(village_id: int, first: int, size: int) -> list[Row]:
    """The lines from `first` up to, not with, `size`, as they are stored; at most a page."""
    return await _page(f"village:{village_id}", first, size)


async def _walk(
    log: str, table: type[Township] | type[Village], owner_id: int
) -> tuple[int, Fault | None]:
    """As far as the seal says; if deeds were sealed during the walk, on to the new seal."""
    peaks: tuple[bytes, ...] = ()
    seq = 0
    while True:
        owner = await table.get(id=owner_id)
        async for row in _rows(log, seq, owner.log_size):
            if wrong := _wrong(row, log, seq, peaks):
                return seq, await _named(wrong, row, log, seq, owner.log_size)
            peaks = merkle.grown(peaks, seq, merkle.leaf_hash(row.line))
            seq += 1
        if seq < owner.log_size:
            return seq, await _named(Wrong.GAP, None, log, seq, owner.log_size)
        if merkle.packed(peaks) != owner.log_peaks:
            return seq, await _unsealed(log, seq)
        beyond = await _beyond(log, owner.log_size)
        if beyond is None:
            return seq, None
        if not await table.exists(id=owner_id, log_size__gt=owner.log_size):
            return seq, Fault(log, beyond, "added")


def _wrong(row: Row, log: str, seq: int, peaks: tuple[bytes, ...]) -> Wrong | None:
    if row.seq != seq:
        return Wrong.GAP
    leaf = merkle.leaf_hash(row.line)
    said = row.said
    if leaf.hex().encode() != row.leaf or said is None:
        return Wrong.BROKEN
    if (said.get("log"), said.get("seq")) != (log, seq):
        return Wrong.ELSEWHERE
    told = tuple(str(said.get(key)).encode() for key in ("action", "subject"))
    if told != (row.action, row.subject) or not _same_moment(str(said.get("at")), row.at):
        return Wrong.BROKEN
    if merkle.root(merkle.grown(peaks, seq, leaf)).hex().encode() != row.head:
        return Wrong.HEAD
    return None


def _same_moment(said: str, stored: bytes) -> bool:
    """SQLite keeps the text it was given, without a fraction that is nought."""
    try:
        moment = datetime.fromisoformat(said).astimezone(UTC)
    except ValueError:
        return False
    forms = (moment.isoformat(" "), moment.isoformat(" ", timespec="microseconds"))
    return stored in tuple(form.encode() for form in forms)


async def _named(wrong: Wrong, row: Row | None, log: str, seq: int, size: int) -> Fault:
    """What happened there, told from how many lines there are and what stands there now."""
    there = await _count(log)
    if wrong is Wrong.BROKEN:
        return Fault(log, seq, "changed")
    if wrong is Wrong.HEAD:
        return Fault(log, seq, "added" if there > size else "changed")
    if there < size:
        return Fault(log, seq, "dropped")
    if wrong is Wrong.ELSEWHERE and there > size:
        return Fault(log, _pushed_in(row, seq), "added")
    return Fault(log, seq, "moved")


async def _unsealed(log: str, size: int) -> Fault:
    """The lines fit each other, not the seal: one was pushed in at the end, or the seal changed."""
    behind = [row for row in await _page(log, size, size + 1) if _pushed_in(row, size) < size]
    if behind:
        return Fault(log, _pushed_in(behind[0], size), "added")
    return Fault(log, max(size - 1, 0), "head")


def _pushed_in(row: Row | None, seq: int) -> int:
    """A good line stands one too far: the intruder sits where that line says it belongs."""
    own = None if row is None or row.said is None else row.said.get("seq")
    return own if isinstance(own, int) and 0 <= own < seq else seq


async def _rows(log: str, first: int, size: int) -> AsyncIterator[Row]:
    while page := await _page(log, first, size):
        for row in page:
            yield row
        first = page[-1].seq + 1


async def _page(log: str, first: int, size: int) -> list[Row]:
    database = get_connection(CONNECTION)
    columns = SQLITE if database.capabilities.dialect == "sqlite" else POSTGRES
    found = await database.execute_query_dict(
        f"SELECT {columns} FROM ledger_entry WHERE log = '{log}'"  # noqa: S608 - our own words
        f" AND seq >= {first} AND seq < {size} ORDER BY seq LIMIT {PAGE}"
    )
    return [Row(**row) for row in found]


async def _count(log: str) -> int:
    (row,) = await get_connection(CONNECTION).execute_query_dict(
        f"SELECT count(*) AS there FROM ledger_entry WHERE log = '{log}'"  # noqa: S608
    )
    return int(row["there"])


async def _beyond(log: str, size: int) -> int | None:
    """A line whose number no seal covers."""
    found = await get_connection(CONNECTION).execute_query_dict(
        f"SELECT seq FROM ledger_entry WHERE log = '{log}'"  # noqa: S608
        f" AND NOT (seq >= 0 AND seq < {size}) ORDER BY seq LIMIT 1"
    )
    return _number(found[0]["seq"], size) if found else None


def _number(stored: object, otherwise: int) -> int:
    """SQLite lets anybody write words into a column of numbers."""
    return stored if isinstance(stored, int) else otherwise


async def _stray(logs: set[str]) -> Fault | None:
    """Lines under a name that is nobody's."""
    database = get_connection(CONNECTION)
    name = "CAST(log AS BLOB)" if database.capabilities.dialect == "sqlite" else "log"
    found = await database.execute_query_dict(
        f"SELECT {name} AS log, min(seq) AS seq FROM ledger_entry"  # noqa: S608
        " GROUP BY log ORDER BY log"
    )
    for row in found:
        raw = row["log"]
        log = raw.decode(errors="replace") if isinstance(raw, bytes) else str(raw)
        if log not in logs:
            return Fault(log, _number(row["seq"], 0), "stray")
    return None
