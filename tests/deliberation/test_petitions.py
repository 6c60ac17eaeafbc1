import asyncio
from datetime import date

import pytest

from deliberation import petitions
from deliberation.models import Petition, PetitionKind, PetitionSigner
from deliberation.petitions import Request
from tests import make
from tests.deliberation import roads, sittings
from tests.make import NOW
from village.errors import Blocked, InvalidInput, NotPermitted
from village.models import LedgerEntry
from village.permissions import Office

K = PetitionKind


@pytest.fixture
async def village(db):
    return await make.village()


def request(signers, kind=K.VILLAGERS, title="修三组机耕路"):
    return Request(kind=kind, title=title, signers=[getattr(one, "id", one) for one in signers])


async def of_adults(village, count):
    """So many adults, the clerk among them."""
    clerk = await roads.clerk_of(village)
    return clerk, await make.people(village, count - 1)


async def of_representatives(village, count):
    clerk = await roads.clerk_of(village)
    people = await make.people(village, count)
    for one in people:
        await make.appointment(village, one, Office.REPRESENTATIVE)
    return clerk, people


@pytest.mark.parametrize(("adults", "needed"), [(30, 3), (31, 4), (41, 5)])
async def test_a_tenth_of_the_adults_rounded_up(village, adults, needed):
    clerk, people = await of_adults(village, adults)

    with pytest.raises(Blocked) as refused:
        await petitions.record(village, request(people[: needed - 1]), clerk, now=NOW)
    made = await petitions.record(village, request(people[:needed]), clerk, now=NOW)

    (found,) = refused.value.blockers
    assert found.code == "too-few-signers"
    assert f"需要 {needed} 人，现在 {needed - 1} 人，还差 1 人" in found.text
    assert found.basis == "《村民委员会组织法》第二十五条"
    assert (made.entitled, made.needed, made.signed) == (adults, needed, needed)
    assert await sittings.lines("petition.record") == [
        {"kind": "villagers", "entitled": adults, "needed": needed, "signed": needed}
    ]
    signers = await PetitionSigner.all().order_by("id").values_list("person_id", flat=True)
    assert list(signers) == sorted(one.id for one in people[:needed])


@pytest.mark.parametrize(
    ("kind", "needed"), [(K.REPRESENTATIVES_FIFTH, 3), (K.REPRESENTATIVES_THIRD, 4)]
)
async def test_shares_of_the_representatives_alone(village, kind, needed):
    clerk, people = await of_representatives(village, 11)
    await make.people(village, 40)
    await make.holder(village, Office.COMMITTEE_CHAIR)

    with pytest.raises(Blocked):
        await petitions.record(village, request(people[: needed - 1], kind), clerk, now=NOW)
    made = await petitions.record(village, request(people[:needed], kind), clerk, now=NOW)

    assert (made.entitled, made.needed) == (11, needed)


async def test_a_signature_counts_once_and_strangers_do_not(village):
    clerk, people = await of_adults(village, 30)
    neighbour = await make.person(await make.village())
    child = await make.person(village, born_on=date(2015, 1, 1))
    signers = [people[0], people[0], people[1], neighbour, child, 999_999]

    with pytest.raises(Blocked) as refused:
        await petitions.record(village, request(signers), clerk, now=NOW)

    (found,) = refused.value.blockers
    assert "现在 2 人，还差 1 人。另有 3 个签名不在可以联名的人里面" in found.text
    assert (await Petition.all().count(), await LedgerEntry.all().count()) == (0, 0)


@pytest.mark.parametrize("kind", [K.REPRESENTATIVES_FIFTH, K.REPRESENTATIVES_THIRD])
async def test_where_nobody_may_sign_there_is_no_request(village, kind):
    clerk, people = await of_adults(village, 12)

    for signers in ([], people):
        with pytest.raises(Blocked) as refused:
            await petitions.record(village, request(signers, kind), clerk, now=NOW)
        assert refused.value.codes == ("too-few-signers",)

    assert await Petition.all().count() == 0


async def test_a_villager_who_is_no_representative_does_not_count_as_one(village):
    clerk, people = await of_representatives(village, 5)
    others = await make.people(village, 10)
    kind = K.REPRESENTATIVES_FIFTH

    with pytest.raises(Blocked):
        await petitions.record(village, request(others, kind), clerk, now=NOW)
    await petitions.record(village, request(people[:1], kind), clerk, now=NOW)

    assert await Petition.all().count() == 1


async def test_a_request_has_to_say_what_it_asks(village):
    clerk, people = await of_adults(village, 10)

    with pytest.raises(InvalidInput) as refused:
        await petitions.record(village, request(people, title=" "), clerk, now=NOW)

    assert list(refused.value.fields) == ["title"]


async def test_two_requests_at_once_are_two(village):
    clerk, people = await of_adults(village, 10)

    await asyncio.gather(
        *(petitions.record(village, request(people), clerk, now=NOW) for _ in range(2))
    )

    assert await Petition.all().count() == 2


@pytest.mark.parametrize("office", [Office.REPRESENTATIVE, Office.ACCOUNTANT])
async def test_other_offices_record_no_request(village, office):
    _, people = await of_adults(village, 10)
    who = await make.holder(village, office)

    with pytest.raises(NotPermitted):
        await petitions.record(village, request(people), who, now=NOW)


async def test_a_neighbours_clerk_records_nothing_here(village):
    _, people = await of_adults(village, 10)
    stranger = await roads.clerk_of(await make.village())

    with pytest.raises(NotPermitted):
        await petitions.record(village, request(people), stranger, now=NOW)

    assert await Petition.all().count() == 0
