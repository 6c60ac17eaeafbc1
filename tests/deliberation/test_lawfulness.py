"""The right meeting, rightly called: bodies, delegation, notice, and each place's own rule."""

import pytest

from deliberation.outcome import Case, Verdict, decide
from village import rules
from village.rules import Body, MatterKind, Unit

NATIONAL = rules.profile("national-2025")
REPRESENTATIVES = Body.REPRESENTATIVE_ASSEMBLY

ASSEMBLY_ONLY = {"villagers_assembly"}
DELEGABLE = {"villagers_assembly", "representative_assembly"}
MEMBERS_ONLY = {"collective_assembly"}
BY_CHARTER = {"collective_assembly", "collective_representatives"}
LAWFUL = {
    "bylaws": ASSEMBLY_ONLY,
    "charter": ASSEMBLY_ONLY,
    "planning": DELEGABLE,
    "allowances": DELEGABLE,
    "collective_income": DELEGABLE,
    "public_works": DELEGABLE,
    "assistance": DELEGABLE,
    "other_assembly": DELEGABLE,
    "revoke_representatives": ASSEMBLY_ONLY,
    "group_affair": {"group_meeting"},
    "land_contract": MEMBERS_ONLY,
    "homestead": MEMBERS_ONLY,
    "land_compensation": MEMBERS_ONLY,
    "collective_assets": MEMBERS_ONLY,
    "membership": MEMBERS_ONLY,
    "collective_project": BY_CHARTER,
    "collective_other": BY_CHARTER,
}
DECIDING = [body for body in Body if NATIONAL.bodies[body].decides.value]


def ruled(profile="national-2025", body=REPRESENTATIVES, **more):
    """A full house, all in favour: only the law can stand in the way."""
    facts = {"entitled": 60, "present": 60, "yes": 60} | more
    return decide(rules.profile(profile), Case(body=body, **facts))


def codes(ruling):
    return [reason.code for reason in ruling.faults]


def all_codes(ruling):
    return [reason.code for reason in ruling.reasons]


def test_the_table_of_lawful_bodies_knows_every_matter():
    assert sorted(LAWFUL) == sorted(matter.value for matter in MatterKind)


@pytest.mark.parametrize("matter", list(MatterKind))
@pytest.mark.parametrize("body", DECIDING)
def test_only_the_lawful_body_decides_a_matter(body, matter):
    ruling = ruled(body=body, matter=matter, delegated=True, notice_days=10)

    lawful = body.value in LAWFUL[matter]
    assert ruling.verdict is (Verdict.PASSED if lawful else Verdict.UNLAWFUL)


def test_the_wrong_body_is_told_which_one_is_right():
    ruling = ruled(matter=MatterKind.LAND_COMPENSATION)

    assert [(reason.text, reason.basis) for reason in ruling.faults] == [
        (
            "“土地补偿费等的分配、使用”不能由村民代表会议决定，应当由集体经济组织成员大会决定。",
            NATIONAL.matters[MatterKind.LAND_COMPENSATION].basis,
        )
    ]
    assert "collective-property" in all_codes(ruling)


def test_a_mandate_does_not_make_the_wrong_body_right():
    ruling = ruled(matter=MatterKind.BYLAWS, delegated=True)

    assert codes(ruling) == ["wrong-body", "not-delegable"]


@pytest.mark.parametrize(
    ("delegated", "verdict", "code"),
    [
        (True, "passed", "delegated"),
        (None, "passed", "delegation-not-stated"),
        (False, "unlawful", "no-delegation"),
    ],
)
@pytest.mark.parametrize("matter", [None, MatterKind.PUBLIC_WORKS])
def test_representatives_decide_only_with_a_mandate(matter, delegated, verdict, code):
    ruling = ruled(matter=matter, delegated=delegated)

    assert (ruling.verdict, code in all_codes(ruling)) == (verdict, True)


