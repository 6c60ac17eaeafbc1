"""The rulebook as data: what it says, and what it refuses to say."""

import json
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.village.rulebooks import leaf, loaded, write
from village import rules
from village.errors import NotFound
from village.rules import Bar, Body, Certainty, MatterKind, RuleKind, Unit

PROFILES = rules.load_all()
NATIONAL = PROFILES["national-2025"]
CODES = ["national-2025", "beijing", "chongqing", "henan", "shandong", "shanghai", "zhejiang"]
HALF, THIRDS = Bar(Fraction(1, 2), strict=True), Bar(Fraction(2, 3))


def test_there_are_seven_profiles():
    assert list(PROFILES) == CODES


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("bodies.villagers_assembly.notice_days", 10),
        ("bodies.villagers_assembly.ad_hoc", True),
        ("bodies.villagers_assembly.quorum.adults", HALF),
        ("bodies.villagers_assembly.quorum.households", THIRDS),
        ("bodies.villagers_assembly.majority", HALF),
        ("bodies.representative_assembly.quorum.members", THIRDS),
        ("bodies.representative_assembly.majority", HALF),
        ("bodies.representative_assembly.notice_days", None),
        ("bodies.group_meeting.quorum.adults", THIRDS),
        ("bodies.collective_assembly.majority", THIRDS),
        ("bodies.collective_assembly.majority_of", "entitled"),
        ("bodies.collective_representatives.min_members", 21),
        ("bodies.collective_assembly.proxy", "same_household"),
        ("bodies.villagers_assembly.proxy", "none"),
        ("bodies.party_meeting.majority", Bar(Fraction(1, 2))),
        ("assembly.min_per_year", 1),
        ("assembly.petition_villagers", Bar(Fraction(1, 10))),
        ("assembly.petition_representatives", Bar(Fraction(1, 3))),
        ("representatives.petition", Bar(Fraction(1, 5))),
        ("representatives.representatives_share", Bar(Fraction(4, 5))),
        ("representatives.women_share", Bar(Fraction(1, 3))),
        ("representatives.min_per_quarter", 1),
        ("representatives.women_attendance", None),
        ("denominator.exclude_unreachable", False),
        ("terms.committee_years", 5),
        ("party_step.required", True),
        ("party_step.merge_propose_consult", False),
        ("township_review.enabled", False),
        ("periods.resolution.days", 15),
        ("issue.talk_days", (10, 25)),
    ],
)
def test_the_national_profile_says(path, expected):
    assert NATIONAL.value(path).value == expected


@pytest.mark.parametrize(
    ("code", "path", "expected"),
    [
        ("zhejiang", "bodies.representative_assembly.notice_days", 3),
        ("zhejiang", "assembly.consult_with_notice", True),
        ("zhejiang", "representatives.min_population", 300),
        ("zhejiang", "representatives.number", ((0, 30), (500, 40), (1000, 50))),
        ("zhejiang", "inquiry.answer_days", 15),
        ("shanghai", "bodies.representative_assembly.notice_days", 10),
        ("shanghai", "representatives.number", ((0, 35),)),
        ("shanghai", "delegation.canvass_households", THIRDS),
        ("shanghai", "objection.answer_days", 15),
        ("shanghai", "supervisors.max_members", 7),
        ("beijing", "bodies.representative_assembly.notice_days", 3),
        ("beijing", "representatives.convene_within_days", 5),
        ("beijing", "representatives.min_households", 100),
        ("beijing", "delegation.forms", ("charter",)),
        ("shandong", "bodies.representative_assembly.notice_days", 5),
        ("shandong", "representatives.women_attendance", THIRDS),
        ("shandong", "delegation.filed_with_township", True),
        ("shandong", "supervisors.odd_number", True),
        ("shandong", "publicity.finance", "monthly"),
        ("henan", "proposal.villagers", Bar(Fraction(1, 10))),
        ("henan", "proposal.representatives", Bar(Fraction(1, 5))),
        ("chongqing", "bodies.representative_assembly.notice_days", 3),
        ("chongqing", "representatives.convene_within_days", 15),
        ("chongqing", "denominator.exclude_unreachable", True),
        ("chongqing", "seal.director_signs", True),
        ("chongqing", "publicity.major_within_days", 10),
        ("chongqing", "objection.answer_days", 3),
        ("chongqing", "supervisors.reports_per_year", 2),
    ],
)
def test_a_place_differs_where_its_own_rule_says_so(code, path, expected):
    found = PROFILES[code].value(path)

    assert (found.value, found.kind, found.needs_review) == (expected, RuleKind.LOCAL, True)


