import asyncio
from datetime import date, timedelta

import pytest

from deliberation import delegations
from deliberation.delegations import Mandate, covering, may_be_given, ways
from deliberation.models import Delegation, DelegationWay
from tests import make
from tests.deliberation import roads, sittings
from tests.make import DAY, NOW
from village import rules
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted, Stale
from village.models import LedgerEntry, Village
from village.permissions import Office
from village.rules import MatterKind

W, K = DelegationWay, MatterKind
GIVEN = date(2026, 3, 1)
ENDS = date(2029, 3, 1)


@pytest.fixture
async def village(db):
    return await make.village()


@pytest.fixture
async def clerk(village):
    return await roads.clerk_of(village)


def mandate(*matters, **fields):
    ordinary = {"way": W.MEETING, "given_on": GIVEN, "ends_on": ENDS, "note": "第一次村民会议"}
    return Mandate(matters=matters or (K.PUBLIC_WORKS,), **{**ordinary, **fields})


async def test_a_mandate_is_kept_with_scope_and_term(village, clerk):
    asked = mandate(K.PUBLIC_WORKS, K.PLANNING, filed_on=GIVEN)

    made = await delegations.record(village, asked, clerk, now=NOW)

    row = await Delegation.get(id=made.id)
    assert (row.matters, row.given_on, row.ends_on, row.filed_on, row.recorded_at) == (
        "public_works,planning",
        GIVEN,
        ENDS,
        GIVEN,
        NOW,
    )
    assert await sittings.lines("delegation.record") == [
        {
            "way": "meeting",
            "matters": ["public_works", "planning"],
            "given": "2026-03-01",
            "ends": "2029-03-01",
            "filed": "2026-03-01",
        }
    ]


async def test_everything_that_may_be_given_may_be_given_at_once(village, clerk):
    profile = rules.profile(village.profile_code)
    kinds = [kind for kind in K if may_be_given(profile, kind)]

    made = await delegations.record(village, mandate(*kinds), clerk, now=NOW)

    assert kinds == [
        K.PLANNING,
        K.ALLOWANCES,
        K.COLLECTIVE_INCOME,
        K.PUBLIC_WORKS,
        K.ASSISTANCE,
        K.OTHER_ASSEMBLY,
    ]
    assert made.matters.split(",") == [str(kind) for kind in kinds]


@pytest.mark.parametrize(
    "kind",
    [K.BYLAWS, K.CHARTER, K.REVOKE_REPRESENTATIVES, K.LAND_CONTRACT, K.COLLECTIVE_PROJECT],
)
async def test_what_the_assembly_must_decide_itself_is_not_given_away(village, clerk, kind):
    with pytest.raises(Blocked) as refused:
        await delegations.record(village, mandate(K.PLANNING, kind), clerk, now=NOW)

    (found,) = refused.value.blockers
    basis = rules.profile(village.profile_code).matters[kind].delegate.basis
    assert (found.code, found.basis) == ("not-delegable", basis)
    assert kind.label in found.text
    assert (await Delegation.all().count(), await LedgerEntry.all().count()) == (0, 0)


@pytest.mark.parametrize(
    ("profile", "allowed"),
    [
        ("national-2025", [W.MEETING, W.WRITTEN, W.CHARTER]),
        ("shandong", [W.MEETING]),
        ("beijing", [W.CHARTER]),
    ],
)
async def test_the_ways_of_giving_are_those_of_the_place(village, clerk, profile, allowed):
    await Village.filter(id=village.id).update(profile_code=profile)
    refused = []
    for way in W:
        try:
            await delegations.record(village, mandate(way=way), clerk, now=NOW)
        except Blocked as blocked:
            refused.append((way, blocked.codes))

    assert ways(rules.profile(profile)) == allowed
    assert refused == [(way, ("form-not-allowed",)) for way in W if way not in allowed]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"given_on": DAY + timedelta(1), "ends_on": DAY + timedelta(9)}, "given_on"),
        ({"ends_on": GIVEN}, "ends_on"),
        ({"ends_on": date(2037, 1, 1)}, "ends_on"),
        ({"filed_on": DAY + timedelta(1)}, "filed_on"),
        ({"filed_on": GIVEN - timedelta(1)}, "filed_on"),
    ],
)
async def test_days_that_cannot_be_are_sent_back(village, clerk, fields, wrong):
    with pytest.raises(InvalidInput) as refused:
        await delegations.record(village, mandate(**fields), clerk, now=NOW)

    assert (list(refused.value.fields), await Delegation.all().count()) == ([wrong], 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"given_on": DAY, "ends_on": DAY + timedelta(1)},
        {"ends_on": date(2036, 12, 31)},
        {"filed_on": DAY},
    ],
)
async def test_the_same_days_at_their_edge_are_kept(village, clerk, fields):
    await delegations.record(village, mandate(**fields), clerk, now=NOW)

    assert await Delegation.all().count() == 1


async def test_a_mandate_for_nothing_is_none(village, clerk):
    empty = Mandate(W.MEETING, (), GIVEN, ENDS, "")

    with pytest.raises(InvalidInput) as refused:
        await delegations.record(village, empty, clerk, now=NOW)

    assert list(refused.value.fields) == ["matters"]


