"""Shared by the tests of offices: a village with its clerk, and appointing there."""

import pytest

from tests import make
from tests.make import DAY, NOW
from village import offices
from village.eligibility import Mandate
from village.errors import Blocked
from village.permissions import Office


async def a_village(profile="national-2025"):
    village = await make.village(profile=profile)
    clerk = await make.holder(village, Office.VILLAGE_CLERK, name="文书甲")
    return village, clerk


def mandate(office, began_on=DAY, **more):
    return Mandate(office, began_on, **more)


async def appoint(village, person, office, actor, **more):
    return await offices.appoint(village, person, mandate(office, **more), actor, now=NOW)


async def refused(village, person, office, actor, **more):
    with pytest.raises(Blocked) as found:
        await appoint(village, person, office, actor, **more)
    return found.value.blockers
