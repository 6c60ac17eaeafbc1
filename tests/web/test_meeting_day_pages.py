"""A meeting day on pages: the doors, the phones, the slips, the count by two, the declaration."""

from datetime import timedelta

import pytest

from deliberation import slips
from deliberation.models import Attendance, Ballot, BallotStage, Channel, Slip, Tally, Turnout
from tests import doors, make
from tests.web import hall
from village.models import Person
from village.permissions import Office
from village.rules import Unit


@pytest.fixture
async def of(db, clock):
    return await hall.hall(db, clock)


@pytest.fixture
async def sitting(db, clock):
    """All six are here."""
    return await hall.hall(db, clock, here=6)


async def tallies(ballot):
    return dict(await Tally.filter(ballot_id=ballot.id).values_list("option", "votes"))


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


async def test_a_vote_takes_three_taps_and_shows_the_choice_once_more(sitting):
    ballot = await hall.begun(sitting)
    made = await hall.phone(sitting, sitting.people[0])

    paper = await made.get(f"/v/liuwan/ballots/{ballot.id}")
    look = await made.submit(paper.form(), choice="no")
    page = await made.submit(look.form())

    assert paper.form().values["choice"] == []
    assert paper.form().offered["choice"] == ["yes", "no", "abstain"]
    assert (look.h1, "反对" in look.main, "同意 " in look.main) == ("再看一眼", True, False)
    assert page.h1 == "已经投好了"
    assert "反对" not in page.main
    assert await tallies(ballot) == {"yes": 0, "no": 1, "abstain": 0}


async def test_looking_once_more_counts_nothing(sitting):
    ballot = await hall.begun(sitting)
    made = await hall.phone(sitting, sitting.people[0])
    paper = await made.get(f"/v/liuwan/ballots/{ballot.id}")

    look = await made.submit(paper.form(), choice="no")
    back = await made.get(look.link("回去改"))

    assert back.form().values["choice"] == []
    assert await tallies(ballot) == {"yes": 0, "no": 0, "abstain": 0}


async def test_nothing_chosen_comes_back_with_the_sentence(sitting):
    ballot = await hall.begun(sitting)
    made = await hall.phone(sitting, sitting.people[0])
    paper = await made.get(f"/v/liuwan/ballots/{ballot.id}")

    page = await made.submit(paper.form())

    assert (page.status, page.errors) == (422, {"choice": "请先选一项。"})


async def test_voting_again_is_answered_kindly_and_changes_nothing(sitting):
    ballot = await hall.begun(sitting)
    made = await hall.phone(sitting, sitting.people[0])
    paper = await made.get(f"/v/liuwan/ballots/{ballot.id}")
    first = await made.submit(paper.form(), choice="yes")
    other = await made.submit(paper.form(), choice="no")
    await made.submit(first.form())

    page = await made.submit(other.form())

    assert page.status == 200
    assert "先投的那一票算数" in page.main
    assert await tallies(ballot) == {"yes": 1, "no": 0, "abstain": 0}


async def test_the_same_form_sent_twice_is_one_vote(sitting):
    ballot = await hall.begun(sitting)
    made = await hall.phone(sitting, sitting.people[0])
    paper = await made.get(f"/v/liuwan/ballots/{ballot.id}")
    look = await made.submit(paper.form(), choice="yes")

    await made.submit(look.form())
    page = await made.submit(look.form())

    assert page.h1 == "已经投好了"
    assert await tallies(ballot) == {"yes": 1, "no": 0, "abstain": 0}


async def test_a_pin_given_long_ago_is_asked_again_before_the_paper_is_shown(sitting):
    ballot = await hall.begun(sitting)
    made = await hall.phone(sitting, sitting.people[0])
    sitting.clock.forward(minutes=16)

    page = await made.get(f"/v/liuwan/ballots/{ballot.id}")

    assert page.status == 303
    assert page.response.headers["location"].startswith("/enter/again?back=")


async def test_a_pin_that_grew_old_on_the_last_page_counts_nothing(sitting):
    ballot = await hall.begun(sitting)
    made = await hall.phone(sitting, sitting.people[0])
    paper = await made.get(f"/v/liuwan/ballots/{ballot.id}")
    look = await made.submit(paper.form(), choice="yes")
    sitting.clock.forward(minutes=16)

    sent = await made.post(look.form().action, look.form().values)

    assert sent.response.headers["location"].startswith("/enter/again?back=")
    assert await tallies(ballot) == {"yes": 0, "no": 0, "abstain": 0}


