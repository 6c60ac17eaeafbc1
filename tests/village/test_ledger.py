import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.make import NOW
from tests.village.records import a_record, rows_of, seal
from village import ledger, merkle, storage
from village.models import LedgerEntry, Township, Village
from village.permissions import Office, Seat


async def test_an_untouched_record_is_good_line_by_line(db):
    await a_record()
    await a_record(3)
    town = await Township.first()
    async with storage.writing_township(town.id):
        seat = Seat(None, Office.OPERATOR, None, town.id)
        await ledger.record_township(town.id, seat, "township.found", "township:1", now=NOW)

    assert await ledger.verify() == (10, None)


async def test_an_empty_record_is_good(db):
    await make.village()

    assert await ledger.verify() == (0, None)


async def test_a_line_says_who_did_what_when_and_in_which_capacity(db):
    village = await a_record(2)

    entry = (await rows_of(village))[1]

    assert json.loads(entry.line) == {
        "v": 1,
        "log": f"village:{village.id}",
        "seq": 1,
        "at": "2026-11-22T01:01:00.000000+00:00",
        "by": 7,
        "as": "village_clerk",
        "action": "meeting.record",
        "subject": "meeting:1",
        "data": {"present": 1},
    }
    assert entry.leaf == merkle.leaf_hash(entry.line.encode()).hex()


async def test_every_deed_makes_cached_pages_old(db):
    village = await a_record(3)

    assert (await Village.get(id=village.id)).data_version == 3


async def test_the_seal_on_a_paper_is_the_latest_line_about_it(db):
    village = await a_record(3)
    await seal(village, 1)

    found = await ledger.seal_of(village.id, "meeting:1")

    assert found.seq == 3
    assert await ledger.seal_of(village.id, "meeting:9") is None


async def test_a_refused_deed_leaves_no_line(db):
    village = await a_record(2)

    with pytest.raises(ZeroDivisionError):
        await sealed_and_refused(village)

    assert await ledger.verify() == (2, None)


async def sealed_and_refused(village):
    async with storage.writing(village.id):
        await seal(village, 2)
        raise ZeroDivisionError


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("王秀英", id="a name"),
        pytest.param("Wang Xiuying", id="words"),
        pytest.param("13800138000", id="a phone"),
        pytest.param("tel:13800138000", id="a phone in a code"),
        pytest.param("11010519491231002X", id="an ID number"),
        pytest.param("家庭困难", id="free text"),
        pytest.param("a" * 129, id="too long for a code"),
        pytest.param("a\nb", id="two lines"),
        pytest.param("ａｂｃ", id="full width"),
        pytest.param(1.5, id="a float"),
        pytest.param({"name": 1}, id="a mapping"),
        pytest.param(["好"], id="a list of words"),
        pytest.param(b"x", id="bytes"),
    ],
)
async def test_the_record_takes_no_names_no_phones_and_no_words(db, value):
    village = await make.village()
    seat = Seat(7, Office.VILLAGE_CLERK, village.id, village.township_id)

    with pytest.raises(TypeError):
        async with storage.writing(village.id):
            await ledger.record(
                village.id, seat, "meeting.record", "meeting:1", now=NOW, value=value
            )

    assert await LedgerEntry.all().count() == 0


@pytest.mark.parametrize(
    ("action", "subject", "key"),
    [
        ("会议.登记", "meeting:1", "present"),
        ("record", "meeting:1", "present"),
        ("meeting.record", "王秀英", "present"),
        ("meeting.record", "person:王秀英", "present"),
        ("meeting.record", "meeting", "present"),
        ("meeting.record", "meeting:1", "姓名"),
    ],
)
async def test_neither_deed_nor_subject_nor_key_may_be_words(db, action, subject, key):
    village = await make.village()
    seat = Seat(7, Office.VILLAGE_CLERK, village.id, village.township_id)

    with pytest.raises(TypeError):
        async with storage.writing(village.id):
            await ledger.record(village.id, seat, action, subject, now=NOW, **{key: 1})


async def test_what_the_record_takes_comes_out_as_ascii(db):
    village = await make.village()
    seat = Seat(None, Office.OPERATOR, village.id, village.township_id)
    digest = ledger.text_digest("好", "不好")

    async with storage.writing(village.id):
        await ledger.record(
            *(village.id, seat, "notice.post", "notice:1"),
            now=NOW,
            none=None,
            whole=-3,
            yes=True,
            day=date(2026, 1, 2),
            moment=datetime(2026, 1, 2, 3, tzinfo=UTC),
            code="national-2025",
            about=["decision:3/propose", 4],
            digest=digest,
        )

    (entry,) = await rows_of(village)
    assert json.loads(entry.line)["data"] == {
        "none": None,
        "whole": -3,
        "yes": True,
        "day": "2026-01-02",
        "moment": "2026-01-02T03:00:00+00:00",
        "code": "national-2025",
        "about": ["decision:3/propose", 4],
        "digest": digest,
    }
    assert entry.line.isascii()
    assert await ledger.verify() == (1, None)


@given(st.text())
def test_whatever_is_not_a_code_is_refused(text):
    codes = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:,/+-")
    try:
        taken = ledger._plain("key", text)
    except TypeError:
        return
    assert taken == text
    assert set(text) <= codes
    assert len(text) <= 128


def test_digests_of_words_depend_on_where_one_ends():
    assert ledger.text_digest("ab", "c") != ledger.text_digest("a", "bc")
    assert ledger.text_digest("ab") != ledger.text_digest("ab", "")


async def test_recording_costs_the_same_however_long_the_record_is(db, queries):
    village = await a_record(1)
    queries.clear()
    await seal(village, 1)
    early = len(queries)
    for number in range(2, 64):
        await seal(village, number)
    queries.clear()

    await seal(village, 64)

    assert len(queries) == early
    fresh = await Village.get(id=village.id)
    assert (fresh.log_size, len(fresh.log_peaks)) == (65, 2 * 64)
