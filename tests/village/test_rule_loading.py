"""What the rulebook refuses to load, each with its sentence, beside what it takes."""

import re
import shutil

import pytest

from tests.village.rulebooks import leaf, loaded, mistakes_of, write
from village import rule_loading, rules
from village.rules import BadRulebook, MatterKind

NATIONAL = rules.profile("national-2025")
ASSEMBLY, COLLECTIVE = "bodies.villagers_assembly", "bodies.collective_assembly"
QUORUM = "bodies.representative_assembly.quorum.members"


@pytest.mark.parametrize(
    ("path", "value", "local", "national"),
    [
        (QUORUM, '{ at_least = "1/2" }', "半数以上（1/2）", "三分之二以上（2/3）"),
        (QUORUM, '{ more_than = "1/2" }', "过半数（1/2）", "三分之二以上（2/3）"),
        (f"{ASSEMBLY}.notice_days", 9, "9", "10"),
        (f"{ASSEMBLY}.majority", '{ at_least = "1/2" }', "半数以上（1/2）", "过半数（1/2）"),
        (f"{COLLECTIVE}.majority_of", '"present"', "到会人员", "应到人员"),
        (f"{COLLECTIVE}.ad_hoc", "true", "是", "否"),
        ("periods.resolution.days", 14, "14", "15"),
        (
            "assembly.petition_villagers",
            '{ at_least = "1/5" }',
            "五分之一以上（1/5）",
            "十分之一以上（1/10）",
        ),
        (
            "representatives.women_share",
            '{ at_least = "1/4" }',
            "四分之一以上（1/4）",
            "三分之一以上（1/3）",
        ),
        ("matters.bylaws.delegate", '"representative_assembly"', "村民代表会议", "不作规定"),
        ("matters.bylaws.body", '"two_committees"', "村“两委”会议", "村民会议"),
        ("party_step.required", "false", "否", "是"),
        ("terms.committee_years", 3, "3", "5"),
        ("publicity.finance", '"quarterly"', "每季度", "往来较多的每月"),
    ],
)
def test_a_local_value_looser_than_the_law_is_refused(tmp_path, path, value, local, national):
    found = mistakes_of(write(tmp_path, leaf(path, value)))

    assert found == [
        f"here.toml：“{path}”（{rules.KEYS[path].label}）写的是“{local}”，比“{national}”宽松，"
        f"地方规则只能更严（依据：{NATIONAL.basis(path)}）"
    ]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (QUORUM, '{ at_least = "2/3" }'),
        (QUORUM, '{ more_than = "2/3" }'),
        (QUORUM, '{ at_least = "3/4" }'),
        ("bodies.villagers_assembly.notice_days", 10),
        ("bodies.villagers_assembly.notice_days", 11),
        ("bodies.representative_assembly.notice_days", 1),
        ("bodies.representative_assembly.ad_hoc", "true"),
        ("periods.resolution.days", 16),
        ("assembly.petition_villagers", '{ at_least = "1/20" }'),
        ("denominator.exclude_unreachable", "true"),
        ("bodies.party_meeting.quorum.members", '{ more_than = "1/2" }'),
        ("gates.legal_check", '"gate"'),
        ("objection.raise_days", 5),
        ("party_step.merge_propose_consult", "true"),
        ("representatives.number", "[[0, 1]]"),
    ],
)
def test_the_same_or_a_stricter_value_or_a_mere_practice_is_taken(tmp_path, path, value):
    assert loaded(write(tmp_path, leaf(path, value))).value(path).basis == "《某地办法》第一条"


def test_what_the_law_opens_a_place_may_close(tmp_path):
    unset = '[matters.planning]\ndelegate = { unset = true, law = "rule", article = "第一条" }\n'

    assert not loaded(write(tmp_path, unset)).matters[MatterKind.PLANNING].delegable


def test_what_the_law_fixes_a_place_may_not_unset(tmp_path):
    unset = (
        "[bodies.villagers_assembly]\n"
        'notice_days = { unset = true, law = "rule", article = "第一条" }\n'
    )

    assert mistakes_of(write(tmp_path, unset)) == [
        "here.toml：“bodies.villagers_assembly.notice_days”（提前通知天数）写的是“不作规定”，"
        "比“10”宽松，地方规则只能更严（依据：《村民委员会组织法》第二十五条）"
    ]


