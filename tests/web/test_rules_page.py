import json

import pytest

from tests import doors, make
from village import rules
from web import rule_tables
from web.commands import rules as command

PROFILES = list(rules.load_all())
ASKED = {
    "profile": "national-2025",
    "body": "representative_assembly",
    "entitled": "31",
    "present": "21",
    "yes": "11",
    "no": "7",
    "abstain": "3",
}


@pytest.fixture
async def visitor(db, clock):
    await make.village()
    return await doors.browser(doors.site(db, clock))


def verdict(page):
    sections = [one for one in page.root.all("section") if one.get("aria-label") == "结论"]
    return sections[0].all("h2")[0].text if sections else None


def figures(page):
    return [
        (box.all("dt")[0].text, box.all("dd")[0].text)
        for heads in page.root.all("dl")
        for box in heads.all("div")
    ]


async def test_without_a_question_the_calculator_is_blank(visitor):
    page = await visitor.get("/rules")

    assert (page.status, page.h1, verdict(page)) == (200, "议事规则计算器", None)
    form = page.form()
    assert form.method == "get"
    assert sorted(form.offered["profile"]) == sorted(PROFILES)


async def test_a_passed_vote_shows_needed_and_had(visitor):
    page = await visitor.get("/rules", params=ASKED)

    assert verdict(page) == "通过"
    assert figures(page) == [
        ("应到", "31"),
        ("需要到会", "21"),
        ("实到", "21，够了"),
        ("需要同意", "11"),
        ("同意", "11，够了"),
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"yes": "10"}, "未通过"),
        ({"present": "20", "no": "6"}, "会议不成立（人数不足）"),
        ({"delegated": "no"}, "程序不合法，不得认定通过"),
        ({"yes": ""}, "尚未决议"),
        ({"present": "32"}, "数据错误"),
        ({"entitled": "-1"}, "数据错误"),
        ({"matter": "homestead"}, "程序不合法，不得认定通过"),
    ],
)
async def test_one_change_changes_the_verdict(visitor, changed, said):
    page = await visitor.get("/rules", params={**ASKED, **changed})

    assert (page.status, verdict(page)) == (200, said)


@pytest.mark.parametrize("profile", PROFILES)
async def test_the_page_says_what_the_command_says(visitor, capsys, profile):
    asked = {**ASKED, "profile": profile, "women-entitled": "10", "women-present": "5"}
    words = [part for name, value in asked.items() for part in (f"--{name}", value)]
    said = answer_of(["verdict", *words, "--json"], capsys)

    page = await visitor.get("/rules", params=asked)

    assert page.status == 200
    for reason in said["reasons"]:
        assert reason["text"] in page.main
        assert reason["basis"] in page.main
    assert ("需要到会", str(said["needed_present"])) in figures(page)


def answer_of(words, capsys):
    parser = command.argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    args = parser.parse_args(["rules", *words])
    capsys.readouterr()
    assert args.run(args) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"entitled": ""}, {"entitled": "请填写应到多少。"}),
        ({"present": "很多"}, {"present": "请只填数字，例如 28。"}),
        ({"body": ""}, {"body": "请选择是什么会议。"}),
        ({"body": "x"}, {"body": "选的这一项现在没有了，请重新选。"}),
        ({"profile": "mars"}, {"profile": "选的这一项现在没有了，请重新选。"}),
        (
            {"yes": "1.5", "no": "九"},
            {"yes": "请只填数字，例如 28。", "no": "请只填数字，例如 28。"},
        ),
        ({"delegated": "maybe"}, {"delegated": "选的这一项现在没有了，请重新选。"}),
    ],
)
async def test_what_cannot_be_read_is_answered_with_sentences(visitor, changed, errors):
    page = await visitor.get("/rules", params={**ASKED, **changed})

    assert (page.status, page.errors, verdict(page)) == (422, errors, None)
    assert page.form().values["entitled"] == [{**ASKED, **changed}["entitled"]]


async def test_full_width_digits_and_the_commands_own_names_are_understood(visitor):
    page = await visitor.get("/rules", params={**ASKED, "entitled": "３１", "notice-days": "５"})

    assert verdict(page) == "通过"
    assert page.form().values["notice_days"] == ["５"]


async def test_what_others_append_is_not_a_question(visitor):
    page = await visitor.get("/rules?from=singlemessage&isappinstalled=0")

    assert (page.status, verdict(page)) == (200, None)


async def test_an_old_local_basis_is_marked_for_review(visitor):
    page = await visitor.get("/rules", params={**ASKED, "profile": "zhejiang"})

    assert "浙江省实施《村民委员会组织法》办法第二十三条（待复核）" in page.main


@pytest.mark.parametrize("profile", PROFILES)
async def test_every_profile_can_be_read_with_its_basis_and_marks(visitor, profile):
    found = rules.profile(profile)

    page = await visitor.get(f"/rules/{profile}")

    assert (page.status, page.h1) == (200, found.title)
    told = {line.basis for section in rule_tables.sections(found) for line in section.lines}
    assert all(basis in page.main for basis in told)
    assert ("待复核" in page.main) is found.needs_review
    days = next(one for one in rule_tables.sections(found) if one.title == "公开、异议和质询")
    assert days.lines[0].value == str(found.periods["resolution"].value)


async def test_rules_nobody_wrote_are_not_there(visitor):
    assert (await visitor.get("/rules/mars")).status == 404


def test_every_matter_has_its_line():
    sections = rule_tables.sections(rules.profile("national-2025"))
    found = next(one for one in sections if one.title == "什么事由谁决定")

    assert [line.label for line in found.lines] == [one.label for one in rules.MatterKind]
    works = next(line for line in found.lines if line.label.startswith("公益事业"))
    assert works.value.startswith("村民会议，或者得到授权的村民代表会议")
