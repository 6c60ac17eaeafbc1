from datetime import date, timedelta

import pytest
from tortoise.connection import get_connection

from deliberation import concern_doors, concern_figures, concern_lists, handling, ratings
from deliberation.concern_lists import ConcernState, Reader, Sought
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernCategory,
    ConcernChannel,
    ConcernLevel,
    ConcernMedium,
    ConcernOutcome,
    ConcernResult,
    ConcernSight,
    ConcernStage,
    MediumKind,
    MediumMoment,
    Road,
)
from deliberation.raising import Medium
from tests import make
from tests.deliberation import saying
from tests.deliberation.saying import LAMP, rating, unhappy
from tests.make import DAY, NOW
from village.errors import InvalidInput
from village.permissions import Office

A, C, S = ConcernAudience, ConcernCategory, ConcernStage


async def many(village, count, **fields):
    """Rows as they are, in few statements: every fifth is still open, every third of a kind."""
    last = await Concern.filter(village_id=village.id).count()
    kinds = list(ConcernCategory)
    await Concern.bulk_create(
        Concern(
            **{
                "village_id": village.id,
                "year": 2026,
                "serial": place,
                "channel": ConcernChannel.PHONE,
                "category": kinds[place % len(kinds)],
                "audience": A.EVERYONE,
                "sight": ConcernSight.SHOWN,
                "text": LAMP,
                "public_text": f"第{place}件：{LAMP}",
                "text_digest": "0" * 64,
                "stage": S.HANDLING if place % 5 == 0 else S.ARCHIVED,
                "outcome": None if place % 5 == 0 else ConcernOutcome.SETTLED,
                "due_on": DAY + timedelta(place % 40) if place % 5 == 0 else None,
                "raised_at": NOW,
                "told_at": NOW,
                **fields,
            }
        )
        for place in range(last + 1, last + count + 1)
    )


async def doubled(village):
    """Once more as many, by the database itself: a second for ten thousand."""
    columns = [one for one in Concern._meta.db_fields if one not in ("id", "serial")]
    names = ", ".join(f'"{one}"' for one in columns)
    last = await Concern.filter(village_id=village.id).count()
    await get_connection("default").execute_script(
        f'INSERT INTO concern ("serial", {names}) '  # noqa: S608 - names of our own columns
        f"SELECT serial + {last}, {names} FROM concern WHERE village_id = {village.id}"
    )


def numbers(page):
    return [one.serial for one in page.rows]


async def test_the_public_list_shows_what_is_shown_and_nothing_else(village, clerk):
    for sight in ConcernSight:
        await many(village, 1, sight=sight)
    await many(await make.village(), 1)

    page = await concern_lists.public_page(village.id, Sought())

    assert [(one.serial, one.sight) for one in page.rows] == [(1, ConcernSight.SHOWN)]
    assert numbers(await concern_lists.desk_page(clerk, village, Sought())) == [4, 3, 2, 1]


async def test_pages_follow_on_without_a_gap_while_new_ones_come_in(village):
    await many(village, 7)
    first = await concern_lists.public_page(village.id, Sought(), most=3)
    await many(village, 2)
    second = await concern_lists.public_page(village.id, Sought(), first.next, most=3)
    third = await concern_lists.public_page(village.id, Sought(), second.next, most=3)

    assert [numbers(one) for one in (first, second, third)] == [[7, 6, 5], [4, 3, 2], [1]]
    assert third.next == ""
    for nonsense in ("王", "-1", "1e3", "9" * 30, "²"):
        page = await concern_lists.public_page(village.id, Sought(), nonsense, most=3)
        assert numbers(page) == [9, 8, 7]


async def test_a_list_is_narrowed_by_state_kind_group_and_words(village):
    third = await make.group(village, "三组")
    for text, category, stage, group in (
        ("水管老化，黄水", C.WORKS, S.RAISED, third),
        ("水沟堵了", C.ENVIRONMENT, S.HANDLING, third),
        ("100%_的水价", C.POLICY, S.ANSWERED, None),
        ("路灯坏了", C.WORKS, S.CALLED_BACK, None),
    ):
        await many(village, 1, public_text=text, category=category, stage=stage, group=group)
    for sought, expected in (
        (Sought(state=ConcernState.NEW), [1]),
        (Sought(state=ConcernState.RUNNING), [2]),
        (Sought(state=ConcernState.RATING), [4, 3]),
        (Sought(state=ConcernState.ENDED), []),
        (Sought(category=C.WORKS), [4, 1]),
        (Sought(group_id=third.id), [2, 1]),
        (Sought(words="水管"), [1]),
        (Sought(words="　路灯 "), [4]),
        (Sought(words="水管 黄水"), [1]),
        (Sought(words="水管 路灯"), []),
        (Sought(words="0%"), [3]),
        (Sought(words="_的"), [3]),
        (Sought(words="%%"), []),
        (Sought(category=C.WORKS, words="路灯", state=ConcernState.RATING), [4]),
    ):
        assert numbers(await concern_lists.public_page(village.id, sought)) == expected
    for short in ("水", "路灯 坏"):
        with pytest.raises(InvalidInput) as refused:
            await concern_lists.public_page(village.id, Sought(words=short))
        assert list(refused.value.fields) == ["words"]


