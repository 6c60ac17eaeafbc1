"""Deeds of people about their own way in: first use, a new PIN, a password.

They stand on the record of their village (of the township for people from outside), so that
nobody can come in under another's name without a trace.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from village import clock, ledger, offices, storage
from village.models import Person
from village.permissions import Office, Seat


@asynccontextmanager
async def deed(person: Person, action: str, subject: str, *, now: datetime) -> AsyncIterator[None]:
    if person.village_id is not None:
        seat = Seat(person.id, Office.VILLAGER, person.village_id, person.township_id)
        async with storage.writing(person.village_id):
            yield
            await ledger.record(person.village_id, seat, action, subject, now=now)
        return
    held = await offices.seats_of(person, clock.local_date(now))
    seat = held[0] if held else Seat(person.id, Office.VILLAGER, None, person.township_id)
    async with storage.writing_township(person.township_id):
        yield
        await ledger.record_township(person.township_id, seat, action, subject, now=now)
