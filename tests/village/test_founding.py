from dataclasses import replace
from datetime import date

import pytest

from tests.make import DAY, NOW
from village import founding, idnumbers, ledger, offices, passes, roster_import
from village.errors import Blocked, InvalidInput, NotFound
from village.founding import Newcomer, Start, TownshipPlan, VillagePlan
from village.models import Appointment, LedgerEntry, Pass, Person, Sex, Township, Village
from village.permissions import Office, operator
from village.roster_row import Roster, RosterRow

VAULT = idnumbers.vault("a secret for tests, long enough to be one")
NUMBER = "11010519491231002X"
TOWN = TownshipPlan("qingxi", "青溪镇", "柳河县", "0570-1234567")
OFFICER = Newcomer("李明", born_on=date(1985, 3, 2))
START = Start(
    TOWN, VillagePlan("shangwan", "上湾村"), Newcomer("王秀英", id_number=NUMBER), OFFICER
)
SECOND = Start(
    TownshipPlan("qingxi"),
    VillagePlan("xiawan", "下湾村", "zhejiang"),
    Newcomer("赵强", born_on=date(1990, 1, 1)),
)


async def found(start=START):
    return await founding.found(start, VAULT, now=NOW)


async def test_a_township_a_village_and_two_people_who_can_come_in(db):
    done = await found()

    town = await Township.get()
    village = await Village.get()
    assert (town.code, town.name, town.county, town.phone) == (
        "qingxi",
        "青溪镇",
        "柳河县",
        "0570-1234567",
    )
    assert (village.code, village.name, village.profile_code, village.township_id) == (
        "shangwan",
        "上湾村",
        "national-2025",
        town.id,
    )
    clerk = await passes.by_token(done.clerk.token, now=NOW)
    officer = await passes.by_token(done.officer.token, now=NOW)
    assert (clerk.person.name, officer.person.name) == ("王秀英", "李明")
    seats = await offices.seats_of(clerk.person, DAY)
    assert [seat.office for seat in seats] == [Office.VILLAGER, Office.VILLAGE_CLERK]
    seats = await offices.seats_of(officer.person, DAY)
    assert [seat.office for seat in seats] == [Office.TOWNSHIP_OFFICER]


async def test_everything_is_on_record_without_names_or_numbers(db):
    await found()

    lines = await LedgerEntry.all().order_by("log", "seq").values_list("log", "action", "line")
    assert [(log.partition(":")[0], action) for log, action, _ in lines] == [
        ("township", "township.found"),
        ("township", "person.enter"),
        ("township", "office.appoint"),
        ("township", "pass.issue"),
        ("township", "village.found"),
        ("village", "village.found"),
        ("village", "person.enter"),
        ("village", "office.appoint"),
        ("village", "pass.issue"),
    ]
    assert all(line.isascii() and NUMBER not in line for *_, line in lines)
    assert await ledger.verify() == (9, None)


async def test_the_clerks_number_is_sealed_and_gives_sex_and_birth(db):
    await found()

    person = await Person.get(name="王秀英")

    assert (person.sex, person.born_on) == (Sex.FEMALE, date(1949, 12, 31))
    assert NUMBER not in person.id_cipher + person.id_digest
    assert VAULT.unseal(person.id_cipher) == NUMBER


async def test_without_a_number_the_clerk_is_kept_apart_from_the_register(db):
    await found()
    await found(SECOND)

    person = await Person.get(name="赵强")
    village = await Village.get(code="xiawan")

    assert person.village_id is None
    holders = await offices.holders(village, Office.VILLAGE_CLERK, DAY)
    assert [row.person_id for row in holders] == [person.id]


async def test_a_roster_knows_the_clerk_again_by_number(db):
    await found()
    village = await Village.get()
    row = RosterRow(
        *(2, "001", "王秀英", Sex.FEMALE, date(1949, 12, 31)),
        group="一组",
        id_number=NUMBER,
        is_head=True,
    )
    roster = Roster("表", (row,), (), (), (), (), frozenset())

    await roster_import.import_roster(
        village, roster, operator(village.township_id), VAULT, now=NOW
    )

    person = await Person.get(name="王秀英").select_related("household")
    assert (person.village_id, person.household.number, person.is_head) == (
        village.id,
        "001",
        True,
    )


