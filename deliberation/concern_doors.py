"""Who may open which concern: the public, the one who raised it, the desk, the township.

Not there and not yours look the same. What was said to the supervisors stays from the committee.
"""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tortoise.expressions import Q

from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernHandUp,
    ConcernLevel,
    ConcernSight,
)
from publicity.shortcodes import ALPHABET
from village import keys, limits, storage
from village.errors import NotFound
from village.idnumbers import vault
from village.limits import Limit
from village.models import Appointment, Village
from village.permissions import Actor, Office, Permission, Seat

A, P = ConcernAudience, Permission
WHAT = "这件说事"
RELATED = ("village", "group", "place")
NUMBER = re.compile(r"([0-9]{4})-([0-9]{1,6})")
PURPOSE = "concern-claims/v1"
GUESSES = Limit("say-code", 10, timedelta(hours=1), "编号或者查询码输错的次数太多了。")
GUESSED = Limit("say-number", 30, timedelta(days=1), "这个编号今天查询码输错的次数太多了。")


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody has shown that this concern is theirs: by their pass, or by the code on the slip."""

    concern: Concern
    seat: Seat

    @property
    def person_id(self) -> int | None:
        return self.seat.person_id


async def found(village_id: int, number: str) -> Concern:
    """For doors only: the row, whoever asks."""
    year, serial = _parts(number)
    concern = await Concern.get_or_none(
        village_id=village_id, year=year, serial=serial
    ).select_related(*RELATED)
    if concern is None:
        raise NotFound(WHAT)
    return concern


def _parts(number: str) -> tuple[int, int]:
    """Year and serial, however they were typed: ２０２６－017 and 2026-17 are one number."""
    parts = NUMBER.fullmatch(unicodedata.normalize("NFKC", number).strip())
    if parts is None:
        raise NotFound(WHAT)
    return int(parts[1]), int(parts[2])


async def _by_id(village_id: int, key: str) -> Concern:
    concern = None
    if len(key) < 10:
        row = Concern.get_or_none(id=int(key), village_id=village_id)
        concern = await row.select_related(*RELATED)
    if concern is None:
        raise NotFound(WHAT)
    return concern


async def in_public(village_id: int, number: str) -> Concern:
    concern = await found(village_id, number)
    if concern.sight is not ConcernSight.SHOWN:
        raise NotFound(WHAT)
    return concern


async def own(actor: Actor, village_id: int, number: str) -> Claim:
    """Raised by this person, or by somebody else in their name."""
    concern = await found(village_id, number)
    if actor.person_id is None or concern.raised_by_id != actor.person_id:
        raise NotFound(WHAT)
    return Claim(concern, villager(actor.person_id, concern.village))


async def helped(actor: Actor, village_id: int, number: str) -> Concern:
    """What one wrote down for somebody else: to follow, not to withdraw or rate."""
    concern = await found(village_id, number)
    if actor.person_id is None or concern.recorded_by_id != actor.person_id:
        raise NotFound(WHAT)
    return concern


async def reads_along(actor: Actor, concern: Concern, today: date) -> bool:
    """May whoever wrote it down read on? What went to the supervisors is theirs and the raiser's:
    of that the writer keeps the number and where it stands."""
    mine = actor.person_id is not None and concern.recorded_by_id == actor.person_id
    if mine and concern.audience is not A.SUPERVISORS:
        return True
    return await sees(actor, concern, today)


async def by_code(
    village: Village, number: str, code: str, *, address: str, secret: str, now: datetime
) -> Claim:
    """With the code that stands on the receipt. Guesses are counted by address and by number."""
    typed = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code)).upper()
    await limits.take(GUESSES, address, now=now)
    year, serial = _parts(number)
    about = f"{village.id}:{year}-{serial}"
    await limits.take(GUESSED, about, now=now)
    concern = await found(village.id, number)
    if not set(typed) <= set(ALPHABET):
        raise NotFound(WHAT)
    right = claim_digest(concern.village_id, concern.year, concern.serial, typed, secret)
    if not hmac.compare_digest(right, concern.claim_digest or ""):
        raise NotFound(WHAT)
    await limits.give_back(GUESSES, address)
    await limits.give_back(GUESSED, about)
    return Claim(concern, villager(None, concern.village))


def claim_digest(village_id: int, year: int, serial: int, code: str, secret: str) -> str:
    words = f"{village_id}:{year}:{serial}:{code}".encode()
    return hmac.new(keys.derived(secret, PURPOSE), words, hashlib.sha256).hexdigest()


def villager(person_id: int | None, village: Village) -> Seat:
    """Everybody speaks up as a villager, whatever else they are."""
    return Seat(person_id, Office.VILLAGER, village.id, village.township_id)


async def seen(claim: Claim, *, now: datetime) -> None:
    """The raiser has looked: nothing is unread. Nobody's affair, so on no record."""
    if claim.concern.unread:
        async with storage.aside():
            await Concern.filter(id=claim.concern.id).update(seen_at=now)


