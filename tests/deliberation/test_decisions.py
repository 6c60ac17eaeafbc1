import asyncio

import pytest

from deliberation import decisions
from deliberation.decisions import Proposal
from deliberation.models import Decision, Petition, PetitionKind, Source
from tests import make
from tests.deliberation import roads, sittings
from tests.deliberation.roads import S
from tests.make import NOW
from village import profiles, rules
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted
from village.ledger import text_digest
from village.models import LedgerEntry, ProfileVersion, Village
from village.permissions import Office
from village.rules import Body, MatterKind, Profile, Unit


def proposal(**fields):
    ordinary = {
        "title": "三组机耕路硬化",
        "summary": "三组到晒谷场的 620 米机耕路铺水泥。",
        "collective": False,
        "kind": MatterKind.PUBLIC_WORKS,
        "body": Body.VILLAGERS_ASSEMBLY,
        "unit": Unit.ADULTS,
        "source": Source.PEOPLE,
    }
    return Proposal(**{**ordinary, **fields})


@pytest.fixture
async def village(db):
    return await make.village()


@pytest.fixture
async def clerk(village):
    return await make.holder(village, Office.VILLAGE_CLERK)


async def petition(village, kind=PetitionKind.VILLAGERS):
    return await Petition.create(
        village=village,
        kind=kind,
        title="修机耕路",
        entitled=300,
        needed=30,
        signed=31,
        recorded_at=NOW,
    )


async def merging(monkeypatch, village):
    """The village stands under rules that let 提议 and 商议 be one meeting."""
    document = rules.profile("national-2025").to_json()
    document["code"] = "merging"
    document["values"]["party_step.merge_propose_consult"]["value"] = True
    shelf = {**rules.load_all(), "merging": Profile.from_json(document)}
    monkeypatch.setitem(rules._shelf, "now", shelf)
    await Village.filter(id=village.id).update(profile_code="merging")


async def test_a_matter_is_opened_under_the_rules_of_the_day(village, clerk):
    made = await decisions.open_matter(village, proposal(budget_cents=8_640_000), clerk, now=NOW)

    digest = rules.profile("national-2025").digest
    row = await Decision.get(id=made.id)
    assert (row.number, row.stage, row.body, row.unit, row.budget_cents) == (
        "2026-001",
        S.OPENED,
        Body.VILLAGERS_ASSEMBLY,
        Unit.ADULTS,
        8_640_000,
    )
    assert (row.profile_code, row.profile_digest) == ("national-2025", digest)
    assert await ProfileVersion.filter(digest=digest).count() == 1
    assert await sittings.lines("decision.open") == [
        {
            "kind": "public_works",
            "body": "villagers_assembly",
            "profile": digest,
            "digest": text_digest(made.title, made.summary),
        }
    ]


async def test_matters_are_numbered_within_the_china_year(village, clerk):
    await decisions.open_matter(village, proposal(), clerk, now=NOW)
    await decisions.open_matter(village, proposal(), clerk, now=NOW)
    # half past midnight of new year's day in China is still the old year in UTC
    new_year = NOW.replace(month=12, day=31, hour=16, minute=30)
    third = await decisions.open_matter(village, proposal(), clerk, now=new_year)

    numbers = await Decision.all().order_by("id").values_list("number", flat=True)
    assert (numbers, third.number) == (["2026-001", "2026-002", "2027-001"], "2027-001")


async def test_two_at_once_get_two_numbers(village, clerk):
    opened = await asyncio.gather(
        *(decisions.open_matter(village, proposal(), clerk, now=NOW) for _ in range(5))
    )

    assert sorted(one.number for one in opened) == [f"2026-00{n}" for n in range(1, 6)]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (MatterKind.BYLAWS, Body.REPRESENTATIVE_ASSEMBLY),
        (MatterKind.CHARTER, Body.REPRESENTATIVE_ASSEMBLY),
        (MatterKind.REVOKE_REPRESENTATIVES, Body.REPRESENTATIVE_ASSEMBLY),
        (MatterKind.PUBLIC_WORKS, Body.TWO_COMMITTEES),
        (MatterKind.PUBLIC_WORKS, Body.GROUP_MEETING),
        (MatterKind.PUBLIC_WORKS, Body.HEARING),
        (MatterKind.LAND_COMPENSATION, Body.VILLAGERS_ASSEMBLY),
        (MatterKind.LAND_COMPENSATION, Body.COLLECTIVE_REPRESENTATIVES),
        (MatterKind.MEMBERSHIP, Body.REPRESENTATIVE_ASSEMBLY),
        (MatterKind.GROUP_AFFAIR, Body.VILLAGERS_ASSEMBLY),
    ],
)
async def test_the_wrong_body_is_refused_with_the_right_one(village, clerk, kind, body):
    matter = rules.profile("national-2025").matters[kind]
    group = await make.group(village)
    asked = proposal(kind=kind, body=body, collective=matter.collective.value, group=group)

    with pytest.raises(Blocked) as refused:
        await decisions.open_matter(village, asked, clerk, now=NOW)

    (found,) = refused.value.blockers
    assert (found.code, found.basis) == ("wrong-body", matter.basis)
    assert matter.bodies[0].label in found.text
    assert (await Decision.all().count(), await LedgerEntry.all().count()) == (0, 0)


