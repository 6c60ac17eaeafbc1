"""Over a say day: what is put on its agenda, what was agreed there, and what it may not do."""

import asyncio
from datetime import date, timedelta

import pytest

from deliberation import (
    backing,
    concern_doors,
    concern_matters,
    handling,
    ratings,
    say_days,
    say_records,
)
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernOutcome,
    ConcernResult,
    ConcernStage,
    Decision,
    Road,
    SayForm,
    SayItem,
    SaySession,
    SayStage,
    SayVerdict,
)
from deliberation.say_days import SayCall
from deliberation.say_records import Agreed, SayRecord
from tests import make
from tests.deliberation import saying, sittings
from tests.deliberation.saying import proposal
from tests.make import DAY, NOW
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted, Stale
from village.permissions import Office

S, R, V = ConcernStage, ConcernResult, SayVerdict


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 22), [date(2026, 11, 25), date(2026, 12, 10), date(2026, 12, 25)]),
        (date(2026, 12, 25), [date(2026, 12, 25), date(2027, 1, 10), date(2027, 1, 25)]),
        (date(2026, 12, 26), [date(2027, 1, 10), date(2027, 1, 25), date(2027, 2, 10)]),
    ],
)
async def test_say_days_come_round_every_month(village, today, expected):
    assert say_days.fixed_days(village, today) == expected


async def called(village, clerk, *concerns, day=DAY, form=SayForm.SAY):
    asked = SayCall(
        form, day, "文化礼堂", "19:00", "镇农办、人大代表", [one.id for one in concerns]
    )
    return await say_days.call(village, asked, clerk, now=NOW)


async def agreed(session, *verdicts, **fields):
    told = []
    for item, verdict in zip(await say_days.items_of(session), verdicts, strict=True):
        ordinary = {"reason": "大家同意", "carrying": "下周换线"}
        told.append(Agreed(item.id, verdict, **{**ordinary, **fields}))
    return SayRecord(23, "三组 20 户，镇农办 1 人，人大代表 2 人", "都说早该修了", told)


async def test_a_session_takes_up_what_was_put_on_and_tells_whoever_raised_it(village, clerk):
    concerns = [await saying.raised(village, text=f"第 {n} 件") for n in range(3)]
    session = await called(village, clerk, *concerns)
    late = await saying.raised(village, text="后来的")
    await say_days.put_on(session, late, clerk, now=NOW)
    waiting = [await saying.again(one) for one in (*concerns, late)]
    record = await agreed(session, V.ADOPTED, V.PARTLY, V.REFUSED, V.ADOPTED)

    await say_records.record(session, record, clerk, now=NOW)

    row = await SaySession.get()
    assert [(one.stage, one.road) for one in waiting] == [(S.ROUTED, Road.AGENDA)] * 4
    assert (row.stage, row.present, row.fixed) == (SayStage.HELD, 23, False)
    assert [one.verdict for one in await SayItem.all().order_by("position")] == [
        *("adopted", "partly", "refused", "adopted"),
    ]
    assert (await saying.kinds(concerns[0], told=True))[-2:] == ["on_agenda", "discussed"]
    assert await Decision.all().count() == 0  # a session never decides
    await handling.answer(concerns[2], "会上没有采纳，因为……", R.EXPLAINED, clerk, now=NOW)
    with pytest.raises(Blocked) as refused:
        await handling.answer(concerns[0], "采纳了", R.SOLVED, clerk, now=NOW)
    assert refused.value.codes == ("not-assigned",)
    assert await sittings.lines("say.record") == [
        {
            "present": 23,
            "items": 4,
            "words": (await sittings.lines("say.record"))[0]["words"],
        }
    ]


async def test_before_the_session_nothing_on_its_agenda_is_answered(village, clerk):
    concern = await saying.raised(village)
    session = await called(village, clerk, concern, day=DAY + timedelta(3))
    with pytest.raises(Blocked) as waits:
        await handling.answer(concern, "好", R.SOLVED, clerk, now=NOW)
    with pytest.raises(InvalidInput) as early:
        await say_records.record(session, await agreed(session, V.ADOPTED), clerk, now=NOW)

    assert (waits.value.codes, list(early.value.fields)) == (("waits-for-session",), ["day"])
    await say_records.record(
        session, await agreed(session, V.REFUSED), clerk, now=NOW + timedelta(3)
    )
    await handling.answer(concern, "没有采纳", R.EXPLAINED, clerk, now=NOW + timedelta(3))


