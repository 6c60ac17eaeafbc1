"""Coming in with a pass: first use proves who holds it and sets the PIN, later use asks the PIN.

Every try is counted before it is judged, against the pass and against the address it came from.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime

from village import hashing, limits, own, pins, sessions
from village.errors import Blocked, Blocker, InvalidInput, Stale, TooOften
from village.idnumbers import vault
from village.models import Pass, Session

WINDOW = "带上身份证到村里的窗口，请文书解锁或者换一张新的"
LOCKED = Blocker("pass-locked", limits.PASS_PIN.refusal, remedy=WINDOW)


@dataclass(frozen=True, slots=True)
class Visit:
    """Where somebody comes from, and the installation's secret to judge what he says."""

    address: str
    device: str
    secret: str


Opened = tuple[Session, str]


async def locked(card: Pass, *, now: datetime) -> Blocker | None:
    return LOCKED if await limits.used_up(limits.PASS_PIN, str(card.id), now=now) else None


def unprovable(card: Pass) -> Blocker | None:
    if card.activated_at is not None or pins.asked_of(card.person) is not None:
        return None
    text = "名册里还没有您的身份证号和出生日期，没法核对是不是您本人。"
    return Blocker("nothing-to-ask", text, remedy="带上身份证到村里的窗口，请文书补上")


async def activate(
    card: Pass, answer: str | date, pin: str, visit: Visit, *, now: datetime
) -> Opened:
    """First use. Sent twice on a bad line, the second time just enters with the new PIN."""
    if card.activated_at is not None:
        return await enter(card, pin, visit, now=now)
    if blocker := unprovable(card):
        raise Blocked([blocker])
    keys = vault(visit.secret)

    async def right() -> bool:
        return pins.proves(card.person, answer, keys)

    await _judged(card, visit, right, "proof", now)
    if weak := pins.weakness(pin, card.person, keys):
        raise InvalidInput({"pin": weak})
    stored = await hashing.hashed(pin, visit.secret)
    try:
        async with own.deed(card.person, "pass.activate", f"pass:{card.id}", now=now):
            fresh = Pass.filter(id=card.id, activated_at=None, revoked_at=None)
            if not await fresh.update(activated_at=now, pin_hash=stored):
                raise Stale("这张通行码")
    except Stale:
        await card.refresh_from_db()
        return await enter(card, pin, visit, now=now)
    return await sessions.opened(card, visit.device, now=now)


async def enter(card: Pass, pin: str, visit: Visit, *, now: datetime) -> Opened:
    await check_pin(card, pin, visit, now=now)
    return await sessions.opened(card, visit.device, now=now)


async def check_pin(card: Pass, pin: str, visit: Visit, *, now: datetime) -> None:
    async def right() -> bool:
        return await hashing.matches(pin, card.pin_hash, visit.secret)

    await _judged(card, visit, right, "pin", now)


async def change_pin(session: Session, old: str, new: str, visit: Visit, *, now: datetime) -> None:
    """The others who may have seen the old one are shown out."""
    card, person = session.entered_by, session.person
    await check_pin(card, old, visit, now=now)
    if weak := pins.weakness(new, person, vault(visit.secret)):
        raise InvalidInput({"new_pin": weak})
    stored = await hashing.hashed(new, visit.secret)
    async with own.deed(person, "pass.pin", f"pass:{card.id}", now=now):
        await Pass.filter(id=card.id).update(pin_hash=stored)
        await sessions.end_others(session, now=now)


async def _judged(
    card: Pass, visit: Visit, right: Callable[[], Awaitable[bool]], field: str, now: datetime
) -> None:
    await limits.take(limits.ADDRESS, visit.address, now=now)
    try:
        left = await limits.take(limits.PASS_PIN, str(card.id), now=now)
    except TooOften as failure:
        raise Blocked([Blocker("pass-locked", limits.PASS_PIN.refusal, remedy=WINDOW)]) from failure
    if not await right():
        raise InvalidInput({field: _wrong(field, left)})
    await limits.clear(limits.PASS_PIN, str(card.id))
    await limits.give_back(limits.ADDRESS, visit.address)


def _wrong(field: str, left: int) -> str:
    what = "密码不对。" if field == "pin" else "与名册里登记的不一样。"
    if left == 0:
        return f"{what}这张通行码已经锁上了，请{WINDOW}。"
    return f"{what}还可以试 {left} 次。"