async def test_somebody_off_the_roll_cannot_even_see_the_ballot(sitting):
    ballot = await hall.begun(sitting)
    newcomer = await make.person(sitting.village, "赵新来")
    made = await hall.phone(sitting, newcomer)

    page = await made.get(f"/v/liuwan/ballots/{ballot.id}")

    assert page.status == 404


async def test_who_is_off_the_roll_learns_nothing_of_a_ballot_by_casting(sitting):
    """Whether the paper is there, and what stands on it: the answer is the same."""
    ballot = await hall.begun(sitting)
    newcomer = await make.person(sitting.village, "赵新来")
    voter = await hall.phone(sitting, sitting.people[0])
    stranger = await hall.phone(sitting, newcomer)
    key = (await stranger.get("/account/pin")).form().values["_key"]

    there = {
        choice: (
            await stranger.post(f"/v/liuwan/ballots/{ballot.id}", {"choice": choice, "_key": key})
        )
        for choice in ("yes", "c9", "")
    }
    nowhere = await stranger.post("/v/liuwan/ballots/999", {"choice": "yes", "_key": key})
    done = await hall.voted(voter, ballot)

    assert {page.status for page in there.values()} == {nowhere.status} == {404}
    assert {page.main for page in there.values()} == {nowhere.main}
    assert done.h1 == "已经投好了"
    assert await tallies(ballot) == {"yes": 1, "no": 0, "abstain": 0}


async def test_a_vote_after_closing_says_that_it_was_not_counted(sitting):
    ballot = await hall.begun(sitting)
    made = await hall.phone(sitting, sitting.people[0])
    paper = await made.get(f"/v/liuwan/ballots/{ballot.id}")
    look = await made.submit(paper.form(), choice="yes")
    desk = await sitting.desk.get(f"/desk/liuwan/ballots/{ballot.id}")
    await sitting.desk.submit(desk.form(f"/desk/liuwan/ballots/{ballot.id}/stop"))

    page = await made.submit(look.form())

    assert page.status == 409
    assert "投票已经截止，没有计入这一票。" in page.boxes[0]
    assert await Turnout.filter(ballot_id=ballot.id).count() == 0


async def test_a_choice_among_names_takes_no_more_than_its_seats(sitting):
    names = "王大山\n李二河\n张三江"
    ballot = await hall.begun(sitting, kind="choose", options=names, seats=2, write_in="yes")
    made = await hall.phone(sitting, sitting.people[0])
    paper = await made.get(f"/v/liuwan/ballots/{ballot.id}")

    many = await made.submit(paper.form(), choice=["c1", "c2"], write_in="赵四海")
    look = await made.submit(many.form(), choice=["c1"], write_in="赵四海")
    await made.submit(look.form())

    assert many.errors == {"choice": "最多选 2 项，您选了 3 项，请去掉多选的。"}
    assert many.form().values["choice"] == ["c1", "c2"]
    assert await tallies(ballot) == {"c1": 1, "c2": 0, "c3": 0, "abstain": 0, "write:赵四海": 1}


async def test_a_slip_closes_the_phone_and_a_phone_vote_the_slip(sitting):
    ballot = await hall.begun(sitting)
    here = f"/desk/liuwan/ballots/{ballot.id}/slips"
    page = await sitting.desk.get(here)
    printed = await sitting.desk.submit(page.form(f"{here}/print"), count=3)
    first, second = sitting.people[:2]
    made = await hall.phone(sitting, second)
    await hall.voted(made, ballot)

    found = await sitting.desk.submit(page.form(here), q=first.name)
    given = await sitting.desk.submit(
        found.form(next(a for a in actions(found) if a[-1].isdigit()))
    )
    other = await sitting.desk.get(f"{here}?q={second.name}")
    phone = await hall.phone(sitting, first)
    closed = await phone.get(f"/v/liuwan/ballots/{ballot.id}")

    assert "共 3 张" in printed.main
    assert given.boxes[0].startswith(f"{first.name}领了一张纸票")
    assert "已经在手机上投过了，不能再领纸票。" in other.main
    assert closed.h1 == "您领的是纸票"
    taken = await Turnout.filter(ballot_id=ballot.id).order_by("channel")
    assert [one.channel for one in taken] == [Channel.PHONE, Channel.SLIP]


def actions(page):
    return [form.action for form in page.forms]


