"""签收单: one slip for every household with the text that binds it, and which came back.

A slip says that the text was received, no more: without it the text binds all the same, and nobody
loses anything by not signing.
"""

from dataclasses import dataclass
from datetime import date, datetime

from tortoise.expressions import Q

from bylaws.models import Acknowledgement, Edition, EditionStage
from village import clock, ledger, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound
from village.models import Person
from village.permissions import Actor, Permission


@dataclass(frozen=True, slots=True)
class Count:
    printed: int
    returned: int


async def print_slips(edition: Edition, actor: Actor, *, now: datetime) -> list[Acknowledgement]:
    """For every household that lives here and has none yet; a second printing adds the new ones."""
    village = edition.village
    seat = actor.require(Permission.BYLAW_KEEP, village.id, village.township_id)
    today = clock.local_date(now)
    async with storage.writing(village.id) as held:
        fresh = await Edition.get(id=edition.id)
        if fresh.stage is not EditionStage.PUBLISHED:
            raise Blocked([_not_published(fresh)])
        here = Person.filter(Q(left_on=None) | Q(left_on__gt=today), village_id=village.id)
        homes = await here.exclude(household_id=None).values_list("household_id", flat=True)
        known = await Acknowledgement.filter(edition_id=fresh.id).values_list(
            "household_id", flat=True
        )
        new = sorted({int(str(one)) for one in homes} - {int(str(one)) for one in known})
        await Acknowledgement.bulk_create(
            Acknowledgement(edition_id=fresh.id, household_id=one, printed_on=today) for one in new
        )
        if new:
            await ledger.record(
                *(held, seat, "receipt.print", f"edition:{fresh.id}"), now=now, printed=len(new)
            )
    return await of_edition(fresh.id)


def _not_published(edition: Edition) -> Blocker:
    text = f"第 {edition.number} 版现在是“{edition.stage.label}”，公布以后再印签收单。"
    return Blocker("not-published", text)


async def of_edition(edition_id: int) -> list[Acknowledgement]:
    """All slips, by the number of the household."""
    found = Acknowledgement.filter(edition_id=edition_id).order_by("household__number", "id")
    return await found.select_related("household__group")


async def returned(
    edition: Edition, household_id: int, on: date, actor: Actor, *, now: datetime
) -> None:
    """The slip of this household is back. Told twice, the first day stands."""
    village = edition.village
    seat = actor.require(Permission.BYLAW_KEEP, village.id, village.township_id)
    if on > clock.local_date(now):
        raise InvalidInput({"on": "收回日期还没有到。"})
    async with storage.writing(village.id) as held:
        slip = await Acknowledgement.get_or_none(edition_id=edition.id, household_id=household_id)
        if slip is None:
            raise NotFound("这一户的签收单")
        if slip.returned_on is not None:
            return
        if on < slip.printed_on:
            raise InvalidInput({"on": "收回日期早于印发日期，请核对。"})
        slip.returned_on, slip.recorded_by_id = on, seat.person_id
        await slip.save()
        await ledger.record(
            *(held, seat, "receipt.return", f"edition:{edition.id}"),
            now=now,
            household=household_id,
        )


async def counted(edition_id: int) -> Count:
    slips = Acknowledgement.filter(edition_id=edition_id)
    back = await slips.exclude(returned_on=None).count()
    return Count(await slips.count(), back)
