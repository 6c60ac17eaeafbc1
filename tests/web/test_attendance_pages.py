"""A clerk ticks who came to a meeting, on pages, and puts its roll right while that may be done."""

import pytest

from deliberation import attendance
from deliberation.models import Attendance, AttendanceState
from tests import make
from tests.deliberation.sittings import come, recorded, reviewed
from tests.web.meeting_office import met, opened, with_lights
from village.models import RollEntry
from village.permissions import Office
from village.rules import Body, Unit


@pytest.fixture
async def office(db, clock):
    return await opened(db, clock)


def ticking(page):
    """The form with the names; beside it stands the search."""
    (form,) = (
        one for one in page.forms if one.action.endswith("/attendance") and one.method == "post"
    )
    return form


async def test_names_are_ticked_and_the_counts_stand_on_top(office):
    meeting = await met(office)
    page = await office.get(office.of(meeting, "attendance"))
    entries = await attendance.entries_of(meeting)
    form = ticking(page)
    assert form.values.get(f"s{entries[0].id}") == []

    here = {f"s{one.id}": "present" for one in entries[:20]}
    page = await office.browser.submit(form, **here)

    assert "应到 31 人，实到 20 人，需要 21 人，还差 1 人。" in page.main
    assert "还有 11 个名字没有登记" in page.main
    form = ticking(page)
    assert form.values[f"s{entries[0].id}"] == ["present"]
    more = {f"s{entries[20].id}": "present", f"s{entries[21].id}": "leave"}
    page = await office.browser.submit(form, **more, rest="yes")
    assert "应到 31 人，实到 21 人，需要 21 人，够了。" in page.main
    states = await Attendance.all().values_list("state", flat=True)
    assert [states.count(one) for one in AttendanceState] == [21, 1, 9]


async def test_a_long_roll_is_ticked_page_by_page_and_found_by_initials(office):
    groups = [await make.group(office.village, f"第{n}组") for n in "一二"]
    await make.people(office.village, 150, group=groups[0])
    await make.people(office.village, 30, group=groups[1])
    meeting = await met(office, await with_lights(office))

    page = await office.get(office.of(meeting, "attendance"))
    assert "第 1 页，共 2 页" in page.main
    second = await office.get(office.of(meeting, "attendance?group=第二组"))
    assert len(second.root.all("li")) == 30
    page = await office.browser.submit(ticking(second), rest="yes")
    assert await Attendance.all().count() == 30
    assert "第二组（齐了）" in page.main
    found = await office.get(office.of(meeting, "attendance?q=zws"))
    assert [one.text.split()[0] for one in found.root.all("li")] == ["周文书"]
    last = await office.get(office.of(meeting, "attendance?page=99"))
    assert "第 2 页，共 2 页" in last.main


async def test_nothing_ticked_is_nothing_saved(office):
    meeting = await met(office)
    page = await office.get(office.of(meeting, "attendance"))

    page = await office.browser.submit(ticking(page))

    assert page.status == 422
    assert await Attendance.all().count() == 0


async def test_nobody_stands_in_at_a_representative_assembly_and_the_page_says_so(office):
    meeting = await met(office)
    page = await office.get(office.of(meeting, "attendance"))
    entry = (await attendance.entries_of(meeting))[0]
    neighbour = await make.person(office.village)
    form = ticking(page)

    assert "别人代签、代投都不算，有书面委托也不行" in page.main
    forged = {name: value for name, value in form.values.items() if value}
    forged |= {f"s{entry.id}": ["present"], f"w{entry.id}": [str(neighbour.id)]}
    page = await office.browser.post(form.action, forged)

    assert page.status == 409
    assert "要本人到会，不能由别人代为到会和表决" in page.boxes[0]
    assert "第十八条" in page.boxes[0]
    assert await Attendance.all().count() == 0


async def test_by_household_it_is_chosen_which_adult_came(office):
    home = await make.household(office.village, "012")
    await make.person(office.village, "王大娘", household=home, is_head=True)
    son = await make.person(office.village, "王小明", household=home)
    decision = await reviewed(office.village, unit=Unit.HOUSEHOLDS)
    meeting = await met(office, decision)
    (entry,) = await attendance.entries_of(meeting)
    page = await office.get(office.of(meeting, "attendance"))

    form = ticking(page)
    page = await office.browser.submit(form, **{f"s{entry.id}": "present", f"w{entry.id}": son.id})

    assert "王大娘家" in page.main
    assert (await Attendance.get()).person_id == son.id


async def test_a_member_of_the_collective_is_represented_by_written_proxy(office):
    home = await make.household(office.village)
    member = await make.person(office.village, household=home, collective_member=True)
    wife = await make.person(office.village, household=home)
    decision = await reviewed(
        office.village, body=Body.COLLECTIVE_ASSEMBLY, kind="collective_project"
    )
    meeting = await met(office, decision)
    entry = await RollEntry.get(person_id=member.id)
    page = await office.get(office.of(meeting, "attendance"))

    assert "可以书面委托同一户内的成年家人" in page.main
    form = ticking(page)
    await office.browser.submit(form, **{f"s{entry.id}": "present", f"w{entry.id}": wife.id})

    assert (await Attendance.get()).person_id == wife.id


async def test_the_sign_in_sheet_has_a_line_for_everybody(office):
    meeting = await met(office)

    page = await office.get(office.of(meeting, "sheet"))

    assert page.h1 == "签到表"
    assert "应到 31 人" in page.main
    rows = page.root.all("tbody")[0].all("tr")
    assert len(rows) == 31
    assert "陈国强村民委员会主任" in rows[-1].text


# the roll


async def test_the_roll_is_corrected_with_a_reason_until_the_minutes_stand(office):
    meeting = await met(office)
    entry = (await attendance.entries_of(meeting))[0]
    forgotten = await make.person(office.village, "钱遗漏")
    await make.appointment(office.village, forgotten, Office.REPRESENTATIVE)

    page = await office.get(office.of(meeting, f"roll/{entry.id}"))
    page = await office.browser.submit(
        page.form(office.of(meeting, f"roll/{entry.id}")), reason="已经去世"
    )
    assert "更正以后现在 30 人" in page.main
    page = await office.get(office.of(meeting, "roll?q=qyl"))
    page = await office.browser.submit(
        page.form(office.of(meeting, "roll/add")), person=forgotten.id, reason="漏登"
    )

    assert "更正以后现在 31 人" in page.main
    assert "补入钱遗漏漏登周文书" in page.main
    await come(meeting, office.actor, 21)
    await recorded(meeting, office.actor, 11, 10)
    page = await office.get(office.of(meeting, "roll"))
    assert "名单不能再更正" in page.main
    assert [text for text, _ in page.links if text.startswith("划去")] == []


async def test_who_is_not_entitled_cannot_be_added(office):
    meeting = await met(office)
    other = await make.person(office.village, "钱村民")
    page = await office.get(office.of(meeting, "roll?q=qcm"))

    page = await office.browser.submit(
        page.form(office.of(meeting, "roll/add")), person=other.id, reason="他想来"
    )

    assert page.status == 409
    assert "不属于“村民代表会议组成人员”" in page.main