async def test_a_slip_says_that_it_is_ours_and_a_foreign_one_is_not_found(sitting):
    ballot = await hall.begun(sitting)
    here = f"/desk/liuwan/ballots/{ballot.id}/slips"
    page = await sitting.desk.get(here)
    await sitting.desk.submit(page.form(f"{here}/print"), count=1)
    slip = await Slip.get(ballot_id=ballot.id)
    token = slips.token_of(ballot.id, slip.serial, doors.SECRET)
    visitor = await doors.browser(sitting.app)

    ours = await visitor.get(f"/v/liuwan/slips/{token}")
    foreign = await visitor.get(f"/v/liuwan/slips/{'a' * 24}")

    assert ours.h1 == "这是系统印的纸票"
    assert slip.serial in ours.main
    assert foreign.status == 404


async def test_a_vote_is_closed_by_another_person_counted_by_two_and_declared(sitting):
    ballot = await hall.begun(sitting)
    desk, there = f"/desk/liuwan/ballots/{ballot.id}", f"/v/liuwan/ballots/{ballot.id}"
    for person, choice in zip(sitting.people[:4], ("yes", "yes", "yes", "no"), strict=True):
        await hall.voted(await hall.phone(sitting, person), ballot, choice)
    await with_slips(sitting, ballot, 3, sitting.supervisor.person_id)
    page = await sitting.desk.get(desk)
    await sitting.desk.submit(page.form(f"{desk}/stop"))
    watcher = await hall.browser(sitting.app, sitting.supervisor)
    waiting = await watcher.get(f"{sitting.place}/counting")

    closed = await watcher.submit((await watcher.get(waiting.link("确认截止"))).form())
    one = await enter(watcher, there, yes=1)
    hidden = await sitting.desk.get(f"{there}/count")
    other = await enter(sitting.desk, there, no=1)
    await enter(watcher, there, yes=1)
    agreed = await enter(sitting.desk, there, yes=1)
    page = await sitting.desk.get(desk)
    told = await sitting.desk.submit(page.form(f"{desk}/declare"))

    assert closed.boxes[0] == "已经确认截止，可以计票了。"
    assert "第 1 次清点存好了" in one.boxes[0]
    assert hidden.boxes == []
    assert "两份不一致，请重新清点" in other.boxes[0]
    assert [box.split(" 孙监督")[0] for box in agreed.boxes] == [
        "第 1 次清点，两份不一致，请重新清点",
        "第 2 次清点，两份一致",
    ]
    assert told.boxes[0] == "通过"
    assert (await Ballot.get(id=ballot.id)).stage is BallotStage.DECLARED


async def with_slips(of, ballot, count, person_id):
    """So many printed, one of them handed to this person."""
    here = f"/desk/liuwan/ballots/{ballot.id}/slips"
    page = await of.desk.get(here)
    await of.desk.submit(page.form(f"{here}/print"), count=count)
    person = await Person.get(id=person_id)
    found = await of.desk.submit(page.form(here), q=person.name)
    await of.desk.submit(found.form(next(a for a in actions(found) if a[-1].isdigit())))


async def enter(made, there, *, yes=0, no=0):
    """One slip came back of the one that was handed out; two of three were never used."""
    page = await made.get(f"{there}/count")
    numbers = {"votes-yes": yes, "votes-no": no, "votes-abstain": 0}
    return await made.submit(page.form(), **numbers, spoiled=0, returned=1, missing=0, unused=2)


async def test_who_stopped_the_vote_cannot_confirm_its_close(db, clock):
    sitting = await hall.hall(db, clock, here=6)
    await make.appointment(
        sitting.village, await Person.get(id=sitting.clerk.person_id), Office.SUPERVISOR
    )
    ballot = await hall.begun(sitting)
    desk = f"/desk/liuwan/ballots/{ballot.id}"
    await sitting.desk.submit((await sitting.desk.get(desk)).form(f"{desk}/stop"))

    page = await sitting.desk.get(f"/v/liuwan/ballots/{ballot.id}/close")
    refused = await sitting.desk.submit(page.form())

    assert refused.status == 409
    assert "要由两个人来做" in refused.boxes[0]
    assert (await Ballot.get(id=ballot.id)).stage is BallotStage.CLOSING


async def test_a_supervisor_with_the_pass_alone_is_asked_for_the_password(sitting):
    ballot = await hall.begun(sitting)
    who = await Person.get(id=sitting.supervisor.person_id)
    made = await hall.phone(sitting, who)

    page = await made.get(f"/v/liuwan/ballots/{ballot.id}/close")

    assert page.status == 303
    assert page.response.headers["location"].startswith("/enter/office?back=")


