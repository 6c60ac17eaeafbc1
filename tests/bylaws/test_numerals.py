import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaws.numerals import LARGEST, number, numeral


@given(st.integers(0, LARGEST))
def test_what_is_written_is_read_back(value):
    assert number(numeral(value)) == value


@given(st.integers(0, LARGEST))
def test_figures_of_either_width_are_read(value):
    wide = str(value).translate({ord("0") + n: 0xFF10 + n for n in range(10)})

    assert (number(str(value)), number(wide)) == (value, value)


def test_no_two_numbers_are_written_alike():
    assert len({numeral(value) for value in range(LARGEST + 1)}) == LARGEST + 1


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "零"),
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (99, "九十九"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (112, "一百一十二"),
        (1005, "一千零五"),
        (1050, "一千零五十"),
        (1100, "一千一百"),
        (9999, "九千九百九十九"),
    ],
)
def test_articles_are_numbered_as_people_write_them(value, written):
    assert numeral(value) == written


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("一十二", 12),
        ("一百十二", 112),
        ("兩百", 200),
        ("两千零二十", 2020),
        ("二〇二六", 2026),
        ("二零", 20),
        ("壹佰貳拾叁", 123),
        ("伍仟陸佰", 5600),
        ("廿三", 23),
        ("卅", 30),
        ("１２", 12),
        (" 1 2 ", 12),
        ("零五", 5),
    ],
)
def test_other_ways_of_writing_are_read(written, value):
    assert number(written) == value


@pytest.mark.parametrize(
    "written", ["", "  ", "甲", "十甲", "第十条", "十百", "二三十", "零十", "10000", "一万", "-3"]
)
def test_what_is_no_number_is_not_guessed(written):
    assert number(written) is None


@pytest.mark.parametrize("value", [-1, LARGEST + 1])
def test_numbers_outside_the_range_are_refused(value):
    with pytest.raises(ValueError, match="is not between"):
        numeral(value)
