"""Slow hashes of what people know: PINs and passwords. Nothing readable is ever stored.

A pepper from the installation's secret goes in first: six digits taken from a stolen database
could otherwise be tried out in hours.
"""

import hmac

import anyio
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from village import keys

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
AT_ONCE = 2
_turns = anyio.CapacityLimiter(AT_ONCE)


async def hashed(text: str, secret: str) -> str:
    return await anyio.to_thread.run_sync(HASHER.hash, _peppered(text, secret), limiter=_turns)


async def matches(text: str, stored: str | None, secret: str) -> bool:
    if stored is None:
        return False
    return await anyio.to_thread.run_sync(
        _verified, stored, _peppered(text, secret), limiter=_turns
    )


def _verified(stored: str, peppered: bytes) -> bool:
    try:
        return HASHER.verify(stored, peppered)
    except (VerificationError, InvalidHashError):
        return False


def _peppered(text: str, secret: str) -> bytes:
    return hmac.digest(keys.derived(secret, "pins-and-passwords/v1"), text.encode(), "sha256")
