import asyncio
from datetime import date, timedelta

import pytest

from deliberation import concern_doors, deadlines, raising, say_days
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernCategory,
    ConcernChannel,
    ConcernLevel,
    ConcernMedium,
    ConcernPlace,
    ConcernSight,
    ConcernStage,
    MediumKind,
    SayForm,
)
from deliberation.raising import Caller, Medium
from publicity import notices, privacy
from tests import make
from tests.deliberation import saying, sittings
from tests.deliberation.saying import LAMP, SECRET, said
from tests.make import DAY, NOW
from village import clock, ledger, rules
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted, TooOften
from village.models import LedgerEntry
from village.permissions import Office

A, S = ConcernAudience, ConcernSight
PHOTO, VOICE = (Medium(kind, "a" * 64) for kind in (MediumKind.PHOTO, MediumKind.VOICE))


async def without_pass(village, words=LAMP, caller=None, *, address="10.0.0.1", now=NOW, **fields):
    caller = caller or Caller()
    return await raising.raise_without_pass(
        village, said(words, **fields), caller, address=address, secret=SECRET, now=now
    )


async def test_a_villager_gets_a_number_and_the_days_it_will_be_answered_by(village):
    who = await saying.villager(village)

    receipt = await raising.raise_own(village, said(media=(PHOTO, VOICE)), who, now=NOW)

    concern = await Concern.get()
    # 22 November 2026 is a Sunday: two working days are Monday and Tuesday
    assert (receipt.code, receipt.accept_by, receipt.answer_by, receipt.known) == (
        "",
        date(2026, 11, 24),
        date(2026, 11, 29),
        True,
    )
    assert (concern.number, concern.stage, concern.sight) == (
        "2026-001",
        ConcernStage.RAISED,
        S.SHOWN,
    )
    assert (concern.raised_by_id, concern.recorded_by_id) == (who.person_id, None)
    assert (concern.due_on, concern.answer_by) == (receipt.accept_by, receipt.answer_by)
    assert await saying.kinds(concern, told=True) == ["raised"]
    media = await ConcernMedium.all().order_by("id")
    assert [(one.kind, one.shown) for one in media] == [("photo", False), ("voice", False)]
    assert await sittings.lines("concern.raise") == [
        {
            "number": "2026-001",
            "channel": "phone",
            "category": "works",
            "audience": "everyone",
            "person": who.person_id,
            "words": ledger.text_digest(LAMP),
            "media": ["a" * 64, "a" * 64],
        }
    ]


async def test_numbers_run_through_the_year_and_begin_anew(village):
    other = await make.village()
    for place, now in (
        (village, NOW),
        (other, NOW),
        (village, NOW),
        (village, clock.at_local(date(2027, 1, 1))),
    ):
        await without_pass(place, f"第 {await Concern.all().count()} 件", now=now)

    rows = await Concern.all().order_by("id")
    assert [one.number for one in rows] == ["2026-001", "2026-001", "2026-002", "2027-001"]


async def test_what_cannot_be_taken_is_sent_back_with_a_sentence_each(village):
    who = await saying.villager(village)
    five = (PHOTO,) * 5
    for wrong, fields in (
        ("text", {"text": " \n"}),
        ("text", {"text": "😀🎉❗️"}),
        ("text", {"text": "字" * 2001}),
        ("where", {"where": "路" * 101}),
        ("media", {"media": five}),
        ("media", {"media": (VOICE, VOICE)}),
        ("group", {"level": ConcernLevel.GROUP}),
    ):
        with pytest.raises(InvalidInput) as refused:
            await raising.raise_own(village, said(**fields), who, now=NOW)
        assert list(refused.value.fields) == [wrong]
    for fields in ({"group_id": 7}, {"place_id": 7}, {"subject": "notice:7"}, {"subject": "x:1"}):
        with pytest.raises(NotFound):
            await raising.raise_own(village, said(**fields), who, now=NOW)
    assert (await Concern.all().count(), await LedgerEntry.all().count()) == (0, 0)

    await raising.raise_own(
        village, said("字" * 2000, where="路" * 100, media=five[:4]), who, now=NOW
    )
    await raising.raise_own(village, said("", media=(VOICE,)), who, now=NOW)

    assert [one.sight for one in await Concern.all().order_by("id")] == [S.SHOWN, S.HELD]


