import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.comparison import ArticleChange, Clause, applied, compare, likeness, partners, tally
from bylaws.numerals import numeral

TEXTS = st.sampled_from(
    [
        "爱护公物，损坏的照价赔偿。",
        "爱护公物，损坏的要修好。",
        "节约用水。",
        "村道宽，莫乱停。",
        "",
        "。",
    ]
)
TWO_EDITIONS = st.tuples(*[st.lists(TEXTS, max_size=8)] * 2)


def clauses(*texts, keys=()):
    keys = [*keys, *[None] * len(texts)]
    return [Clause(keys[at], f"第{numeral(at + 1)}条", "", text) for at, text in enumerate(texts)]


def told(old, new):
    return [
        (
            "、".join(mark.label for mark in change.marks),
            change.before.label if change.before else "",
            change.after.label if change.after else "",
        )
        for change in compare(old, new)
    ]


@given(TWO_EDITIONS, st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_what_a_comparison_says_leads_from_one_edition_to_the_other(editions, chance):
    old, new = (clauses(*texts) for texts in editions)
    keys = list(range(len(new)))
    chance.shuffle(keys)
    for first, second in ((old, new), (clauses(*editions[0], keys=range(9)), new)):
        assert applied(compare(first, second), first) == tuple(second)
    named = clauses(*editions[1], keys=keys)
    before = clauses(*editions[0], keys=range(9))

    assert applied(compare(before, named), before) == tuple(named)
    assert partners(before, named) == {
        one: keys.index(one) for one in range(len(before)) if one in keys
    }


def test_changes_made_from_other_articles_are_refused():
    changes = compare(clauses("甲。"), clauses("乙。"))

    with pytest.raises(ValueError, match="other articles"):
        applied(changes, clauses("丙。"))


def test_articles_are_known_again_by_what_they_say():
    old = clauses(
        "不交卫生费的，村里停止供水至交清为止。",
        "红白事从简，提前告诉理事会。",
        "保护水源、林木，野外用火要小心。",
        "邻里有事好好说。",
    )
    new = clauses(
        "邻里有事好好说。",
        "不交卫生费的，由网格员上门说明，可以申请缓交。",
        "保护水源、林木，野外用火遵守森林防火规定。",
        "本村规民约每届至少梳理一次。",
    )

    assert told(old, new) == [
        ("移位", "第四条", "第一条"),
        ("修改", "第一条", "第二条"),
        ("删去", "第二条", ""),
        ("修改", "第三条", "第三条"),
        ("新增", "", "第四条"),
    ]
    assert tally(compare(old, new)) == {
        ArticleChange.SAME: 0,
        ArticleChange.CHANGED: 2,
        ArticleChange.MOVED: 1,
        ArticleChange.ADDED: 1,
        ArticleChange.STRUCK: 1,
    }


def test_a_key_says_which_article_is_which_whatever_they_say():
    old = clauses("爱护公物。", "邻里和睦。", keys=[7, 0])
    new = clauses("节约用水。", "邻里和睦。", keys=[7, 9])

    assert told(old, new) == [
        ("修改", "第一条", "第一条"),
        ("删去", "第二条", ""),
        ("新增", "", "第二条"),
    ]


def test_an_article_struck_before_all_others_stands_first():
    old = clauses("封建迷信要不得。", "节约用水。")
    new = clauses("节约用水。")

    assert told(old, new) == [("删去", "第一条", ""), ("未改", "第二条", "第一条")]
    assert compare(old, new)[1].renumbered


def test_one_text_twice_is_two_articles():
    old = clauses("节约用水。", "爱护公物。", "节约用水。")
    new = clauses("节约用水。", "节约用水。", "爱护公物。")

    assert [what for what, _, _ in told(old, new)].count("移位") == 1


def test_a_new_chapter_over_the_same_article_is_said():
    old, new = [Clause(1, "第一条", "", "甲。")], [Clause(1, "第一条", "第一章 总则", "甲。")]

    (change,) = compare(old, new)

    assert (change.marks, change.rechaptered, change.renumbered) == (
        (ArticleChange.SAME,), True, False,
    )  # fmt: skip


def test_three_hundred_articles_mixed_and_half_of_them_rewritten_find_their_own_again():
    chance = random.Random(5)
    things = [
        "".join(chance.choices("田林路桥渠塘墙院井门灯场车犬禽渣柴烟酒茶", k=14))
        for _ in range(300)
    ]
    old = clauses(*[f"各户爱护{thing}，不得损坏。" for thing in things])
    order = chance.sample(range(300), 300)
    new = clauses(*[f"各户爱护{things[i]}，不得{'占用或者' if i % 2 else ''}损坏。" for i in order])

    assert partners(old, new) == {i: j for j, i in enumerate(order)}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("节约用水。", "节约用水", 1.0),
        ("节约用水", "节约用电", 2 / 3),
        ("水", "水", 0.0),
        ("", "水库", 0.0),
    ],
)
def test_likeness_is_the_share_of_pairs_in_common(one, other, expected):
    assert likeness(one, other) == pytest.approx(expected)
