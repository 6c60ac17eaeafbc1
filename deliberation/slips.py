"""Paper slips: printed with a serial and a code, handed out by the roll, counted when they return.

A slip is never tied to a voter: serials follow no order, and the voter draws one from the pile.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from tortoise.queryset import QuerySet

from deliberation import casting
from deliberation.ballot_papers import JOINED, check_meeting
from deliberation.casting import Cast
from deliberation.models import Ballot, BallotStage, Channel, Slip, SlipState, Turnout, VoteMethod
from village import keys, ledger, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.models import RollEntry
from village.permissions import Actor, Permission, Seat

PURPOSE = "slips/v1"
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SERIAL = 6
MOST = 3000
PRINTABLE = (BallotStage.READY, BallotStage.OPEN)


@dataclass(frozen=True, slots=True)
class Piles:
    """Where the slips are, as the system knows it: what was counted back is on the sheets."""

    printed: int
    void: int
    issued: int

    @property
    def left(self) -> int:
        """On the pile: printed, not spoilt in printing, not handed out."""
        return self.printed - self.void - self.issued


def token_of(ballot_id: int, serial: str, secret: str) -> str:
    """What the code on the slip says. Made from the installation's secret, so that the same
    sheet can be printed again; the database keeps its digest only."""
    words = f"slip:{ballot_id}:{serial}".encode()
    raw = hmac.new(keys.derived(secret, PURPOSE), words, hashlib.sha256).digest()
    return base64.b32encode(raw[:15]).decode().lower()


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _seat(ballot: Ballot, actor: Actor) -> Seat:
    village = ballot.village
    return actor.require(Permission.BALLOT_RUN, village.id, village.township_id)


async def print_(
    ballot: Ballot, count: int, actor: Actor, *, secret: str, now: datetime
) -> list[Slip]:
    """So many more slips. Serials are drawn by lot: none tells when it was handed out."""
    seat = _seat(ballot, actor)
    async with storage.writing(ballot.village_id) as held:
        fresh = await _fresh(ballot)
        if fresh.stage not in PRINTABLE:
            raise Blocked([casting.wrong_stage(fresh.stage) or _too_late()])
        _check_count(count, fresh.slips_printed)
        taken = {str(one) for one in await _of(fresh).values_list("serial", flat=True)}
        serials = _draw(count, taken)
        rows = [_slip(fresh.id, serial, secret) for serial in serials]
        await Slip.bulk_create(rows, batch_size=200)
        printed = fresh.slips_printed + count
        await Ballot.filter(id=fresh.id).update(slips_printed=printed)
        subject = f"ballot:{fresh.id}"
        await ledger.record(
            held, seat, "slip.print", subject, now=now, printed=count, together=printed
        )
        return await _of(fresh).filter(serial__in=serials).order_by("serial")


def _too_late() -> Blocker:
    return Blocker("ballot-closed", "投票已经截止，不能再印纸票。")


def _check_count(count: int, printed: int) -> None:
    if count < 1 or printed + count > MOST:
        raise InvalidInput({"count": f"一次表决的纸票请印 1 至 {MOST} 张。"})


def _draw(count: int, taken: set[str]) -> list[str]:
    drawn: set[str] = set()
    while len(drawn) < count:
        serial = "".join(secrets.choice(SIGNS) for _ in range(SERIAL))
        if serial not in taken:
            drawn.add(serial)
    return sorted(drawn)


def _slip(ballot_id: int, serial: str, secret: str) -> Slip:
    digest = digest_of(token_of(ballot_id, serial, secret))
    return Slip(ballot_id=ballot_id, serial=serial, digest=digest)


def _of(ballot: Ballot) -> QuerySet[Slip]:
    return Slip.filter(ballot_id=ballot.id)


async def _fresh(ballot: Ballot) -> Ballot:
    fresh = await Ballot.get(id=ballot.id).select_related(*JOINED)
    if fresh.method is VoteMethod.HANDS:
        text = "举手表决不用纸票。"
        raise Blocked([Blocker("by-hands", text)])
    await check_meeting(fresh.meeting_id)
    return fresh


async def to_print(ballot: Ballot, actor: Actor) -> list[Slip]:
    """All slips that are good, for the printing page."""
    _seat(ballot, actor)
    return await Slip.filter(ballot_id=ballot.id, state=SlipState.PRINTED).order_by("serial")


async def spoil(ballot: Ballot, serial: str, actor: Actor, *, now: datetime) -> None:
    """Misprinted, or spoilt by a voter who was given another in its place."""
    seat = _seat(ballot, actor)
    async with storage.writing(ballot.village_id) as held:
        fresh = await _fresh(ballot)
        if fresh.stage not in PRINTABLE:
            raise Blocked([casting.wrong_stage(fresh.stage) or _too_late()])
        code = serial.strip().upper()
        slip = await Slip.get_or_none(ballot_id=fresh.id, serial=code)
        if slip is None:
            raise NotFound("这张纸票")
        if (await piles(fresh)).left < 1:
            raise Blocked([_none_left()])
        moved = await Slip.filter(id=slip.id, state=SlipState.PRINTED).update(state=SlipState.VOID)
        if not moved:
            raise Stale("这张纸票")
        await ledger.record(held, seat, "slip.void", f"ballot:{fresh.id}", now=now, serial=code)


def _none_left() -> Blocker:
    return Blocker("no-slips-left", "印好的纸票已经发完了。", remedy="先加印纸票")


async def issue(ballot: Ballot, entry_id: int, actor: Actor, *, now: datetime) -> Cast:
    """Hand a slip to somebody who is here: it closes the phone for this entry of the roll."""
    seat = _seat(ballot, actor)
    async with storage.writing(ballot.village_id) as held:
        fresh = await _fresh(ballot)
        entry = await RollEntry.get_or_none(id=entry_id, roll_id=fresh.meeting.roll_id)
        if entry is None:
            raise NotFound("名册上的这个人")
        if not await casting.take_slip(fresh, entry.id):
            return await _answer(fresh, entry)
        if (await _piles(fresh)).left < 0:
            raise Blocked([_none_left()])
        subject = f"ballot:{fresh.id}"
        await ledger.record(held, seat, "slip.issue", subject, now=now, entry=entry.id)
    return Cast(first=True, channel=Channel.SLIP)


async def _answer(ballot: Ballot, entry: RollEntry) -> Cast:
    """No slip was handed out: one has taken part already, or may not."""
    found = await casting.standing(ballot, entry, None)
    if found.channel is not None:
        return Cast(first=False, channel=found.channel)
    if found.blocker is not None:
        raise Blocked([found.blocker])
    raise NotFound("名册上的这个人")


async def piles(ballot: Ballot) -> Piles:
    return await _piles(await Ballot.get(id=ballot.id))


async def _piles(ballot: Ballot) -> Piles:
    return Piles(
        printed=ballot.slips_printed,
        void=await Slip.filter(ballot_id=ballot.id, state=SlipState.VOID).count(),
        issued=await Turnout.filter(ballot_id=ballot.id, channel=Channel.SLIP).count(),
    )


async def check(village_id: int, token: str) -> Slip:
    """A code read from a slip: one of ours, and of which vote. Anything else is not found."""
    slip = await Slip.get_or_none(
        digest=digest_of(token.strip().lower()), ballot__village_id=village_id
    ).select_related("ballot")
    if slip is None:
        raise NotFound("这张纸票：它不是系统印的，不能计票")
    return slip
