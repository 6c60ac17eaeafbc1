"""Calling a meeting: what stands against it, what is frozen, what the record keeps."""

import asyncio
from datetime import date, timedelta

import pytest

from deliberation import decisions, meetings
from deliberation.models import CycleStep, Meeting, MeetingStage
from tests import make
from tests.deliberation.sittings import (
    S,
    call_for,
    called,
    clerk_of,
    fetched,
    lines,
    refused_call,
    reviewed,
    to_come,
)
from tests.make import DAY, NOW
from village import clock, ledger
from village.errors import InvalidInput, NotFound, NotPermitted, Stale
from village.models import LedgerEntry, Roll, RollEntry, RollKind, ShortCode
from village.permissions import Office
from village.rules import Body, Unit


async def mistaken_call(village, asked, clerk):
    with pytest.raises(InvalidInput) as refusal:
        await meetings.call(village, asked, clerk, now=NOW)
    assert await Meeting.all().count() == 0
    return refusal.value.fields


async def test_calling_freezes_the_roll_and_seals_a_line(db):
    village = await make.village()
    clerk = await clerk_of(village)
    await make.people(village, 2)
    decision = await reviewed(village)

    meeting = await meetings.call(village, to_come(decision, 10), clerk, now=NOW)

    roll = await Roll.get(id=meeting.roll_id)
    assert (roll.kind, roll.size, roll.day) == (RollKind.ADULTS, 3, DAY + timedelta(10))
    assert await RollEntry.filter(roll_id=roll.id).count() == 3
    assert await lines("meeting.call") == [
        {
            "body": "villagers_assembly",
            "unit": "adults",
            "at": "2026-12-02T01:00:00+00:00",
            "notified": "2026-11-22",
            "entitled": 3,
            "roll": roll.digest,
            "late": False,
            "words": ledger.text_digest("柳湾村会议", "文化礼堂", "广播、张贴、入户"),
            "about": [f"decision:{decision.id}/resolve"],
        }
    ]
    assert (meeting.called_by_id, meeting.stage) == (clerk.person_id, MeetingStage.CALLED)


async def test_the_paper_notice_has_a_short_address_for_itself_and_each_matter(db):
    village = await make.village()
    clerk = await clerk_of(village)
    decision = await reviewed(village)

    meeting = await called(village, decision, clerk)

    subjects = await ShortCode.filter(village_id=village.id).values_list("subject", flat=True)
    assert subjects == [f"decision:{decision.id}", f"meeting:{meeting.id}"]


@pytest.mark.parametrize(("days", "codes"), [(9, ("notice-too-short",)), (10, ())])
async def test_an_assembly_is_told_ten_days_before(db, days, codes):
    village = await make.village()
    clerk = await clerk_of(village)
    asked = to_come(await reviewed(village), days)

    if codes:
        refusal = await refused_call(village, asked, clerk)
        assert refusal.codes == codes
        assert "最迟 11 月 21 日就要通知到" in str(refusal)
        assert "12 月 2 日或以后" in refusal.blockers[0].remedy
    else:
        assert (await meetings.call(village, asked, clerk, now=NOW)).stage is MeetingStage.CALLED


@pytest.mark.parametrize(
    ("body", "reason", "stands"),
    [
        (Body.VILLAGERS_ASSEMBLY, "", False),
        (Body.VILLAGERS_ASSEMBLY, "  ", False),
        (Body.VILLAGERS_ASSEMBLY, "河堤决口，要马上组织抢修", True),
        (Body.COLLECTIVE_ASSEMBLY, "河堤决口，要马上组织抢修", False),
    ],
)
async def test_only_where_the_law_allows_it_a_reason_makes_up_for_days(db, body, reason, stands):
    village = await make.village()
    clerk = await make.holder(village, Office.VILLAGE_CLERK, collective_member=True)
    asked = to_come(await reviewed(village, body=body), 2, ad_hoc_reason=reason)

    if stands:
        meeting = await meetings.call(village, asked, clerk, now=NOW)
        assert meeting.ad_hoc_reason == reason
    else:
        assert (await refused_call(village, asked, clerk)).codes == ("notice-too-short",)


async def test_representatives_need_no_days_unless_the_profile_sets_them(db):
    village = await make.village()
    clerk = await clerk_of(village)
    await make.assembly(village, 3)
    decision = await reviewed(village, body=Body.REPRESENTATIVE_ASSEMBLY)

    meeting = await meetings.call(village, to_come(decision, 1), clerk, now=NOW)

    assert (await Roll.get(id=meeting.roll_id)).size == 3


