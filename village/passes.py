"""QR passes: issued as printed cards, revoked, replaced. A pass opens a door; it is no identity.

The token exists on the card and nowhere else: the database keeps its digest, and a card that
was not printed is issued again.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from village import clock, ledger, limits, offices, sessions, storage
from village.errors import Blocked, Blocker, NotFound, NotPermitted
from village.models import Appointment, Pass, Person, Township, Village
from village.naming import Named
from village.people import has_left
from village.permissions import Actor, Office, Permission, Seat

TOKEN_BYTES = 18
TOKEN = re.compile(r"[A-Za-z0-9_-]{24}")
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
MOST_AT_ONCE = 200
JOINED = ("person__village", "person__township", "person__household__group")


class PassEnd(Named):
    """Why a pass no longer opens anything."""

    LOST = "lost", "丢失或被别人拿走"
    LEFT = "left", "本人已不在本村"
    MISTAKE = "mistake", "发错了人"
    REISSUED = "reissued", "换发了新的"


@dataclass(frozen=True, slots=True)
class Card:
    """A fresh pass on its way to the printer."""

    person: Person
    serial: str
    token: str


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def by_token(token: str, *, now: datetime) -> Pass:
    """The pass on a card that was scanned. Unknown, revoked and foreign look the same."""
    card = None
    if TOKEN.fullmatch(token):
        found = Pass.filter(digest=digest_of(token), revoked_at=None)
        card = await found.select_related(*JOINED).first()
    if card is None or has_left(card.person, clock.local_date(now)):
        raise NotFound("这张通行码")
    return card


async def for_window(village: Village, pass_id: int, actor: Actor) -> Pass:
    """The one way in for a pass's id from outside: those who may issue it may see it."""
    card = await Pass.get_or_none(id=pass_id).select_related(*JOINED)
    may = actor.may(Permission.PASS_ISSUE, village.id, village.township_id)
    if card is None or not may or not await _serves(village, card.person):
        raise NotFound("这张通行码")
    return card


async def _serves(village: Village, person: Person) -> bool:
    """A villager, or somebody from outside who was ever given an office in this village."""
    if person.village_id is not None:
        return person.village_id == village.id
    return await Appointment.exists(person_id=person.id, village_id=village.id)


async def issue(
    village: Village, people: Sequence[Person], actor: Actor, *, now: datetime
) -> list[Card]:
    """New passes for people of one village; the old ones and their sessions end."""
    seat = await _seat_for(village, people, actor, now)
    if len(people) > MOST_AT_ONCE:
        raise Blocked([_too_many(len(people))])
    async with storage.writing(village.id):
        await _check_belong(village, people, now)
        cards = await _make(people, seat, now)
        await ledger.record(
            village.id, seat, "pass.issue", f"village:{village.id}", now=now, **_told(cards)
        )
    return cards


async def issue_outside(
    township: Township, people: Sequence[Person], actor: Actor, *, now: datetime
) -> list[Card]:
    """The same for people of the township itself; on the township's record."""
    seat = actor.require(Permission.PASS_ISSUE, None, township.id)
    async with storage.writing_township(township.id):
        if any(one.village_id is not None or one.township_id != township.id for one in people):
            raise NotFound("这个人")
        cards = await _make(people, seat, now)
        subject = f"township:{township.id}"
        await ledger.record_township(
            township.id, seat, "pass.issue", subject, now=now, **_told(cards)
        )
    return cards


async def revoke(
    village: Village, card: Pass, why: PassEnd, actor: Actor, *, now: datetime
) -> None:
    seat = actor.require(Permission.PASS_ISSUE, village.id, village.township_id)
    async with storage.writing(village.id):
        ended = await Pass.filter(id=card.id, revoked_at=None).update(
            revoked_at=now, revoked_why=str(why)
        )
        if not ended:
            raise Blocked([Blocker("pass-ended", "这张通行码早就注销了。")])
        await sessions.end_all_of([card.person_id], now=now)
        await ledger.record(
            village.id, seat, "pass.revoke", f"pass:{card.id}", now=now, why=str(why)
        )


async def unlock(village: Village, card: Pass, actor: Actor, *, now: datetime) -> None:
    """Five more guesses, for a holder who stands at the window and shows who he is."""
    seat = actor.require(Permission.PASS_ISSUE, village.id, village.township_id)
    async with storage.writing(village.id):
        await limits.clear(limits.PASS_PIN, str(card.id))
        await ledger.record(village.id, seat, "pass.unlock", f"pass:{card.id}", now=now)


async def _seat_for(
    village: Village, people: Sequence[Person], actor: Actor, now: datetime
) -> Seat:
    """Whoever issues passes there; or the township, for the village's clerk alone."""
    seat = actor.seat_for(Permission.PASS_ISSUE, village.id, village.township_id)
    if seat is not None:
        return seat
    seat = actor.seat_for(Permission.TOWNSHIP_FOUND, village.id, village.township_id)
    clerks = await offices.holders(village, Office.VILLAGE_CLERK, clock.local_date(now))
    if seat is None or not {one.id for one in people} <= {row.person_id for row in clerks}:
        raise NotPermitted(Permission.PASS_ISSUE.label)
    return seat


async def _check_belong(village: Village, people: Sequence[Person], now: datetime) -> None:
    """Villagers, and those from outside who hold an office in the village."""
    today = clock.local_date(now)
    strangers = {one.id for one in people if one.village_id is None}
    serving = await Appointment.filter(
        offices.running(today), village_id=village.id, person_id__in=list(strangers)
    ).values_list("person_id", flat=True)
    foreign = any(one.village_id not in {None, village.id} for one in people)
    left = any(has_left(one, today) for one in people)
    if foreign or left or not strangers <= set(serving):
        raise NotFound("这个人")


async def _make(people: Sequence[Person], seat: Seat, now: datetime) -> list[Card]:
    ids = [one.id for one in people]
    await Pass.filter(person_id__in=ids, revoked_at=None).update(
        revoked_at=now, revoked_why=str(PassEnd.REISSUED)
    )
    await sessions.end_all_of(ids, now=now)
    serials = await _fresh_serials(len(people))
    cards = [
        Card(person, serial, secrets.token_urlsafe(TOKEN_BYTES))
        for person, serial in zip(people, serials, strict=True)
    ]
    await Pass.bulk_create(
        Pass(
            person_id=card.person.id,
            digest=digest_of(card.token),
            serial=card.serial,
            issued_at=now,
            issued_by_id=seat.person_id,
        )
        for card in cards
    )
    return cards


async def _fresh_serials(count: int) -> list[str]:
    """Printed on the card, to be told at the window: they open nothing."""
    fresh: set[str] = set()
    while len(fresh) < count:
        drawn = {_serial() for _ in range(count - len(fresh))} - fresh
        taken = await Pass.filter(serial__in=list(drawn)).values_list("serial", flat=True)
        fresh |= drawn - set(map(str, taken))
    return sorted(fresh)


def _serial() -> str:
    letters = "".join(secrets.choice(LETTERS) for _ in range(4))
    return f"{letters}-{secrets.randbelow(100):02d}"


def _told(cards: Sequence[Card]) -> dict[str, object]:
    people = [card.person.id for card in cards]
    return {"people": people, "serials": [card.serial for card in cards]}


def _too_many(count: int) -> Blocker:
    return Blocker(
        "too-many-passes",
        f"一次最多印 {MOST_AT_ONCE} 张，现在选了 {count} 人。",
        remedy="按村民小组分几次印",
    )
