"""Papers on the board: posted once, for at least the law's days, taken down only with a reason."""

import asyncio
from datetime import timedelta

import pytest

from publicity import notices
from publicity.models import Notice, NoticeKind
from publicity.notices import Paper
from tests import make
from tests.deliberation.sittings import lines
from tests.make import DAY, NOW
from village import clock, ledger, storage
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted, Stale
from village.models import LedgerEntry, ShortCode
from village.permissions import Office

SUBJECT = "decision:12"


def paper(**fields):
    ordinary = {
        "subject": SUBJECT,
        "kind": NoticeKind.RESOLUTION,
        "title": "决议公告",
        "body": "同意 11 票，决议通过。",
        "days": 15,
        "least": 15,
        "basis": "《村民委员会组织法》",
        "places": "村口",
    }
    return Paper(**{**ordinary, **fields})


async def posted(village, clerk, **fields):
    async with storage.writing(village.id):
        seat = clerk.seats[-1]
        made = await notices.post(village.id, paper(**fields), seat, now=NOW)
    return await notices.shown_in(village.id, made.id)


async def posting():
    village = await make.village()
    return village, await make.holder(village, Office.VILLAGE_CLERK)


async def test_the_day_of_posting_does_not_count(db):
    village, clerk = await posting()

    notice = await posted(village, clerk)

    assert (notice.first_day, notice.days, notice.last_day) == (DAY, 15, DAY + timedelta(15))
    assert await ShortCode.filter(subject=f"notice:{notice.id}").count() == 1
    assert await lines("notice.post") == [
        {
            "about": SUBJECT,
            "kind": "resolution",
            "digest": ledger.text_digest("决议公告", "同意 11 票，决议通过。"),
            "first": "2026-11-22",
            "last": "2026-12-07",
        }
    ]


@pytest.mark.parametrize(("days", "ran"), [(14, False), (15, False), (16, True)])
async def test_it_has_run_its_days_when_the_last_one_is_over(db, days, ran):
    village, clerk = await posting()

    assert notices.ran_its_days(await posted(village, clerk), DAY + timedelta(days)) is ran


async def test_it_hangs_at_least_the_days_of_the_law(db):
    village, clerk = await posting()

    with pytest.raises(Blocked) as refusal:
        await posted(village, clerk, days=14)

    assert refusal.value.codes == ("period-too-short",)
    assert await Notice.all().count() == 0
    assert (await posted(village, clerk, days=15)).days == 15


@pytest.mark.parametrize(("days", "hangs"), [(366, True), (367, False)])
async def test_years_on_the_board_are_a_slip_of_the_pen(db, days, hangs):
    village, clerk = await posting()

    if hangs:
        assert (await posted(village, clerk, days=days)).days == days
    else:
        with pytest.raises(InvalidInput) as refusal:
            await posted(village, clerk, days=days)
        assert list(refusal.value.fields) == ["days"]


async def test_one_paper_of_a_kind_hangs_for_a_matter(db):
    village, clerk = await posting()
    first = await posted(village, clerk)

    with pytest.raises(Stale):
        await posted(village, clerk)
    other = await posted(village, clerk, kind=NoticeKind.RESULT)

    assert [one.id for one in await Notice.all().order_by("id")] == [first.id, other.id]


async def test_beside_a_corrected_paper_no_third_one_hangs(db):
    """The withdrawn first one does not make room: the corrected one counts."""
    village, clerk = await posting()
    first = await posted(village, clerk)
    await notices.correct(first, "同意 12 票，决议通过。", "票数写错", clerk, now=NOW)

    with pytest.raises(Stale):
        async with storage.writing(village.id):
            await notices.post(village.id, paper(), clerk.seats[-1], now=NOW, replaces=first)

    assert await Notice.all().count() == 2


async def test_two_at_once_hang_one_paper(db):
    village, clerk = await posting()

    answers = await asyncio.gather(
        *(posted(village, clerk) for _ in range(2)), return_exceptions=True
    )

    assert sorted(type(one).__name__ for one in answers) == ["Notice", "Stale"]


async def test_the_one_that_counts_is_the_latest_still_hanging(db):
    village, clerk = await posting()
    first = await posted(village, clerk)
    assert (await notices.current(village.id, SUBJECT, NoticeKind.RESOLUTION)).id == first.id

    second = await notices.correct(first, "同意 12 票。", "票数写错", clerk, now=NOW)

    assert (await notices.current(village.id, SUBJECT, NoticeKind.RESOLUTION)).id == second.id
    assert await notices.current(village.id, SUBJECT, NoticeKind.RESULT) is None


