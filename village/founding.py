"""Starting a real installation: a township, a village, and the first two people who can sign in.

All of it or nothing; from the second village on, the township is found and stays as it is.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from village import (
    clock,
    idnumbers,
    ledger,
    names,
    offices,
    passes,
    rules,
    storage,
    township_offices,
)
from village.eligibility import Mandate
from village.errors import Blocked, Blocker, InvalidInput
from village.idnumbers import IdNumber, Vault
from village.models import Person, Township, Village
from village.passes import Card
from village.permissions import Actor, Office, Permission, Seat, operator

CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")
HOW = "系统启用时登记"
MOST_WORDS = {"name": 40, "county": 60, "phone": 40}


@dataclass(frozen=True, slots=True)
class TownshipPlan:
    """`code` alone means a township that is there already."""

    code: str
    name: str = ""
    county: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class VillagePlan:
    code: str
    name: str
    profile: str = "national-2025"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who gets a pass. First use of it asks for the ID number or the birth date.

    With an ID number the clerk is put on the register, and a roster will know him again; without
    it he is kept as a person from outside until the roster is in.
    """

    name: str
    id_number: str = ""
    born_on: date | None = None


@dataclass(frozen=True, slots=True)
class Start:
    township: TownshipPlan
    village: VillagePlan
    clerk: Newcomer
    officer: Newcomer | None = None


@dataclass(frozen=True, slots=True)
class Founded:
    """The cards hold the only copies of the tokens."""

    township: Township
    village: Village
    clerk: Card
    officer: Card | None


@dataclass(frozen=True, slots=True)
class _Known:
    """A newcomer whose words were read."""

    name: str
    id_number: IdNumber | None
    born_on: date | None


async def found(start: Start, vault: Vault, *, now: datetime) -> Founded:
    clerk = _read(start.clerk, "clerk")
    officer = None if start.officer is None else _read(start.officer, "officer")
    profile = rules.profile(start.village.profile)
    async with storage.founding():
        known = await Township.get_or_none(code=start.township.code)
        _check(start, known)
        if await Village.exists(code=start.village.code):
            raise Blocked([_taken(start.village.code)])
        township = known or await _township(start.township, now)
        actor = operator(township.id)
        async with storage.writing_township(township.id):
            card = (
                None
                if officer is None
                else await _officer(township, officer, actor, vault, now=now)
            )
            village = await _village(township, start.village, profile.digest, now)
        async with storage.writing(village.id):
            clerk_card = await _clerk(village, clerk, actor, vault, now=now)
    return Founded(township, village, clerk_card, card)


def _check(start: Start, known: Township | None) -> None:
    wrong: dict[str, str] = {}
    for field, code in (("township", start.township.code), ("village", start.village.code)):
        if not CODE.fullmatch(code):
            wrong[field] = f"代码“{code}”只能用小写字母、数字和短横，字母开头，2 至 40 个。"
    wrong |= _wrong_words(start)
    if known is None and not start.township.name.strip():
        wrong["township_name"] = f"还没有代码为“{start.township.code}”的乡镇，请写明乡镇名称。"
    if known is None and start.officer is None:
        wrong["officer"] = "新的乡镇要写明第一位乡镇干部。"
    if known is not None and start.township.name.strip() not in ("", known.name):
        wrong["township_name"] = f"代码“{known.code}”是{known.name}，名称对不上，请核对。"
    if wrong:
        raise InvalidInput(wrong)


def _wrong_words(start: Start) -> dict[str, str]:
    words = {
        "township_name": (start.township.name, "乡镇名称", "name"),
        "county": (start.township.county, "县（市、区）名称", "county"),
        "phone": (start.township.phone, "电话", "phone"),
        "village_name": (start.village.name, "村名", "name"),
    }
    wrong = {
        field: f"{label}有 {len(text)} 个字，最多 {MOST_WORDS[limit]} 个字。"
        for field, (text, label, limit) in words.items()
        if len(text) > MOST_WORDS[limit]
    }
    if not start.village.name.strip():
        wrong["village_name"] = "请写明村名。"
    return wrong


def _taken(code: str) -> Blocker:
    text = f"已经有代码为“{code}”的村。"
    return Blocker("village-exists", text, remedy="换一个代码；要改这个村的资料请登录后修改")


def _read(newcomer: Newcomer, field: str) -> _Known:
    try:
        name = names.clean(newcomer.name)
        number = idnumbers.read(newcomer.id_number) if newcomer.id_number else None
    except (names.WrongName, idnumbers.WrongNumber) as failure:
        raise InvalidInput({field: str(failure)}) from failure
    born = number.born if number is not None else newcomer.born_on
    if born is None:
        text = f"请写明{name}的身份证号或者出生日期：第一次用通行码时要核对。"
        raise InvalidInput({field: text})
    return _Known(name, number, born)


async def _township(plan: TownshipPlan, now: datetime) -> Township:
    township = await Township.create(
        code=plan.code, name=plan.name.strip(), county=plan.county.strip(), phone=plan.phone.strip()
    )
    seat = _seat(township)
    subject = f"township:{township.id}"
    await ledger.record_township(township.id, seat, "township.found", subject, now=now)
    return township


def _seat(township: Township) -> Seat:
    return operator(township.id).require(Permission.TOWNSHIP_FOUND, None, township.id)


async def _village(
    township: Township, plan: VillagePlan, profile_digest: str, now: datetime
) -> Village:
    village = await Village.create(
        township=township, code=plan.code, name=plan.name.strip(), profile_code=plan.profile
    )
    seat, subject = _seat(township), f"village:{village.id}"
    told = {"profile": plan.profile, "rules": profile_digest}
    await ledger.record_township(township.id, seat, "village.found", subject, now=now, **told)
    await ledger.record(village.id, seat, "village.found", subject, now=now, **told)
    return village


async def _officer(
    township: Township, known: _Known, actor: Actor, vault: Vault, *, now: datetime
) -> Card:
    person = await _person(township, None, known, vault)
    await ledger.record_township(
        township.id, _seat(township), "person.enter", f"person:{person.id}", now=now
    )
    mandate = Mandate(Office.TOWNSHIP_OFFICER, clock.local_date(now), how=HOW)
    await township_offices.appoint(township, person, mandate, actor, now=now)
    return (await passes.issue_outside(township, [person], actor, now=now))[0]


async def _clerk(
    village: Village, known: _Known, actor: Actor, vault: Vault, *, now: datetime
) -> Card:
    township = await Township.get(id=village.township_id)
    person = await _person(township, village, known, vault)
    await ledger.record(village.id, _seat(township), "person.enter", f"person:{person.id}", now=now)
    mandate = Mandate(Office.VILLAGE_CLERK, clock.local_date(now), how=HOW)
    await offices.appoint(village, person, mandate, actor, now=now)
    return (await passes.issue(village, [person], actor, now=now))[0]


async def _person(
    township: Township, village: Village | None, known: _Known, vault: Vault
) -> Person:
    number = known.id_number
    return await Person.create(
        township=township,
        village=None if number is None else village,
        name=known.name,
        pinyin=names.pinyin(known.name),
        sex=None if number is None else number.sex,
        born_on=known.born_on,
        id_cipher=None if number is None else vault.seal(number.number),
        id_digest=None if number is None else vault.digest(number.number),
    )
