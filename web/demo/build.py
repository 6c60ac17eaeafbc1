"""Builds 青溪镇 once: places, roster, offices, the delegation, then each village's story."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from deliberation import delegations
from deliberation.delegations import Mandate as Delegated
from deliberation.models import DelegationWay
from publicity import shortcodes
from village import (
    ages,
    clock,
    idnumbers,
    names,
    offices,
    roster_import,
    rules,
    storage,
    township_offices,
)
from village.eligibility import Mandate
from village.models import Person, Township, Village
from village.permissions import COMMITTEE, PARTY_BRANCH, SUPERVISION, Actor, Office, operator
from village.rules import Body, MatterKind
from web import rehearsal
from web.demo import bylaws, concerns, people, plot
from web.demo.offices import Shape, appoint
from web.demo.stories import TOWNS, Town
from web.demo.teller import Teller

SHAPES = {
    "shiqiao": Shape(committee=3, representatives=15, party=19, one_shoulder=True),
    "liuwan": Shape(committee=5, representatives=40, party=36, one_shoulder=False),
    "yunling": Shape(committee=7, representatives=52, party=58, one_shoulder=False),
}
ADVISER, OFFICERS = "何明律", ("沈卫东", "顾晓岚")
BEGAN = 200  # days ago
ELECTED = (*COMMITTEE, *SUPERVISION, *PARTY_BRANCH, Office.REPRESENTATIVE, Office.GROUP_LEADER)


async def build(secret: str, *, now: datetime, towns: Sequence[Town] = TOWNS) -> Township:
    """The whole township, or some of its villages; the database is empty before."""
    await rehearsal.begin_demo()
    township = await Township.create(
        code="qingxi", name="青溪镇", county="演示县", phone="0570-0000000"
    )
    today = clock.local_date(now)
    await _officers(township, now)
    adviser = await _outsider(township, ADVISER, date(1985, 4, 12))
    for town in towns:
        village = await _village(township, town)
        await _register(village, town, secret, today)
        await _terms(village, today)
        await _advise(village, adviser, today)
        teller = Teller(village, await cast_of(village, today), today)
        await _delegate(teller)
        await plot.tell(teller, town)
        await concerns.tell(teller)
        await bylaws.tell(teller)
    await rehearsal.finish_demo()
    return township


async def _village(township: Township, town: Town) -> Village:
    village = await Village.create(
        township=township,
        code=town.code,
        name=town.name,
        profile_code=town.profile,
        term="第三届",
        duty_phone=town.phone,
        board_places=town.places,
    )
    async with storage.writing(village.id):
        await shortcodes.code_for(village.id, f"village:{village.id}")
    return village


async def _register(village: Village, town: Town, secret: str, today: date) -> None:
    chance = Random(town.code)  # the same people whenever the demo is made
    found = people.villagers(chance, town.size, town.groups, today)
    appoint(chance, found, SHAPES[town.code], today)
    now = clock.at_local(today - timedelta(days=BEGAN), 9)
    read = await roster_import.read(people.sheet(found), now=now)
    actor = operator(village.township_id, village.id)
    await roster_import.import_roster(village, read, actor, idnumbers.vault(secret), now=now)


async def _terms(village: Village, today: date) -> None:
    """A roster cannot say until when people were elected; the clerk fills it in."""
    actor = operator(village.township_id, village.id)
    ends = ages.years_later(today, 3)
    now = clock.at_local(today - timedelta(days=BEGAN), 10)
    for row in await offices.standing(village, today):
        if row.office in ELECTED:
            await offices.set_term(row, row.began_on, ends, actor, now=now)


async def _outsider(township: Township, name: str, born: date) -> Person:
    return await Person.create(
        township=township, name=name, pinyin=names.pinyin(name), born_on=born, registered=False
    )


async def _officers(township: Township, now: datetime) -> None:
    began = clock.local_date(now) - timedelta(days=BEGAN)
    for number, name in enumerate(OFFICERS):
        person = await _outsider(township, name, date(1988 + number, 3, 8))
        mandate = Mandate(Office.TOWNSHIP_OFFICER, began)
        await township_offices.appoint(township, person, mandate, operator(township.id), now=now)


async def _advise(village: Village, adviser: Person, today: date) -> None:
    began = today - timedelta(days=BEGAN)
    mandate = Mandate(Office.LEGAL_ADVISER, began, how="村与律师事务所签订顾问协议")
    now = clock.at_local(began, 10)
    await offices.appoint(
        village, adviser, mandate, operator(village.township_id, village.id), now=now
    )


async def cast_of(village: Village, today: date) -> dict[Office, Actor]:
    """One holder of each office, with all the seats that person has."""
    found: dict[Office, Actor] = {}
    for row in await offices.standing(village, today):
        if row.office not in found:
            seats = await offices.seats_of(row.person, today)
            found[row.office] = Actor(row.person_id, row.person.name, village.name, seats)
    return found


async def _delegate(teller: Teller) -> None:
    """The assembly entrusts everything it may to the representatives."""
    profile = rules.profile(teller.village.profile_code)
    mandate = Delegated(
        way=DelegationWay.MEETING,
        matters=tuple(
            kind
            for kind in MatterKind
            if profile.matters[kind].delegate.value is Body.REPRESENTATIVE_ASSEMBLY
        ),
        given_on=teller.today - timedelta(days=BEGAN - 5),
        ends_on=teller.today + timedelta(days=3 * 365),
        note="换届后第一次村民会议通过",
        filed_on=teller.today - timedelta(days=BEGAN - 9),
    )
    now = teller.at(BEGAN - 9, 11)
    await delegations.record(teller.village, mandate, teller.clerk, now=now)