async def test_who_is_not_known_or_what_points_at_somebody_waits_for_a_look(village):
    who = await saying.villager(village)
    neighbour = await make.person(village, "赵德贵")
    for text, fields, sight, restricted in (
        (LAMP, {}, S.SHOWN, ""),
        ("水管漏了", {"audience": A.COMMITTEE}, S.INSIDE, ""),
        ("井盖丢了", {"audience": A.SUPERVISORS}, S.INSIDE, ""),
        (f"{neighbour.name}偷拿低保，村里谁都知道", {}, S.INSIDE, "accusation"),
        ("赵德贵家的地界桩被人挪了", {}, S.SHOWN, ""),
    ):
        receipt = await raising.raise_own(village, said(text, **fields), who, now=NOW)
        concern = await Concern.get(id=receipt.concern.id)
        assert (concern.sight, concern.restricted, concern.text) == (sight, restricted, text)
        assert neighbour.name not in concern.public_text
        assert bool(concern.public_text) == (concern.audience is A.EVERYONE)

    held = await without_pass(village, "路灯又坏了")
    assert (await Concern.get(id=held.concern.id)).sight is S.HELD


async def test_where_it_is_says_no_more_in_public_than_the_words_do(village):
    who = await saying.villager(village)
    await make.person(village, "赵德贵")
    for where, sight, kept, told in (
        ("晒谷场东边", S.SHOWN, "晒谷场东边", ""),
        ("赵德贵家门口", S.SHOWN, "", "\n地点：赵某家门口"),
        ("找13812345678", S.SHOWN, "", f"\n地点：找{privacy.HIDDEN}"),
        ("邻居得了肺癌那家", S.HELD, "", "\n地点：邻居得了（病情不公开）那家"),
        ("赵德贵贪污了灯钱那里", S.INSIDE, "", None),
    ):
        receipt = await raising.raise_own(
            village, said(f"{where}灯不亮", where=where), who, now=NOW
        )
        row = await Concern.get(id=receipt.concern.id)
        assert (row.sight, row.where) == (sight, kept)
        assert row.text.endswith(where if not kept else "灯不亮")
        shown = "" if told is None else row.public_text.partition("灯不亮")[2]
        assert shown == (told or "")


async def test_without_a_pass_a_code_is_given_once_and_only_its_digest_is_kept(village):
    receipt = await without_pass(village, caller=Caller("王大娘", "13900001234"))

    concern = await Concern.get()
    assert len(receipt.code) == 9
    assert receipt.code not in repr(receipt)
    assert "139" not in f"{concern.name_cipher}{concern.phone_cipher}{concern.text}"
    assert concern_doors.name_of(concern, SECRET) == "王大娘"
    assert concern_doors.phone_of(concern, SECRET) == "13900001234"
    assert (concern.raised_by_id, concern.recorded_by_id) == (None, None)
    for number, code in (
        ("2026-001", receipt.code),
        ("2026-001", receipt.code.lower().replace("-", " ")),
    ):
        claim = await concern_doors.by_code(
            village, number, code, address="a", secret=SECRET, now=NOW
        )
        assert (claim.concern.id, claim.person_id) == (concern.id, None)


async def test_a_wrong_code_and_a_wrong_number_look_the_same_and_guesses_end(village):
    receipt = await without_pass(village)
    other = await make.village()
    tries = [
        (village, "2026-002", receipt.code),
        (village, "二〇二六", receipt.code),
        (village, "2026-001", "AAAA-AAAA"),
        (village, "2026-001", ""),
        (village, "2026-001", "王" * 8),
        (other, "2026-001", receipt.code),
    ]
    for place, number, code in tries:
        with pytest.raises(NotFound) as refused:
            await concern_doors.by_code(place, number, code, address="a", secret=SECRET, now=NOW)
        assert str(refused.value) == "没有找到这件说事。"
    for _ in range(4):
        with pytest.raises(NotFound):
            await concern_doors.by_code(
                village, "2026-009", "A", address="a", secret=SECRET, now=NOW
            )

    with pytest.raises(TooOften):
        await concern_doors.by_code(
            village, "2026-001", receipt.code, address="a", secret=SECRET, now=NOW
        )


