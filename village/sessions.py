"""Open doors: who is signed in, with what they have shown, until when.

The cookie holds a random number, the database its digest. A revoked pass, a person who left or
an office that ended is seen at the very next request, for nothing about them is kept in between.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from tortoise.queryset import QuerySet

from village import clock, storage
from village.errors import NotFound
from village.models import Pass, Person, Session, SessionLevel, UsedKey
from village.people import has_left
from village.permissions import TOWNSHIP, Actor, Office, Seat
from village.prepared import A_MOMENT, A_TEXT, Prepared

VILLAGER_LASTS = timedelta(hours=12)
OFFICE_LASTS = timedelta(hours=10)
HANDOVER = timedelta(minutes=2)
PROOF_LASTS = timedelta(minutes=15)
KEYS_KEPT = timedelta(days=2)
ENDED_KEPT = timedelta(days=30)
WITH_CODE = (*TOWNSHIP, Office.OPERATOR)
LEVELS = (SessionLevel.PASS, SessionLevel.PASSWORD, SessionLevel.CODE)
JOINED = (
    "entered_by",
    "person__township",
    "person__village",
    "person__household__group",
)
OPEN = Prepared(
    lambda digest, now: Session.filter(
        digest=digest, ended_at=None, expires_at__gt=now
    ).select_related(*JOINED),
    A_TEXT,
    A_MOMENT,
)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def opened(card: Pass, device: str, *, now: datetime) -> tuple[Session, str]:
    """A new session at the level of the pass, and the token for the cookie. Always a new one."""
    token = secrets.token_urlsafe(32)
    async with storage.aside():
        await Session.create(
            person_id=card.person_id,
            entered_by_id=card.id,
            digest=digest_of(token),
            level=SessionLevel.PASS,
            device=device[:80],
            opened_at=now,
            proven_at=now,
            expires_at=now + VILLAGER_LASTS,
        )
    session = await found(token, now=now)
    if session is None:
        raise NotFound("这张通行码")
    return session, token


async def found(token: str, *, now: datetime) -> Session | None:
    """The open session behind a cookie, with person, village and group at hand."""
    session = await OPEN.first(digest_of(token), now)
    if session is None or session.entered_by.revoked_at is not None:
        return None
    return None if has_left(session.person, clock.local_date(now)) else session


async def raised(session: Session, level: SessionLevel, *, now: datetime) -> str:
    """More was shown: a new session with a new token, so that an old cookie earns nothing.

    The old one lasts a moment longer at its own level, for a phone that sends its form twice.
    """
    token = secrets.token_urlsafe(32)
    async with storage.aside():
        await Session.create(
            person_id=session.person_id,
            entered_by_id=session.entered_by_id,
            digest=digest_of(token),
            level=level,
            device=session.device,
            opened_at=now,
            proven_at=session.proven_at,
            expires_at=now + OFFICE_LASTS,
        )
        await Session.filter(id=session.id).update(expires_at=now + HANDOVER)
    return token


async def proven(session: Session, *, now: datetime) -> None:
    """The PIN was given again."""
    session.proven_at = now
    async with storage.aside():
        await session.save(update_fields=["proven_at"])


def recently_proven(session: Session, *, now: datetime) -> bool:
    """Also where the clock was set back since, by no more than that."""
    return abs(now - session.proven_at) <= PROOF_LASTS


async def end(session: Session, *, now: datetime) -> None:
    async with storage.aside():
        await Session.filter(id=session.id, ended_at=None).update(ended_at=now)


async def end_one(owner: Session, session_id: int, *, now: datetime) -> None:
    """One of one's own sessions, by an id from outside."""
    async with storage.aside():
        ended = await _live(owner.person_id, now).filter(id=session_id).update(ended_at=now)
    if not ended:
        raise NotFound("这次登录")


async def end_others(owner: Session, *, now: datetime) -> int:
    async with storage.aside():
        return await _live(owner.person_id, now).exclude(id=owner.id).update(ended_at=now)


async def end_all_of(person_ids: Sequence[int], *, now: datetime) -> None:
    """Inside the deed that took away what they came in with."""
    await Session.filter(person_id__in=list(person_ids), ended_at=None).update(ended_at=now)


async def live_of(person_id: int, *, now: datetime) -> list[Session]:
    """Without those that were just handed over to a session that shows more."""
    return await _live(person_id, now + HANDOVER).order_by("-opened_at", "-id")


def _live(person_id: int, now: datetime) -> QuerySet[Session]:
    return Session.filter(person_id=person_id, ended_at=None, expires_at__gt=now)


def needed_for(seat: Seat) -> SessionLevel:
    """What must be shown before one may act in that seat."""
    if seat.office is Office.VILLAGER:
        return SessionLevel.PASS
    if seat.office in WITH_CODE or seat.village_id is None:
        return SessionLevel.CODE
    return SessionLevel.PASSWORD


def earned(seats: Sequence[Seat], level: SessionLevel) -> tuple[Seat, ...]:
    reached = LEVELS.index(level)
    return tuple(seat for seat in seats if LEVELS.index(needed_for(seat)) <= reached)


def place_of(person: Person) -> str:
    """Told in brackets behind the name: the group, else the village, else the township."""
    household = person.household
    if household is not None and household.group is not None:
        return household.group.name
    if person.village is not None:
        return person.village.name
    return person.township.name


def actor_of(session: Session, seats: Sequence[Seat]) -> Actor:
    person = session.person
    return Actor(person.id, person.name, place_of(person), earned(seats, session.level))


async def sweep(*, now: datetime) -> None:
    """Forget what is no longer asked for: spent keys, sessions long over.

    Sessions whose time is up are ended, so that a clock set back does not open them again.
    """
    async with storage.aside():
        await Session.filter(ended_at=None, expires_at__lte=now).update(ended_at=now)
        await UsedKey.filter(used_at__lt=now - KEYS_KEPT).delete()
        await Session.filter(expires_at__lt=now - ENDED_KEPT).delete()
