"""How days, sums and numbers read."""

from datetime import UTC, date, datetime

import pytest

from village.naming import Named
from web import wording

TODAY = date(2026, 11, 22)


class WordingKind(Named):
    WORKS = "works", "公益事业"


@pytest.mark.parametrize(
    ("last", "due", "urgency", "left"),
    [
        (date(2026, 11, 21), "逾期 1 天", "late", "已期满"),
        (date(2026, 11, 22), "今天", "soon", "今天期满"),
        (date(2026, 11, 23), "明天", "soon", "还剩 1 天"),
        (date(2026, 11, 29), "7 天后", "soon", "还剩 7 天"),
        (date(2026, 11, 30), "11 月 30 日", "", "还剩 8 天"),
        (date(2027, 1, 2), "2027 年 1 月 2 日", "", "还剩 41 天"),
    ],
)
def test_a_last_day_in_words(last, due, urgency, left):
    said = wording.due(last, TODAY), wording.urgency(last, TODAY), wording.left(last, TODAY)

    assert said == (due, urgency, left)


def test_days_and_moments_are_those_of_china():
    night = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)

    assert wording.day(TODAY) == "11 月 22 日"
    assert wording.full_day(TODAY) == "2026 年 11 月 22 日"
    assert wording.weekday(TODAY) == "星期日"
    assert wording.iso_day(TODAY) == "2026-11-22"
    assert wording.moment(night) == "11 月 23 日 00:30"
    assert wording.full_moment(night) == "2026 年 11 月 23 日 00:30"


@pytest.mark.parametrize(
    ("cents", "said"),
    [
        (0, "0.00 元"),
        (5, "0.05 元"),
        (8_640_000, "86,400.00 元"),
        (-31_290_816, "-312,908.16 元"),
    ],
)
def test_money(cents, said):
    assert wording.money(cents) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "一"), (6, "六"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九"), (100, "100")],
)
def test_chinese_numerals(number, said):
    assert wording.hanzi(number) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "1 秒"), (60, "60 秒"), (61, "2 分钟"), (3600, "60 分钟"), (3601, "2 小时")],
)
def test_waiting_is_rounded_up(seconds, said):
    assert wording.wait(seconds) == said


def test_numbers_digests_and_sentences():
    assert wording.grouped(1284) == "1,284"
    assert wording.sealed("9f3c21aa7be05d14ffff") == "9f3c 21aa 7be0 5d14"
    assert [wording.stopped(text) for text in ("去办", "去办。")] == ["去办。", "去办。"]


def test_options_of_every_kind():
    options = [WordingKind.WORKS, (3, "王秀英"), ("4", "张建国", "二组")]

    assert [wording.as_option(option) for option in options] == [
        ("works", "公益事业", ""),
        ("3", "王秀英", ""),
        ("4", "张建国", "二组"),
    ]
