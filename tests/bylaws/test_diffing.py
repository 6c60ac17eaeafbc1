from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bylaws.diffing import Clash, Merge, Span, SpanKind, apply, diff, merge3
from bylaws.edits import rising
from bylaws.words import words

SCRAPS = st.sampled_from(
    [
        "村民",
        "不得",
        "罚款",
        "停水",
        "二十桌",
        "2026年3月1日",
        "100元",
        "，",
        "。",
        "；",
        "\n",
        "A",
        "的",
    ]
)
SAID = st.lists(SCRAPS, max_size=30).map("".join)
ANY = st.one_of(SAID, st.text(max_size=60))


def told(a, b):
    marks = {SpanKind.KEPT: "{}", SpanKind.STRUCK: "[-{}]", SpanKind.ADDED: "[+{}]"}
    return "".join(marks[span.kind].format(span.text) for span in diff(a, b))


@given(ANY, ANY)
@example("", "")
@example("\ud800", "甲\U000e0100\r\n")
@example("罚罚罚。", "，罚罚。甲")
@settings(max_examples=150, deadline=None)
def test_what_a_comparison_says_leads_from_one_text_to_the_other(a, b):
    spans = diff(a, b)

    assert apply(spans, a) == b
    assert all(span.text for span in spans)
    assert all(one.kind is not two.kind for one, two in pairwise(spans))
    in_a_row = [(one.kind, two.kind) for one, two in pairwise(spans)]
    assert (SpanKind.ADDED, SpanKind.STRUCK) not in in_a_row
    assert (diff(a, a) == (Span(SpanKind.KEPT, a),)) is bool(a)


def test_a_comparison_is_of_no_use_to_another_text():
    spans = diff("不得停水。", "不得停电。")

    with pytest.raises(ValueError, match="another text"):
        apply(spans, "不得停水")


@given(st.text())
@example("甲\U000e0100二〇二六年三月一日１００．５元👨\u200d👩\u200d👧e\u0301")
@settings(deadline=None)
def test_cutting_into_words_loses_nothing(text):
    assert "".join(words(text)) == text


def test_numbers_dates_and_what_is_drawn_upon_a_sign_stay_whole():
    assert words("二〇二六年三月一日罚款二百五十元，葛\U000e0100家１００．５％👨\u200d👧。") == (
        "二〇二六年三月一日", "罚款", "二百五十", "元", "，", "葛\U000e0100", "家", "１００．５％",
        "👨\u200d👧", "。",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("提倡丧事简办。", "提议丧事简办。", "[-提倡][+提议]丧事简办。"),
        ("不超过十五桌。", "不超过二十桌。", "不超过[-十五][+二十]桌。"),
        ("每户1000元。", "每户1200元。", "每户[-1000][+1200]元。"),
        (
            "自2023年3月10日起施行。",
            "自2026年12月1日起施行。",
            "自[-2023年3月10日][+2026年12月1日]起施行。",
        ),
        # a stroke of luck (交, 止) is no reason to cut a clause in two
        (
            "村里停止供水至交清为止。",
            "村里由网格员上门说明，可以申请缓交。",
            "村里[-停止供水至交清为止][+由网格员上门说明，可以申请缓交]。",
        ),
        (
            "欠费的停止供水，取消补贴。",
            "欠费的上门说明，可以缓交。",
            "欠费的[-停止供水，取消补贴][+上门说明，可以缓交]。",
        ),
        # from one pause to the next
        (
            "不得停水，不得停电。",
            "不得停水，不得停气，不得停电。",
            "不得停水，[+不得停气，]不得停电。",
        ),
        ("甲，乙。", "甲，丙，乙。", "甲，[+丙，]乙。"),
        ("甲。乙。丙。", "甲。丙。", "甲。[-乙。]丙。"),
        ("爱护公物。", "爱护公物，节约用水。", "爱护公物[+，节约用水]。"),
        # 门前 is cut from 三包, 门 from 前 before 四净: what is the same is not shown as changed
        ("门前三包。", "门前四净。", "门前[-三包][+四净]。"),
        ("罚款二百五十元。", "罚款二百六十元。", "罚款[-二百五十][+二百六十]元。"),
        ("罰款五百元。", "罰款三百元。", "罰款[-五百][+三百]元。"),
    ],
)
def test_changes_are_shown_in_words(a, b, expected):
    assert told(a, b) == expected


def test_texts_with_nothing_alike_are_compared_in_moments_however_long():
    old = "".join(chr(0x4E00 + index * 7919 % 20000) for index in range(30_000))
    new = "".join(chr(0x4E00 + index * 104_729 % 20000) for index in range(30_000))

    assert apply(diff(old, new), old) == new


def test_a_long_text_turned_about_is_still_led_by_what_occurs_once():
    parts = [f"第{index}户门前三包。" for index in range(400)]
    old = "".join(parts)
    new = "".join(part.replace("三包", "四净") if i % 2 else part for i, part in enumerate(parts))

    kept = sum(len(span.text) for span in diff(old, new) if span.kind is SpanKind.KEPT)

    assert kept == len(old) - 400


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ("红事新办，白事简办。", "红事从简，白事从简。", None),
        (
            "红白事新办，理事会帮忙。",
            "红白事简办，理事会帮忙到底。",
            "红白事新办，理事会帮忙到底。",
        ),
        ("红白事从简，理事会帮忙。", "红白事从简，理事会帮忙。", "红白事从简，理事会帮忙。"),
    ],
)
def test_two_peoples_changes_in_different_places_are_joined(mine, theirs, expected):
    base = "红白事简办，理事会帮忙。"

    assert merge3(base, mine, theirs).text == expected


def test_two_peoples_changes_in_one_place_are_shown_beside_each_other():
    base = "不分类的罚款五十元。乱停的劝离。"

    assert merge3(
        base, "不分类的批评教育。乱停的劝离。", "不分类的罚款一百元。不得乱停。"
    ) == Merge(None, (Clash("罚款五十元", "批评教育", "罚款一百元"),))


@given(SAID, SAID, SAID)
@settings(max_examples=200, deadline=None)
def test_joining_is_fair_and_loses_nothing(base, mine, theirs):
    merged, turned = merge3(base, mine, theirs), merge3(base, theirs, mine)

    assert merged.text == turned.text
    assert (merged.text is None) == bool(merged.clashes)
    assert merge3(base, mine, base).text == mine
    assert merge3(base, base, theirs).text == theirs
    assert merge3(base, mine, mine).text == mine


@given(st.lists(st.integers(), unique=True, max_size=40))
def test_a_rising_row_rises(values):
    row = rising(values)

    assert row == sorted(row)
    assert [values[index] for index in row] == sorted(values[index] for index in row)
