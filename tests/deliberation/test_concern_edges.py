"""Edges of single deeds that no story passes: too long, not there, in the wrong place."""

from datetime import timedelta

import pytest

from deliberation import (
    concern_doors,
    hand_ups,
    handling,
    looking,
    merging,
    raising,
    ratings,
    routing,
    say_days,
    say_records,
)
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernChannel,
    ConcernLevel,
    ConcernRating,
    ConcernResult,
    ConcernSight,
    ConcernStage,
    MediumKind,
    Road,
    SayForm,
)
from deliberation.raising import Caller, Medium
from deliberation.routing import Routing
from deliberation.say_days import SayCall
from tests import make
from tests.deliberation import saying
from tests.deliberation.saying import SECRET, said
from tests.make import DAY, NOW
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted
from village.permissions import Office

LONG = "字" * 2001


async def test_too_much_is_sent_back_wherever_one_writes(village, clerk):
    concern = await saying.raised(village)
    call = SayCall(SayForm.SAY, DAY, "礼" * 101, "点" * 21, LONG)
    for deed, wrong in (
        (looking.release(concern, LONG, clerk, now=NOW), {"words"}),
        (handling.verify(concern, LONG, clerk, now=NOW), {"words"}),
        (saying.sent(concern, Road.VILLAGE, clerk, words=LONG), {"words"}),
        (saying.sent(concern, Road.VILLAGE, clerk, found=LONG), {"found"}),
        (say_days.call(village, call, clerk, now=NOW), {"place", "time", "invited"}),
        (
            raising.write_down(
                village,
                said(),
                Caller("名" * 31, "139"),
                ConcernChannel.CALL,
                clerk,
                secret=SECRET,
                now=NOW,
            ),
            {"name", "phone"},
        ),
    ):
        with pytest.raises(InvalidInput) as refused:
            await deed
        assert set(refused.value.fields) == wrong


async def test_a_recording_becomes_public_only_in_writing(village, clerk):
    voice = Medium(MediumKind.VOICE, "a" * 64, seconds=40)
    concern = await saying.raised(village, text="", media=[voice])
    with pytest.raises(InvalidInput):
        await looking.release(concern, "", clerk, now=NOW)

    await looking.release(concern, "三组路灯坏了", clerk, now=NOW)

    assert (await saying.again(concern)).sight is ConcernSight.SHOWN


async def test_a_medium_is_named_by_what_lies_on_the_disk(village, clerk):
    concern = await saying.raised(village)
    for deed in (
        raising.raise_own(
            village,
            said(media=[Medium(MediumKind.PHOTO, "../../etc/passwd")]),
            await saying.villager(village),
            now=NOW,
        ),
        looking.look_at(1, concern, clerk, show=True, covered_digest="x", now=NOW),
    ):
        with pytest.raises(ValueError, match="digest"):
            await deed


async def test_what_is_for_the_supervisors_they_write_down_themselves(village, clerk):
    supervisor = await make.holder(village, Office.SUPERVISOR)
    told = said(audience=ConcernAudience.SUPERVISORS)
    caller, channel = Caller(), ConcernChannel.WINDOW
    await raising.write_down(village, told, caller, channel, supervisor, secret=SECRET, now=NOW)

    with pytest.raises(NotPermitted):
        await raising.write_down(
            village, said("别的"), caller, channel, supervisor, secret=SECRET, now=NOW
        )
    with pytest.raises(NotFound):
        await concern_doors.on_desk(clerk, village.id, "2026-001", today=DAY)


async def test_a_number_or_id_from_nowhere_is_not_there(village, clerk):
    other = await saying.raised(await make.village())
    for key in ("2026-009", "", "²", "9" * 30, "999", str(other.id), "2026-001 OR 1=1"):
        with pytest.raises(NotFound):
            await concern_doors.on_desk(clerk, village.id, key, today=DAY)
    with pytest.raises(NotFound):
        await say_days.in_village(village.id, 9)


async def test_what_lies_with_the_township_is_not_merged_away(village, clerk):
    up = await saying.sent(await saying.raised(village), Road.TOWNSHIP, clerk)
    into = await saying.raised(village, text="另一件")

    with pytest.raises(Blocked) as refused:
        await merging.merge(up, into, clerk, now=NOW)

    assert refused.value.codes == ("at-township",)


async def test_whoever_goes_up_against_an_answer_keeps_their_words_from_the_public(village, clerk):
    raiser = await saying.villager(village)
    concern = await saying.answered(village, clerk, raiser)
    claim = await concern_doors.own(raiser, village.id, concern.number)
    await ratings.rate(claim, saying.unhappy(), now=NOW)
    await saying.sent(concern, Road.ON_THE_SPOT, clerk)
    await ratings.rate(claim, saying.unhappy(), now=NOW)

    lines = await concern.entries.filter(public=True)

    assert [one.text for one in lines if "灯还是不亮" in one.text] == []
    assert len(await ConcernRating.all()) == 2


async def test_the_village_takes_over_from_the_group_by_acting(village, clerk):
    third = await make.group(village, "三组")
    at_group = {"group_id": third.id, "level": ConcernLevel.GROUP}
    received = await saying.raised(village, text="甲", **at_group)
    handed = await saying.raised(village, text="乙", **at_group)

    await handling.receive(received, clerk, now=NOW)
    await hand_ups.hand_up(handed, "代组长报上来", clerk, now=NOW)

    for concern in (received, handed):
        assert (await saying.again(concern)).level is ConcernLevel.VILLAGE


async def test_a_second_answer_needs_a_second_round(village, clerk):
    concern = await saying.answered(village, clerk)

    for deed in (
        handling.answer(concern, "又好了", ConcernResult.SOLVED, clerk, now=NOW),
        routing.route(concern, Routing(Road.VILLAGE, "办"), clerk, now=NOW),
    ):
        with pytest.raises(Blocked) as refused:
            await deed
        assert refused.value.codes == ("out-of-turn",)


async def test_sessions_are_listed_the_latest_first(village, clerk):
    days = [DAY + timedelta(3), DAY, DAY + timedelta(17)]
    for day in days:
        await say_days.call(village, SayCall(SayForm.SAY, day, "礼堂"), clerk, now=NOW)

    found = await say_days.of_village(village.id)

    assert [one.day for one in found] == sorted(days, reverse=True)
    assert [one.fixed for one in found] == [False, True, False]
    (first,) = [one for one in found if one.fixed]
    assert (await say_days.in_village(village.id, first.id)).id == first.id


async def test_nothing_came_of_a_session_that_was_not_held(village, clerk):
    concern = await saying.raised(village)
    asked = SayCall(SayForm.SAY, DAY, "礼堂", concern_ids=[concern.id])
    session = await say_days.call(village, asked, clerk, now=NOW)
    (item,) = await say_days.items_of(session)

    with pytest.raises(Blocked) as refused:
        await say_records.note_result(item, "办好了", clerk, now=NOW)

    assert refused.value.codes == ("not-held",)
    assert await Concern.filter(id=concern.id, stage=ConcernStage.ROUTED).exists()
