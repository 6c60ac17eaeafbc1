"""A follow-up code on its way to its receipt: sealed, for a day in an address, less in a cookie.

Nobody else can make one; the code itself is shown once and kept nowhere.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from village import keys, storage
from village.idnumbers import Vault, WrongNumber
from village.models import UsedKey
from web import cookies

NAME = "cunyi_say"
RECEIPT_LASTS = timedelta(days=1)  # a phone without signal may learn late that it was received
COOKIE_LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Sealed:
    """Which concern somebody has shown to be theirs, with the code if it was just given."""

    concern_id: int
    code: str


def seal(request: Request, concern_id: int, code: str) -> str:
    stamp = int(request.state.now.timestamp())
    return quote(_vault(request).seal(f"{concern_id}:{stamp}:{code}"), safe="")


def unseal(request: Request, text: str, lasts: timedelta = RECEIPT_LASTS) -> Sealed | None:
    try:
        concern_id, stamp, code = _vault(request).unseal(text).split(":")
    except WrongNumber:
        return None
    made = datetime.fromtimestamp(int(stamp), UTC)
    if not timedelta(0) <= request.state.now - made + timedelta(minutes=1) <= lasts:
        return None
    return Sealed(int(concern_id), code)


def give(request: Request, response: Response, concern_id: int) -> None:
    """So that this phone may look, rate and withdraw for a while without the code."""
    sealed = _vault(request).seal(f"{concern_id}:{int(request.state.now.timestamp())}:")
    cookies.put(request, response, NAME, sealed.encode().hex(), int(COOKIE_LASTS.total_seconds()))


def held(request: Request) -> int | None:
    """The concern this phone may open by its cookie."""
    try:
        text = bytes.fromhex(request.cookies.get(NAME, "")).decode()
    except ValueError:
        return None
    found = unseal(request, text, COOKIE_LASTS) if text else None
    return found.concern_id if found else None


def drop(request: Request, response: Response) -> None:
    cookies.put(request, response, NAME, "", 0)


async def forget(request: Request) -> None:
    """Whoever goes back to the receipt on the same phone reads no code there any more."""
    if concern_id := held(request):
        async with storage.aside():
            row = UsedKey(digest=_digest(concern_id), used_at=request.state.now)
            await UsedKey.bulk_create([row], ignore_conflicts=True)


async def forgotten(concern_id: int) -> bool:
    return await UsedKey.exists(digest=_digest(concern_id))


def _digest(concern_id: int) -> str:
    return hashlib.sha256(f"concern-receipt:{concern_id}".encode()).hexdigest()


def _vault(request: Request) -> Vault:
    secret, purpose = request.app.state.settings.secret_key, "concern-receipts/v1"
    return Vault(keys.derived(secret, f"{purpose}/seal"), keys.derived(secret, f"{purpose}/match"))
