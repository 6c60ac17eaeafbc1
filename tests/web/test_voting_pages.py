"""A vote on one's own phone: three taps, once, and only who is on the roll."""

import pytest

from deliberation.models import Turnout
from tests import make
from tests.web import hall
from tests.web.hall import tallies


@pytest.fixture
async def sitting(db, clock):
    """All six are here."""
    return await hall.hall(db, clock, here=6)


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