def test_a_villages_own_file_may_not_be_looser_than_its_province(tmp_path):
    number = "representatives.number"
    fewer = leaf(number, "[[0, 30], [500, 39]]")
    more = leaf(number, "[[0, 35], [400, 40], [900, 50]]")

    assert loaded(write(tmp_path, more, inherits="zhejiang")).number_of_representatives(950) == 50
    assert len(mistakes_of(write(tmp_path, fewer, inherits="zhejiang"))) == 1


def test_a_local_text_dated_before_the_law_is_under_review(tmp_path):
    path = "bodies.representative_assembly.notice_days"

    old = loaded(write(tmp_path, leaf(path, 3), since="2025-12-31")).value(path)
    new = loaded(write(tmp_path, leaf(path, 3), since="2026-01-01")).value(path)

    assert (old.needs_review, new.needs_review) == (True, False)


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (QUORUM, '{ at_least = "4/3" }', "的比例“4/3”超过了全体"),
        (QUORUM, '{ more_than = "1" }', "的比例“1”超过了全体"),
        (QUORUM, '{ at_least = "0" }', "的比例“0”要大于零"),
        (QUORUM, '{ at_least = "1/0" }', "的比例“1/0”要写成“2/3”这样的分数"),
        (QUORUM, '{ at_least = "二分之一" }', "的比例“二分之一”要写成“2/3”这样的分数"),
        (QUORUM, "{ at_least = 0.67 }", "的比例“0.67”要写成“2/3”这样的分数"),
        (QUORUM, '"2/3"', '要写成 { at_least = "2/3" } 或 { more_than = "1/2" }'),
        ("pace.min_gap_days", -1, "的“-1”要写成不小于零的整数"),
        ("pace.min_gap_days", "true", "的“True”要写成不小于零的整数"),
        ("party_step.required", 1, "的“1”要写成 true 或 false"),
        ("gates.canvass", '"stop"', "的“stop”只能是 remind、gate 之一"),
        ("delegation.forms", "[]", "的“[]”只能从 assembly、canvass、charter 里选"),
        ("issue.talk_days", '["一"]', "的“['一']”要写成整数的列表"),
        ("representatives.number", "[[1]]", "的“[[1]]”要写成 [[人口起点, 最少人数], …]"),
    ],
)
def test_a_value_of_the_wrong_shape_is_refused(tmp_path, path, value, fault):
    found = mistakes_of(write(tmp_path, leaf(path, value)))

    assert found == [f"here.toml：“{path}”（{rules.KEYS[path].label}）{fault}"]


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ("min_gap = 7", "没有“pace.min_gap”这一项，请核对键名"),
        ("x.y = 7", "没有“pace.x.y”这一项，请核对键名"),
        (
            "min_gap_days = 7",
            "“pace.min_gap_days”没有写依据（要写成 value、law、article）",
        ),
        (
            "min_gap_days = { value = 7 }",
            "“pace.min_gap_days”没有写依据：law 要写 laws 里有的一部",
        ),
        (
            'min_gap_days = { value = 7, law = "dream", article = "第一条" }',
            "“pace.min_gap_days”没有写依据：law 要写 laws 里有的一部",
        ),
        (
            'min_gap_days = { value = 7, law = "rule" }',
            "“pace.min_gap_days”没有写依据：article 要写到哪一条",
        ),
        (
            'min_gap_days = { value = 7, law = "rule", article = "第一条", why = 1 }',
            "“pace.min_gap_days”里有不认识的“why”",
        ),
        (
            'min_gap_days = { value = 7, law = "rule", article = "第一条", certainty = "?" }',
            "“pace.min_gap_days”的 certainty 不认识",
        ),
        (
            'min_gap_days = { law = "rule", article = "第一条" }',
            "“pace.min_gap_days”（两步之间至少间隔天数）要写一个值",
        ),
    ],
)
def test_a_leaf_that_may_not_stand_is_refused_with_a_sentence(tmp_path, line, mistake):
    assert mistakes_of(write(tmp_path, f"[pace]\n{line}\n")) == [f"here.toml：{mistake}"]


