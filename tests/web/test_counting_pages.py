"""Paper slips, the count by two, the declaration and the minutes of a vote, on pages."""

import pytest

from deliberation import slips
from deliberation.models import Ballot, BallotStage, Channel, Slip, Turnout
from tests import doors, make
from tests.web import hall
from tests.web.hall import actions
from village.models import Person
from village.permissions import Office


@pytest.fixture
async def sitting(db, clock):
    """All six are here."""
    return await hall.hall(db, clock, here=6)


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