async def test_a_number_written_otherwise_is_guessed_at_no_more_often(village):
    await without_pass(village)
    ways = ["2026-001", "2026-1", "２０２６-001", " 2026-0001", "2026－00001", "2026-000001"]
    for guess in range(30):
        with pytest.raises(NotFound):
            await concern_doors.by_code(
                village, ways[guess % 6], "AAAA", address=f"a{guess}", secret=SECRET, now=NOW
            )

    for way in ways:
        with pytest.raises(TooOften):
            await concern_doors.by_code(
                village, way, "AAAA", address=f"b{way}", secret=SECRET, now=NOW
            )


async def test_a_person_without_a_pass_is_limited_by_address_and_day(village):
    for place in range(10):
        await without_pass(village, f"第 {place} 件事")

    with pytest.raises(TooOften):
        await without_pass(village, "第十一件事")
    await without_pass(village, "第十一件事", address="10.0.0.2")
    await without_pass(village, "第十一件事", now=NOW + timedelta(days=1, seconds=1))

    assert await Concern.all().count() == 12


async def test_the_same_words_again_are_told_apart_from_new_ones(village):
    who = await saying.villager(village)
    await raising.raise_own(village, said(), who, now=NOW)
    await without_pass(village)

    with pytest.raises(Blocked) as own:
        await raising.raise_own(village, said(), who, now=NOW + timedelta(hours=23))
    for _ in range(3):
        with pytest.raises(Blocked) as nobody:
            await without_pass(village)
    await raising.raise_own(village, said(LAMP + "急"), who, now=NOW)
    await raising.raise_own(village, said(), who, now=NOW + timedelta(hours=25))

    assert (own.value.codes, nobody.value.codes) == (("already-raised",), ("already-raised",))
    assert "2026-001" in str(own.value)
    assert await Concern.all().count() == 4


async def test_a_telephone_number_may_be_left_out_but_not_be_wrong(village):
    for phone in ("12345", "1390000123", "abc", "１３９０００"):
        with pytest.raises(InvalidInput) as refused:
            await without_pass(village, caller=Caller("", phone))
        assert list(refused.value.fields) == ["phone"]

    for place, phone in enumerate(("", "139 0000 1234", "0570-7654321", "７６５４３２１")):
        await without_pass(village, f"事 {place}", Caller("", phone))
    assert await Concern.all().count() == 4


async def test_the_window_writes_down_for_villager_and_stranger(village, clerk):
    granny = await make.person(village, "王桂兰")
    by_window = await raising.write_down(
        village, said(), granny, ConcernChannel.WINDOW, clerk, secret=SECRET, now=NOW
    )
    caller = Caller("过路人", "")
    by_phone = await raising.write_down(
        village, said("桥栏杆断了"), caller, ConcernChannel.CALL, clerk, secret=SECRET, now=NOW
    )

    first, second = await Concern.all().order_by("id")
    assert (first.raised_by_id, first.recorded_by_id, first.sight) == (
        granny.id,
        clerk.person_id,
        S.SHOWN,
    )
    assert (second.raised_by_id, second.recorded_by_id, second.sight) == (
        None,
        clerk.person_id,
        S.HELD,
    )
    assert all(len(one.code) == 9 for one in (by_window, by_phone))
    with pytest.raises(NotFound):
        await raising.write_down(
            village, said("甲"), granny, ConcernChannel.PHONE, clerk, secret=SECRET, now=NOW
        )
    stranger = await make.person(await make.village())
    with pytest.raises(NotFound):
        await raising.write_down(
            village, said("乙"), stranger, ConcernChannel.WINDOW, clerk, secret=SECRET, now=NOW
        )


async def test_who_helps_and_who_is_helped_are_both_named(village):
    granny = await make.person(village, "王桂兰")
    gone = await make.person(village, left_on=DAY)
    helper = await make.holder(village, Office.GRID_WORKER)

    receipt = await raising.raise_for(village, said(), granny, helper, secret=SECRET, now=NOW)

    concern = await Concern.get()
    assert (concern.channel, concern.raised_by_id, concern.recorded_by_id) == (
        ConcernChannel.HELPER,
        granny.id,
        helper.person_id,
    )
    own = await concern_doors.own(make.acting(granny), village.id, receipt.concern.number)
    helped = await concern_doors.helped(helper, village.id, "2026-001")
    assert own.concern.id == helped.id == concern.id
    with pytest.raises(NotFound):
        await concern_doors.own(helper, village.id, "2026-001")
    with pytest.raises(NotFound):
        await raising.raise_for(village, said("甲"), gone, helper, secret=SECRET, now=NOW)
    with pytest.raises(NotPermitted):
        await raising.raise_for(
            village, said("甲"), granny, make.acting(granny), secret=SECRET, now=NOW
        )