async def test_ten_thousand_cost_no_more_statements_than_a_hundred(village, clerk, queries):
    asked = (
        lambda: concern_lists.public_page(village.id, Sought()),
        lambda: concern_lists.public_page(village.id, Sought(category=C.LAND)),
        lambda: concern_lists.public_page(village.id, Sought(state=ConcernState.RUNNING)),
        lambda: concern_lists.public_page(village.id, Sought(words="路灯")),
        lambda: concern_lists.desk_page(clerk, village, Sought()),
        lambda: concern_lists.due_first(clerk, village),
        lambda: concern_lists.to_look_at(clerk, village),
        lambda: concern_lists.wall(village.id),
        lambda: concern_lists.counts([village.id], DAY),
        lambda: concern_figures.quarter(village.id, 2026, 4),
    )

    async def cost():
        queries.clear()
        for one in asked:
            await one()
        return len(queries)

    await many(village, 100)
    few = await cost()
    for _ in range(7):
        await doubled(village)

    assert (await cost(), few <= 35) == (few, True)
    assert await Concern.all().count() == 12_800
    assert numbers(await concern_lists.public_page(village.id, Sought(words="第77件")))[0] == 12_777


async def test_every_reader_gets_the_lines_and_pictures_meant_for_them(village, clerk):
    photo, voice = (
        Medium(kind, digit * 64)
        for kind, digit in ((MediumKind.PHOTO, "a"), (MediumKind.VOICE, "b"))
    )
    concern = await saying.raised(village, media=(photo, voice))
    await saying.sent(concern, Road.VILLAGE, clerk)
    await handling.assign(concern, handling.Assignment(clerk.person_id, DAY), clerk, now=NOW)
    shot = (MediumMoment.AFTER, Medium(MediumKind.PHOTO, "c" * 64))
    await handling.progress(concern, "换了", clerk, media=[shot], now=NOW)
    await handling.progress(concern, "内部", clerk, public=False, now=NOW)

    lines = {
        reader: [str(one.kind) for one in await concern_lists.history(concern, reader)]
        for reader in Reader
    }
    media = {reader: len(await concern_lists.media_of(concern, reader)) for reader in Reader}

    assert lines[Reader.PUBLIC] == ["raised", "received", "routed", "assigned", "progress"]
    assert lines[Reader.RAISER] == [*lines[Reader.PUBLIC], "progress"]
    assert lines[Reader.DESK] == [
        *("raised", "received", "verified", "studied", "routed", "assigned"),
        *("progress", "progress"),
    ]
    assert media == {Reader.PUBLIC: 1, Reader.RAISER: 3, Reader.DESK: 3}


async def test_the_wall_has_pairs_of_before_and_after_that_may_be_shown(village):
    async def pair(moments, *, sight=ConcernSight.SHOWN, shown=True):
        await many(village, 1, sight=sight)
        concern = await Concern.all().order_by("-id").first()
        for moment in moments:
            await ConcernMedium.create(
                concern=concern,
                kind=MediumKind.PHOTO,
                moment=moment,
                digest="a" * 64,
                shown=shown,
                added_at=NOW,
            )
        return concern.id

    M = MediumMoment
    one = await pair([M.BEFORE, M.AFTER])
    await pair([M.BEFORE])
    await pair([M.AFTER])
    await pair([M.RAISED, M.AFTER], shown=False)
    await pair([M.RAISED, M.AFTER], sight=ConcernSight.HIDDEN)
    two = await pair([M.RAISED, M.AFTER, M.AFTER])

    page = await concern_lists.wall(village.id)
    first = await concern_lists.wall(village.id, most=1)
    rest = await concern_lists.wall(village.id, first.next, most=3)

    assert [(one.id, len(page.photos[one.id])) for one in page.rows] == [(two, 3), (one, 2)]
    assert [[row.id for row in found.rows] for found in (first, rest)] == [[two], [one]]


async def test_ones_own_list_holds_what_one_raised_and_what_one_wrote_down(village):
    who, other = await saying.villager(village), await saying.villager(village)
    mine = await saying.raised(village, who, "甲")
    await saying.raised(village, other, "乙")
    await Concern.filter(id=mine.id).update(told_at=NOW + timedelta(1))

    assert [one.id for one in (await concern_lists.mine(who, village.id)).rows] == [mine.id]
    assert await concern_lists.unread(who, village.id) == 1
    assert await concern_lists.unread(other, village.id) == 0


