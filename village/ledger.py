"""The sealed record: one line per deed, written in the deed's own transaction.

A line holds ids, numbers, days, short codes and digests; never a name, a phone or free text,
so that a person's data can be erased without breaking the record.
"""

import hashlib
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from tortoise.expressions import F

from village import merkle
from village.models import LedgerEntry, Township, Village
from village.permissions import Seat

PLAIN = re.compile(r"[A-Za-z0-9_.:,/+\-]{0,400}")
PAGE = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the record is not what was sealed."""

    log: str
    seq: int
    code: str
    text: str


async def record(
    village_id: int, seat: Seat, action: str, subject: str, *, now: datetime, **data: object
) -> None:
    """Seal one line in the village's log. Call it inside `storage.writing(village_id)`."""
    await _append(Village, village_id, f"village:{village_id}", seat, (action, subject), now, data)


async def record_township(
    township_id: int, seat: Seat, action: str, subject: str, *, now: datetime, **data: object
) -> None:
    """The same for deeds of the township itself, inside `storage.writing_township`."""
    log = f"township:{township_id}"
    await _append(Township, township_id, log, seat, (action, subject), now, data)


async def _append(  # noqa: PLR0917 - one private funnel for two logs
    table: type[Village] | type[Township],
    owner: int,
    log: str,
    seat: Seat,
    what: tuple[str, str],
    now: datetime,
    data: dict[str, object],
) -> None:
    action, subject = what
    state = await table.filter(id=owner).values("log_size", "log_peaks")
    size, peaks = state[0]["log_size"], merkle.unpacked(state[0]["log_peaks"])
    line = _line(log, size, now, seat, action, subject, data)
    leaf = merkle.leaf_hash(line.encode())
    peaks = merkle.grown(peaks, size, leaf)
    await LedgerEntry.create(
        log=log,
        seq=size,
        at=now,
        action=action,
        subject=subject,
        line=line,
        leaf=leaf.hex(),
        head=merkle.root(peaks).hex(),
    )
    await table.filter(id=owner).update(
        log_size=size + 1, log_peaks=merkle.packed(peaks), data_version=F("data_version") + 1
    )


def _line(  # noqa: PLR0917 - the parts of a line, once
    log: str, seq: int, now: datetime, seat: Seat, action: str, subject: str, data: dict[str, Any]
) -> str:
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


def _plain(key: str, value: object) -> object:
    """Only what cannot name a person may enter the record."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and PLAIN.fullmatch(value):
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


async def verify() -> tuple[int, Fault | None]:
    """Walk every log; the number of good lines and the first fault, if any."""
    total = 0
    for table in (Township, Village):
        name = table._meta.db_table
        owners = await table.all().order_by("id").values("id", "log_size", "log_peaks")
        for owner in owners:
            good, fault = await _walk(f"{name}:{owner['id']}", owner)
            total += good
            if fault is not None:
                return total, fault
    known = {f"village:{one['id']}" for one in await Village.all().values("id")}
    known |= {f"township:{one['id']}" for one in await Township.all().values("id")}
    stray = await LedgerEntry.exclude(log__in=known).order_by("log", "seq").first()
    if stray is not None:
        return total, Fault(stray.log, stray.seq, "added", "这一行不属于任何一个村或乡镇")
    return total, None


async def _walk(log: str, owner: dict[str, Any]) -> tuple[int, Fault | None]:
    peaks: tuple[bytes, ...] = ()
    seq = 0
    async for entry in _lines(log):
        if fault := _fault_in(entry, log, seq, peaks):
            return seq, fault
        peaks = merkle.grown(peaks, seq, bytes.fromhex(entry.leaf))
        seq += 1
        if seq > owner["log_size"]:
            return seq - 1, Fault(log, entry.seq, "added", "这一行是后来添上去的")
    if seq < owner["log_size"]:
        return seq, Fault(log, seq, "dropped", "从这一行起，记录被删掉了")
    if merkle.packed(peaks) != owner["log_peaks"]:
        return seq, Fault(log, max(seq - 1, 0), "head", "全部行都在，但与封存的总摘要不符")
    return seq, None


def _fault_in(entry: LedgerEntry, log: str, seq: int, peaks: tuple[bytes, ...]) -> Fault | None:
    if entry.seq != seq:
        return Fault(log, seq, "dropped", "少了这一行")
    leaf = merkle.leaf_hash(entry.line.encode())
    if leaf.hex() != entry.leaf or not _columns_agree(entry):
        return Fault(log, seq, "changed", "这一行的内容被改动过")
    if merkle.root(merkle.grown(peaks, seq, leaf)).hex() != entry.head:
        return Fault(log, seq, "changed", "这一行与封存时的总摘要不符：被改动、挪动或插入")
    return None


def _columns_agree(entry: LedgerEntry) -> bool:
    said = json.loads(entry.line)
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    seen = (entry.log, entry.seq, at, entry.action, entry.subject)
    return seen == tuple(said[key] for key in ("log", "seq", "at", "action", "subject"))


async def _lines(log: str) -> AsyncIterator[LedgerEntry]:
    last = -1
    while page := await LedgerEntry.filter(log=log, seq__gt=last).order_by("seq").limit(PAGE):
        for entry in page:
            yield entry
        last = page[-1].seq
