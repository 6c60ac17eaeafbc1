"""What the villagers' assembly has entrusted to its representatives, by scope and term.

The assembly can entrust only what the law lets it, in a way the local rules know.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from deliberation.models import Delegation, DelegationWay
from village import clock, ledger, rules, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.models import Village
from village.permissions import Actor, Permission
from village.prepared import A_NUMBER, Prepared
from village.rules import Body, MatterKind, Profile

LONGEST = 10  # years: a later end is a mistyped year
FORMS = {
    DelegationWay.MEETING: "assembly",
    DelegationWay.WRITTEN: "canvass",
    DelegationWay.CHARTER: "charter",
}


OF_VILLAGE = Prepared(
    lambda village_id: Delegation.filter(village_id=village_id).order_by("-given_on", "-id"),
    A_NUMBER,
)


@dataclass(frozen=True, slots=True)
class Mandate:
    way: DelegationWay
    matters: tuple[MatterKind, ...]
    given_on: date
    ends_on: date
    note: str
    filed_on: date | None = None


def may_be_given(profile: Profile, matter: MatterKind) -> bool:
    """The collective's affairs are not the villagers' assembly's to give away."""
    return profile.matters[matter].delegate.value is Body.REPRESENTATIVE_ASSEMBLY


def ways(profile: Profile) -> list[DelegationWay]:
    """How a mandate may be given where this profile holds."""
    known = profile.value("delegation.forms").value
    allowed = known if isinstance(known, tuple) else ()
    return [way for way, form in FORMS.items() if form in allowed]


async def record(village: Village, mandate: Mandate, actor: Actor, *, now: datetime) -> Delegation:
    """Keep a delegation. What the law keeps for the assembly itself cannot be entrusted."""
    seat = actor.require(Permission.DELEGATION_RECORD, village.id, village.township_id)
    _check_words(mandate, clock.local_date(now))
    async with storage.writing(village.id):
        here = await Village.get(id=village.id)
        if found := _blockers(mandate, rules.profile(here.profile_code)):
            raise Blocked(found)
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
            matters=[str(matter) for matter in mandate.matters],
            given=mandate.given_on,
            ends=mandate.ends_on,
            filed=mandate.filed_on,
        )
        return kept


def _check_words(mandate: Mandate, today: date) -> None:
    given, ends, filed = mandate.given_on, mandate.ends_on, mandate.filed_on
    wrong: dict[str, str] = {}
    if not mandate.matters:
        wrong["matters"] = "请至少勾选一类授权的事项。"
    if given > today:
        wrong["given_on"] = "授权日期还没有到，请填村民会议作出授权的那一天。"
    if ends <= given:
        wrong["ends_on"] = "授权的截止日要晚于授权日。"
    elif ends.year - given.year > LONGEST:
        wrong["ends_on"] = f"授权到 {ends.year} 年，超过 {LONGEST} 年，请核对年份。"
    if filed is not None and filed > today:
        wrong["filed_on"] = "备案日期还没有到，备案以后再登记。"
    elif filed is not None and filed < given:
        wrong["filed_on"] = "备案日期早于授权日期，请核对。"
    if wrong:
        raise InvalidInput(wrong)


def _blockers(mandate: Mandate, profile: Profile) -> list[Blocker]:
    found = [
        _not_delegable(profile, one) for one in mandate.matters if not may_be_given(profile, one)
    ]
    if mandate.way not in ways(profile):
        allowed = "、".join(one.label for one in ways(profile))
        text = f"按本村的规则，授权不能用“{mandate.way.label}”的方式。"
        basis = profile.basis("delegation.forms")
        found.append(Blocker("form-not-allowed", text, basis, f"改用：{allowed}"))
    return found


def _not_delegable(profile: Profile, matter: MatterKind) -> Blocker:
    rule = profile.matters[matter]
    whose = "不是村民会议的事，村民会议" if rule.collective.value else ""
    return Blocker(
        "not-delegable",
        f"“{matter.label}”{whose}不能授权给村民代表会议。",
        basis=rule.delegate.basis,
        remedy="去掉这一项；要办这类事，请召开有权决定的会议",
    )


async def of_village(village_id: int) -> list[Delegation]:
    return list(await OF_VILLAGE(village_id))


async def of_villages(village_ids: Collection[int]) -> list[Delegation]:
    """The latest first."""
    found = Delegation.filter(village_id__in=list(village_ids))
    return await found.order_by("-given_on", "-id")


async def for_village(village_id: int, delegation_id: int) -> Delegation:
    found = await Delegation.get_or_none(id=delegation_id, village_id=village_id)
    if found is None:
        raise NotFound("这份授权")
    return found


async def revoke(
    delegation: Delegation, village: Village, revoked_on: date, actor: Actor, *, now: datetime
) -> None:
    """The assembly takes its mandate back; from that day on nothing can be decided under it."""
    seat = actor.require(Permission.DELEGATION_RECORD, village.id, village.township_id)
    if revoked_on > clock.local_date(now):
        raise InvalidInput({"revoked_on": "收回的日子还没有到，请填村民会议决定收回的那一天。"})
    if revoked_on < delegation.given_on:
        raise InvalidInput({"revoked_on": "收回的日子早于授权的日子，请核对。"})
    async with storage.writing(village.id):
        hit = await Delegation.filter(
            id=delegation.id, village_id=village.id, revoked_on__isnull=True
        ).update(revoked_on=revoked_on)
        if not hit:
            raise Stale("这份授权")
        subject = f"delegation:{delegation.id}"
        await ledger.record(village.id, seat, "delegation.revoke", subject, now=now, on=revoked_on)


async def file(
    delegation: Delegation, village: Village, filed_on: date, actor: Actor, *, now: datetime
) -> None:
    """Note the day on which the township was told, where that happened after the recording."""
    seat = actor.require(Permission.DELEGATION_RECORD, village.id, village.township_id)
    if filed_on > clock.local_date(now):
        raise InvalidInput({"filed_on": "备案日期还没有到，备案以后再登记。"})
    if filed_on < delegation.given_on:
        raise InvalidInput({"filed_on": "备案日期早于授权日期，请核对。"})
    async with storage.writing(village.id):
        hit = await Delegation.filter(
            id=delegation.id, village_id=village.id, filed_on__isnull=True
        ).update(filed_on=filed_on)
        if not hit:
            raise Stale("这份授权")
        subject = f"delegation:{delegation.id}"
        await ledger.record(village.id, seat, "delegation.file", subject, now=now, on=filed_on)


def covering(delegations: Iterable[Delegation], matter: MatterKind, day: date) -> Delegation | None:
    """The delegation that empowers the representatives for this matter on that day."""
    for one in delegations:
        runs = one.given_on <= day <= one.ends_on
        revoked = one.revoked_on is not None and one.revoked_on <= day
        if runs and not revoked and str(matter) in one.matters.split(","):
            return one
    return None