@pytest.mark.parametrize("code", CODES)
def test_a_looser_old_local_display_gives_way_to_the_law(code):
    assert {period.value for period in PROFILES[code].periods.values()} == {15}


@pytest.mark.parametrize(
    ("population", "expected"), [(499, 30), (500, 40), (999, 40), (1000, 50), (0, 30)]
)
def test_zhejiang_counts_representatives_by_population(population, expected):
    assert PROFILES["zhejiang"].number_of_representatives(population) == expected


def test_where_nobody_fixed_a_number_of_representatives_there_is_none():
    assert NATIONAL.number_of_representatives(2000) is None


@pytest.mark.parametrize("code", CODES)
def test_every_value_has_its_text_its_day_and_its_certainty(code):
    unfounded = [
        value.path
        for value in PROFILES[code].values.values()
        if not value.basis or value.since <= date(2000, 1, 1)
    ]

    assert unfounded == []


@pytest.mark.parametrize("code", CODES)
def test_a_statute_is_cited_by_article(code):
    bare = [
        value.path
        for value in PROFILES[code].values.values()
        if value.kind is not RuleKind.PRACTICE and not re.search("第.+条", value.basis)
    ]

    assert bare == []


def test_common_practice_is_never_dressed_as_law():
    kinds = {
        path: value.kind
        for path, value in NATIONAL.values.items()
        if path.startswith(("bodies.party_meeting.", "pace.", "issue.", "gates."))
    }

    assert set(kinds.values()) == {RuleKind.PRACTICE}


def test_how_sure_we_are_is_said():
    asked = ("bodies.villagers_assembly.majority", "bylaws.women_present", "bylaws.file_days")

    assert [NATIONAL.value(path).certainty for path in asked] == [
        Certainty.VERIFIED,
        Certainty.SECONDARY,
        Certainty.MEMORY,
    ]


def test_the_law_in_force_is_not_under_review_and_older_local_rules_are():
    paths = ("bodies.collective_assembly.majority", "bodies.representative_assembly.notice_days")
    shandong = PROFILES["shandong"]

    assert [shandong.value(path).needs_review for path in paths] == [False, True]


def test_matters_know_their_bodies_and_whether_they_may_be_delegated():
    bylaws, works = (
        NATIONAL.matters[kind] for kind in (MatterKind.BYLAWS, MatterKind.PUBLIC_WORKS)
    )

    assert (bylaws.bodies, bylaws.delegable) == ((Body.VILLAGERS_ASSEMBLY,), False)
    assert (works.bodies, works.delegable) == (
        (Body.VILLAGERS_ASSEMBLY, Body.REPRESENTATIVE_ASSEMBLY),
        True,
    )


def test_collective_matters_are_marked_as_such():
    marked = {matter.value for matter, found in NATIONAL.matters.items() if found.collective.value}

    assert marked == {
        "land_contract",
        "homestead",
        "land_compensation",
        "collective_assets",
        "membership",
        "collective_project",
        "collective_other",
    }


@pytest.mark.parametrize(
    ("body", "asked", "unit"),
    [
        (Body.VILLAGERS_ASSEMBLY, None, Unit.ADULTS),
        (Body.VILLAGERS_ASSEMBLY, Unit.HOUSEHOLDS, Unit.HOUSEHOLDS),
        (Body.REPRESENTATIVE_ASSEMBLY, Unit.HOUSEHOLDS, None),
    ],
)
def test_a_body_counts_by_its_own_unit(body, asked, unit):
    assert NATIONAL.bodies[body].unit(asked) is unit


@pytest.mark.parametrize("code", CODES)
def test_a_stored_profile_reads_back_the_same(code):
    before = PROFILES[code]
    after = rules.Profile.from_json(json.loads(json.dumps(before.to_json())))

    assert (after.digest, dict(after.values)) == (before.digest, dict(before.values))


