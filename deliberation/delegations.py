"""What the villagers' assembly has entrusted to its representatives, by scope and term."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from deliberation.models import Delegation, DelegationWay
from village import clock, ledger, rules, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound
from village.models import Village
from village.permissions import Actor, Permission
from village.rules import MatterKind


@dataclass(frozen=True, slots=True)
class Mandate:
    way: DelegationWay
    matters: tuple[MatterKind, ...]
    given_on: date
    ends_on: date
    note: str
    filed_on: date | None = None


async def record(village: Village, mandate: Mandate, actor: Actor, *, now: datetime) -> Delegation:
    """Keep a delegation. What the law keeps for the assembly itself cannot be entrusted."""
    seat = actor.require(Permission.DELEGATION_RECORD, village.id, village.township_id)
    _check(village, mandate, clock.local_date(now))
    async with storage.writing(village.id):
        kept = await Delegation.create(
            village_id=village.id,
            way=mandate.way,
            matters=",".join(str(matter) for matter in mandate.matters),
            given_on=mandate.given_on,
            ends_on=mandate.ends_on,
            note=mandate.note,
            filed_on=mandate.filed_on,
            recorded_at=now,
        )
        await ledger.record(
            village.id,
            seat,
            "delegation.record",
            f"delegation:{kept.id}",
            now=now,
            way=str(mandate.way),
            matters=kept.matters,
            given=mandate.given_on,
            ends=mandate.ends_on,
        )
        return kept


def _check(village: Village, mandate: Mandate, today: date) -> None:
    wrong: dict[str, str] = {}
    if not mandate.matters:
        wrong["matters"] = "请至少勾选一类授权的事项。"
    if mandate.given_on > today:
        wrong["given_on"] = "授权日期还没有到，请填村民会议作出授权的那一天。"
    if mandate.ends_on <= mandate.given_on:
        wrong["ends_on"] = "授权的截止日要晚于授权日。"
    if wrong:
        raise InvalidInput(wrong)
    profile = rules.profile(village.profile_code)
    kept_back = [one for one in mandate.matters if not profile.matters[one].delegable]
    if kept_back:
        raise Blocked([_not_delegable(one, profile.matters[one].basis) for one in kept_back])


def _not_delegable(matter: MatterKind, basis: str) -> Blocker:
    return Blocker(
        "not-delegable",
        f"“{matter.label}”不能授权给代表会议。",
        basis=basis,
        remedy="去掉这一项；要办这类事，请召开有权决定的会议",
    )


async def of_village(village_id: int) -> list[Delegation]:
    return await Delegation.filter(village_id=village_id).order_by("-given_on", "-id")


async def for_village(village_id: int, delegation_id: int) -> Delegation:
    found = await Delegation.get_or_none(id=delegation_id, village_id=village_id)
    if found is None:
        raise NotFound("这份授权")
    return found


async def revoke(delegation: Delegation, village: Village, actor: Actor, *, now: datetime) -> None:
    """The assembly takes its mandate back from today on; what was decided under it stands."""
    seat = actor.require(Permission.DELEGATION_RECORD, village.id, village.township_id)
    today = clock.local_date(now)
    async with storage.writing(village.id):
        await Delegation.filter(id=delegation.id, revoked_on__isnull=True).update(revoked_on=today)
        subject = f"delegation:{delegation.id}"
        await ledger.record(village.id, seat, "delegation.revoke", subject, now=now, on=today)


def covering(delegations: Iterable[Delegation], matter: MatterKind, day: date) -> Delegation | None:
    """The delegation that empowers the representatives for this matter on that day."""
    for one in delegations:
        runs = one.given_on <= day <= one.ends_on
        revoked = one.revoked_on is not None and one.revoked_on <= day
        if runs and not revoked and str(matter) in one.matters.split(","):
            return one
    return None