async def test_taking_down_keeps_the_paper_with_its_reason(db):
    village, clerk = await posting()
    notice = await posted(village, clerk)

    await notices.withdraw(notice, "票数写错", clerk, now=NOW)

    stored = await Notice.get(id=notice.id)
    assert (stored.withdrawn_at, stored.withdrawn_why) == (NOW, "票数写错")
    assert await lines("notice.withdraw") == [{"why": ledger.text_digest("票数写错")}]
    with pytest.raises(Stale):
        await notices.withdraw(notice, "票数写错", clerk, now=NOW)


@pytest.mark.parametrize(("days", "down"), [(15, True), (16, False)])
async def test_what_hung_its_days_cannot_be_taken_down(db, days, down):
    village, clerk = await posting()
    notice = await posted(village, clerk)
    then = clock.at_local(DAY + timedelta(days), 9)

    if down:
        await notices.withdraw(notice, "票数写错", clerk, now=then)
        assert (await Notice.get(id=notice.id)).withdrawn_at == then
    else:
        with pytest.raises(Blocked) as refusal:
            await notices.withdraw(notice, "票数写错", clerk, now=then)
        assert refusal.value.codes == ("period-over",)


async def test_a_corrected_paper_begins_its_days_anew(db):
    village, clerk = await posting()
    notice = await posted(village, clerk, days=20)
    later = clock.at_local(DAY + timedelta(3), 9)

    new = await notices.correct(notice, "同意 12 票，决议通过。", "票数写错", clerk, now=later)

    assert (new.replaces_id, new.first_day, new.days) == (notice.id, DAY + timedelta(3), 20)
    assert (new.title, new.places, new.basis) == (notice.title, notice.places, notice.basis)
    old = await Notice.get(id=notice.id)
    assert (old.withdrawn_at, old.body) == (later, "同意 11 票，决议通过。")
    actions = await LedgerEntry.all().order_by("seq").values_list("action", flat=True)
    assert actions == ["notice.post", "notice.withdraw", "notice.post"]


@pytest.mark.parametrize(
    ("body", "why", "field"),
    [
        ("同意 11 票，决议通过。 ", "票数写错", "body"),
        ("", "票数写错", "body"),
        ("同意 12 票。", " ", "why"),
    ],
)
async def test_a_correction_changes_something_and_says_why(db, body, why, field):
    village, clerk = await posting()
    notice = await posted(village, clerk)

    with pytest.raises(InvalidInput) as refusal:
        await notices.correct(notice, body, why, clerk, now=NOW)

    assert list(refusal.value.fields) == [field]
    assert (await Notice.get(id=notice.id)).withdrawn_at is None


async def test_taking_down_needs_a_reason_and_the_office_in_this_village(db):
    village, clerk = await posting()
    notice = await posted(village, clerk)
    stranger = await make.holder(await make.village(name="石桥村"), Office.VILLAGE_CLERK)
    secretary = await make.holder(village, Office.PARTY_SECRETARY)

    with pytest.raises(InvalidInput):
        await notices.withdraw(notice, "", clerk, now=NOW)
    for actor in (stranger, secretary):
        with pytest.raises(NotPermitted):
            await notices.withdraw(notice, "票数写错", actor, now=NOW)
        with pytest.raises(NotPermitted):
            await notices.correct(notice, "别的话", "票数写错", actor, now=NOW)

    assert (await Notice.get(id=notice.id)).withdrawn_at is None


async def test_taken_down_twice_at_once_it_is_taken_down_once(db):
    village, clerk = await posting()
    notice = await posted(village, clerk)

    answers = await asyncio.gather(
        *(notices.withdraw(notice, "票数写错", clerk, now=NOW) for _ in range(2)),
        return_exceptions=True,
    )

    assert sorted(type(one).__name__ for one in answers) == ["NoneType", "Stale"]


async def test_another_villages_paper_is_not_there(db):
    village, clerk = await posting()
    other = await make.village(name="石桥村")
    notice = await posted(village, clerk)

    for place, key in ((other, notice.id), (village, notice.id + 1)):
        with pytest.raises(NotFound):
            await notices.shown_in(place.id, key)
