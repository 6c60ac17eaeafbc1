import pytest

from publicity import privacy


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("王小明 999999195001010011 低保", "王小明 （号码不公开） 低保"),
        ("电话 13900000000。", "电话 （号码不公开）。"),
        ("电话 139 0000-0000。", "电话 （号码不公开）。"),
        ("卡号6200000000000000000", "卡号（号码不公开）"),
        ("99999919500101001X", "（号码不公开）"),
        # what is no person's: a duty phone, a sum, a length, a year, a longer run of digits
        ("值班电话 0570-0000000", "值班电话 0570-0000000"),
        ("预算 18600000 分，620 米，2026 年", "预算 18600000 分，620 米，2026 年"),
        ("12345678901234567890123", "12345678901234567890123"),
    ],
)
def test_only_numbers_that_point_at_a_person_are_hidden(text, shown):
    assert privacy.hidden(text) == shown


def test_whoever_typed_a_number_is_told_which():
    assert privacy.first_number("请打 13900000000 找我") == "13900000000"
    assert privacy.first_number("请打值班电话") == ""
