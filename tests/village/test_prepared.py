from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from tortoise.expressions import Q
from tortoise.models import Model

from tests import make
from village import storage
from village.models import Appointment, Pass, Person, Village
from village.permissions import Office
from village.prepared import Prepared

PEOPLE = Prepared(
    lambda born, village: (
        Person.filter(born_on__lt=born, village_id=village, left_on=None)
        .select_related("village__township", "household__group")
        .order_by("-id")
    ),
    date(1901, 2, 3),
    -7,
)


SEATS = Prepared(
    lambda village: (
        Appointment.filter(village_id=village)
        .select_related("person__township", "person__household__group", "village", "group")
        .order_by("id")
    ),
    -7,
)


def whole(one):
    """Everything an object holds, and what hangs on it."""
    held = vars(one).items()
    return {key: whole(value) if isinstance(value, Model) else value for key, value in held}


@pytest.fixture
async def village(db):
    made = await make.village("liuwan")
    group = await make.group(made, "一组")
    await make.people(made, 3, group=group)
    await make.person(made, "王秀英", born_on=date(2020, 1, 1))
    await make.person(made, "李建国", left_on=make.DAY)
    return made


def told(rows):
    return [
        (one.id, one.name, one.village.township.name, one.household and one.household.group.name)
        for one in rows
    ]


async def test_the_rows_are_those_of_the_queryset(village):
    await make.people(await make.village("shiqiao"), 2)

    by_hand = PEOPLE._make(make.DAY, village.id)

    assert told(await PEOPLE(make.DAY, village.id)) == told(await by_hand)
    assert len(await PEOPLE(make.DAY, village.id)) == 4
    assert len(await PEOPLE(date(2000, 1, 1), village.id)) == 3
    assert await PEOPLE(make.DAY, 0) == []


async def test_an_object_is_what_the_orm_makes_of_the_same_row(village):
    """Also of a table that is joined on two ways, and of one that has no row to join."""
    await make.holder(village, Office.VILLAGE_CLERK, Office.ACCOUNTANT)

    by_hand = await SEATS._make(village.id)
    made = await SEATS(village.id)

    assert [whole(one) for one in made] == [whole(one) for one in by_hand]
    assert made[0].person.household is None
    made[0].person.name = "张三"
    await made[0].person.save()
    assert (await Person.get(id=made[0].person_id)).name == "张三"


async def test_it_asks_once_and_makes_its_text_once(village, queries):
    await PEOPLE(make.DAY, village.id)
    queries.clear()

    await PEOPLE(make.DAY, village.id)

    assert len(queries) == 1


async def test_what_a_deed_wrote_is_seen_inside_it(village):
    async with storage.writing(village.id):
        await make.person(village, "赵志强")
        inside = len(await PEOPLE(make.DAY, village.id))

    assert inside == 5


async def test_the_first_row_or_none(village):
    found = Prepared(lambda code: Village.filter(code=code), "⟦code⟧")

    assert (await found.first("liuwan")).id == village.id
    assert await found.first("nowhere") is None


async def test_moments_are_compared_as_they_are_kept(db):
    later = Prepared(lambda now: Pass.filter(issued_at__gt=now), datetime(1901, 2, 3, tzinfo=UTC))
    who = await make.person(await make.village())
    card = await Pass.create(person=who, digest="0" * 64, serial="T-1", issued_at=make.NOW)
    in_china = make.NOW.astimezone(timezone(timedelta(hours=8)))

    assert await later(make.NOW) == await later(in_china) == []
    assert [one.id for one in await later(in_china - timedelta(seconds=1))] == [card.id]


async def test_constants_stay_where_they_are(village):
    held = Prepared(
        lambda on, village: Appointment.filter(
            Q(began_on__lte=on), village_id=village, office__in=[Office.VILLAGE_CLERK]
        ),
        date(1901, 2, 3),
        -7,
    )
    await make.holder(village, Office.VILLAGE_CLERK)
    await make.holder(village, Office.GRID_WORKER)

    assert [one.office for one in await held(make.DAY, village.id)] == [Office.VILLAGE_CLERK]


async def test_a_sample_that_is_lost_is_refused(db):
    lost = Prepared(lambda code, _other: Village.filter(code=code), "⟦code⟧", -7)

    with pytest.raises(TypeError, match="not every sample"):
        await lost("liuwan", 1)
