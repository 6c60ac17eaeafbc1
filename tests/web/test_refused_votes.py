"""What goes wrong on a meeting day through the pages: each thing has its own sentence, and none of
them counts a vote. A vote after closing, a stale code, somebody off the roll: next door."""

import pytest

from deliberation import ballots, slips
from deliberation.models import Ballot, BallotStage, PaperSheet, Slip, Tally, Turnout
from tests import make
from tests.web import hall
from village.models import RollCorrection, RollEntry, Session


@pytest.fixture
async def sitting(db, clock):
    """All six are here."""
    return await hall.hall(db, clock, here=6)


async def votes(ballot):
    counted = await Tally.filter(ballot_id=ballot.id).values_list("votes", flat=True)
    return sum(counted), await Turnout.filter(ballot_id=ballot.id).count()


async def looked(of, person, ballot, choice="yes"):
    """One's phone, and the last page before the vote is final."""
    made = await hall.phone(of, person)
    paper = await made.get(f"/v/liuwan/ballots/{ballot.id}")
    return made, await made.submit(paper.form(), choice=choice)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (["maybe"], "票上没有这一项，请在列出的选项里选。"),
        (["yes", "no"], "最多选 1 项，您选了 2 项，请去掉多选的。"),
        (["yes", "yes"], "同一项选了两次，请核对。"),
        ([], "请先选一项。"),
    ],
)
async def test_a_choice_that_is_not_on_the_paper_or_one_too_many(sitting, choice, said):
    ballot = await hall.begun(sitting)
    made, look = await looked(sitting, sitting.people[0], ballot)
    form = look.form()
    forged = {name: value for name, value in form.values.items() if name != "choice"}

    page = await made.post(form.action, forged | {"choice": choice})

    assert (page.status, page.errors) == (422, {"choice": said})
    assert await votes(ballot) == (0, 0)


async def test_a_vote_of_another_village_is_not_there(sitting):
    ballot = await hall.begun(sitting)
    next_door = await make.person(await make.village("shiqiao", "石桥村"))
    made = await hall.phone(sitting, next_door)
    _, look = await looked(sitting, sitting.people[0], ballot)

    pages = [
        await made.get(f"/v/liuwan/ballots/{ballot.id}"),
        await made.get(f"/v/shiqiao/ballots/{ballot.id}"),
        await made.post(f"/v/shiqiao/ballots/{ballot.id}", look.form().values),
    ]

    assert [page.status for page in pages[:2]] == [404, 404]
    assert "没有找到这次表决。" in pages[0].main
    assert pages[2].h1 == "这张表放得太久了"
    assert await votes(ballot) == (0, 0)


async def test_a_form_replayed_by_the_same_phone_is_done_once_and_by_another_not_at_all(sitting):
    ballot = await hall.begun(sitting)
    made, look = await looked(sitting, sitting.people[0], ballot)
    thief = await hall.phone(sitting, sitting.people[1])
    form = look.form()

    first = await made.post(form.action, form.values)
    again = await made.post(form.action, form.values)
    sitting.app.state.places._places.clear()  # as after the server was started anew
    later = await made.post(form.action, form.values)
    stolen = await thief.post(form.action, form.values)

    assert (first.status, again.status) == (303, 303)
    assert again.response.headers["location"] == first.response.headers["location"]
    assert later.h1 == "这一步已经办好了"
    assert "同一张表收到了两次，第一次已经办成，第二次没有再算。" in later.main
    assert (stolen.status, stolen.h1) == (422, "这张表放得太久了")
    assert await votes(ballot) == (1, 1)


async def test_a_session_ended_meanwhile_counts_nothing_and_says_how_to_come_back(sitting):
    ballot = await hall.begun(sitting)
    person = sitting.people[0]
    made, look = await looked(sitting, person, ballot)
    other = await hall.phone(sitting, person)
    account = await other.get("/account/")

    await other.submit(account.form("/account/sessions/end-others"))
    page = await made.post(look.form().action, look.form().values)
    _, anew = await looked(sitting, person, ballot)

    assert await Session.filter(person_id=person.id, ended_at=None).count() == 2
    assert (page.status, page.h1) == (403, "请先扫通行码")
    assert "刚才交的没有办，也没有存下。" in page.main
    assert anew.h1 == "再看一眼"
    assert await votes(ballot) == (0, 0)


