"""Joint requests: the signers are counted against the law's share of those who may sign.

Nobody's signature counts twice, and where nobody may sign there is no request.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from deliberation.models import Petition, PetitionKind, PetitionSigner
from village import clock, electors, ledger, offices, rules, storage
from village.errors import Blocked, Blocker, InvalidInput
from village.models import RollKind, Village
from village.permissions import Actor, Office, Permission
from village.rules import Bar, Profile

WHOLE = Bar(Fraction(1))  # where a profile sets no share, all must sign
BARS = {
    PetitionKind.VILLAGERS: "assembly.petition_villagers",
    PetitionKind.REPRESENTATIVES_FIFTH: "representatives.petition",
    PetitionKind.REPRESENTATIVES_THIRD: "assembly.petition_representatives",
}


@dataclass(frozen=True, slots=True)
class Request:
    kind: PetitionKind
    title: str
    signers: Collection[int]


async def record(village: Village, request: Request, actor: Actor, *, now: datetime) -> Petition:
    """Keep a joint request that has enough lawful signers; a signature counts once."""
    seat = actor.require(Permission.DECISION_OPEN, village.id, village.township_id)
    if not request.title.strip():
        raise InvalidInput({"title": "请写联名要求什么。"})
    async with storage.writing(village.id):
        here = await Village.get(id=village.id)
        profile = rules.profile(here.profile_code)
        entitled = await _may_sign(here, request.kind, clock.local_date(now), profile)
        signed = {one for one in request.signers if one in entitled}
        needed = _needed(profile, request.kind, len(entitled))
        if len(signed) < needed:
            strangers = len(set(request.signers)) - len(signed)
            basis = profile.basis(BARS[request.kind])
            raise Blocked([_too_few(request.kind, len(signed), needed, strangers, basis)])
        petition = await Petition.create(
            village_id=village.id,
            kind=request.kind,
            title=request.title,
            entitled=len(entitled),
            needed=needed,
            signed=len(signed),
            recorded_at=now,
        )
        await PetitionSigner.bulk_create(
            PetitionSigner(petition=petition, person_id=one) for one in sorted(signed)
        )
        await ledger.record(
            village.id,
            seat,
            "petition.record",
            f"petition:{petition.id}",
            now=now,
            kind=str(request.kind),
            entitled=len(entitled),
            needed=needed,
            signed=len(signed),
        )
        return petition


def _needed(profile: Profile, kind: PetitionKind, entitled: int) -> int:
    return max((profile.bar(BARS[kind]) or WHOLE).needed(entitled), 1)


async def asked_for(village: Village, today: date) -> dict[PetitionKind, tuple[int, int]]:
    """For each kind how many may sign today and how many must: told before anybody types."""
    profile = rules.profile(village.profile_code)
    found = {}
    for kind in PetitionKind:
        entitled = len(await _may_sign(village, kind, today, profile))
        found[kind] = entitled, _needed(profile, kind, entitled)
    return found


async def _may_sign(
    village: Village, kind: PetitionKind, today: date, profile: Profile
) -> set[int | None]:
    if kind is PetitionKind.VILLAGERS:
        adults = await electors.of(village, RollKind.ADULTS, group=None, day=today, profile=profile)
        return {one.person_id for one in adults}
    return {row.person_id for row in await offices.holders(village, Office.REPRESENTATIVE, today)}


def _too_few(kind: PetitionKind, signed: int, needed: int, strangers: int, basis: str) -> Blocker:
    beside = f"另有 {strangers} 个签名不在可以联名的人里面，没有计入。" if strangers else ""
    return Blocker(
        "too-few-signers",
        f"{kind.label}：需要 {needed} 人，现在 {signed} 人，还差 {needed - signed} 人。{beside}",
        basis=basis,
        remedy="补齐签名后再登记，或者改由村党组织、村民委员会提出",
    )
