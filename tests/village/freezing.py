"""Shared by the tests of rolls: freezing one, and who stands on it."""

from tests import make
from tests.make import DAY, NOW
from village import rolls, rules, storage
from village.models import RollKind
from village.permissions import Office

NATIONAL = rules.profile("national-2025")


async def freeze(village, kind=RollKind.ADULTS, *, group=None, day=DAY, profile=NATIONAL):
    async with storage.writing(village.id):
        return await rolls.freeze(village, kind, group=group, day=day, now=NOW, profile=profile)


async def a_roll(kind=RollKind.ADULTS):
    village = await make.village()
    clerk = await make.holder(village, Office.VILLAGE_CLERK)
    home = await make.household(village)
    person = await make.person(village, "张三", household=home)
    return village, clerk, person, await freeze(village, kind)
