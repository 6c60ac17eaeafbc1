"""What the holder of a pass knows: something from the register once, then a PIN of six digits."""

import hmac
from datetime import date

from village.idnumbers import Vault
from village.models import Person
from village.naming import Named

LENGTH = 6
DIGITS = "01234567890123456789"
KEYPADS = ("147258", "258369", "147369", "159357", "123654", "456789")


class ProofKind(Named):
    """What first use asks for."""

    ID_TAIL = "id_tail", "身份证号的最后四位"
    BIRTHDAY = "birthday", "出生年月日"


def asked_of(person: Person) -> ProofKind | None:
    """None when the register knows nothing to ask: the window must register it first."""
    if person.id_cipher is not None:
        return ProofKind.ID_TAIL
    return ProofKind.BIRTHDAY if person.born_on is not None else None


def proves(person: Person, answer: str | date, vault: Vault) -> bool:
    """`answer` is four signs of the ID number, or the birth date, as `asked_of` says."""
    kind = asked_of(person)
    if kind is ProofKind.ID_TAIL and person.id_cipher is not None:
        tail = vault.unseal(person.id_cipher)[-4:]
        return hmac.compare_digest(str(answer).upper().encode(), tail.encode())
    return kind is ProofKind.BIRTHDAY and answer == person.born_on


def weakness(pin: str, person: Person, vault: Vault) -> str:
    """Why this PIN is no good, or "". It tells the birth date: ask only after the proof."""
    if len(pin) != LENGTH or not (pin.isascii() and pin.isdigit()):
        return f"密码要 {LENGTH} 位数字。"
    if _patterned(pin):
        return "这个密码太好猜了，请换一个不是顺着数、不是重复的。"
    if pin in _from_register(person, vault):
        return "不要用生日或者身份证上的数字，别人也知道。请换一个。"
    return ""


def _patterned(pin: str) -> bool:
    steps = pin in DIGITS or pin[::-1] in DIGITS
    repeats = len(set(pin)) <= 2 or pin[:3] == pin[3:] or pin[:2] * 3 == pin
    pairs = pin[0] == pin[1] and pin[2] == pin[3] and pin[4] == pin[5]
    return steps or repeats or pairs or pin in KEYPADS


def _from_register(person: Person, vault: Vault) -> set[str]:
    found = set()
    if person.born_on is not None:
        born = person.born_on
        found |= {f"{born:{shape}}" for shape in ("%y%m%d", "%d%m%y", "%m%d%y", "%Y%m")}
        found |= {f"{born.year}{born.month}{born.day}", f"{born:%m%d}{born:%y}"}
    if person.id_cipher is not None:
        number = vault.unseal(person.id_cipher)
        found |= {number[-LENGTH:], number[:LENGTH], number[-LENGTH - 1 : -1]}
    return found