def test_a_stored_profile_keeps_what_it_said_when_the_rulebook_moves_on(tmp_path):
    path = "bodies.representative_assembly.notice_days"
    old = loaded(write(tmp_path, leaf(path, 3)))
    kept = old.to_json()
    new = loaded(write(tmp_path, leaf(path, 5)))

    assert rules.Profile.from_json(kept).whole(path) == 3
    assert (new.whole(path), new.digest != old.digest) == (5, True)


def test_a_stored_profile_without_a_later_key_says_so():
    document = NATIONAL.to_json()
    del document["values"]["gates.canvass"]
    old = rules.Profile.from_json(document)

    assert (old.choice("gates.canvass"), old.basis("gates.canvass")) == (
        "remind",
        "这一版规则没有这一项",
    )


def test_each_profile_has_a_digest_of_its_own():
    assert len({one.digest for one in PROFILES.values()}) == len(CODES)


def test_an_unknown_profile_is_not_found():
    with pytest.raises(NotFound) as refused:
        rules.profile("atlantis")

    assert str(refused.value) == "没有找到“atlantis”这一套议事规则。"


def test_a_folder_of_its_own_is_known_once_it_is_in_use(tmp_path):
    write(tmp_path, leaf("bodies.representative_assembly.notice_days", 7), inherits="zhejiang")
    try:
        rules.use_extra(tmp_path)
        found = rules.profile("here")
    finally:
        rules.use_extra(None)

    assert found.whole("bodies.representative_assembly.notice_days") == 7
    assert found.is_on("representatives.legal_adviser")
    assert "here" not in rules.known()


def test_a_missing_folder_is_no_mistake(tmp_path):
    assert list(rules.load_all(tmp_path / "none")) == CODES


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("bodies.villagers_assembly.quorum.adults", "过半数（1/2）"),
        ("bodies.party_meeting.majority", "半数以上（1/2）"),
        ("bodies.representative_assembly.notice_days", "3"),
        ("representatives.women_attendance", "不作规定"),
        (
            "representatives.number",
            "不少于 30 人、500 人以上的村不少于 40 人、1000 人以上的村不少于 50 人",
        ),
        ("delegation.forms", "村民会议、书面征求意见、村民自治章程"),
        ("issue.talk_days", "10、25"),
        ("matters.planning.delegate", "村民代表会议"),
        ("publicity.online_allowed", "是"),
    ],
)
def test_a_value_is_shown_as_people_say_it(path, words):
    raw = PROFILES["zhejiang"].to_json()["values"][path]["value"]

    assert rules.shown(rules.KEYS[path], raw) == words


@pytest.mark.parametrize(
    ("bar", "words"),
    [
        (Bar(Fraction(1, 2)), "半数以上"),
        (Bar(Fraction(2, 3), strict=True), "超过三分之二"),
        (Bar(Fraction(3, 11)), "11分之三以上"),
    ],
)
def test_a_share_in_words(bar, words):
    assert bar.text == words


def test_a_profile_knows_the_day_of_its_texts():
    found = PROFILES["zhejiang"]

    assert (found.basis_date, found.inherits, found.needs_review) == (
        date(2020, 7, 31),
        "national-2025",
        True,
    )


def test_a_matter_and_a_note_tell_their_basis():
    bylaws = NATIONAL.matters[MatterKind.BYLAWS]

    assert bylaws.basis == NATIONAL.basis("matters.bylaws.body")
    assert bylaws.delegate.note == "不在可以授权的事项里"


ROOT = Path(__file__).parents[2]
PACKAGES = ("web", "bylaws", "deliberation", "publicity", "village")


def test_no_article_is_cited_outside_the_rulebook():
    citing = [
        str(file.relative_to(ROOT))
        for package in PACKAGES
        for file in sorted((ROOT / package).rglob("*.py"))
        if re.search(r"第[一二三四五六七八九十百零0-9]+条(?!“)", file.read_text("utf-8"))
        and "numeral" not in file.name
    ]

    assert citing == [], "Move the citation to village/rulebook/*.toml and read it from there."