async def test_what_needs_a_resolution_goes_on_to_the_cycle(village, clerk):
    concern = await saying.raised(village)
    session = await called(village, clerk, concern, form=SayForm.HEARING)
    record = await agreed(session, V.ADOPTED, carrying="", to_matter=True)
    await say_records.record(session, record, clerk, now=NOW)

    with pytest.raises(Blocked) as refused:
        await handling.answer(concern, "会上定了", R.SOLVED, clerk, now=NOW)
    matter = await concern_matters.make_matter(concern, proposal(), clerk, now=NOW)

    assert refused.value.codes == ("no-matter",)
    assert (await saying.again(concern)).decision_id == matter.id


async def test_a_record_wants_who_came_what_was_said_and_a_reason_each(village, clerk):
    session = await called(village, clerk, await saying.raised(village))
    (item,) = await say_days.items_of(session)
    good = await agreed(session, V.ADOPTED)
    for wrong, record in (
        ({"present", "came", "said"}, SayRecord(0, " ", "", good.agreed)),
        ({f"item-{item.id}"}, SayRecord(3, "三户", "说了", [])),
        ({f"item-{item.id}"}, await agreed(session, V.REFUSED, reason="")),
        ({f"item-{item.id}"}, await agreed(session, V.PARTLY, carrying="")),
    ):
        with pytest.raises(InvalidInput) as refused:
            await say_records.record(session, record, clerk, now=NOW)
        assert set(refused.value.fields) == wrong

    told = await asyncio.gather(
        *(say_records.record(session, good, clerk, now=NOW) for _ in range(2)),
        return_exceptions=True,
    )
    assert [type(one) for one in told if one] == [Stale]


async def test_what_was_withdrawn_meanwhile_needs_no_verdict(village, clerk):
    concern = await saying.raised(village)
    session = await called(village, clerk, concern)
    await Concern.filter(id=concern.id).update(stage=S.ARCHIVED, outcome=ConcernOutcome.WITHDRAWN)

    await say_records.record(session, SayRecord(3, "三户", "都撤了", []), clerk, now=NOW)

    assert (await SaySession.get()).stage is SayStage.HELD


async def test_a_session_is_called_for_a_day_to_come_and_for_open_concerns(village, clerk):
    stranger = await saying.raised(await make.village())
    secret = await saying.raised(village, text="账", audience=ConcernAudience.SUPERVISORS)
    done = await saying.answered(village, clerk)
    for asked, error in (
        (SayCall(SayForm.SAY, DAY - timedelta(1), "礼堂"), InvalidInput),
        (SayCall(SayForm.SAY, DAY, " "), InvalidInput),
        (SayCall(SayForm.SAY, DAY, "礼堂", concern_ids=[stranger.id]), NotFound),
        (SayCall(SayForm.SAY, DAY, "礼堂", concern_ids=[secret.id]), NotFound),
        (SayCall(SayForm.SAY, DAY, "礼堂", concern_ids=[done.id]), Blocked),
    ):
        with pytest.raises(error):
            await say_days.call(village, asked, clerk, now=NOW)
    accountant = await make.holder(village, Office.ACCOUNTANT)
    with pytest.raises(NotPermitted):
        await say_days.call(village, SayCall(SayForm.SAY, DAY, "礼堂"), accountant, now=NOW)

    assert await SaySession.all().count() == 0