def test_what_must_be_said_cannot_be_unset(tmp_path):
    line = '[issue]\naccept_days = { unset = true, law = "rule", article = "第一条" }\n'

    assert mistakes_of(write(tmp_path, line)) == [
        "here.toml：“issue.accept_days”（说事受理工作日）不能写 unset"
    ]


INHERITS = 'inherits = "national-2025"'
NO_PARENT = "inherits 写的“{}”不存在，或者绕成了圈"


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ('code = "here"', 'code = "there"', "code 写的是“there”，应当和文件名“here”一致"),
        ('title = "试写的规则"', "", "没有写 title"),
        ("basis_date = 2026-03-01", "", "basis_date 应当是一个日期"),
        (INHERITS, 'inherits = "moon"', NO_PARENT.format("moon")),
        (INHERITS, 'inherits = "here"', NO_PARENT.format("here")),
        ("since = 2026-03-01", 'since = "2026"', "依据“rule”的 since 应当是一个日期"),
        (
            'kind = "local"',
            'kind = "law"',
            "依据“rule”写成了国家法律（law），地方规则里只能写 local 或 practice",
        ),
        ('kind = "local"', 'kind = "rumour"', "依据“rule”的 kind 或 certainty 不认识"),
        (
            ', certainty = "verified"',
            "",
            "依据“rule”要写全 title、since、kind、certainty 四项，也只能有这四项",
        ),
    ],
)
def test_a_head_that_may_not_stand_is_refused_with_a_sentence(tmp_path, old, new, mistake):
    file = write(tmp_path, "") / "here.toml"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")

    assert mistakes_of(tmp_path) == [f"here.toml：{mistake}"]


def test_a_file_that_is_no_toml_is_refused(tmp_path):
    (tmp_path / "here.toml").write_bytes(b"\xff\xfe")

    assert mistakes_of(tmp_path)[0].startswith("here.toml：不是能读的 TOML（")


def test_a_profile_of_ours_cannot_be_replaced(tmp_path):
    found = mistakes_of(write(tmp_path, "", code="zhejiang"))

    assert found == ["zhejiang.toml：“zhejiang”和已有的规则同名"]


def test_only_the_national_profile_stands_on_its_own(tmp_path):
    file = write(tmp_path, "") / "here.toml"
    text = file.read_text("utf-8").replace(
        'inherits = "national-2025"', "reviewed_from = 2026-01-01"
    )
    file.write_text(text, "utf-8")

    assert "here.toml：没有写 inherits，要写明在哪一套规则的基础上改" in mistakes_of(tmp_path)


def test_all_mistakes_of_all_files_come_at_once(tmp_path):
    write(tmp_path, "[pace]\nmin_gap = 1\n" + leaf("party_step.required", "false"))
    write(tmp_path, "[pace]\nother = 1\n", code="there", inherits="here")

    assert [mistake.split("：")[0] for mistake in mistakes_of(tmp_path)] == [
        "here.toml",
        "here.toml",
        "there.toml",
    ]


def test_a_key_the_national_profile_leaves_out_is_missed(tmp_path):
    shutil.copytree(rules.OURS, tmp_path / "rulebook")
    file = tmp_path / "rulebook" / "national-2025.toml"
    text = re.sub(r"min_gap_days = .*\n", "", file.read_text("utf-8"))
    file.write_text(re.sub(r"(?s)\[bodies\.hearing\].*?\n\n", "", text), "utf-8")

    with pytest.raises(BadRulebook) as refused:
        rule_loading.assemble(rule_loading.sheets_in(tmp_path / "rulebook"))

    missed = [mistake for mistake in refused.value.mistakes if "bodies.hearing" not in mistake]
    assert missed == ["national-2025.toml：缺“pace.min_gap_days”（两步之间至少间隔天数）"]
    assert "national-2025.toml：缺“bodies.hearing.decides”（能作决定）" in refused.value.mistakes
