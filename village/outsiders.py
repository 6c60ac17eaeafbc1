"""People who are no villagers but hold an office: a clerk from outside, a legal adviser.

They belong to the township, so that one adviser of several villages is one person with one pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tortoise.expressions import Q

from village import clock, idnumbers, ledger, names, offices, storage
from village.errors import Blocked, Blocker, InvalidInput
from village.idnumbers import IdNumber, Vault
from village.models import Appointment, Person, Village
from village.permissions import Actor, Permission

EARLIEST_BIRTH = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Outsider:
    """Found by name; `serves` are the offices held now, which tell two of one name apart."""

    person_id: int
    name: str
    serves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arriving:
    """As typed. The ID number or the birth date is asked at the first use of the pass."""

    name: str
    id_number: str = ""
    born_on: date | None = None


async def search(village: Village, query: str, actor: Actor, today: date) -> list[Outsider]:
    """The township's people from outside whose names answer."""
    actor.require(Permission.OFFICE_APPOINT, village.id, village.township_id)
    wanted = names.normal_query(query)
    rows = (
        await Person.filter(
            Q(left_on=None) | Q(left_on__gt=today), township_id=village.township_id, village_id=None
        ).values_list("id", "name", "pinyin")
        if wanted
        else []
    )
    ranked = sorted(
        (rank, person_id, name)
        for person_id, name, pinyin in rows
        if (rank := names.rank(wanted, name, pinyin)) is not None
    )
    serving = await _serving([person_id for _, person_id, _ in ranked], today)
    return [
        Outsider(person_id, name, tuple(serving.get(person_id, ())))
        for _, person_id, name in ranked
    ]


async def _serving(ids: Sequence[int], today: date) -> dict[int, list[str]]:
    rows = await Appointment.filter(offices.running(today), person_id__in=list(ids)).select_related(
        "village"
    )
    serving: dict[int, list[str]] = {}
    for row in rows:
        where = row.village.name if row.village is not None else ""
        serving.setdefault(row.person_id, []).append(f"{where}{row.office.label}")
    return serving


async def enter(
    village: Village, arriving: Arriving, actor: Actor, vault: Vault, *, now: datetime
) -> Person:
    """Put somebody from outside on record, to be appointed next."""
    seat = actor.require(Permission.OFFICE_APPOINT, village.id, village.township_id)
    name, number, born = _read(arriving, clock.local_date(now))
    digest = None if number is None else vault.digest(number.number)
    async with storage.writing(village.id):
        if twin := await _twin(village, name, born, digest):
            raise Blocked([twin])
        person = await Person.create(
            township_id=village.township_id,
            name=name,
            pinyin=names.pinyin(name),
            sex=None if number is None else number.sex,
            born_on=born,
            id_cipher=None if number is None else vault.seal(number.number),
            id_digest=digest,
        )
        await ledger.record(
            *(village.id, seat, "person.enter", f"person:{person.id}"), now=now, outside=True
        )
    return person


def _read(arriving: Arriving, today: date) -> tuple[str, IdNumber | None, date | None]:
    wrong: dict[str, str] = {}
    name, number = "", None
    try:
        name = names.clean(arriving.name)
    except names.WrongName as failure:
        wrong["name"] = str(failure)
    try:
        number = idnumbers.read(arriving.id_number) if arriving.id_number else None
    except idnumbers.WrongNumber as failure:
        wrong["id_number"] = str(failure)
    born = number.born if number is not None else arriving.born_on
    if born is None and not wrong:
        wrong["id_number"] = "请填身份证号或者出生日期：第一次用通行码时要核对。"
    if born is not None and not EARLIEST_BIRTH <= born <= today:
        wrong["born_on"] = "出生日期不合常理，请核对。"
    if number is not None and arriving.born_on not in (None, number.born):
        wrong["born_on"] = f"身份证号里的出生日期是 {number.born}，两处不一致，请核对。"
    if wrong:
        raise InvalidInput(wrong)
    return name, number, born


async def _twin(
    village: Village, name: str, born: date | None, digest: str | None
) -> Blocker | None:
    """The same person twice would be two passes and two histories."""
    same = Q(id_digest=digest) if digest else Q(name=name, born_on=born)
    inside = Q(village_id=village.id, left_on=None)
    found = await Person.filter(same, Q(village_id=None) | inside, township_id=village.township_id)
    if not found:
        return None
    where = "本村名册" if found[0].village_id is not None else "村外人员"
    text = f"{found[0].name}已经登记在{where}里。"
    return Blocker("known-already", text, remedy="回到“登记任职”，按姓名查找")
