"""Passes, PINs, passwords and code secrets of the demo: the one place where they are known.

All demo people share one PIN and one password; a real village's are chosen by their holders.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from village import clock, hashing, offices, passes
from village import secrets as private
from village.models import Appointment, Pass, Person, Secret, Township, Village
from village.passes import Card
from village.permissions import Office, operator

PIN = "284619"
PASSWORD = "qingxi-demo-2026"  # noqa: S105 - the demo's, printed on purpose
VILLAGERS = 12
OLD_ENOUGH = 30 * 365


@dataclass(frozen=True, slots=True)
class Locks:
    """Hashes made once: a hundred slow hashes of one word would only cost time."""

    pin: str
    password: str


async def hand_out(
    township: Township, url: str, secret: str, *, now: datetime
) -> list[dict[str, Any]]:
    """Fresh passes for every office, a dozen villagers of each village, and the township."""
    locks = Locks(await hashing.hashed(PIN, secret), await hashing.hashed(PASSWORD, secret))
    known: list[dict[str, Any]] = []
    outside: set[int] = set()  # an adviser of several villages gets one pass
    for village in await Village.filter(township_id=township.id).order_by("id"):
        people = [one for one in await _holders(village, now) if one.id not in outside]
        outside |= {one.id for one in people if one.village_id is None}
        people += await _villagers(village, now)
        actor = operator(township.id, village.id)
        for card in await passes.issue(village, people, actor, now=now):
            known.append(await _line(card, village, url, locks, now=now))
    return known + await _officers(township, url, secret, locks, now=now)


async def _holders(village: Village, now: datetime) -> list[Person]:
    """One holder of each office."""
    found: dict[Office, Person] = {}
    for row in await offices.standing(village, clock.local_date(now)):
        found.setdefault(row.office, row.person)
    return list({person.id: person for person in found.values()}.values())


async def _villagers(village: Village, now: datetime) -> list[Person]:
    grown = clock.local_date(now) - timedelta(days=OLD_ENOUGH)
    plain = Person.filter(village_id=village.id, appointments__id__isnull=True, born_on__lt=grown)
    return await plain.order_by("id").limit(VILLAGERS)


async def _line(
    card: Card, village: Village | None, url: str, locks: Locks, *, now: datetime
) -> dict[str, Any]:
    """Make the pass ready to use, and say how to use it."""
    person = card.person
    digest = passes.digest_of(card.token)
    await Pass.filter(digest=digest).update(activated_at=now, pin_hash=locks.pin)
    seats = await offices.seats_of(person, clock.local_date(now))
    held = sorted({str(seat.office) for seat in seats})
    line: dict[str, Any] = {
        "village": village.code if village else "",
        "person": person.name,
        "offices": held,
        "url": f"{url}/enter/{card.token}",
        "pin": PIN,
    }
    if any(seat.office is not Office.VILLAGER for seat in seats):
        await _lock(person, now, password_hash=locks.password)
        line["password"] = PASSWORD
    return line


async def _lock(person: Person, now: datetime, **values: Any) -> None:
    if not await Secret.filter(person_id=person.id).update(changed_at=now, **values):
        await Secret.create(person_id=person.id, changed_at=now, **values)


async def _officers(
    township: Township, url: str, secret: str, locks: Locks, *, now: datetime
) -> list[dict[str, Any]]:
    """Township officers also need a one-time code; its secret is in the file."""
    running = Appointment.filter(township_id=township.id, office=Office.TOWNSHIP_OFFICER)
    rows = await running.order_by("id").select_related("person__village", "person__township")
    people = [row.person for row in rows]
    lines = []
    for card in await passes.issue_outside(township, people, operator(township.id), now=now):
        line = await _line(card, None, url, locks, now=now)
        line["totp_secret"] = private.new_code_secret()
        await private.set_code(card.person, line["totp_secret"], secret=secret, now=now)
        lines.append(line)
    return lines
