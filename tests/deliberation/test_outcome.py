"""The verdict, row by row and edge by edge. Expected figures are written here by hand."""

import pytest

from deliberation.outcome import Case, Verdict, decide
from village import rules
from village.rules import Body, MatterKind, Unit

NATIONAL = rules.profile("national-2025")
ADULTS, HOUSEHOLDS = Unit.ADULTS, Unit.HOUSEHOLDS

# id, body, unit, entitled, present, (yes, no, abstain, spoiled), needed: present, yes, verdict
ROWS = [
    ("P-01", "hearing", None, 34, 27, (19, 0, 0, 0), 23, 14, "undecided"),
    ("P-02", "representative_assembly", None, 35, 34, None, 24, 18, "undecided"),
    ("P-03", "representative_assembly", None, 32, 30, None, 22, 16, "undecided"),
    ("P-04", "representative_assembly", None, 31, 20, (20, 0, 0, 0), 21, 11, "no_quorum"),
    ("P-05", "representative_assembly", None, 31, 21, (11, 10, 0, 0), 21, 11, "passed"),
    ("P-06", "representative_assembly", None, 31, 21, (10, 5, 6, 0), 21, 11, "rejected"),
    ("P-07", "representative_assembly", None, 30, 20, (10, 10, 0, 0), 20, 11, "rejected"),
    ("P-08", "villagers_assembly", ADULTS, 1200, 600, (600, 0, 0, 0), 601, 301, "no_quorum"),
    ("P-09", "villagers_assembly", ADULTS, 1200, 601, (301, 300, 0, 0), 601, 301, "passed"),
    ("P-10", "villagers_assembly", HOUSEHOLDS, 300, 200, (101, 99, 0, 0), 200, 101, "passed"),
    ("P-11", "villagers_assembly", HOUSEHOLDS, 301, 200, (200, 0, 0, 0), 201, 101, "no_quorum"),
    ("P-12", "group_meeting", ADULTS, 90, 59, (59, 0, 0, 0), 60, 30, "no_quorum"),
    ("P-13", "collective_assembly", None, 420, 300, (279, 21, 0, 0), 280, 280, "rejected"),
    ("P-14", "collective_assembly", None, 420, 300, (280, 20, 0, 0), 280, 280, "passed"),
    ("P-15", "party_meeting", None, 36, 24, (18, 6, 0, 0), 24, 18, "passed"),
    ("P-16", "representative_assembly", None, 45, 40, (42, 0, 0, 0), None, None, "invalid_record"),
    ("P-17", "representative_assembly", None, 40, 35, (35, 0, 0, 0), 27, 18, "unlawful"),
]
MATTERS = {"P-17": MatterKind.BYLAWS}


def case(body, entitled, present, yes=None, **more):
    return Case(body=body, entitled=entitled, present=present, yes=yes, **more)


def ruled(*args, profile=NATIONAL, **more):
    return decide(profile, case(*args, **more))


def codes(ruling):
    return [reason.code for reason in ruling.faults]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_record_gets_the_verdict_of_the_papers(row):
    name, body, unit, entitled, present, counted, needed_present, needed_yes, verdict = row
    yes, no, abstain, spoiled = counted or (None, 0, 0, 0)

    ruling = decide(
        NATIONAL,
        Case(
            body=Body(body),
            unit=unit,
            entitled=entitled,
            present=present,
            yes=yes,
            no=no,
            abstain=abstain,
            spoiled=spoiled,
            matter=MATTERS.get(name),
        ),
    )

    assert (ruling.verdict, ruling.needed_present, ruling.needed_yes) == (
        verdict,
        needed_present,
        needed_yes,
    )


def test_a_hearing_that_carried_says_it_is_carried_and_not_yet_resolved():
    ruling = ruled(Body.HEARING, 34, 27, 19, matter=MatterKind.PUBLIC_WORKS)

    assert [reason.text for reason in ruling.faults] == [
        "协商通过，尚未决议：听证会、恳谈会、议事会只听取意见，不作决定，"
        "应当由村民会议决定，或者由得到授权的村民代表会议决定。"
    ]


