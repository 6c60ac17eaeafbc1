"""ID numbers: checked, sealed, matched by a keyed digest, and never shown whole.

What is stored is a ciphertext that names its key version, and a digest under another key, so that
two rows can be compared without opening either.
"""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass, field
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from village import keys
from village.errors import NotReady
from village.models import Sex

VERSION = "v1"
NONCE_BYTES = 12
REMEDY = "请照身份证核对后重填"


class WrongNumber(ValueError):
    """Not an ID number; the message is the sentence for the clerk."""


class Unreadable(WrongNumber, NotReady):
    """Sealed under another secret, or not by us. Reaches a page as 503, never as a crash."""


@dataclass(frozen=True, slots=True)
class IdNumber:
    number: str = field(repr=False)
    born: date
    sex: Sex


def read(text: str) -> IdNumber:
    """A citizen's ID number (GB 11643) as typed, or `WrongNumber` with what to do.

    The six digits of the place are not looked up: places were renumbered many times, and elderly
    people carry the code of the county where they were registered, not born.
    """
    from stdnum.cn import ric  # noqa: PLC0415 - loaded where it is used
    from stdnum.exceptions import ValidationError  # noqa: PLC0415

    number = ric.compact("".join(text.split()))
    if len(number) == 15 and number.isascii() and number.isdigit():
        raise WrongNumber("这是 15 位的旧号码，请填第二代身份证上的 18 位号码。")
    if len(number) != 18:
        raise WrongNumber(f"身份证号应是 18 位，这里是 {len(number)} 位。{REMEDY}。")
    if not (number.isascii() and number[:17].isdigit() and number[17] in "0123456789X"):
        raise WrongNumber(f"身份证号只能是数字，最后一位可以是 X。{REMEDY}。")
    if number[17] != ric.calc_check_digit(number):
        raise WrongNumber(f"身份证号的校验位对不上，可能有一位抄错了。{REMEDY}。")
    try:
        born = ric.get_birth_date(number)
    except ValidationError as failure:
        raise WrongNumber(f"身份证号里的出生日期不存在。{REMEDY}。") from failure
    return IdNumber(number, born, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


def mask(number: str) -> str:
    """Three digits in front and two behind: with the birth date known, more would give it away."""
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}" if len(number) > 5 else "*****"


@dataclass(frozen=True, slots=True)
class Vault:
    """The keys for personal numbers. Made from the installation's secret, never stored."""

    sealing_key: bytes = field(repr=False)
    matching_key: bytes = field(repr=False)

    def seal(self, text: str) -> str:
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self.sealing_key).encrypt(nonce, text.encode(), VERSION.encode())
        return f"{VERSION}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def unseal(self, cipher: str) -> str:
        """The text; `Unreadable` when the secret is not the one it was sealed under."""
        version, _, body = cipher.partition(".")
        try:
            raw = base64.urlsafe_b64decode(body)
            opened = AESGCM(self.sealing_key).decrypt(
                raw[:NONCE_BYTES], raw[NONCE_BYTES:], version.encode()
            )
        except (InvalidTag, ValueError) as failure:
            raise Unreadable(
                "存着的号码打不开：SECRET_KEY 与登记时的不同。请恢复原来的密钥。"
            ) from failure
        return opened.decode()

    def digest(self, number: str) -> str:
        return hmac.new(self.matching_key, number.encode(), hashlib.sha256).hexdigest()


def vault(secret: str) -> Vault:
    """Two keys from one secret, each for one purpose only."""
    purpose = f"personal-numbers/{VERSION}"
    return Vault(keys.derived(secret, f"{purpose}/seal"), keys.derived(secret, f"{purpose}/match"))