def audiences_of(actor: Actor, village: Village) -> frozenset[ConcernAudience]:
    """Whose words this visitor may read in this village's lists."""
    reading = {
        A.EVERYONE: (P.CONCERN_VIEW, P.TOWNSHIP_ANSWER),
        A.COMMITTEE: (P.CONCERN_HANDLE,),
        A.SUPERVISORS: (P.CONCERN_SUPERVISE, P.TOWNSHIP_ANSWER),
    }
    return frozenset(
        audience
        for audience, permissions in reading.items()
        if any(actor.may(one, village.id, village.township_id) for one in permissions)
    )


async def sees(actor: Actor, concern: Concern, today: date) -> bool:
    """May this visitor read what was said, as it was said?"""
    village = concern.village
    if concern.audience in audiences_of(actor, village):
        return True
    if _assigned_seat(actor, concern) is not None:
        return True
    if concern.level is ConcernLevel.GROUP and concern.audience is not A.SUPERVISORS:
        return await leader_seat(actor, concern, today) is not None
    if actor.may(P.TOWNSHIP_ANSWER, village.id, village.township_id):
        up = ConcernHandUp.filter(concern_id=concern.id, to_level=ConcernLevel.TOWNSHIP)
        return await up.exists()
    return False


async def on_desk(actor: Actor, village_id: int, key: str, *, today: date) -> Concern:
    """By its number or, as the record names it, by its id."""
    concern = await (_by_id if key.isascii() and key.isdigit() else found)(village_id, key)
    if not await sees(actor, concern, today):
        raise NotFound(WHAT)
    return concern


async def handling_seat(actor: Actor, concern: Concern, today: date) -> Seat:
    """In which capacity one handles this concern; `NotPermitted` when in none."""
    village = concern.village
    if concern.audience is A.SUPERVISORS:
        return actor.require(P.CONCERN_SUPERVISE, village.id, village.township_id)
    if concern.level is ConcernLevel.GROUP and not actor.may(
        P.CONCERN_HANDLE, village.id, village.township_id
    ):
        seat = await leader_seat(actor, concern, today)
        if seat is not None:
            return seat
    return actor.require(P.CONCERN_HANDLE, village.id, village.township_id)


async def leader_seat(actor: Actor, concern: Concern, today: date) -> Seat | None:
    """The seat of the leader of the very group this concern belongs to."""
    village = concern.village
    seat = actor.seat_for(P.CONCERN_GROUP, village.id, village.township_id)
    if seat is None or concern.group_id is None:
        return None
    leads = Appointment.filter(
        Q(ended_on=None) | Q(ended_on__gt=today),
        village_id=village.id,
        person_id=seat.person_id,
        office=Office.GROUP_LEADER,
        group_id=concern.group_id,
        began_on__lte=today,
    )
    return seat if await leads.exists() else None


async def handled_by(actor: Actor, concern: Concern, today: date) -> Seat:
    """The handler's seat, or that of the person it was assigned to."""
    return _assigned_seat(actor, concern) or await handling_seat(actor, concern, today)


def _assigned_seat(actor: Actor, concern: Concern) -> Seat | None:
    """Of the one it was assigned to, while in some office: with the office the task ends too."""
    if actor.person_id is None or concern.assignee_id != actor.person_id:
        return None
    for seat in actor.seats:
        here = seat.covers(concern.village_id, concern.village.township_id)
        if here and seat.office is not Office.VILLAGER:
            return seat
    return None


def name_of(concern: Concern, secret: str) -> str:
    """The name of one without a pass, for those who may see the concern."""
    return vault(secret).unseal(concern.name_cipher) if concern.name_cipher else ""


def phone_of(concern: Concern, secret: str) -> str:
    return vault(secret).unseal(concern.phone_cipher) if concern.phone_cipher else ""