async def test_a_second_run_adds_a_village_to_the_township(db):
    await found()
    officers = await Appointment.filter(office=Office.TOWNSHIP_OFFICER).count()

    done = await found(SECOND)

    assert done.officer is None
    assert await Village.all().order_by("id").values_list("code", "profile_code") == [
        ("shangwan", "national-2025"),
        ("xiawan", "zhejiang"),
    ]
    assert await Township.all().count() == 1
    assert await Appointment.filter(office=Office.TOWNSHIP_OFFICER).count() == officers == 1
    assert await ledger.verify() == (14, None)


async def test_a_second_officer_may_come_with_a_second_village(db):
    await found()

    done = await found(replace(SECOND, officer=Newcomer("孙丽", born_on=date(1988, 8, 8))))

    assert done.officer.person.name == "孙丽"
    assert await Appointment.filter(office=Office.TOWNSHIP_OFFICER).count() == 2


@pytest.mark.parametrize(
    ("start", "field"),
    [
        pytest.param(replace(START, officer=None), "officer", id="nobody for the township"),
        pytest.param(
            replace(START, township=TownshipPlan("qingxi")), "township_name", id="no name"
        ),
        pytest.param(
            replace(START, township=replace(TOWN, code="Qingxi")), "township", id="a capital"
        ),
        pytest.param(
            replace(START, township=replace(TOWN, code="青溪")), "township", id="Chinese code"
        ),
        pytest.param(replace(START, village=VillagePlan("a", "上湾村")), "village", id="too short"),
        pytest.param(
            replace(START, village=VillagePlan("a" * 41, "上湾村")), "village", id="too long"
        ),
        pytest.param(
            replace(START, village=VillagePlan("a/b", "上湾村")), "village", id="not for addresses"
        ),
        pytest.param(
            replace(START, village=VillagePlan("shangwan", " ")), "village_name", id="no village"
        ),
        pytest.param(
            replace(START, village=VillagePlan("shangwan", "湾" * 41)),
            "village_name",
            id="a long name",
        ),
        pytest.param(replace(START, clerk=Newcomer("王秀英")), "clerk", id="nothing to ask"),
        pytest.param(
            replace(START, clerk=Newcomer("王秀英", id_number=NUMBER[:-1] + "1")),
            "clerk",
            id="a wrong number",
        ),
        pytest.param(
            replace(START, officer=Newcomer("", born_on=DAY)), "officer", id="no name of officer"
        ),
    ],
)
async def test_wrong_words_are_refused_and_nothing_is_stored(db, start, field):
    with pytest.raises(InvalidInput) as wrong:
        await found(start)

    assert list(wrong.value.fields) == [field]
    assert await nothing_stored()


async def nothing_stored():
    counts = [await table.all().count() for table in (Township, Village, Person, Pass, LedgerEntry)]
    return counts == [0, 0, 0, 0, 0]


async def test_an_unknown_profile_is_refused(db):
    with pytest.raises(NotFound) as missing:
        await found(replace(START, village=VillagePlan("shangwan", "上湾村", "utopia")))

    assert str(missing.value) == "没有找到“utopia”这一套议事规则。"
    assert await nothing_stored()


async def test_a_village_is_founded_once(db):
    await found()

    with pytest.raises(Blocked) as again:
        await found()

    assert again.value.codes == ("village-exists",)
    assert await Person.all().count() == 2


async def test_another_name_for_a_known_township_is_refused(db):
    await found()

    with pytest.raises(InvalidInput) as wrong:
        await found(replace(SECOND, township=TownshipPlan("qingxi", "清溪乡")))

    assert wrong.value.fields == {"township_name": "代码“qingxi”是青溪镇，名称对不上，请核对。"}


async def test_a_child_is_no_clerk_and_then_nothing_is_founded(db):
    with pytest.raises(Blocked) as found_wrong:
        await found(replace(START, clerk=Newcomer("小明", born_on=date(2008, 11, 23))))

    assert found_wrong.value.codes == ("not-adult",)
    assert await nothing_stored()