async def test_a_pass_revoked_by_the_clerk_meanwhile_counts_nothing(sitting):
    ballot = await hall.begun(sitting)
    made, look = await looked(sitting, sitting.people[0], ballot)
    session = await Session.get(person_id=sitting.people[0].id)
    card = await sitting.desk.get(f"/desk/liuwan/passes/{session.entered_by_id}")
    form = card.form(f"/desk/liuwan/passes/{session.entered_by_id}/revoke")

    await sitting.desk.submit(form, **{name: offered[0] for name, offered in form.offered.items()})
    page = await made.post(look.form().action, look.form().values)

    assert (page.status, page.h1) == (403, "请先扫通行码")
    assert await votes(ballot) == (0, 0)


async def counting(of):
    """A vote closed with one slip out of three handed out; the supervisor at the count."""
    ballot = await hall.begun(of)
    here = f"/desk/liuwan/ballots/{ballot.id}"
    page = await of.desk.get(f"{here}/slips")
    await of.desk.submit(page.form(f"{here}/slips/print"), count=3)
    entry = await RollEntry.get(roll_id=of.meeting.roll_id, person_id=of.people[0].id)
    whole = await ballots.for_officer(of.clerk, of.village.id, ballot.id)
    await slips.issue(whole, entry.id, of.clerk, now=of.clock.now())
    await of.desk.submit((await of.desk.get(here)).form(f"{here}/stop"))
    watcher = await hall.browser(of.app, of.supervisor)
    there = f"/v/liuwan/ballots/{ballot.id}"
    await watcher.submit((await watcher.get(f"{there}/close")).form())
    return ballot, watcher, await watcher.get(f"{there}/count")


async def test_a_paper_count_above_the_slips_that_came_back_is_sent_back_as_typed(sitting):
    ballot, watcher, page = await counting(sitting)
    told = {"votes-yes": 2, "votes-no": 0, "votes-abstain": 0}

    more = await watcher.submit(page.form(), **told, spoiled=0, returned=1, missing=0, unused=2)
    above = await watcher.submit(
        more.form(), **told | {"votes-yes": 2}, spoiled=0, returned=2, missing=0, unused=2
    )

    assert (more.status, above.status) == (409, 409)
    assert "各项共 2 票，加上废票 0 张，多于收回的 1 张。" in more.boxes[0]
    assert "收回 2 张，多于发出的 1 张。" in above.boxes[0]
    assert above.form().values["votes-yes"] == ["2"]
    assert await PaperSheet.filter(ballot_id=ballot.id).count() == 0
    assert await Slip.filter(ballot_id=ballot.id).count() == 3


async def test_the_roll_is_closed_on_its_page_once_a_vote_was_opened(sitting):
    newcomer = await make.person(sitting.village, "赵新来")
    before = await sitting.desk.get(f"{sitting.on_desk}/roll?q=赵新来")
    entry = await RollEntry.filter(roll_id=sitting.meeting.roll_id).first()
    struck = await sitting.desk.get(f"{sitting.on_desk}/roll/{entry.id}")
    ballot = await hall.begun(sitting)

    form = before.form(f"{sitting.on_desk}/roll/add")
    added = await sitting.desk.submit(form, person=newcomer.id, reason="漏了他")
    gone = await sitting.desk.submit(struck.form(struck.path), reason="已经迁走")

    for page in (added, gone):
        assert page.status == 409
        assert "这次会议已经开始表决，应到名册封存了，不能再改。" in page.boxes[0]
    assert await RollCorrection.all().count() == 0
    assert (await Ballot.get(id=ballot.id)).stage is BallotStage.OPEN