async def test_only_a_villager_of_this_village_raises_with_a_pass(village):
    stranger = await saying.villager(await make.village())

    with pytest.raises(NotPermitted):
        await raising.raise_own(village, said(), stranger, now=NOW)


async def test_a_printed_place_fills_in_where_until_it_is_retired(village):
    third = await make.group(village, "三组")
    lamp = await ConcernPlace.create(
        village=village, name="2 号路灯", group_id=third.id, made_at=NOW
    )

    concern = await saying.raised(village, place_id=lamp.id)
    await ConcernPlace.filter(id=lamp.id).update(retired_at=NOW)
    with pytest.raises(NotFound):
        await saying.raised(village, text="又坏了", place_id=lamp.id)

    assert (concern.place_id, concern.group_id) == (lamp.id, third.id)


async def test_a_question_is_tied_to_something_public_of_this_village(village):
    notice = await make.notice(village)
    other = await make.matter(await make.village())

    concern = await saying.raised(
        village, category=ConcernCategory.QUESTION, subject=f"notice:{notice.id}"
    )
    with pytest.raises(NotFound):
        await saying.raised(village, text="问一问", subject=f"decision:{other.id}")

    assert concern.subject == f"notice:{notice.id}"


async def test_only_what_is_shown_can_be_asked_about(village):
    who = await saying.villager(village)
    notice, matter = await make.notice(village), await make.matter(village)
    clerk = await make.holder(village, Office.VILLAGE_CLERK)
    called = say_days.SayCall(SayForm.SAY, DAY, "村委会")
    session = await say_days.call(village, called, clerk, now=NOW)
    shown = [f"notice:{notice.id}", f"decision:{matter.id}", f"say:{session.id}"]
    for subject in shown:
        await raising.raise_own(village, said(f"问 {subject}", subject=subject), who, now=NOW)

    await notices.withdraw(notice, "票数写错了", clerk, now=NOW)
    gone = [shown[0], f"decision:0{matter.id}", "say:", f"say:{session.id}9", "person:1"]
    for subject in gone:
        with pytest.raises(NotFound):
            await raising.raise_own(village, said(f"再问 {subject}", subject=subject), who, now=NOW)

    kept = await Concern.all().order_by("id").values_list("subject", flat=True)
    assert list(kept) == shown


async def test_of_many_at_once_each_has_a_number_of_its_own(village):
    people = [await saying.villager(village) for _ in range(6)]

    await asyncio.gather(*(raising.raise_own(village, said(), who, now=NOW) for who in people))

    numbers = await Concern.all().order_by("serial").values_list("serial", flat=True)
    assert list(numbers) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        pytest.param(date(2026, 11, 22), 2, (date(2026, 11, 24), True), id="from a Sunday"),
        pytest.param(date(2026, 11, 26), 2, (date(2026, 11, 30), True), id="over a weekend"),
        pytest.param(date(2026, 9, 30), 1, (date(2026, 10, 8), True), id="over National Day"),
        pytest.param(date(2026, 10, 9), 1, (date(2026, 10, 10), True), id="a working Saturday"),
        pytest.param(date(2026, 12, 31), 1, (date(2027, 1, 1), False), id="not announced yet"),
        pytest.param(date(2026, 11, 22), 0, (date(2026, 11, 22), True), id="no days at all"),
    ],
)
def test_working_days_follow_the_holidays_that_were_announced(day, count, expected):
    assert deadlines.working_day_after(day, count) == expected


def test_the_answer_is_never_promised_before_it_is_received():
    profile = rules.profile("national-2025")

    # the day before a long holiday: two working days end after seven days
    assert deadlines.promised(profile, date(2026, 9, 30)) == deadlines.Promise(
        date(2026, 10, 9), date(2026, 10, 9), True
    )