async def test_households_are_counted_only_where_the_matter_was_opened_so(db):
    village = await make.village()
    clerk = await clerk_of(village)
    await make.people(village, 3)
    decision = await reviewed(village, unit=Unit.HOUSEHOLDS)

    refusal = await refused_call(village, call_for(decision, unit=Unit.ADULTS), clerk)
    meeting = await called(village, decision, clerk)

    assert refusal.codes == ("wrong-unit",)
    assert (await Roll.get(id=meeting.roll_id)).kind is RollKind.HOUSEHOLDS


async def test_a_body_that_cannot_count_households_still_gets_its_roll(db):
    """Without this a forged unit would leave a meeting without a roll, its heads typed in."""
    village = await make.village()
    clerk = await make.holder(village, Office.VILLAGE_CLERK, party=True)
    decision = await make.matter(village, stage=S.CONSULTED)

    meeting = await called(
        village,
        decision,
        clerk,
        CycleStep.REVIEW,
        body=Body.PARTY_MEETING,
        unit=Unit.HOUSEHOLDS,
    )

    assert (meeting.unit, (await Roll.get(id=meeting.roll_id)).size) == (Unit.ADULTS, 1)


async def test_a_group_meets_about_its_own_affair_only(db):
    village = await make.village()
    clerk = await clerk_of(village)
    mine, other = await make.group(village), await make.group(village)
    await make.person(village, household=await make.household(village, group=mine))
    await make.person(village, household=await make.household(village, group=other))
    affair = {"kind": "group_affair", "body": Body.GROUP_MEETING, "stage": S.OPENED}
    decision = await make.matter(village, group=mine, **affair)

    refusal = await refused_call(village, call_for(decision, group=other), clerk)
    nowhere = await mistaken_call(village, call_for(decision), clerk)
    meeting = await called(village, decision, clerk, group=mine)

    assert refusal.codes == ("wrong-unit",)
    assert nowhere == {"group": "请选择是哪个村民小组的会。"}
    assert (await Roll.get(id=meeting.roll_id)).size == 1


async def test_a_hearing_has_no_roll(db):
    village = await make.village()
    clerk = await clerk_of(village)
    decision = await make.matter(village)

    meeting = await called(village, decision, clerk, CycleStep.HEAR, body=Body.HEARING)

    assert (meeting.roll_id, await Roll.all().count()) == (None, 0)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"notified_on": DAY + timedelta(1)}, "notified_on"),
        ({"starts_at": clock.at_local(DAY - timedelta(20), 9)}, "notified_on"),
        ({"starts_at": clock.at_local(date(2062, 11, 2), 9)}, "starts_at"),
        ({"late_reason": " "}, "late_reason"),
        ({"agenda": ()}, "agenda"),
        ({"body": Body.HOUSEHOLD_CANVASS}, "body"),
    ],
)
async def test_words_and_days_that_cannot_be(db, fields, field):
    village = await make.village()
    clerk = await clerk_of(village)
    decision = await reviewed(village)

    found = await mistaken_call(village, call_for(decision, **fields), clerk)

    assert list(found) == [field]


async def test_the_same_matter_twice_on_one_agenda_is_a_slip(db):
    village = await make.village()
    clerk = await clerk_of(village)
    decision = await reviewed(village)
    twice = ((decision, CycleStep.RESOLVE), (decision, CycleStep.RESOLVE))

    found = await mistaken_call(village, call_for(decision, agenda=twice), clerk)

    assert found == {"agenda": "同一个议题在一次会上只能走一步：提议、商议、审议、决议要分别开会。"}


async def test_a_reason_for_lateness_is_kept_only_for_a_meeting_already_held(db):
    village = await make.village()
    clerk = await clerk_of(village)
    ahead, behind = await reviewed(village), await reviewed(village, title="村口装路灯")

    coming = await meetings.call(
        village, to_come(ahead, 10, late_reason="村里停电"), clerk, now=NOW
    )
    held = await called(village, behind, clerk)

    assert (coming.late_reason, held.late_reason) == ("", "村里停电")
    assert [line["late"] for line in await lines("meeting.call")] == [False, True]


async def test_a_meeting_past_is_taken_as_it_was_even_with_short_notice(db):
    village = await make.village()
    clerk = await clerk_of(village)
    decision = await reviewed(village)

    meeting = await called(village, decision, clerk, notified_on=DAY - timedelta(1))

    assert meeting.stage is MeetingStage.CALLED


