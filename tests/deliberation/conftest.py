"""A village and its clerk: where the tests of 说事 begin."""

import pytest

from tests import make
from tests.deliberation import saying


@pytest.fixture
async def village(db):
    return await make.village()


@pytest.fixture
async def clerk(village):
    return await saying.clerk(village)