@pytest.mark.parametrize("kind", list(MatterKind))
async def test_every_kind_can_be_opened_for_each_lawful_body(village, clerk, kind):
    matter = rules.profile("national-2025").matters[kind]
    group = await make.group(village)

    for body in matter.bodies:
        asked = proposal(kind=kind, body=body, collective=matter.collective.value, group=group)
        await decisions.open_matter(village, asked, clerk, now=NOW)

    found = await Decision.all().order_by("id").values_list("body", flat=True)
    assert list(map(str, found)) == list(map(str, matter.bodies))


async def test_the_first_question_must_fit_the_kind(village, clerk):
    asked = proposal(kind=MatterKind.HOMESTEAD, body=Body.COLLECTIVE_ASSEMBLY)

    with pytest.raises(InvalidInput) as refused:
        await decisions.open_matter(village, asked, clerk, now=NOW)

    assert refused.value.fields == {
        "kind": "“宅基地使用”属于集体财产或成员权益的事，请核对第一个问题的回答。"
    }


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": "　"}, "title"),
        ({"source": Source.PETITION}, "petition"),
        ({"kind": MatterKind.GROUP_AFFAIR, "body": Body.GROUP_MEETING}, "group"),
        ({"budget_cents": -1}, "budget"),
    ],
)
async def test_what_is_missing_is_named_by_its_field(village, clerk, fields, wrong):
    with pytest.raises(InvalidInput) as refused:
        await decisions.open_matter(village, proposal(**fields), clerk, now=NOW)

    assert list(refused.value.fields) == [wrong]


async def test_a_matter_without_cost_may_say_nought(village, clerk):
    made = await decisions.open_matter(village, proposal(budget_cents=0), clerk, now=NOW)

    assert made.budget_cents == 0


async def test_only_a_groups_own_matter_carries_its_group(village, clerk):
    group = await make.group(village)

    ours = await decisions.open_matter(village, proposal(group=group), clerk, now=NOW)
    theirs = proposal(kind=MatterKind.GROUP_AFFAIR, body=Body.GROUP_MEETING, group=group)
    theirs = await decisions.open_matter(village, theirs, clerk, now=NOW)

    assert (ours.group_id, theirs.group_id) == (None, group.id)


async def test_a_neighbours_group_or_petition_is_not_there(village, clerk):
    neighbour = await make.village()
    group, asked_for = await make.group(neighbour), await petition(neighbour)
    strange = (
        proposal(kind=MatterKind.GROUP_AFFAIR, body=Body.GROUP_MEETING, group=group),
        proposal(source=Source.PETITION, petition=asked_for),
    )

    for one in strange:
        with pytest.raises(NotFound):
            await decisions.open_matter(village, one, clerk, now=NOW)

    assert await Decision.all().count() == 0


async def test_a_petition_counts_only_for_a_matter_that_came_from_it(village, clerk):
    asked_for = await petition(village)

    from_it = proposal(source=Source.PETITION, petition=asked_for)
    from_it = await decisions.open_matter(village, from_it, clerk, now=NOW)
    beside_it = proposal(source=Source.CADRES, petition=asked_for)
    beside_it = await decisions.open_matter(village, beside_it, clerk, now=NOW)

    assert (from_it.petition_id, beside_it.petition_id) == (asked_for.id, None)


@pytest.mark.parametrize(
    ("kind", "refused"),
    [
        (PetitionKind.VILLAGERS, True),
        (PetitionKind.REPRESENTATIVES_THIRD, True),
        (PetitionKind.REPRESENTATIVES_FIFTH, False),
    ],
)
async def test_who_asked_for_the_assembly_is_not_sent_to_its_representatives(
    village, clerk, kind, refused
):
    await make.delegation(village)
    asked = proposal(
        source=Source.PETITION,
        petition=await petition(village, kind),
        body=Body.REPRESENTATIVE_ASSEMBLY,
    )

    try:
        await decisions.open_matter(village, asked, clerk, now=NOW)
        found = []
    except Blocked as blocked:
        found = list(blocked.codes)

    assert found == (["petition-for-assembly"] if refused else [])


