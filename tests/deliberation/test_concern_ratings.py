"""Whoever raised it closes it by a rating, at the window, by telephone or by the code alone."""

import asyncio
from datetime import timedelta

import pytest

from deliberation import callbacks, closing, concern_doors, hand_ups, ratings
from deliberation.callbacks import Called
from deliberation.concern_doors import Claim, villager
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernEntry,
    ConcernHandUp,
    ConcernLevel,
    ConcernOutcome,
    ConcernRating,
    ConcernResult,
    ConcernStage,
    RefusalReason,
    Road,
)
from tests import make
from tests.deliberation import saying, sittings
from tests.deliberation.saying import FAIR, POOR, ended, mine, rating, unhappy
from tests.make import DAY, NOW
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted
from village.permissions import Office

S, END, R = ConcernStage, ConcernOutcome, ConcernResult
LATER = NOW + timedelta(15)


@pytest.fixture
async def supervisor(village):
    return await make.holder(village, Office.SUPERVISOR)


@pytest.fixture
async def raiser(village):
    return await saying.villager(village)


@pytest.fixture
async def answered(village, clerk, raiser):
    return await saying.answered(village, clerk, raiser)


async def test_the_raiser_closes_it_by_rating_three_things_apart(answered, raiser):
    await ratings.rate(
        await mine(answered, raiser), rating(FAIR, attitude=FAIR, reason="还行"), now=NOW
    )

    row = await ConcernRating.get()
    assert (row.voice, row.attitude, row.process, row.result, row.via) == (
        *("raiser", "fair", "good", "fair", "phone"),
    )
    assert await ended(answered) == (S.ARCHIVED, END.SETTLED, True, None)
    assert await saying.kinds(answered, told=True) == [
        *("raised", "received", "routed", "answered", "rated", "archived")
    ]
    assert [one["marks"] for one in await sittings.lines("concern.rate")] == ["fair,good,fair"]


async def test_rated_is_only_what_was_answered_and_only_once(village, clerk, raiser, answered):
    early = await saying.raised(village, raiser, "另一件")
    claim = await mine(answered, raiser)
    with pytest.raises(Blocked) as too_early:
        await ratings.rate(await mine(early, raiser), rating(), now=NOW)

    told = await asyncio.gather(
        *(ratings.rate(claim, rating(), now=NOW) for _ in range(2)), return_exceptions=True
    )

    assert too_early.value.codes == ("not-answered",)
    assert [one.codes for one in told if one] == [("ended",)]
    assert await ConcernRating.all().count() == 1


async def test_somebody_elses_is_not_there_to_rate_or_withdraw(village, answered):
    stranger = await saying.villager(village)

    with pytest.raises(NotFound):
        await mine(answered, stranger)
    with pytest.raises(NotFound):
        await ratings.rate_as_neighbour(answered, rating(), stranger, now=NOW)

    assert await ConcernRating.all().count() == 0


async def test_dissatisfied_needs_a_reason_and_is_taken_up_anew_by_right(answered, raiser, clerk):
    claim = await mine(answered, raiser)
    for bad in (rating(POOR), rating(POOR, reason="字" * 501)):
        with pytest.raises(InvalidInput) as refused:
            await ratings.rate(claim, bad, now=NOW)
        assert list(refused.value.fields) == ["reason"]

    await ratings.rate(claim, unhappy(), now=NOW)

    row = await saying.again(answered)
    assert (row.stage, row.round, row.outcome, row.road) == (S.RECEIVED, 2, None, None)
    assert row.received_by_id == clerk.person_id
    assert row.answer_by == DAY + timedelta(7)
    assert (await saying.kinds(answered))[-2:] == ["rated", "reopened"]
    told = await ConcernEntry.filter(concern_id=answered.id, kind="reopened").get()
    day = row.answer_by
    assert told.text == f"说事人不满意，重新办理，{day.month} 月 {day.day} 日前再答复。"


async def test_the_second_time_it_goes_up_and_the_third_word_closes_it(
    village, answered, raiser, clerk
):
    await ratings.rate(await mine(answered, raiser), unhappy(), now=NOW)
    await saying.sent(answered, Road.ON_THE_SPOT, clerk)
    await ratings.rate(await mine(answered, raiser), unhappy(), now=NOW)

    row = await saying.again(answered)
    up = await ConcernHandUp.get().select_related("village")
    assert (row.stage, row.road, row.level, row.round) == (
        *(S.ROUTED, Road.TOWNSHIP, ConcernLevel.TOWNSHIP, 3),
    )
    assert (up.by_raiser, up.due_on, up.why) == (True, DAY + timedelta(20), "灯还是不亮")
    officer = await make.holder(await village.township, Office.TOWNSHIP_OFFICER)
    await hand_ups.receive_up(up, officer, now=NOW)
    await hand_ups.assign_up(up, hand_ups.Task(officer.person_id, DAY), officer, now=NOW)
    await hand_ups.reply(up, "已责成改线", R.PARTLY, officer, now=NOW)

    await ratings.rate(await mine(answered, raiser), unhappy(), now=NOW)

    assert await ended(answered) == (S.ARCHIVED, END.DISSATISFIED, True, None)
    assert [one.round for one in await ConcernRating.all().order_by("id")] == [1, 2, 3]