async def test_the_desk_shows_what_is_due_by_last_day_to_those_who_may_read_it(village, clerk):
    supervisor = await make.holder(village, Office.SUPERVISOR)
    late = await saying.raised(village, text="甲")
    today = await saying.raised(village, text="乙")
    secret = await saying.raised(village, text="丙", audience=A.SUPERVISORS)
    await saying.answered(village, clerk)
    for concern, day in ((late, -1), (today, 0), (secret, -3)):
        await Concern.filter(id=concern.id).update(due_on=DAY + timedelta(day))

    rows = await concern_lists.due_first(clerk, village)

    assert [(one.id, one.state_on(DAY)) for one in rows[:2]] == [
        (late.id, "late"),
        (today.id, "soon"),
    ]
    assert rows[2].state_on(DAY) == ""
    assert (await concern_lists.due_first(supervisor, village))[0].id == secret.id
    counts = await concern_lists.counts([village.id, 99], DAY)
    assert [(one.open, one.late) for one in counts.values()] == [(4, 2), (0, 0)]


async def test_what_nobody_has_looked_at_waits_on_the_desk(village, clerk):
    photo = Medium(MediumKind.PHOTO, "a" * 64)
    plain = await saying.raised(village)
    with_photo = await saying.raised(village, text="乙", media=[photo])
    held = await saying.raised(village, text="丙")
    await Concern.filter(id=held.id).update(sight=ConcernSight.HELD)

    found = await concern_lists.to_look_at(clerk, village)

    assert [one.id for one in found] == [with_photo.id, held.id]
    assert plain.id not in [one.id for one in found]


async def test_a_group_leader_sees_the_desk_of_their_own_group(village):
    third, fourth = await make.group(village, "三组"), await make.group(village, "四组")
    person = await make.person(village)
    await make.appointment(village, person, Office.GROUP_LEADER, group=third)
    leader = make.acting(person, Office.GROUP_LEADER)
    at_group = {"level": ConcernLevel.GROUP}
    mine = await saying.raised(village, text="甲", group_id=third.id, **at_group)
    await saying.raised(village, text="乙", group_id=fourth.id, **at_group)
    await saying.raised(village, text="丙", group_id=third.id)

    rows = await concern_lists.of_my_groups(leader, village.id, DAY)

    assert [one.id for one in rows] == [mine.id]


async def test_questions_stand_beside_what_they_ask_about(village, clerk):
    notice = await make.notice(village)
    subject = f"notice:{notice.id}"
    asked = await saying.raised(village, text="钱花在哪里", category=C.QUESTION, subject=subject)
    hidden = await saying.raised(village, text="问二", category=C.QUESTION, subject=subject)
    await Concern.filter(id=hidden.id).update(sight=ConcernSight.HIDDEN)
    await saying.sent(asked, Road.ON_THE_SPOT, clerk, words="见明细表第 3 行")

    found = await concern_lists.questions_on(village.id, subject)

    assert [(one.id, one.answer) for one in found] == [(asked.id, "见明细表第 3 行")]
    assert await concern_lists.questions_on(village.id, "notice:99") == []


async def test_a_quarter_is_told_in_counts(village, clerk):
    who = await saying.villager(village)
    first = await saying.answered(village, clerk, who)
    claim = await concern_doors.own(who, village.id, first.number)
    await ratings.rate(claim, unhappy(), now=NOW)
    late = NOW + timedelta(30)
    second = await saying.raised(village, text="晚答")
    await saying.sent(second, Road.ON_THE_SPOT, clerk, now=late, result=ConcernResult.EXPLAINED)
    third = await saying.raised(village, who, text="第三件")
    await saying.sent(third, Road.ON_THE_SPOT, clerk)
    claim = await concern_doors.own(who, village.id, third.number)
    await ratings.rate(claim, rating(saying.FAIR), now=NOW)
    await saying.raised(village, text="上一季", now=NOW - timedelta(60))
    await saying.raised(await make.village(), text="别村")

    told = await concern_figures.quarter(village.id, 2026, 4)

    assert (told.first, told.last) == (date(2026, 10, 1), date(2026, 12, 31))
    assert (told.raised, told.answered, told.in_time, told.solved, told.reopened) == (3, 3, 2, 2, 1)
    assert told.outcomes == {ConcernOutcome.SETTLED: 1}
    assert told.ratings["result"] == {"good": 0, "fair": 1, "poor": 1}
    assert told.ratings["attitude"] == {"good": 2, "fair": 0, "poor": 0}
    assert (await concern_figures.quarter(village.id, 2026, 3)).raised == 1
    assert concern_figures.quarter_of(date(2026, 9, 30)) == (2026, 3)


async def test_all_stages_have_their_state_in_plain_words():
    stages = [stage for state in ConcernState for stage in concern_lists.STAGES[state]]

    assert sorted(stages) == sorted(ConcernStage)