async def test_merging_needs_the_rules_and_one_person_in_both_seats(village, clerk, monkeypatch):
    await make.holder(village, Office.PARTY_SECRETARY, Office.COMMITTEE_CHAIR)
    with pytest.raises(Blocked) as not_allowed:
        await decisions.open_matter(village, proposal(merge_first_two=True), clerk, now=NOW)

    await merging(monkeypatch, village)
    made = await decisions.open_matter(village, proposal(merge_first_two=True), clerk, now=NOW)

    assert not_allowed.value.codes == ("may-not-merge",)
    assert (made.merge_first_two, made.profile_code) == (True, "merging")


async def test_two_persons_in_the_two_seats_may_not_merge(village, clerk, monkeypatch):
    await merging(monkeypatch, village)
    await make.holder(village, Office.PARTY_SECRETARY)
    await make.holder(village, Office.COMMITTEE_CHAIR)

    with pytest.raises(Blocked) as refused:
        await decisions.open_matter(village, proposal(merge_first_two=True), clerk, now=NOW)

    assert refused.value.codes == ("may-not-merge",)


async def test_a_groups_own_matter_has_nothing_to_merge(village, clerk, monkeypatch):
    await merging(monkeypatch, village)
    await make.holder(village, Office.PARTY_SECRETARY, Office.COMMITTEE_CHAIR)
    group = await make.group(village)
    asked = {"kind": MatterKind.GROUP_AFFAIR, "body": Body.GROUP_MEETING, "group": group}

    with pytest.raises(Blocked) as refused:
        await decisions.open_matter(
            village, proposal(merge_first_two=True, **asked), clerk, now=NOW
        )

    assert refused.value.codes == ("may-not-merge",)


async def test_the_rules_are_those_of_the_moment_of_writing(village, clerk):
    seen_before = await Village.get(id=village.id)
    await Village.filter(id=village.id).update(profile_code="shandong")

    made = await decisions.open_matter(seen_before, proposal(), clerk, now=NOW)

    assert made.profile_code == "shandong"


async def test_a_matter_keeps_its_edition_when_the_village_changes_rules(village, clerk):
    made = await decisions.open_matter(village, proposal(), clerk, now=NOW)
    await Village.filter(id=village.id).update(profile_code="shandong")

    fresh = await roads.again(made)
    kept = await profiles.kept(fresh.profile_code, fresh.profile_digest)

    assert kept.code == "national-2025"


@pytest.mark.parametrize("office", [Office.REPRESENTATIVE, Office.SUPERVISOR, Office.LEGAL_ADVISER])
async def test_other_offices_open_no_matter(village, office):
    who = await make.holder(village, office)

    with pytest.raises(NotPermitted):
        await decisions.open_matter(village, proposal(), who, now=NOW)

    assert await Decision.all().count() == 0


async def test_a_neighbours_clerk_opens_and_sees_nothing_here(village):
    stranger = await make.holder(await make.village(), Office.VILLAGE_CLERK)
    decision = await make.matter(village)

    with pytest.raises(NotPermitted):
        await decisions.open_matter(village, proposal(), stranger, now=NOW)
    with pytest.raises(NotFound):
        await decisions.visible_to(stranger, village.id, decision.id)


async def test_a_matter_is_found_in_its_own_village_only(village, clerk):
    neighbour = await make.village()
    decision = await make.matter(village)

    assert (await decisions.visible_to(clerk, village.id, decision.id)).id == decision.id
    assert (await decisions.in_village(village.id, decision.id)).id == decision.id
    for place, number in ((neighbour.id, decision.id), (village.id, decision.id + 1)):
        with pytest.raises(NotFound):
            await decisions.in_village(place, number)


async def test_all_matters_of_a_village_the_latest_first(village):
    first, second = await make.matter(village), await make.matter(village)
    await make.matter(await make.village())

    found = await decisions.of_village(village.id)

    assert [one.id for one in found] == [second.id, first.id]


@pytest.mark.postgres
async def test_two_villages_open_their_first_matter_at_the_same_moment(db):
    villages = [await make.village() for _ in range(6)]
    clerks = [await make.holder(one, Office.VILLAGE_CLERK) for one in villages]

    await asyncio.gather(
        *(
            decisions.open_matter(one, proposal(), clerk, now=NOW)
            for one, clerk in zip(villages, clerks, strict=True)
        )
    )

    assert (await Decision.all().count(), await ProfileVersion.all().count()) == (6, 1)
