"""Shared by the tests of the record: a village with some sealed lines."""

from datetime import timedelta

from tests import make
from tests.make import NOW
from village import ledger, storage
from village.models import LedgerEntry
from village.permissions import Office, Seat

LINES = 6


async def a_record(lines=LINES, **fields):
    """A village with some sealed lines."""
    village = await make.village(**fields)
    for number in range(lines):
        await seal(village, number)
    return village


async def seal(village, number):
    seat = Seat(7, Office.VILLAGE_CLERK, village.id, village.township_id)
    async with storage.writing(village.id):
        await ledger.record(
            village.id,
            seat,
            "meeting.record",
            f"meeting:{number}",
            now=NOW + timedelta(minutes=number),
            present=number,
        )


async def rows_of(village):
    return await LedgerEntry.filter(log=f"village:{village.id}").order_by("seq")