@pytest.mark.parametrize(
    ("body", "unit", "entitled", "short", "enough"),
    [
        pytest.param("villagers_assembly", ADULTS, 1200, 600, 601, id="half is not more than half"),
        pytest.param("villagers_assembly", ADULTS, 1201, 600, 601, id="half of an odd number"),
        pytest.param("villagers_assembly", HOUSEHOLDS, 300, 199, 200, id="two thirds exactly"),
        pytest.param("villagers_assembly", HOUSEHOLDS, 301, 200, 201, id="two thirds rounds up"),
        pytest.param("representative_assembly", None, 63, 41, 42, id="representatives, exactly"),
        pytest.param("representative_assembly", None, 64, 42, 43, id="representatives, rounded"),
        pytest.param("group_meeting", ADULTS, 90, 59, 60, id="group by adults is two thirds"),
        pytest.param("group_meeting", HOUSEHOLDS, 31, 20, 21, id="group by households"),
        pytest.param("collective_assembly", None, 420, 279, 280, id="the collective's members"),
        pytest.param("party_meeting", None, 36, 23, 24, id="party members"),
        pytest.param("party_branch", None, 6, 3, 4, id="party branch"),
        pytest.param("two_committees", None, 9, 4, 5, id="two committees"),
    ],
)
def test_one_head_decides_whether_the_meeting_stands(body, unit, entitled, short, enough):
    below = ruled(Body(body), entitled, short, short, unit=unit)
    above = ruled(Body(body), entitled, enough, enough, unit=unit)

    assert (below.verdict, above.verdict) == (Verdict.NO_QUORUM, Verdict.PASSED)
    assert (below.needed_present, above.needed_present) == (enough, enough)


@pytest.mark.parametrize(
    ("body", "unit", "entitled", "present", "needed"),
    [
        pytest.param("villagers_assembly", ADULTS, 1200, 700, 351, id="of those present"),
        pytest.param("villagers_assembly", HOUSEHOLDS, 300, 201, 101, id="by household"),
        pytest.param("representative_assembly", None, 30, 20, 11, id="half is not a majority"),
        pytest.param("group_meeting", ADULTS, 90, 61, 31, id="group"),
        pytest.param("collective_assembly", None, 420, 400, 280, id="of all members"),
        pytest.param("collective_representatives", None, 31, 25, 21, id="of all representatives"),
        pytest.param("party_meeting", None, 36, 30, 18, id="half of all is enough for the party"),
        pytest.param("party_meeting", None, 37, 30, 19, id="half of an odd number rounds up"),
        pytest.param("party_branch", None, 7, 6, 4, id="party branch"),
        pytest.param("two_committees", None, 9, 8, 5, id="two committees"),
    ],
)
def test_one_vote_decides_whether_it_passes(body, unit, entitled, present, needed):
    below = ruled(Body(body), entitled, present, needed - 1, unit=unit)
    above = ruled(Body(body), entitled, present, needed, unit=unit)

    assert (below.verdict, above.verdict) == (Verdict.REJECTED, Verdict.PASSED)
    assert (below.needed_yes, above.needed_yes) == (needed, needed)


def test_abstentions_and_spoiled_papers_stay_among_those_present():
    lost = ruled(Body.REPRESENTATIVE_ASSEMBLY, 31, 21, 10, no=5, abstain=4, spoiled=2)

    assert (lost.verdict, codes(lost)) == (Verdict.REJECTED, ["majority-missed"])
    assert lost.faults[0].text.endswith("还差 1。弃权票和废票也算在基数里。")


def test_the_villagers_assembly_counts_adults_unless_told_otherwise():
    assert ruled(Body.VILLAGERS_ASSEMBLY, 1200, 601, 301).unit is Unit.ADULTS


def test_representatives_of_the_collective_have_no_quorum_of_their_own():
    ruling = ruled(Body.COLLECTIVE_REPRESENTATIVES, 30, 19, 19)

    assert (ruling.verdict, ruling.needed_present, ruling.needed_yes) == ("rejected", None, 20)


@pytest.mark.parametrize("body", [Body.HEARING, Body.HOUSEHOLD_CANVASS])
@pytest.mark.parametrize("present", [0, 3, 30])
def test_asking_people_never_decides_however_many_agree(body, present):
    assert ruled(body, 30, present, present).verdict is Verdict.UNDECIDED