def test_representatives_of_the_collective_decide_only_what_the_charter_gives():
    given = ruled(
        body=Body.COLLECTIVE_REPRESENTATIVES, matter=MatterKind.COLLECTIVE_PROJECT, delegated=True
    )
    not_given = ruled(
        body=Body.COLLECTIVE_REPRESENTATIVES, matter=MatterKind.COLLECTIVE_PROJECT, delegated=False
    )

    assert (given.verdict, codes(not_given)) == (Verdict.PASSED, ["no-delegation"])


def test_an_assembly_needs_no_mandate():
    ruling = ruled(body=Body.VILLAGERS_ASSEMBLY, matter=MatterKind.PLANNING, delegated=False)

    assert ruling.verdict is Verdict.PASSED


def test_twenty_representatives_of_the_collective_are_too_few():
    twenty = ruled(body=Body.COLLECTIVE_REPRESENTATIVES, entitled=20, present=20, yes=20)
    more = ruled(body=Body.COLLECTIVE_REPRESENTATIVES, entitled=21, present=21, yes=21)

    assert (codes(twenty), more.verdict) == (["too-few-members"], Verdict.PASSED)


@pytest.mark.parametrize(
    ("body", "lawful"),
    [(Body.VILLAGERS_ASSEMBLY, True), (Body.GROUP_MEETING, True), (REPRESENTATIVES, False)],
)
def test_only_assemblies_count_by_household(body, lawful):
    ruling = ruled(body=body, unit=Unit.HOUSEHOLDS)

    assert codes(ruling) == ([] if lawful else ["unit-not-lawful"])


@pytest.mark.parametrize(
    ("profile", "body", "days"),
    [
        ("national-2025", Body.VILLAGERS_ASSEMBLY, 10),
        ("national-2025", Body.COLLECTIVE_ASSEMBLY, 10),
        ("zhejiang", REPRESENTATIVES, 3),
        ("shanghai", REPRESENTATIVES, 10),
        ("beijing", REPRESENTATIVES, 3),
        ("shandong", REPRESENTATIVES, 5),
        ("chongqing", REPRESENTATIVES, 3),
        ("henan", Body.VILLAGERS_ASSEMBLY, 10),
    ],
)
def test_notice_a_day_short_makes_the_meeting_unlawful(profile, body, days):
    short = ruled(profile, body, notice_days=days - 1)
    enough = ruled(profile, body, notice_days=days)
    silent = ruled(profile, body)

    assert (codes(short), enough.verdict) == (["notice-too-short"], Verdict.PASSED)
    assert (silent.verdict, "notice-not-stated" in all_codes(silent)) == (Verdict.PASSED, True)


@pytest.mark.parametrize("profile", ["national-2025", "henan"])
def test_where_no_text_sets_days_representatives_may_be_called_at_once(profile):
    assert ruled(profile, notice_days=0).verdict is Verdict.PASSED


def test_a_villagers_assembly_may_be_called_at_once_for_a_stated_reason():
    stated = ruled(body=Body.VILLAGERS_ASSEMBLY, notice_days=1, ad_hoc="台风过境，要转移群众")
    blank = ruled(body=Body.VILLAGERS_ASSEMBLY, notice_days=1, ad_hoc="  ")

    assert (stated.verdict, "ad-hoc-notice" in all_codes(stated)) == (Verdict.PASSED, True)
    assert codes(blank) == ["notice-too-short"]


@pytest.mark.parametrize(
    ("profile", "body"),
    [("national-2025", Body.COLLECTIVE_ASSEMBLY), ("shanghai", REPRESENTATIVES)],
)
def test_a_reason_does_not_help_where_no_text_allows_short_notice(profile, body):
    ruling = ruled(profile, body, notice_days=1, ad_hoc="台风过境")

    assert codes(ruling) == ["notice-too-short"]


@pytest.mark.parametrize(
    ("women", "verdict"),
    [
        ({"women_entitled": 20, "women_present": 13}, "unlawful"),
        ({"women_entitled": 20, "women_present": 14}, "passed"),
        ({"women_entitled": 21, "women_present": 14}, "passed"),
        ({}, "passed"),
        ({"women_entitled": 20}, "passed"),
    ],
)
def test_shandong_asks_for_two_thirds_of_the_women_representatives(women, verdict):
    ruling = ruled("shandong", entitled=60, present=50, yes=50, **women)

    assert ruling.verdict == verdict


