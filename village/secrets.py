"""What office holders add to their pass: a password, and for the township a one-time code.

A password is stored as a slow hash, the secret of the codes sealed; one code opens once.
"""

import hmac
from datetime import datetime, timedelta
from typing import Any

import pyotp

from village import hashing, keys, ledger, limits, own, sessions, storage
from village.errors import InvalidInput
from village.idnumbers import Vault, WrongNumber
from village.models import Person, Secret, Session
from village.permissions import Actor, Permission

SHORTEST, LONGEST = 8, 128
STEP = 30  # seconds one code lasts
ROUND = "0123456789" * 3
COMMON = ("password", "qwertyui", "1qaz2wsx", "iloveyou", "woaini1314", "abcd1234", "a1234567")


def weakness(password: str, person: Person) -> str:
    """Why this password is no good, or ""."""
    if len(password) < SHORTEST:
        return f"口令至少 {SHORTEST} 位，现在是 {len(password)} 位。"
    if len(password) > LONGEST:
        return f"口令最多 {LONGEST} 位。"
    plain = password.lower()
    counted = plain in ROUND or plain[::-1] in ROUND
    if len(set(plain)) <= 3 or counted or plain in COMMON:
        return "这个口令太好猜了，请换一个。"
    if person.name in password:
        return "口令里不要有自己的名字。"
    return ""


async def of(person_id: int) -> Secret | None:
    return await Secret.get_or_none(person_id=person_id)


async def set_password(person: Person, password: str, *, secret: str, now: datetime) -> None:
    """`secret` is the installation's. Who may call it has shown the PIN, or the old password."""
    if weak := weakness(password, person):
        raise InvalidInput({"password": weak})
    stored = await hashing.hashed(password, secret)
    async with own.deed(person, "secret.password", f"person:{person.id}", now=now):
        await _keep(person, now, password_hash=stored)


async def change_password(
    session: Session, old: str, new: str, *, secret: str, now: datetime
) -> None:
    """Others who may have seen the old one are shown out."""
    person = session.person
    await check_password(person, old, secret=secret, now=now, field="old_password")
    await set_password(person, new, secret=secret, now=now)
    await sessions.end_others(session, now=now)


async def check_password(
    person: Person, password: str, *, secret: str, now: datetime, field: str = "password"
) -> None:
    left = await limits.take(limits.PASSWORD, str(person.id), now=now)
    kept = await of(person.id)
    stored = kept.password_hash if kept else None
    if not await hashing.matches(password, stored, secret):
        raise InvalidInput({field: f"口令不对。还可以试 {left} 次。"})
    await limits.clear(limits.PASSWORD, str(person.id))


def new_code_secret() -> str:
    return pyotp.random_base32()


def offer(code_secret: str, session_id: int, secret: str) -> str:
    """A secret on its way to an authenticator, sealed for this session: nothing is stored yet."""
    return _vault(secret).seal(f"{session_id}:{code_secret}")


def offered(sealed: str, session_id: int, secret: str) -> str:
    """What `offer` sealed; `WrongNumber` when it was not sealed here or for somebody else."""
    owner, _, code_secret = _vault(secret).unseal(sealed).partition(":")
    if owner != str(session_id):
        raise WrongNumber("不是给这一次登录的")
    return code_secret


def code_address(code_secret: str, person: Person) -> str:
    """What the QR for the authenticator says."""
    totp = pyotp.TOTP(code_secret)
    return totp.provisioning_uri(name=person.name, issuer_name=f"村议 {person.township.name}")


async def set_code(
    person: Person, code_secret: str, *, secret: str, now: datetime, step: int = 0
) -> None:
    """`step` is that of the code already shown, which may not be used again."""
    sealed = _vault(secret).seal(code_secret)
    async with own.deed(person, "secret.code", f"person:{person.id}", now=now):
        await _keep(person, now, totp_cipher=sealed, totp_step=step)


async def enrol(
    person: Person, code_secret: str, code: str, *, secret: str, now: datetime, wall: datetime
) -> None:
    """The first code shows that the authenticator took the secret. `wall` is the real time."""
    left = await limits.take(limits.CODE, str(person.id), now=now)
    step = _step_of(code_secret, code, wall)
    if step is None:
        raise InvalidInput({"code": f"动态码不对，请等它换成下一个再输。还可以试 {left} 次。"})
    await set_code(person, code_secret, secret=secret, now=now, step=step)
    await limits.clear(limits.CODE, str(person.id))


async def check_code(
    person: Person, code: str, *, secret: str, now: datetime, wall: datetime
) -> None:
    left = await limits.take(limits.CODE, str(person.id), now=now)
    kept = await of(person.id)
    step = None
    if kept is not None and kept.totp_cipher is not None:
        step = _step_of(_vault(secret).unseal(kept.totp_cipher), code, wall)
    if step is None or not await _spent(person.id, step):
        raise InvalidInput({"code": f"动态码不对，请等它换成下一个再输。还可以试 {left} 次。"})
    await limits.clear(limits.CODE, str(person.id))


async def clear(person: Person, actor: Actor, *, now: datetime) -> None:
    """Forgotten: the next entry sets them anew. The township does it, so that nobody who can
    issue a pass can also take over its holder's office."""
    seat = actor.require(Permission.TOWNSHIP_FOUND, person.village_id, person.township_id)
    async with storage.writing_township(person.township_id):
        await Secret.filter(person_id=person.id).update(
            password_hash=None, totp_cipher=None, totp_step=0, changed_at=now
        )
        subject = f"person:{person.id}"
        await ledger.record_township(person.township_id, seat, "secret.clear", subject, now=now)


def _step_of(code_secret: str, code: str, wall: datetime) -> int | None:
    """The step this code belongs to, one before or after now for clocks that differ."""
    totp = pyotp.TOTP(code_secret)
    for moment in (wall, wall - timedelta(seconds=STEP), wall + timedelta(seconds=STEP)):
        if hmac.compare_digest(totp.at(moment).encode(), code.encode()):
            return int(moment.timestamp()) // STEP
    return None


async def _spent(person_id: int, step: int) -> bool:
    """Whether this step was still free: a code that was seen over a shoulder is worth nothing."""
    async with storage.aside():
        fresh = Secret.filter(person_id=person_id, totp_step__lt=step)
        return bool(await fresh.update(totp_step=step))


async def _keep(person: Person, now: datetime, **values: Any) -> None:
    changed = await Secret.filter(person_id=person.id).update(changed_at=now, **values)
    if not changed:
        await Secret.create(person_id=person.id, changed_at=now, **values)


def _vault(secret: str) -> Vault:
    purpose = "one-time-codes/v1"
    sealing = keys.derived(secret, f"{purpose}/seal")
    return Vault(sealing, keys.derived(secret, f"{purpose}/match"))