def test_asking_people_is_undecided_and_not_unlawful_even_on_a_reserved_matter():
    ruling = ruled(Body.HOUSEHOLD_CANVASS, 300, 300, 300, matter=MatterKind.BYLAWS)

    assert (ruling.verdict, codes(ruling)) == (Verdict.UNDECIDED, ["only-consults"])


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ({"entitled": 0, "present": 0}, "nobody-entitled"),
        ({"entitled": 20, "present": 21}, "too-many-present"),
        ({"entitled": -1, "present": -1}, "negative-number"),
        ({"entitled": 30, "present": 20, "yes": -1}, "negative-number"),
        ({"entitled": 30, "present": 20, "notice_days": -1}, "negative-number"),
        ({"entitled": 30, "present": 20, "unreachable": -1}, "negative-number"),
        ({"entitled": 30, "present": 20, "yes": 11, "no": 10}, "too-many-votes"),
        ({"entitled": 30, "present": 20, "no": 21}, "too-many-votes"),
        ({"entitled": 30, "present": 20, "women_entitled": 31}, "too-many-women-entitled"),
        ({"entitled": 30, "present": 20, "women_present": 21}, "too-many-women-present"),
        (
            {"entitled": 30, "present": 20, "women_entitled": 10, "women_present": 11},
            "more-women-than-entitled",
        ),
        (
            {"entitled": 30, "present": 26, "women_entitled": 10, "women_present": 5},
            "more-others-than-entitled",
        ),
        ({"entitled": 30, "present": 20, "unreachable": 11}, "unreachable-present"),
    ],
)
def test_numbers_that_cannot_be_are_an_invalid_record(numbers, code):
    ruling = decide(NATIONAL, Case(body=Body.REPRESENTATIVE_ASSEMBLY, **numbers))

    assert (ruling.verdict, codes(ruling)) == (Verdict.INVALID_RECORD, [code])
    assert (ruling.needed_present, ruling.needed_yes) == (None, None)


@pytest.mark.parametrize(
    "numbers",
    [
        {"entitled": 1, "present": 1, "yes": 1},
        {"entitled": 30, "present": 30, "yes": 16},
        {"entitled": 30, "present": 20, "yes": 11, "no": 9},
        {"entitled": 30, "present": 20, "yes": 20, "women_entitled": 10, "women_present": 10},
        {"entitled": 30, "present": 25, "yes": 25, "women_entitled": 10, "women_present": 5},
        {"entitled": 30, "present": 20, "yes": 20, "unreachable": 10},
    ],
)
def test_numbers_just_inside_their_limits_stand(numbers):
    ruling = decide(NATIONAL, Case(body=Body.REPRESENTATIVE_ASSEMBLY, **numbers))

    assert ruling.verdict is Verdict.PASSED


def test_every_reason_is_listed_and_the_gravest_one_rules():
    ruling = ruled(
        Body.REPRESENTATIVE_ASSEMBLY,
        31,
        20,
        matter=MatterKind.BYLAWS,
        delegated=True,
        unit=HOUSEHOLDS,
    )

    assert codes(ruling) == [
        "wrong-body",
        "not-delegable",
        "unit-not-lawful",
        "no-quorum",
        "no-count",
    ]
    assert ruling.verdict is Verdict.UNLAWFUL


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({"present": 32, "matter": MatterKind.BYLAWS}, "invalid_record"),
        ({"present": 20, "matter": MatterKind.BYLAWS}, "unlawful"),
        ({"present": 20}, "no_quorum"),
        ({"present": 21}, "undecided"),
        ({"present": 21, "yes": 10}, "rejected"),
        ({"present": 21, "yes": 11}, "passed"),
    ],
)
def test_the_order_of_precedence(more, verdict):
    ruling = decide(NATIONAL, Case(body=Body.REPRESENTATIVE_ASSEMBLY, entitled=31, **more))

    assert ruling.verdict == verdict


def test_a_step_of_the_cycle_passes_and_says_it_is_only_a_step():
    ruling = ruled(Body.PARTY_MEETING, 36, 24, 18, matter=MatterKind.BYLAWS, is_final=False)

    assert ruling.verdict is Verdict.PASSED
    assert "one-step-of-four" in [reason.code for reason in ruling.reasons]


def test_the_ruling_as_json():
    ruling = ruled(Body.GROUP_MEETING, 90, 60, 30, no=30)

    assert ruling.to_json() == {
        "verdict": "rejected",
        "needed_present": 60,
        "needed_yes": 31,
        "profile": "national-2025",
        "digest": NATIONAL.digest,
        "body": "group_meeting",
        "unit": "adults",
        "reasons": [
            {
                "code": "quorum-met",
                "text": "应到 90 人，三分之二以上是 60 人，实到 60 人，到会人数够了。",
                "basis": NATIONAL.basis("bodies.group_meeting.quorum.adults"),
                "calls_for": None,
            },
            {
                "code": "majority-missed",
                "text": "到会人员 60 人，过半数是 31，同意 30，还差 1。",
                "basis": NATIONAL.basis("bodies.group_meeting.majority"),
                "calls_for": "rejected",
            },
        ],
    }
