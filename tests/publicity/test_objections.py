"""Objections: raised on one's own or written down at the window, answered once, in time."""

import asyncio
from datetime import timedelta

import pytest

from publicity import objections
from publicity.models import Notice, Objection, ObjectionChannel
from tests import make
from tests.deliberation.sittings import lines
from tests.make import DAY, NOW
from village import clock, ledger
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted, Stale
from village.models import Departure, LedgerEntry
from village.permissions import Office

TEXT = "路修到三组，为什么四组也要出工？"
WINDOW = ObjectionChannel.WINDOW


async def hanging():
    village = await make.village()
    return village, await make.notice(village), await make.holder(village, Office.VILLAGE_CLERK)


async def own(notice, who, *, text=TEXT, now=NOW):
    return await objections.raise_own(notice, text, make.acting(who), answer_days=5, now=now)


async def at_window(notice, who, clerk, *, text=TEXT, now=NOW):
    return await objections.write_down(notice, who, text, WINDOW, clerk, answer_days=5, now=now)


async def test_a_villager_objects_on_the_phone(db):
    village, notice, _ = await hanging()
    who = await make.person(village)

    made = await own(notice, who)

    stored = await Objection.get(id=made.id)
    assert (stored.person_id, stored.channel) == (who.id, ObjectionChannel.PHONE)
    assert (stored.text, stored.answer_due, stored.late) == (TEXT, DAY + timedelta(5), False)
    assert await lines("objection.raise") == [
        {"about": f"notice:{notice.id}", "digest": ledger.text_digest(TEXT), "late": False}
    ]


async def test_office_holders_object_as_the_villagers_they_are(db):
    village, notice, _ = await hanging()
    secretary = await make.holder(village, Office.PARTY_SECRETARY)

    await objections.raise_own(notice, TEXT, secretary, answer_days=5, now=NOW)

    entry = await LedgerEntry.get(action="objection.raise")
    assert '"as":"villager"' in entry.line


async def test_the_window_writes_down_whose_it_is_and_the_record_who_wrote(db):
    village, notice, clerk = await hanging()
    who = await make.person(village)

    made = await at_window(notice, who, clerk)

    stored = await Objection.get(id=made.id)
    assert (stored.person_id, stored.channel) == (who.id, WINDOW)
    entry = await LedgerEntry.get(action="objection.raise")
    assert f'"by":{clerk.person_id}' in entry.line
    assert '"as":"village_clerk"' in entry.line


@pytest.mark.parametrize(("days", "late"), [(15, False), (16, True)])
async def test_after_the_last_day_it_is_kept_and_marked(db, days, late):
    village, notice, _ = await hanging()

    made = await own(
        notice, await make.person(village), now=clock.at_local(DAY + timedelta(days), 9)
    )

    assert made.late is late


async def test_a_paper_taken_down_is_objected_to_no_more(db):
    village, notice, clerk = await hanging()
    who = await make.person(village)
    await Notice.filter(id=notice.id).update(withdrawn_at=NOW)

    with pytest.raises(Blocked) as refusal:
        await own(notice, who)

    assert refusal.value.codes == ("notice-withdrawn",)
    with pytest.raises(Blocked):
        await at_window(notice, who, clerk)
    assert await Objection.all().count() == 0


async def test_an_objection_without_words_is_none(db):
    village, notice, clerk = await hanging()
    who = await make.person(village)

    for deed in (own(notice, who, text="  "), at_window(notice, who, clerk, text="")):
        with pytest.raises(InvalidInput):
            await deed


async def test_strangers_do_not_object_and_nobody_objects_for_them(db):
    _, notice, clerk = await hanging()
    stranger = await make.person(await make.village(name="石桥村"))

    with pytest.raises(NotPermitted):
        await own(notice, stranger)
    with pytest.raises(NotFound):
        await at_window(notice, stranger, clerk)


@pytest.mark.parametrize(("days", "there"), [(0, False), (1, True)])
async def test_nobody_objects_for_one_who_has_left(db, days, there):
    village, notice, clerk = await hanging()
    who = await make.person(village, left_on=DAY + timedelta(days), left_why=Departure.MOVED)

    if there:
        assert (await at_window(notice, who, clerk)).person_id == who.id
    else:
        with pytest.raises(NotFound):
            await at_window(notice, who, clerk)


async def test_it_is_answered_once_and_the_answer_stays(db):
    village, notice, clerk = await hanging()
    made = await own(notice, await make.person(village))
    door = await objections.of_village(clerk, village.id, made.id)

    await objections.answer(door, "四组不出工，公告写得不清楚。", True, clerk, now=NOW)

    stored = await Objection.get(id=made.id)
    assert (stored.answer, stored.upheld) == ("四组不出工，公告写得不清楚。", True)
    assert (stored.answered_at, stored.answered_by_id) == (NOW, clerk.person_id)
    assert await lines("objection.answer") == [
        {"upheld": True, "digest": ledger.text_digest("四组不出工，公告写得不清楚。")}
    ]
    with pytest.raises(Stale):
        await objections.answer(door, "改口", False, clerk, now=NOW)
    assert (await Objection.get(id=made.id)).upheld is True


async def test_two_answers_at_once_are_one(db):
    village, notice, clerk = await hanging()
    made = await own(notice, await make.person(village))
    door = await objections.of_village(clerk, village.id, made.id)

    answers = await asyncio.gather(
        *(objections.answer(door, text, True, clerk, now=NOW) for text in ("甲", "乙")),
        return_exceptions=True,
    )

    assert sorted(type(one).__name__ for one in answers) == ["NoneType", "Stale"]


async def test_only_who_answers_objections_answers_and_writes_down(db):
    village, notice, clerk = await hanging()
    who = await make.person(village)
    made = await own(notice, who)
    door = await objections.of_village(clerk, village.id, made.id)
    stranger = await make.holder(await make.village(name="石桥村"), Office.VILLAGE_CLERK)

    for actor in (await make.holder(village, Office.SUPERVISOR), stranger, make.acting(who)):
        with pytest.raises(NotPermitted):
            await objections.answer(door, "好", True, actor, now=NOW)
        with pytest.raises(NotPermitted):
            await at_window(notice, who, actor)
    with pytest.raises(InvalidInput):
        await objections.answer(door, " ", True, clerk, now=NOW)


async def test_the_door_is_the_desk_of_this_village(db):
    village, notice, clerk = await hanging()
    other = await make.village(name="石桥村")
    stranger = await make.holder(other, Office.VILLAGE_CLERK)
    who = await make.person(village)
    made = await own(notice, who)

    assert (await objections.of_village(clerk, village.id, made.id)).id == made.id
    tries = ((stranger, village, 0), (clerk, other, 0), (make.acting(who), village, 0))
    for actor, place, more in (*tries, (clerk, village, 1)):
        with pytest.raises(NotFound):
            await objections.of_village(actor, place.id, made.id + more)


async def test_the_most_urgent_waits_first(db):
    village, notice, clerk = await hanging()
    who = await make.person(village)
    later = await own(notice, who, now=NOW + timedelta(2))
    sooner = await own(notice, who)
    answered = await own(notice, who)
    door = await objections.of_village(clerk, village.id, answered.id)
    await objections.answer(door, "已改", True, clerk, now=NOW)

    assert [one.id for one in await objections.open_for(notice)] == [sooner.id, later.id]


def test_on_the_public_page_nobody_is_named():
    assert objections.public_name("刘桂兰") == "刘某"
