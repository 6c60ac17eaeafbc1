from datetime import date

import pytest

from tests.make_sheets import checked, id_number
from village import idnumbers
from village.idnumbers import IdNumber, Unreadable, WrongNumber
from village.models import Sex

SECRET = "一把只用于测试的钥匙，长度足够，不在别处使用。"


def test_a_right_number_tells_birth_date_and_sex():
    number = id_number(date(1950, 2, 28), 7, woman=True)

    assert idnumbers.read(number) == IdNumber(number, date(1950, 2, 28), Sex.FEMALE)


def test_spaces_and_a_small_x_are_read_as_the_card_has_them():
    number = next(one for one in map(some, range(400)) if one.endswith("X"))

    assert idnumbers.read(f" {number[:6]} {number[6:17]}x").number == number


def some(order):
    return id_number(date(1990, 1, 2), order)


def test_a_place_that_was_renumbered_is_no_mistake():
    number = checked("11022319300101001")  # 通县, dissolved long ago

    assert idnumbers.read(number).born == date(1930, 1, 1)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        pytest.param(
            "330102900102001",
            "这是 15 位的旧号码，请填第二代身份证上的 18 位号码。",
            id="old number of 15 digits",
        ),
        pytest.param(
            "33010219900102001",
            "身份证号应是 18 位，这里是 17 位。请照身份证核对后重填。",
            id="one digit short",
        ),
        pytest.param(
            "3301021990010200A1",
            "身份证号只能是数字，最后一位可以是 X。请照身份证核对后重填。",
            id="a letter inside",
        ),
        pytest.param(
            "99999919800501003X",
            "身份证号的校验位对不上，可能有一位抄错了。请照身份证核对后重填。",
            id="wrong check digit",
        ),
        pytest.param(
            checked("99999919800230001"),
            "身份证号里的出生日期不存在。请照身份证核对后重填。",
            id="30 February",
        ),
    ],
)
def test_a_wrong_number_is_refused_with_a_sentence(number, sentence):
    with pytest.raises(WrongNumber) as refused:
        idnumbers.read(number)

    assert str(refused.value) == sentence


def test_one_digit_changed_is_always_found():
    number = id_number()

    for place in range(17):
        changed = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        with pytest.raises(WrongNumber):
            idnumbers.read(changed)


def test_a_mask_shows_three_digits_and_two():
    assert idnumbers.mask("330102199001020011") == "330*************11"


@pytest.mark.parametrize("short", ["", "1", "12345"])
def test_a_mask_of_something_short_shows_nothing(short):
    assert idnumbers.mask(short) == "*****"


def test_what_is_sealed_opens_again_and_says_its_version():
    vault = idnumbers.vault(SECRET)
    cipher = vault.seal("330102199001020011")

    assert (vault.unseal(cipher), cipher[:3], "330102" in cipher) == (
        "330102199001020011",
        "v1.",
        False,
    )


def test_the_same_number_sealed_twice_looks_different():
    vault = idnumbers.vault(SECRET)

    assert vault.seal("330102199001020011") != vault.seal("330102199001020011")


def test_another_secret_opens_nothing_and_matches_nothing():
    one, other = idnumbers.vault(SECRET), idnumbers.vault(SECRET + "不同")

    with pytest.raises(Unreadable) as refused:
        other.unseal(one.seal("330102199001020011"))

    assert str(refused.value) == "存着的号码打不开：SECRET_KEY 与登记时的不同。请恢复原来的密钥。"
    assert one.digest("330102199001020011") != other.digest("330102199001020011")


@pytest.mark.parametrize("cipher", ["", "v1.", "v1.AAAA", "v2.{}", "v1.不是密文", "没有版本"])
def test_a_damaged_cipher_is_refused_not_a_crash(cipher):
    vault = idnumbers.vault(SECRET)
    body = vault.seal("330102199001020011").partition(".")[2]

    with pytest.raises(Unreadable):
        vault.unseal(cipher.format(body))


def test_keys_and_numbers_do_not_show_in_a_traceback():
    number = idnumbers.read(id_number())
    vault = idnumbers.vault(SECRET)

    assert repr(vault) == "Vault()"
    assert number.number not in repr(number)
