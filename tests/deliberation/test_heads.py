"""Heads: who is counted where, when somebody steps out over an interest or is out of reach."""

import pytest

from deliberation import attendance, heads
from deliberation.heads import Sat, Votes
from deliberation.models import AgendaItem
from tests import make
from tests.deliberation.sittings import (
    called,
    clerk_of,
    come,
    edition,
    representatives_met,
    reviewed,
)
from village import rules
from village.models import Residence, RollEntry
from village.rules import Body

REPRESENTATIVE, CHAIR = "representative", "committee_chair"


def entry(key, capacity="", *, woman=False, unreachable=False):
    return RollEntry(id=key, capacity=capacity, woman=woman, unreachable=unreachable)


def test_a_hearing_counts_the_heads_as_typed():
    sat = Sat(entries=(), here=frozenset(), typed=(34, 27))

    assert (sat.entitled, sat.present, sat.women_entitled, sat.unreachable) == (34, 27, 0, 0)


def test_women_are_counted_who_sit_there_as_representatives():
    entries = (
        entry(1, REPRESENTATIVE, woman=True),
        entry(2, f"{REPRESENTATIVE},{CHAIR}", woman=True),
        entry(3, CHAIR, woman=True),
        entry(4, REPRESENTATIVE),
    )
    sat = Sat(entries=entries, here=frozenset({2, 3, 4}))

    assert (sat.women_entitled, sat.women_present) == (2, 1)


def test_only_those_out_of_reach_who_did_not_come_may_leave_the_base():
    entries = (entry(1, unreachable=True), entry(2, unreachable=True), entry(3))
    sat = Sat(entries=entries, here=frozenset({1, 3}))

    assert (sat.entitled, sat.present, sat.unreachable) == (3, 2, 1)


async def sat_of(meeting):
    entries = await attendance.entries_of(meeting)
    return Sat(tuple(entries), frozenset(await attendance.present_ids(meeting.id)))


async def weighed(meeting, *votes, **told):
    item = await AgendaItem.get(meeting_id=meeting.id).select_related("decision")
    return await heads.weigh(meeting, item, Votes(*votes), await sat_of(meeting), **told)


@pytest.mark.parametrize(("present", "verdict"), [(20, "no_quorum"), (21, "passed")])
async def test_thirty_one_members_need_twenty_one(db, present, verdict):
    meeting, clerk = await representatives_met(31)
    await come(meeting, clerk, present)

    found = await weighed(meeting, present, 0, 0, 0)

    assert (found.ruling.verdict, found.ruling.needed_present) == (verdict, 21)


async def test_who_steps_out_leaves_the_floor_but_not_the_roll(db):
    meeting, clerk = await representatives_met(31)
    entries = await come(meeting, clerk, 22)

    one = await weighed(meeting, 11, 10, 0, 0, recused={entries[0].id})
    two = await weighed(meeting, 11, 9, 0, 0, recused={entries[0].id, entries[1].id})

    assert (one.case.entitled, one.case.present, one.ruling.verdict) == (31, 21, "passed")
    assert (two.case.entitled, two.case.present, two.ruling.verdict) == (31, 20, "no_quorum")


async def test_women_who_step_out_are_not_more_than_those_present(db):
    """Two women and nobody else stay: counted apart they would outnumber the floor."""
    meeting, clerk = await representatives_met(4)
    entries = await come(meeting, clerk, 3)

    found = await weighed(meeting, 2, 0, 0, 0, recused={entries[0].id})

    case = found.case
    assert (case.present, case.women_present, case.women_entitled) == (2, 2, 3)
    assert found.ruling.verdict == "no_quorum"


async def test_where_the_rules_say_so_stepping_out_shrinks_the_roll_or_nothing(db):
    village = await make.village()
    clerk = await clerk_of(village)
    await make.assembly(village, 6, women=3)
    await make.delegation(village)
    counts = {"recusal__leaves_entitled": True, "recusal__leaves_present": False}
    decision = await reviewed(village, body=Body.REPRESENTATIVE_ASSEMBLY, **await edition(**counts))
    meeting = await called(village, decision, clerk)
    entries = await come(meeting, clerk, 4)

    found = await weighed(meeting, 3, 0, 0, 0, recused={entries[0].id})

    case = found.case
    assert (case.entitled, case.present, case.women_entitled, case.women_present) == (5, 4, 2, 3)


@pytest.mark.parametrize(("mandate", "verdict"), [(True, "passed"), (False, "unlawful")])
async def test_representatives_decide_by_mandate_only(db, mandate, verdict):
    village = await make.village()
    clerk = await clerk_of(village)
    await make.assembly(village, 3)
    given = await make.delegation(village) if mandate else None
    decision = await reviewed(village, body=Body.REPRESENTATIVE_ASSEMBLY)
    meeting = await called(village, decision, clerk)
    await come(meeting, clerk, 3)

    found = await weighed(meeting, 3, 0, 0, 0)

    assert (found.ruling.verdict, found.delegation) == (verdict, given)


async def test_the_collectives_representatives_need_no_mandate_of_the_assembly(db):
    village = await make.village()
    clerk = await clerk_of(village)
    for _ in range(21):
        who = await make.person(village)
        await make.appointment(village, who, "collective_representative")
    decision = await reviewed(
        village, body=Body.COLLECTIVE_REPRESENTATIVES, kind="collective_project"
    )
    meeting = await called(village, decision, clerk)
    await come(meeting, clerk, 20)

    found = await weighed(meeting, 14, 6, 0, 0)

    assert (found.ruling.verdict, found.case.delegated) == ("passed", None)
    await make.delegation(village, "collective_project")
    assert (await weighed(meeting, 14, 6, 0, 0)).case.delegated is True


@pytest.mark.parametrize(("reported", "needed"), [(False, 3), (True, 2)])
async def test_out_of_reach_leave_the_base_when_it_was_told_to_the_meeting(db, reported, needed):
    village = await make.village(profile="chongqing")
    clerk = await clerk_of(village)
    for place in range(3):
        residence = Residence.UNREACHABLE if place else Residence.HOME
        await make.person(village, residence=residence)
    meeting = await called(village, await reviewed(village), clerk)
    await come(meeting, clerk, 2)

    found = await weighed(meeting, 2, 0, 0, 0, excluded_reported=reported)

    assert rules.profile("chongqing").is_on("denominator.exclude_unreachable")
    assert (found.case.unreachable, found.ruling.needed_present) == (2, needed)


async def test_what_was_asked_is_kept_beside_the_verdict(db):
    meeting, clerk = await representatives_met(4)
    entries = await come(meeting, clerk, 4)

    found = (await weighed(meeting, 3, 0, 0, 0, recused={entries[3].id})).to_json()

    assert found["asked"] == {
        "entitled": 4,
        "present": 3,
        "women_entitled": 3,
        "women_present": 3,
    }
    assert found["verdict"] == "passed"