def test_elsewhere_the_womens_attendance_is_no_condition():
    ruling = ruled(entitled=60, present=40, yes=40, women_entitled=20, women_present=0)

    assert ruling.verdict is Verdict.PASSED


def test_unstated_womens_attendance_is_named_in_shandong():
    assert "women-not-stated" in all_codes(ruled("shandong"))


@pytest.mark.parametrize(("women", "named"), [(19, True), (20, False)])
def test_a_third_of_the_assembly_must_be_women_and_the_ruling_recalls_it(women, named):
    ruling = ruled(women_entitled=women, women_present=women)

    assert ("too-few-women-representatives" in all_codes(ruling)) is named
    assert ruling.verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("profile", "entitled", "named"),
    [
        ("zhejiang", 29, True),
        ("zhejiang", 30, False),
        ("shanghai", 34, True),
        ("shanghai", 35, False),
        ("national-2025", 9, False),
    ],
)
def test_a_roster_too_small_for_the_place_is_named(profile, entitled, named):
    ruling = ruled(profile, entitled=entitled, present=entitled, yes=entitled)

    assert ("too-few-representatives" in all_codes(ruling)) is named


def test_shandong_keeps_what_the_assembly_reserved_for_itself():
    shandong = ruled("shandong", matter=MatterKind.OTHER_ASSEMBLY, delegated=True)
    national = ruled(matter=MatterKind.OTHER_ASSEMBLY, delegated=True)

    assert codes(shandong) == ["wrong-body", "not-delegable"]
    assert national.verdict is Verdict.PASSED


def absent(profile, **more):
    """1,200 adults, 200 of them out of reach; 501 came: enough of 1,000, too few of 1,200."""
    facts = {"entitled": 1200, "present": 501, "yes": 501, "unreachable": 200} | more
    return ruled(profile, Body.VILLAGERS_ASSEMBLY, **facts)


@pytest.mark.parametrize(
    ("profile", "more", "needed", "verdict"),
    [
        ("chongqing", {"excluded_reported": True}, 501, "passed"),
        ("chongqing", {"excluded_reported": True, "present": 500, "yes": 500}, 501, "no_quorum"),
        ("chongqing", {"excluded_reported": False}, 601, "no_quorum"),
        ("chongqing", {}, 601, "no_quorum"),
        ("national-2025", {"excluded_reported": True}, 601, "no_quorum"),
        ("zhejiang", {"excluded_reported": True}, 601, "no_quorum"),
    ],
)
def test_only_chongqing_leaves_out_the_unreachable_and_only_when_reported(
    profile, more, needed, verdict
):
    ruling = absent(profile, **more)

    assert (ruling.needed_present, ruling.verdict) == (needed, verdict)


def test_households_are_all_counted_even_in_chongqing():
    ruling = absent("chongqing", excluded_reported=True, unit=Unit.HOUSEHOLDS)

    assert ruling.needed_present == 800


def test_a_vote_on_bylaws_without_a_woman_in_the_room_is_named():
    ruling = ruled(
        body=Body.VILLAGERS_ASSEMBLY,
        matter=MatterKind.BYLAWS,
        present=31,
        yes=31,
        women_entitled=29,
        women_present=0,
    )

    assert (ruling.verdict, "no-women-present" in all_codes(ruling)) == (Verdict.PASSED, True)


def test_important_matters_recall_that_the_party_organisation_studies_first():
    asked = ruled(body=Body.VILLAGERS_ASSEMBLY, matter=MatterKind.PLANNING)
    group = ruled(body=Body.GROUP_MEETING, matter=MatterKind.GROUP_AFFAIR)

    assert ["party-first" in all_codes(one) for one in (asked, group)] == [True, False]
