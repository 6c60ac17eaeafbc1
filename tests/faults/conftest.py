"""A town in the middle of a vote, and the servers that serve it."""

from dataclasses import replace

import pytest

from tests.faults import servers, town


@pytest.fixture
def founded(db_url):
    """`await founded(roll)`; made fast, then served as the product serves: every commit durable."""

    async def make(roll=town.ROLL, options=""):
        made = await town.founded(db_url, roll)
        return replace(made, url=db_url.partition("?")[0] + options)

    return make


@pytest.fixture
def served(tmp_path):
    """`with served(town) as nursery:`"""

    def make(of, **changed):
        return servers.nursery(of.url, tmp_path, **changed)

    return make