async def test_who_is_dissatisfied_may_also_let_it_rest(answered, raiser):
    await ratings.rate(await mine(answered, raiser), unhappy(again=False), now=NOW)

    assert await ended(answered) == (S.ARCHIVED, END.DISSATISFIED, True, None)


async def test_what_was_not_accepted_stays_so_whatever_is_rated(village, clerk, raiser):
    concern = await saying.sent(
        await saying.raised(village, raiser),
        Road.NOT_ACCEPTED,
        clerk,
        refusal=RefusalReason.NOT_OURS,
    )

    await ratings.rate(await mine(concern, raiser), rating(), now=NOW)

    assert (await ended(concern))[1] is END.NOT_ACCEPTED


async def test_nobody_takes_down_a_rating_of_their_own_work(answered, clerk, supervisor, raiser):
    with pytest.raises(Blocked) as own:
        await ratings.rate_for(answered, rating(), clerk, now=NOW)
    with pytest.raises(Blocked) as called:
        await callbacks.call_back(answered, Called(True, "满意", rating()), clerk, now=NOW)
    with pytest.raises(NotPermitted):
        await ratings.rate_for(answered, rating(), raiser, now=NOW)

    await ratings.rate_for(answered, rating(), supervisor, now=NOW)

    row = await ConcernRating.get()
    assert (own.value.codes, called.value.codes) == (("own-work",), ("own-work",))
    assert (row.via, row.taken_by_id, row.person_id) == (
        *("window", supervisor.person_id, raiser.person_id),
    )


async def test_a_callback_takes_the_rating_from_the_telephone(answered, supervisor):
    for called, wrong in (
        (Called(True, " "), "words"),
        (Called(False, "没人接", rating()), "reached"),
        (Called(True, "说不行", rating(POOR)), "reason"),
    ):
        with pytest.raises(InvalidInput) as refused:
            await callbacks.call_back(answered, called, supervisor, now=NOW)
        assert list(refused.value.fields) == [wrong]

    await callbacks.call_back(answered, Called(True, "说亮了", rating()), supervisor, now=NOW)

    assert await ended(answered) == (S.ARCHIVED, END.SETTLED, True, None)
    assert (await saying.kinds(answered))[-3:] == ["called_back", "rated", "archived"]
    assert (await ConcernRating.get()).via == "callback"


@pytest.mark.parametrize("reached", [True, False])
async def test_nothing_is_archived_before_a_callback_and_its_days(
    answered, clerk, supervisor, reached
):
    with pytest.raises(Blocked) as never:
        await closing.archive(answered, clerk, now=NOW + timedelta(300))
    await callbacks.call_back(answered, Called(reached, "打了电话"), supervisor, now=NOW)
    waiting = await saying.again(answered)
    with pytest.raises(Blocked) as early:
        await closing.archive(answered, clerk, now=LATER - timedelta(1))

    await closing.archive(answered, clerk, now=LATER)

    assert (never.value.codes, early.value.codes) == (("not-called-back",), ("too-early",))
    assert waiting.due_on == DAY + timedelta(15)
    assert waiting.stage is (S.CALLED_BACK if reached else S.ANSWERED)
    assert await ended(answered) == (S.ARCHIVED, END.UNRATED, True, None)


async def test_called_back_is_only_what_was_answered(village, supervisor):
    with pytest.raises(Blocked) as refused:
        await callbacks.call_back(
            await saying.raised(village), Called(True, "问问"), supervisor, now=NOW
        )

    assert refused.value.codes == ("not-answered",)


async def test_only_the_supervisors_ask_about_what_was_told_them(village, clerk, supervisor):
    concern = await saying.raised(village, audience=ConcernAudience.SUPERVISORS)
    await saying.sent(concern, Road.ON_THE_SPOT, supervisor)
    second = await make.holder(village, Office.SUPERVISOR)

    for deed in (
        callbacks.call_back(concern, Called(True, "问问"), clerk, now=NOW),
        ratings.rate_for(concern, rating(), clerk, now=NOW),
    ):
        with pytest.raises(NotPermitted):
            await deed
    await callbacks.call_back(concern, Called(True, "问问"), second, now=NOW)

    assert (await saying.again(concern)).stage is S.CALLED_BACK


async def test_with_the_code_alone_one_rates_as_the_raiser(village, clerk, answered):
    nobody = Claim(await saying.again(answered), villager(None, village))

    await ratings.rate(nobody, rating(), now=NOW)

    assert (await ended(answered))[1] is END.SETTLED
    assert [one["via"] for one in await sittings.lines("concern.rate")] == ["code"]


async def test_news_are_unread_until_the_raiser_looks(answered, raiser):
    await Concern.filter(id=answered.id).update(told_at=NOW + timedelta(hours=1))
    claim = await mine(answered, raiser)
    before = claim.concern.unread

    await concern_doors.seen(claim, now=NOW + timedelta(hours=2))

    assert (before, (await saying.again(answered)).unread) == (True, False)