async def test_on_one_agenda_at_a_time_and_free_again_when_it_is_cancelled(village, clerk):
    concern = await saying.raised(village)
    session = await called(village, clerk, concern)
    with pytest.raises(Blocked) as twice:
        await called(village, clerk, concern)
    with pytest.raises(InvalidInput):
        await say_days.cancel(session, "", clerk, now=NOW)

    await say_days.cancel(session, "下雨", clerk, now=NOW)
    with pytest.raises(Stale):
        await say_days.cancel(session, "下雨", clerk, now=NOW)
    with pytest.raises(Stale):
        await say_days.put_on(session, concern, clerk, now=NOW)
    again = await called(village, clerk, concern)

    assert twice.value.codes == ("on-agenda",)
    assert (await say_days.items_of(again))[0].concern_id == concern.id


async def test_taken_off_with_a_reason_it_waits_for_another_session(village, clerk):
    concern, other = await saying.raised(village), await saying.raised(village, text="另一件")
    session = await called(village, clerk, concern, other)
    item, kept = await say_days.items_of(session)
    accountant = await make.holder(village, Office.ACCOUNTANT)
    with pytest.raises(NotPermitted):
        await say_days.take_off(item, "改天", accountant, now=NOW)
    with pytest.raises(InvalidInput):
        await say_days.take_off(item, " ", clerk, now=NOW)

    await say_days.take_off(item, "先请镇里看过", clerk, now=NOW)

    with pytest.raises(Stale):
        await say_days.take_off(item, "先请镇里看过", clerk, now=NOW)
    assert [one.id for one in await say_days.items_of(session)] == [kept.id]
    assert (await saying.kinds(concern, told=True))[-2:] == ["on_agenda", "on_agenda"]
    with pytest.raises(Blocked) as waits:
        await handling.answer(concern, "好", R.SOLVED, clerk, now=NOW)
    assert waits.value.codes == ("waits-for-session",)
    await say_records.record(session, await agreed(session, V.ADOPTED), clerk, now=NOW)
    with pytest.raises(Stale):
        await say_days.take_off(kept, "晚了", clerk, now=NOW)
    await called(village, clerk, concern)


async def test_the_agenda_is_proposed_with_what_must_be_discussed_first(village, clerk):
    plain = await saying.raised(village, text="甲")
    await saying.raised(village, text="乙", audience=ConcernAudience.SUPERVISORS)
    agenda = await saying.sent(await saying.raised(village, text="丙"), Road.AGENDA, clerk)
    backed = await saying.raised(village, text="丁")
    await saying.answered(village, clerk)
    on = await saying.raised(village, text="戊")
    await called(village, clerk, on)
    for _ in range(10):
        await backing.back(backed, await saying.villager(village), now=NOW)

    found = await say_days.proposed(village)

    assert [one.id for one in found] == [backed.id, agenda.id, plain.id]


async def test_talked_over_once_it_may_be_answered_however_many_seconded_it(village, clerk):
    concern = await saying.raised(village)
    for _ in range(10):
        await backing.back(concern, await saying.villager(village), now=NOW)
    session = await called(village, clerk, concern)
    await say_records.record(session, await agreed(session, V.REFUSED), clerk, now=NOW)

    await handling.answer(concern, "会上没有采纳", R.EXPLAINED, clerk, now=NOW)
    (item,) = await say_days.items_of(session)
    await say_records.note_result(item, "改为装反光条", clerk, now=NOW)

    assert (await saying.again(concern)).stage is S.ANSWERED
    assert (await SayItem.get()).came_of_it == "改为装反光条"


async def test_taken_up_anew_and_put_on_the_agenda_it_waits_for_a_new_session(village, clerk):
    raiser = await saying.villager(village)
    concern = await saying.raised(village, raiser)
    session = await called(village, clerk, concern)
    await say_records.record(session, await agreed(session, V.REFUSED), clerk, now=NOW)
    await handling.answer(concern, "没有采纳", R.EXPLAINED, clerk, now=NOW)
    claim = await concern_doors.own(raiser, village.id, concern.number)
    later = NOW + timedelta(1)
    await ratings.rate(claim, saying.unhappy(), now=later)
    await saying.sent(concern, Road.AGENDA, clerk, now=later)

    with pytest.raises(Blocked) as refused:
        await handling.answer(concern, "还是没有", R.EXPLAINED, clerk, now=later)

    assert refused.value.codes == ("waits-for-session",)
