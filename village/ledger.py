"""The sealed record: one line per deed, written in the deed's own transaction.

A line holds ids, numbers, days, short codes and digests; never a name, a phone or free text,
so that a person's data can be erased without breaking the record.
"""

import hashlib
import json
import re
from datetime import UTC, date, datetime
from typing import Any

from village import merkle
from village.models import LedgerEntry, Township, Village
from village.permissions import Seat
from village.record_check import Fault, verify
from village.statement import Statement, on_postgres

__all__ = ["Fault", "record", "record_township", "seal_of", "text_digest", "verify"]

ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
SUBJECT = re.compile(r"[a-z_]+:[a-z0-9_\-]+")
KEY = re.compile(r"[a-z_]+")
PLAIN = re.compile(r"[A-Za-z0-9_.:,/+\-]{0,128}")
NUMBER_OF_A_PERSON = re.compile(r"(?<![0-9a-f])(1[3-9][0-9]{9}|[0-9]{17}[0-9Xx])(?![0-9a-f])")


GROWN = {
    table: Statement(
        f"UPDATE {table._meta.db_table}"  # noqa: S608 - the names of our own tables
        " SET log_size = ?2 + 1, log_peaks = ?3, data_version = data_version + 1"
        " WHERE id = ?1 AND log_size = ?2 RETURNING id"
    )
    for table in (Village, Township)
}
SEALED = Statement(
    "INSERT INTO ledger_entry (seq, log, at, action, subject, line, leaf, head)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
)
GROWN_AND_SEALED = {
    table: Statement(
        f"WITH grown AS (UPDATE {table._meta.db_table}"  # noqa: S608 - the names of our own tables
        " SET log_size = ?2 + 1, log_peaks = ?3, data_version = data_version + 1"
        " WHERE id = ?1 AND log_size = ?2 RETURNING id)"
        " INSERT INTO ledger_entry (seq, log, at, action, subject, line, leaf, head)"
        " SELECT ?2, ?4, CAST(?5 AS timestamptz), ?6, ?7, ?8, ?9, ?10 FROM grown RETURNING id"
    )
    for table in (Village, Township)
}


async def record(
    village: int | Village, seat: Seat, action: str, subject: str, *, now: datetime, **data: object
) -> None:
    """Seal one line in the village's log. Call it inside `storage.writing(village_id)`.

    Hand in the very row that `writing` yielded and it is not read again. A row that is behind
    the log is refused.
    """
    if isinstance(village, int):
        village = await Village.get(id=village).only("id", "log_size", "log_peaks")
    await _append(village, f"village:{village.id}", seat, (action, subject), now, data)


async def record_township(
    township_id: int, seat: Seat, action: str, subject: str, *, now: datetime, **data: object
) -> None:
    """The same for deeds of the township itself, inside `storage.writing_township`."""
    township = await Township.get(id=township_id).only("id", "log_size", "log_peaks")
    await _append(township, f"township:{township_id}", seat, (action, subject), now, data)


async def _append(  # noqa: PLR0917 - one private funnel for two logs
    owner: Village | Township,
    log: str,
    seat: Seat,
    what: tuple[str, str],
    now: datetime,
    data: dict[str, object],
) -> None:
    (action, subject), size = what, owner.log_size
    line = _line(log, size, now, seat, action, subject, data)
    leaf = merkle.leaf_hash(line.encode())
    peaks = merkle.grown(merkle.unpacked(owner.log_peaks), size, leaf)
    packed = merkle.packed(peaks)
    words = (log, now, action, subject, line, leaf.hex(), merkle.root(peaks).hex())
    if on_postgres():  # where each statement is a way to the server and back
        grown = await GROWN_AND_SEALED[type(owner)](owner.id, size, packed, *words)
    else:
        grown = await GROWN[type(owner)](owner.id, size, packed)
    if not grown:
        raise RuntimeError(f"{log} has grown since it was read: hand in the row `writing` yielded")
    if not on_postgres():
        await SEALED(size, *words)
    owner.log_size, owner.log_peaks = size + 1, packed


def _line(  # noqa: PLR0917 - the parts of a line, once
    log: str, seq: int, now: datetime, seat: Seat, action: str, subject: str, data: dict[str, Any]
) -> str:
    _check_words(action, subject, data)
    parts = {
        "v": 1,
        "log": log,
        "seq": seq,
        "at": now.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": seat.person_id,
        "as": str(seat.office),
        "action": action,
        "subject": subject,
        "data": {key: _plain(key, value) for key, value in data.items()},
    }
    return json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _check_words(action: str, subject: str, data: dict[str, Any]) -> None:
    if not ACTION.fullmatch(action) or not SUBJECT.fullmatch(subject):
        raise TypeError(f"the record names deeds as noun.verb of noun:id, not {action} {subject}")
    if wrong := [key for key in data if not KEY.fullmatch(key)]:
        raise TypeError(f"the record takes plain words as keys, not {wrong}")


def _plain(key: str, value: object) -> object:
    """Only what cannot name a person may enter the record."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and PLAIN.fullmatch(value) and not NUMBER_OF_A_PERSON.search(value):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [_plain(key, part) for part in value]
    raise TypeError(f"{key}: the record takes numbers, days, codes and digests only")


def text_digest(*texts: str) -> str:
    """What the record keeps of words: a digest over length-marked UTF-8 parts."""
    seal = hashlib.sha256()
    for text in texts:
        raw = text.encode()
        seal.update(len(raw).to_bytes(8, "big") + raw)
    return seal.hexdigest()


async def seal_of(village_id: int, subject: str) -> LedgerEntry | None:
    """The latest line about `subject`, for the seal printed on papers."""
    log = f"village:{village_id}"
    return await LedgerEntry.filter(log=log, subject=subject).order_by("-seq").first()