async def test_an_empty_number_of_a_count_is_asked_for(sitting):
    ballot = await hall.begun(sitting, method="hands")
    desk, there = f"/desk/liuwan/ballots/{ballot.id}", f"/v/liuwan/ballots/{ballot.id}"
    await sitting.desk.submit((await sitting.desk.get(desk)).form(f"{desk}/stop"))
    watcher = await hall.browser(sitting.app, sitting.supervisor)
    await watcher.submit((await watcher.get(f"{there}/close")).form())
    page = await watcher.get(f"{there}/count")

    refused = await watcher.submit(page.form(), **{"votes-yes": 5, "votes-no": 1})
    kept = await watcher.submit(refused.form(), **{"votes-abstain": 0})

    assert refused.errors == {"votes-abstain": "请填写，没有的填 0。"}
    assert "存好了" in kept.boxes[0]


async def test_too_few_here_cannot_begin_a_vote_and_are_told_how_many_are_missing(db, clock):
    of = await hall.hall(db, clock, here=3)
    ballot, page = await hall.prepared(of)

    refused = await of.desk.submit(page.form(f"/desk/liuwan/ballots/{ballot.id}/open"))

    assert refused.status == 409
    assert "还差 1" in refused.main
    assert (await Ballot.get(id=ballot.id)).stage is BallotStage.READY


async def test_a_void_vote_says_why_and_can_be_prepared_anew(sitting):
    ballot, page = await hall.prepared(sitting)
    void = f"/desk/liuwan/ballots/{ballot.id}/void"

    empty = await sitting.desk.submit(page.form(void))
    done = await sitting.desk.submit(page.form(void), why="题目写错了")
    again, _ = await hall.prepared(sitting)

    assert empty.errors == {"why": "请写明为什么作废。"}
    assert "已经作废：题目写错了" in done.main
    assert again.id != ballot.id


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


def key_on(page):
    return next(one.values["_key"][0] for one in page.forms if "_key" in one.values)


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


async def test_every_choice_stands_on_the_printed_slip_and_no_name_of_a_voter(sitting):
    ballot, _ = await hall.prepared(
        sitting, kind="choose", options="王大山\n李二河", write_in="yes"
    )
    here = f"/desk/liuwan/ballots/{ballot.id}/slips"
    page = await sitting.desk.get(here)

    sheet = await sitting.desk.submit(page.form(f"{here}/print"), count=1)

    said = [item.text for item in sheet.root.all("main")[0].all("li")]
    assert said == ["□ 王大山", "□ 李二河", "□ 弃权", "□ 另选：＿＿＿＿＿"]
    assert [one.name for one in sitting.people if one.name in sheet.main] == []


async def test_minutes_are_drafted_recorded_and_confirmed_by_who_must_sign(sitting):
    ballot = await hall.begun(sitting)
    for person in sitting.people:
        await hall.voted(await hall.phone(sitting, person), ballot)
    desk, there = f"/desk/liuwan/ballots/{ballot.id}", f"/v/liuwan/ballots/{ballot.id}"
    await sitting.desk.submit((await sitting.desk.get(desk)).form(f"{desk}/stop"))
    watcher = await hall.browser(sitting.app, sitting.supervisor)
    await watcher.submit((await watcher.get(f"{there}/close")).form())
    await sitting.desk.submit((await sitting.desk.get(desk)).form(f"{desk}/declare"))
    early = await sitting.desk.get(f"{sitting.place}/sign")

    form = (await sitting.desk.get(f"{sitting.on_desk}/minutes")).form()
    look = await sitting.desk.submit(form, chair=str(sitting.supervisor.person_id))
    await sitting.desk.submit(look.form())
    page = await watcher.get(f"{sitting.place}/sign")
    signed = await watcher.submit(page.form())
    other = await (await hall.phone(sitting, sitting.people[0])).get(f"{sitting.place}/sign")

    assert "还没有登记" in early.main
    assert not any(name.startswith(("yes-", "method-")) for name in form.values)
    assert "实到 6 人" in form.values["text"][0]
    assert "同意 4 票" in form.values[f"discussion-{ballot.item_id}"][0]
    assert "孙监督（主持人）：还没有确认" in page.main
    assert signed.boxes[0] == "您 2026 年 11 月 22 日 09:00 已经确认。"
    assert other.status == 404