async def test_only_the_clerk_and_the_chair_record_and_only_at_home(village):
    chair = await make.holder(village, Office.COMMITTEE_CHAIR)
    await delegations.record(village, mandate(), chair, now=NOW)
    secretary = await roads.secretary_of(village)
    stranger = await roads.clerk_of(await make.village())
    row = await Delegation.get()

    for who in (secretary, stranger):
        for deed in (
            delegations.record(village, mandate(), who, now=NOW),
            delegations.revoke(row, village, DAY, who, now=NOW),
            delegations.file(row, village, DAY, who, now=NOW),
        ):
            with pytest.raises(NotPermitted):
                await deed

    assert await Delegation.all().count() == 1


async def test_a_mandate_is_found_in_its_own_village_only(village):
    row, neighbour = await make.delegation(village), await make.village()

    assert (await delegations.for_village(village.id, row.id)).id == row.id
    for place, number in ((neighbour.id, row.id), (village.id, row.id + 1)):
        with pytest.raises(NotFound):
            await delegations.for_village(place, number)


async def test_a_neighbours_mandate_is_not_taken_back_from_here(village, clerk):
    theirs = await make.delegation(await make.village())

    with pytest.raises(Stale):
        await delegations.revoke(theirs, village, DAY, clerk, now=NOW)

    assert (await Delegation.get(id=theirs.id)).revoked_on is None


async def test_the_assembly_takes_its_mandate_back_from_a_day_on(village, clerk):
    row = await make.delegation(village)

    await delegations.revoke(row, village, DAY - timedelta(3), clerk, now=NOW)

    assert (await Delegation.get(id=row.id)).revoked_on == DAY - timedelta(3)
    assert await sittings.lines("delegation.revoke") == [{"on": "2026-11-19"}]


@pytest.mark.parametrize("day", [DAY + timedelta(1), make.BEGAN - timedelta(1)])
async def test_it_is_not_taken_back_tomorrow_or_before_it_was_given(village, clerk, day):
    row = await make.delegation(village)

    with pytest.raises(InvalidInput) as refused:
        await delegations.revoke(row, village, day, clerk, now=NOW)

    assert list(refused.value.fields) == ["revoked_on"]


async def test_of_two_takings_back_at_once_one_is_told(village, clerk):
    row = await make.delegation(village)

    told = await asyncio.gather(
        *(delegations.revoke(row, village, DAY, clerk, now=NOW) for _ in range(2)),
        return_exceptions=True,
    )

    assert [type(one) for one in told if one is not None] == [Stale]
    assert len(await sittings.lines("delegation.revoke")) == 1


async def test_the_filing_is_noted_once(village, clerk):
    row = await make.delegation(village)

    await delegations.file(row, village, DAY, clerk, now=NOW)
    with pytest.raises(Stale):
        await delegations.file(row, village, DAY, clerk, now=NOW)

    assert (await Delegation.get(id=row.id)).filed_on == DAY
    assert await sittings.lines("delegation.file") == [{"on": "2026-11-22"}]


@pytest.mark.parametrize("day", [DAY + timedelta(1), make.BEGAN - timedelta(1)])
async def test_it_is_not_filed_tomorrow_or_before_it_was_given(village, clerk, day):
    row = await make.delegation(village)

    with pytest.raises(InvalidInput):
        await delegations.file(row, village, day, clerk, now=NOW)

    assert (await Delegation.get(id=row.id)).filed_on is None


@pytest.mark.parametrize(
    ("day", "revoked_on", "covers"),
    [
        pytest.param(GIVEN - timedelta(1), None, False, id="the day before"),
        pytest.param(GIVEN, None, True, id="the day it was given"),
        pytest.param(ENDS, None, True, id="the last day"),
        pytest.param(ENDS + timedelta(1), None, False, id="the day after"),
        pytest.param(DAY - timedelta(1), DAY, True, id="before it was taken back"),
        pytest.param(DAY, DAY, False, id="the day it was taken back"),
    ],
)
async def test_a_mandate_covers_the_days_of_its_term(village, day, revoked_on, covers):
    row = await make.delegation(village, given_on=GIVEN, ends_on=ENDS, revoked_on=revoked_on)

    found = covering([row], K.PUBLIC_WORKS, day)

    assert (found is row) is covers


async def test_a_mandate_covers_its_own_matters_and_the_next_one_may_step_in(village):
    roads_only = await make.delegation(village)
    all_of_it = await make.delegation(village, K.PLANNING, K.PUBLIC_WORKS)
    given = [roads_only, all_of_it]

    assert covering(given, K.PUBLIC_WORKS, DAY) is roads_only
    assert covering(given, K.PLANNING, DAY) is all_of_it
    assert covering(given, K.ALLOWANCES, DAY) is None
    roads_only.revoked_on = DAY
    assert covering(given, K.PUBLIC_WORKS, DAY) is all_of_it


async def test_mandates_are_listed_the_latest_first(village):
    old = await make.delegation(village, given_on=date(2021, 3, 1))
    new = await make.delegation(village)
    await make.delegation(await make.village())

    assert [one.id for one in await delegations.of_village(village.id)] == [new.id, old.id]
