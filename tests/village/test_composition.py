from dataclasses import replace

import pytest

from tests import make
from tests.make import DAY
from village import composition, electors, rules
from village.composition import Assembly
from village.models import Departure
from village.permissions import Office

NATIONAL = rules.profile("national-2025")
LAWFUL = Assembly(
    members=42, representatives=35, women_representatives=14, population=1200, households=380
)


def codes(assembly, profile="national-2025"):
    return [one.code for one in composition.assembly_findings(assembly, rules.profile(profile))]


def test_a_lawful_assembly_has_no_findings():
    assert codes(LAWFUL) == []


def test_the_shares_are_shown_as_figures_a_person_can_check():
    representatives, women = composition.figures(LAWFUL, NATIONAL)

    assert representatives.text == "村民代表 35 人 ÷ 组成人员 42 人，需要至少 34 人"
    assert women.text == "妇女村民代表 14 人 ÷ 组成人员 42 人，需要至少 14 人"
    assert (representatives.holds, women.holds) == (True, True)
    assert representatives.basis == NATIONAL.basis("representatives.representatives_share")


@pytest.mark.parametrize(
    ("representatives", "women", "expected"),
    [
        pytest.param(34, 14, [], id="exactly four fifths and a third"),
        pytest.param(33, 14, ["too-few-representatives"], id="one representative short"),
        pytest.param(34, 13, ["too-few-women"], id="one woman short"),
        pytest.param(33, 13, ["too-few-representatives", "too-few-women"], id="both short"),
    ],
)
def test_the_shares_at_their_edges(representatives, women, expected):
    assembly = replace(LAWFUL, representatives=representatives, women_representatives=women)

    assert codes(assembly) == expected


def test_a_finding_says_what_is_missing_on_what_basis_and_what_to_do():
    (finding,) = composition.assembly_findings(replace(LAWFUL, women_representatives=13), NATIONAL)

    assert finding.text == "妇女村民代表 13 人 ÷ 组成人员 42 人，需要至少 14 人。"
    assert finding.basis == NATIONAL.basis("representatives.women_share")
    assert finding.remedy == "补选妇女村民代表"


def test_without_representatives_there_is_one_finding():
    none = Assembly(5, 0, 0, 1200, 380)

    assert codes(none) == ["no-representatives"]


@pytest.mark.parametrize(
    ("population", "representatives", "expected"),
    [
        (499, 30, []),
        (499, 29, ["below-local-number"]),
        (500, 40, []),
        (500, 39, ["below-local-number"]),
        (999, 39, ["below-local-number"]),
        (1000, 50, []),
        (1000, 49, ["below-local-number"]),
    ],
)
def test_zhejiang_asks_for_a_number_by_population(population, representatives, expected):
    assembly = Assembly(representatives + 3, representatives, 25, population, 390)

    assert codes(assembly, "zhejiang") == expected


@pytest.mark.parametrize(("representatives", "expected"), [(35, []), (34, ["below-local-number"])])
def test_shanghai_asks_for_thirty_five(representatives, expected):
    assembly = Assembly(representatives + 3, representatives, 25, 1200, 390)

    assert codes(assembly, "shanghai") == expected


@pytest.mark.parametrize(
    ("households", "representatives", "expected"),
    [
        pytest.param(300, 20, [], id="one for fifteen"),
        pytest.param(300, 19, ["households-per-representative"], id="fewer than that"),
        pytest.param(301, 20, ["households-per-representative"], id="a sixteenth household"),
        pytest.param(300, 60, [], id="one for five"),
        pytest.param(300, 61, ["households-per-representative"], id="more than that"),
        pytest.param(0, 61, [], id="no households registered"),
        pytest.param(3, 1, [], id="a hamlet of three households"),
    ],
)
def test_one_representative_for_five_to_fifteen_households(households, representatives, expected):
    assembly = Assembly(representatives, representatives, representatives, 900, households)

    assert codes(assembly) == expected


@pytest.mark.parametrize(
    ("profile", "population", "households", "expected"),
    [
        ("zhejiang", 300, 390, []),
        ("zhejiang", 299, 390, ["assembly-too-small"]),
        ("beijing", 300, 100, []),
        ("beijing", 300, 99, ["assembly-too-small"]),
        ("national-2025", 20, 99, []),
    ],
)
def test_some_provinces_let_only_large_villages_have_one(profile, population, households, expected):
    number = 30 if profile == "zhejiang" else 12
    assembly = Assembly(number + 2, number, number, population, households)

    assert codes(assembly, profile) == expected


@pytest.mark.parametrize(
    ("profile", "members", "expected"),
    [
        ("national-2025", 2, ["too-few-supervisors"]),
        ("national-2025", 3, []),
        ("national-2025", 4, []),
        ("national-2025", 5, []),
        ("national-2025", 6, ["too-many-supervisors"]),
        ("shandong", 4, ["even-supervisors"]),
        ("shandong", 5, []),
        ("shanghai", 7, []),
        ("shanghai", 8, ["too-many-supervisors"]),
    ],
)
def test_the_supervision_committee_has_its_size(profile, members, expected):
    found = composition.supervision_findings(members, rules.profile(profile))

    assert [one.code for one in found] == expected


async def test_the_figures_of_a_village_count_each_person_once(db):
    village = await make.village()
    chair = await make.person(village, woman=True)
    await make.appointment(village, chair, Office.COMMITTEE_CHAIR)
    await make.appointment(village, chair, Office.REPRESENTATIVE)
    await make.appointment(village, await make.person(village), Office.COMMITTEE_MEMBER)
    await make.appointment(village, await make.person(village), Office.REPRESENTATIVE)
    gone = await make.person(village, left_on=DAY, left_why=Departure.DIED)
    await make.appointment(village, gone, Office.REPRESENTATIVE)
    await make.people(village, 4)

    assembly = await electors.assembly(village, DAY)

    assert assembly == Assembly(
        members=3, representatives=2, women_representatives=1, population=7, households=4
    )
