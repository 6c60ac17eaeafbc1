"""How many statements the deeds of a meeting day send, from the cookie to the answer. Exact: one
more or one fewer is a decision, to be made here."""

import pytest

from deliberation.models import AgendaItem, Attendance, Meeting, Turnout
from tests.web import hall
from village.models import Person

CAST = 9  # session, seats, ballot; key, village, part taken, tally, the seal's two
ARRIVE = 14  # until the quorum is there: agenda and heads besides
MINUTES = 21


@pytest.fixture
async def sitting(db, clock):
    return await hall.hall(db, clock, here=6)


@pytest.fixture
async def empty(db, clock):
    """Nobody is here yet; three of five make the quorum."""
    return await hall.hall(db, clock, adults=5)


async def sent(browser, form, queries, **changed):
    """The answer to the form, and what it cost."""
    queries.clear()
    answer = await browser.post(form.action, {**form.values, **changed})
    return answer, list(queries)


async def test_a_vote_from_the_cookie_to_the_receipt(sitting, queries):
    ballot = await hall.begun(sitting)
    made = await hall.phone(sitting, sitting.people[0])
    paper = await made.get(f"/v/liuwan/ballots/{ballot.id}")
    look = await made.submit(paper.form(), choice="yes")

    answer, cost = await sent(made, look.form(), queries)

    assert (answer.status, await Turnout.all().count()) == (303, 1)
    assert len(cost) == CAST, "\n".join(cost)


async def test_signing_in_before_and_after_the_quorum(empty, queries):
    await hall.opened(empty)
    costs = []
    for who in [*empty.people, await Person.get(id=empty.clerk.person_id)]:
        made = await hall.phone(empty, who)
        page = await made.follow(await made.get(await hall.scanned(empty)))
        answer, cost = await sent(made, page.form(), queries)
        assert answer.status == 303
        costs.append(len(cost))

    assert (await Meeting.get()).quorum_at is not None
    assert await Attendance.all().count() == 4
    assert costs == [ARRIVE, ARRIVE, ARRIVE + 1, ARRIVE - 2]


async def test_recording_minutes(sitting, queries):
    item = await AgendaItem.get()
    page = await sitting.desk.get(f"{sitting.on_desk}/minutes")
    form = page.form(f"{sitting.on_desk}/minutes/look")
    told = {f"method-{item.id}": "hands", f"yes-{item.id}": 6, "chair": sitting.clerk.person_id}
    look = await sitting.desk.submit(form, **told, **{"observer-1-name": "李律师"})

    answer, cost = await sent(sitting.desk, look.form(f"{sitting.on_desk}/minutes"), queries)

    assert (answer.status, (await AgendaItem.get()).verdict) == (303, "passed")
    assert len(cost) == MINUTES, "\n".join(cost)
