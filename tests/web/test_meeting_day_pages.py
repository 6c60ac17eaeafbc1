"""A meeting day on pages: the code on the wall, who comes, who goes, who counts."""

from datetime import timedelta

import pytest

from deliberation.models import Attendance
from tests import doors, make
from tests.web import hall
from tests.web.hall import actions, key_on
from village.rules import Unit


@pytest.fixture
async def of(db, clock):
    return await hall.hall(db, clock)


@pytest.fixture
async def sitting(db, clock):
    """All six are here."""
    return await hall.hall(db, clock, here=6)


async def test_who_scans_the_wall_signs_in_with_one_button(of):
    await hall.opened(of)

    made = await hall.arrived(of, of.people[0])
    page = await made.get(of.place)

    assert page.boxes[0] == "您 09:00 已经签到。"
    assert await Attendance.filter(meeting_id=of.meeting.id, signed_in=True).count() == 1


async def test_a_stale_code_is_told_to_scan_again_and_signs_nobody_in(of):
    await hall.opened(of)
    place = await hall.scanned(of)
    of.clock.forward(seconds=61)
    made = await hall.phone(of, of.people[0])

    page = await made.get(place)

    assert page.status == 409
    assert "这个签到码已经过时了" in page.boxes[0]
    assert await Attendance.filter(meeting_id=of.meeting.id).count() == 0


async def test_a_phone_without_a_session_keeps_its_place_while_the_pass_is_shown(of):
    await hall.opened(of)
    visitor = await doors.browser(of.app)
    first = await visitor.get(await hall.scanned(of))

    asked = await visitor.get(first.response.headers["location"])
    of.clock.forward(minutes=14)
    made = await hall.phone(of, of.people[0])
    page = await made.get(first.response.headers["location"])
    page = await made.submit(page.form())

    assert (first.status, asked.status) == (303, 303)
    assert asked.response.headers["location"].startswith("/enter?back=")
    assert page.boxes[0] == "您 09:14 已经签到。"


async def test_signing_in_again_is_answered_kindly_and_counts_once(of):
    await hall.opened(of)
    made = await hall.arrived(of, of.people[0])

    page = await made.follow(await made.get(await hall.scanned(of)))

    assert page.boxes[0] == "您 09:00 已经签到。"
    assert await Attendance.filter(meeting_id=of.meeting.id).count() == 1


async def test_somebody_off_the_roll_is_told_where_to_sit(of):
    await hall.opened(of)
    newcomer = await make.person(of.village, "赵新来")
    made = await hall.phone(of, newcomer)

    page = await made.follow(await made.get(await hall.scanned(of)))
    shown = await made.get(of.place)

    assert page.forms[-1].action != f"{of.place}/arrive"
    assert page.boxes == [
        "这次会议的应到名册上没有您，不用签到。来旁听的请坐列席席；名册漏了您的，请到文书处核对。"
    ]
    assert shown.boxes[0] == "这次会议的应到名册上没有您，您可以列席，不参加表决。"


async def test_somebody_of_the_next_village_reads_what_hangs_on_the_board_and_no_more(of):
    other = await make.person(await make.village("shiqiao", "石桥村"))
    made = await hall.phone(of, other)

    page = await made.get(of.place)
    asked = await made.get(f"{of.place}/arrive")

    assert (page.status, page.boxes, asked.status) == (200, [], 404)
    assert "应到" not in page.main


async def test_who_leaves_early_is_found_by_pinyin_and_may_come_back(sitting):
    here = f"{sitting.on_desk}/doors"
    found = await sitting.desk.get(f"{here}/leaving?q=sjd")
    [entry] = [one for one in actions(found) if one.endswith("/left")]

    gone = await sitting.desk.submit(found.form(entry))
    hall_then = await sitting.desk.get(here)
    await sitting.desk.submit(gone.form(entry.replace("/left", "/back")))
    hall_after = await sitting.desk.get(here)

    assert "孙监督" in gone.main
    assert "实到5" in hall_then.main.replace(" ", "")
    assert "实到6" in hall_after.main.replace(" ", "")


async def test_doors_open_on_their_day_only(db, clock):
    of = await hall.hall(db, clock, starts_at=clock.now() + timedelta(days=1), late_reason="")

    page = await of.desk.get(f"{of.on_desk}/doors")
    refused = await of.desk.post(f"{of.on_desk}/doors/open", {"_key": key_on(page)})

    assert "开会当天才能开始签到。" in page.main
    assert "今天不能开始签到" in refused.boxes[0]


async def test_tellers_are_chosen_from_those_who_came(sitting):
    page = await sitting.desk.get(f"{sitting.on_desk}/tellers")
    who = sitting.people[0]

    page = await sitting.desk.submit(page.form(), **{"counter-1": who.id})

    assert f"计票人：{who.name}" in page.main


async def test_a_teller_without_an_office_enters_a_count_on_his_own_phone(sitting):
    page = await sitting.desk.get(f"{sitting.on_desk}/tellers")
    who, other = sitting.people[:2]
    await sitting.desk.submit(page.form(), **{"counter-1": who.id})
    ballot = await hall.begun(sitting)
    there = f"/v/liuwan/ballots/{ballot.id}/count"

    teller = await (await hall.phone(sitting, who)).get(there)
    stranger = await (await hall.phone(sitting, other)).get(there)

    assert (teller.status, stranger.status) == (200, 404)


async def test_a_household_sends_one_and_the_others_are_told_by_name_who_came(db, clock):
    of = await hall.hall(db, clock, unit=Unit.HOUSEHOLDS)
    first = of.people[0]
    wife = await make.person(of.village, "王春花", household=await first.household)
    await hall.opened(of)
    await hall.arrived(of, first)

    made = await hall.phone(of, wife)
    page = await made.follow(await made.get(await hall.scanned(of)))

    assert page.boxes[0] == f"您家由{first.name} 09:00 签到，一户一位，您不用再签。"
    assert await Attendance.filter(meeting_id=of.meeting.id).count() == 1


async def test_who_goes_early_says_so_himself_and_signs_in_again_on_coming_back(of):
    await hall.opened(of)
    made = await hall.arrived(of, of.people[0])
    here = await made.get(of.place)

    gone = await made.submit(here.form(f"{of.place}/leave"))
    page = await made.follow(await made.get(await hall.scanned(of)))
    back = await made.submit(page.form())

    assert gone.boxes[0].startswith("已经登记为提前离会")
    assert "您先前登记了提前离会" in page.main
    assert back.boxes[0] == "您 09:00 已经签到。"


async def test_nobody_takes_part_from_afar_where_the_rules_do_not_know_it(of):
    await hall.opened(of)
    made = await hall.phone(of, of.people[0])
    page = await made.get(of.place)

    refused = await made.post(f"{of.place}/join", {"_key": key_on(page)})

    assert f"{of.place}/join" not in actions(page)
    assert refused.status == 409
    assert "不能在网上签到" in refused.boxes[0]
