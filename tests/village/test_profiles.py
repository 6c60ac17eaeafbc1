import asyncio
import json

import pytest

from tests import make
from tests.make import NOW
from village import profiles, rules, storage
from village.errors import NotReady
from village.models import ProfileVersion
from village.rules import Profile


def edition(days):
    """The national rules with another number of days on the board."""
    document = rules.profile("national-2025").to_json()
    document["values"]["periods.result.days"]["value"] = days
    return Profile.from_json(document)


async def test_an_edition_reads_back_to_the_same_rules(db):
    old = edition(101)

    await profiles.keep(old, now=NOW)
    found = await profiles.kept("national-2025", old.digest)

    assert (found.digest, found.periods["result"].value) == (old.digest, 101)
    row = await ProfileVersion.get()
    assert (row.digest, row.code, row.kept_at) == (old.digest, "national-2025", NOW)


async def test_an_edition_is_stored_once(db):
    for _ in range(2):
        await profiles.keep(edition(102), now=NOW)

    assert await ProfileVersion.all().count() == 1


async def test_todays_edition_is_not_read_from_the_database(db, queries):
    today = rules.profile("shandong")
    queries.clear()

    assert await profiles.kept("shandong", today.digest) is today
    assert queries == []


async def test_many_editions_are_one_statement_and_then_none(db, queries):
    olds = [edition(days) for days in (103, 104, 105)]
    for one in olds:
        await profiles.keep(one, now=NOW)
    today = rules.profile("national-2025")
    asked = [(one.code, one.digest) for one in [*olds, today] * 2]
    queries.clear()

    found = await profiles.kept_all(asked)
    first = len(queries)
    again = await profiles.kept_all(asked)

    assert set(found) == {one.digest for one in [*olds, today]}
    assert [found[one.digest].periods["result"].value for one in olds] == [103, 104, 105]
    assert again == found
    assert (first, len(queries)) == (1, 1)


async def test_an_edition_that_is_not_there_is_no_other(db):
    with pytest.raises(NotReady):
        await profiles.kept("national-2025", "0" * 64)


async def test_an_edition_that_was_changed_underneath_is_not_believed(db):
    old = edition(106)
    await profiles.keep(old, now=NOW)
    document = old.to_json()
    document["values"]["periods.result.days"]["value"] = 1
    body = json.dumps(document, ensure_ascii=False)
    await ProfileVersion.all().update(body=body)

    with pytest.raises(NotReady):
        await profiles.kept("national-2025", old.digest)


@pytest.mark.postgres
async def test_two_villages_keep_the_same_edition_at_the_same_moment(db):
    villages = [await make.village() for _ in range(5)]
    new = edition(107)

    async def keep(village):
        async with storage.writing(village.id):
            await profiles.keep(new, now=NOW)

    await asyncio.gather(*map(keep, villages))

    assert await ProfileVersion.all().count() == 1
