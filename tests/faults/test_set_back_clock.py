"""The clock is set back in the middle of a vote: by a little, by hours, by a day."""

import json

import pytest

from deliberation import ballots, declaring
from deliberation.models import Ballot, BallotStage, Tally
from tests import doors, make
from tests.web import hall
from village import ledger, limits, sessions
from village.errors import TooOften
from village.models import LedgerEntry, SessionLevel

pytestmark = pytest.mark.both


@pytest.fixture
async def sitting(db, clock):
    return await hall.hall(db, clock, here=6)


async def looked(made, ballot, choice="yes"):
    page = await made.get(f"/v/liuwan/ballots/{ballot.id}")
    return (await made.submit(page.form(), choice=choice)).form()


async def voters_on_record():
    rows = await LedgerEntry.filter(action="ballot.cast").order_by("seq")
    return [json.loads(row.line)["by"] for row in rows]


async def test_votes_count_in_their_order_while_the_clock_jumps_back_and_forth(sitting):
    ballot, people = await hall.begun(sitting), sitting.people[:3]
    phones = [await hall.phone(sitting, one) for one in people]
    first, second = [await looked(made, ballot) for made in phones[:2]]

    sitting.clock.forward(minutes=-10)
    page = await phones[0].submit(first)
    told = [page.h1]
    sitting.clock.forward(hours=-3)
    asked = (await phones[1].post(second.action, second.values)).response.headers["location"]
    phones[1] = await hall.phone(sitting, people[1])  # the PIN given again
    told.append((await hall.voted(phones[1], ballot)).h1)
    sitting.clock.forward(hours=3, minutes=11)
    told.append((await hall.voted(phones[2], ballot, "no")).h1)

    assert told == ["已经投好了"] * 3
    assert asked.startswith("/enter/again?back=")
    assert await voters_on_record() == [one.id for one in people]
    assert dict(await Tally.all().values_list("option", "votes")) == {
        "yes": 2,
        "no": 1,
        "abstain": 0,
    }
    assert (await ledger.verify())[1] is None


async def test_a_vote_that_ends_before_it_began_by_the_clock_is_declared_all_the_same(sitting):
    ballot = await hall.begun(sitting)
    for one in sitting.people:
        await hall.voted(await hall.phone(sitting, one), ballot)
    fresh = await Ballot.get(id=ballot.id).select_related("village", "meeting")

    sitting.clock.forward(hours=-5)
    now = sitting.clock.now()
    await ballots.stop(fresh, sitting.clerk, now=now)
    await ballots.confirm_close(fresh, sitting.supervisor, now=now)
    await declaring.declare(fresh, sitting.clerk, now=now)
    desk = await hall.browser(sitting.app, sitting.clerk)
    pages = [
        await desk.get(path)
        for path in (
            sitting.on_desk,
            f"{sitting.on_desk}/doors",
            f"{sitting.on_desk}/minutes",
            sitting.place,
            f"/v/liuwan/ballots/{ballot.id}",
        )
    ]

    assert (await Ballot.get(id=ballot.id)).stage is BallotStage.DECLARED
    assert [page.status for page in pages] == [200] * 5
    assert (await ledger.verify())[1] is None


async def test_doors_are_not_opened_on_the_day_before_and_say_so(sitting):
    form = (await sitting.desk.get(f"{sitting.on_desk}/doors")).form(
        f"{sitting.on_desk}/doors/open"
    )
    sitting.clock.forward(days=-1)

    page = await sitting.desk.submit(form)

    assert page.status == 409
    assert "今天不能开始签到" in page.main


async def test_a_session_whose_time_was_up_stays_closed_when_the_clock_goes_back(db, clock):
    who = await make.person(await make.village())
    over = await doors.session(who, now=clock.now(), level=SessionLevel.PASSWORD)
    clock.forward(hours=10)
    kept = await doors.session(who, now=clock.now(), level=SessionLevel.PASSWORD)

    await sessions.sweep(now=clock.now())
    clock.forward(hours=-2)

    found = [await sessions.found(token, now=clock.now()) for token in (over, kept)]
    assert [one is not None for one in found] == [False, True]


async def test_a_clock_that_ran_days_ahead_locks_nobody_out_once_it_is_right(db, clock):
    for _ in range(5):
        await limits.take(limits.CODE, "7", now=clock.now())
    clock.forward(minutes=-14)
    with pytest.raises(TooOften) as refused:
        await limits.take(limits.CODE, "7", now=clock.now())
    clock.forward(minutes=-2)

    assert refused.value.seconds == 29 * 60
    assert not await limits.used_up(limits.CODE, "7", now=clock.now())
    assert await limits.take(limits.CODE, "7", now=clock.now()) == 4