async def test_an_empty_roll_cannot_meet(db):
    village = await make.village()
    clerk = await clerk_of(village)
    decision = await reviewed(village, body=Body.REPRESENTATIVE_ASSEMBLY)

    refusal = await refused_call(village, call_for(decision), clerk)

    assert refusal.codes == ("empty-roll",)


@pytest.mark.parametrize("office", [Office.SUPERVISOR, Office.ACCOUNTANT, Office.COMMITTEE_MEMBER])
async def test_other_offices_call_no_meeting(db, office):
    village = await make.village()
    actor = await make.holder(village, office)
    decision = await reviewed(village)

    with pytest.raises(NotPermitted, match="召集会议"):
        await called(village, decision, actor)


async def test_another_villages_clerk_matter_and_group_are_not_there(db):
    village, other = await make.village(), await make.village(name="石桥村")
    clerk, stranger = await clerk_of(village), await clerk_of(other)
    theirs, mine = await reviewed(other), await reviewed(village)

    with pytest.raises(NotPermitted):
        await called(village, mine, stranger)
    with pytest.raises(NotFound, match="议题"):
        await called(village, theirs, clerk)
    with pytest.raises(NotFound, match="小组"):
        await called(village, mine, clerk, group=await make.group(other))


async def test_a_matter_that_moved_in_between_is_seen_as_it_stands_now(db):
    village = await make.village()
    clerk = await clerk_of(village)
    decision = await reviewed(village)
    asked = call_for(decision)
    secretary = await make.holder(village, Office.PARTY_SECRETARY)
    await decisions.withdraw(decision, "不办了", secretary, now=NOW)

    refusal = await refused_call(village, asked, clerk)

    assert refusal.codes == ("step-done",)


async def test_two_at_once_make_one_meeting(db):
    village = await make.village()
    clerk = await clerk_of(village)
    decision = await reviewed(village)

    answers = await asyncio.gather(
        *(called(village, decision, clerk) for _ in range(2)), return_exceptions=True
    )

    assert sorted(type(one).__name__ for one in answers) == ["Blocked", "Meeting"]
    assert await Meeting.all().count() == 1


async def test_calling_off_keeps_the_meeting_and_says_why(db):
    village = await make.village()
    clerk = await clerk_of(village)
    meeting = await fetched(await called(village, await reviewed(village), clerk))

    await meetings.cancel(meeting, "下大雨", clerk, now=NOW)

    stored = await Meeting.get(id=meeting.id)
    assert (stored.stage, stored.cancelled_why) == (MeetingStage.CANCELLED, "下大雨")
    assert await lines("meeting.cancel") == [{"why": ledger.text_digest("下大雨")}]
    with pytest.raises(Stale):
        await meetings.cancel(meeting, "下大雨", clerk, now=NOW)


async def test_calling_off_needs_a_reason_and_the_office(db):
    village = await make.village()
    clerk = await clerk_of(village)
    meeting = await fetched(await called(village, await reviewed(village), clerk))
    supervisor = await make.holder(village, Office.SUPERVISOR)

    with pytest.raises(InvalidInput):
        await meetings.cancel(meeting, " ", clerk, now=NOW)
    with pytest.raises(NotPermitted):
        await meetings.cancel(meeting, "下大雨", supervisor, now=NOW)

    assert await LedgerEntry.filter(action="meeting.cancel").count() == 0


async def test_called_off_twice_at_once_is_called_off_once(db):
    village = await make.village()
    clerk = await clerk_of(village)
    meeting = await fetched(await called(village, await reviewed(village), clerk))

    answers = await asyncio.gather(
        *(meetings.cancel(meeting, "下大雨", clerk, now=NOW) for _ in range(2)),
        return_exceptions=True,
    )

    assert sorted(type(one).__name__ for one in answers) == ["NoneType", "Stale"]
    assert await LedgerEntry.filter(action="meeting.cancel").count() == 1


async def test_the_door_opens_for_the_desk_of_this_village_only(db):
    village, other = await make.village(), await make.village(name="石桥村")
    clerk, stranger = await clerk_of(village), await clerk_of(other)
    villager = make.acting(await make.person(village))
    meeting = await called(village, await reviewed(village), clerk)

    assert (await meetings.visible_to(clerk, village.id, meeting.id)).id == meeting.id
    for actor, place in ((clerk, other), (stranger, village), (villager, village)):
        with pytest.raises(NotFound):
            await meetings.visible_to(actor, place.id, meeting.id)
    with pytest.raises(NotFound):
        await meetings.visible_to(clerk, village.id, meeting.id + 1)
