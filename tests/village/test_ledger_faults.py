# ruff: noqa: S608 - these tests write to the tables as a tamperer would

"""Whatever is done to the record behind its back is found and named."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tortoise.connection import get_connection

from tests.make import NOW
from tests.village.records import LINES, a_record, rows_of, seal
from village import ledger, merkle, storage
from village.models import LedgerEntry, Village
from web import tables

COLUMNS = ("line", "leaf", "head", "action", "subject")


async def tamper(statement, *values):
    """Straight into the database, as somebody with its password would."""
    connection = get_connection(storage.CONNECTION)
    if connection.capabilities.dialect == "postgres":
        for number in range(len(values)):
            statement = statement.replace("?", f"${number + 1}", 1)
    await connection.execute_query(statement, list(values))


async def first_fault():
    _, fault = await ledger.verify()
    return None if fault is None else (fault.log, fault.seq, fault.code)


@pytest.mark.parametrize("seq", [0, 2, LINES - 1])
@pytest.mark.parametrize("column", COLUMNS)
async def test_a_changed_column_is_named(db, seq, column):
    village = await a_record()
    stored = getattr((await rows_of(village))[seq], column)
    flipped = stored[:3] + ("x" if stored[3] != "x" else "y") + stored[4:]

    await tamper(f"UPDATE ledger_entry SET {column} = ? WHERE seq = {seq}", flipped)

    assert await first_fault() == (f"village:{village.id}", seq, "changed")


@pytest.mark.parametrize("seq", [0, 2, LINES - 1])
async def test_a_changed_time_is_named(db, seq):
    village = await a_record()

    moved = await LedgerEntry.filter(seq=seq).update(at=NOW + timedelta(microseconds=1))

    assert moved == 1
    assert await first_fault() == (f"village:{village.id}", seq, "changed")


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "what",
    [
        pytest.param("line = X'ff' || line", id="no UTF-8 any more"),
        pytest.param("action = CAST(X'ff41' AS TEXT)", id="nor the action"),
        pytest.param("at = 'never'", id="no time"),
        pytest.param("at = replace(at, ' ', 'T')", id="the same time, written otherwise"),
        pytest.param("line = X'00'", id="a blob"),
        pytest.param("line = ''", id="nothing"),
        pytest.param("head = upper(head)", id="capitals"),
    ],
)
async def test_nothing_left_behind_stops_the_walk(db, what):
    village = await a_record()

    await tamper(f"UPDATE ledger_entry SET {what} WHERE seq = 2")

    assert await first_fault() == (f"village:{village.id}", 2, "changed")


@pytest.mark.sqlite
async def test_words_in_a_column_of_numbers_do_not_stop_it_either(db):
    village = await a_record()

    await tamper("UPDATE ledger_entry SET seq = 'two' WHERE seq = 2")

    assert await first_fault() == (f"village:{village.id}", 2, "moved")


@pytest.mark.parametrize("line", ["[]", "no json", "[" * 9000, "{}", '{"seq": 2}', "5"])
async def test_a_line_rewritten_with_its_leaf_is_named(db, line):
    village = await a_record()

    await tamper(
        "UPDATE ledger_entry SET line = ?, leaf = ? WHERE seq = 2",
        *(line, merkle.leaf_hash(line.encode()).hex()),
    )

    log, seq, code = await first_fault()
    assert (log, seq) == (f"village:{village.id}", 2)
    assert code in ("changed", "moved")


async def test_a_line_that_tells_no_time_is_named(db):
    village = await a_record()
    line = (await rows_of(village))[2].line.replace("2026-11-22T", "some day T")

    await tamper(
        "UPDATE ledger_entry SET line = ?, leaf = ? WHERE seq = 2",
        *(line, merkle.leaf_hash(line.encode()).hex()),
    )

    assert await first_fault() == (f"village:{village.id}", 2, "changed")


@pytest.mark.parametrize("with_head", [False, True])
async def test_a_line_forged_with_leaf_and_head_is_named_there_or_right_behind(db, with_head):
    village = await a_record()
    rows = await rows_of(village)
    line = rows[2].line.replace('"present":2', '"present":9')
    leaf = merkle.leaf_hash(line.encode())
    head = merkle.root(frontier([*[row.line for row in rows[:2]], line])).hex()

    await tamper("UPDATE ledger_entry SET line = ?, leaf = ? WHERE seq = 2", line, leaf.hex())
    if with_head:
        await tamper("UPDATE ledger_entry SET head = ? WHERE seq = 2", head)

    expected = 3 if with_head else 2
    assert await first_fault() == (f"village:{village.id}", expected, "changed")


def frontier(lines):
    peaks = ()
    for size, line in enumerate(lines):
        peaks = merkle.grown(peaks, size, merkle.leaf_hash(line.encode()))
    return peaks


@pytest.mark.parametrize("seq", [0, 2, LINES - 1])
async def test_a_dropped_line_is_named(db, seq):
    village = await a_record()

    await tamper(f"DELETE FROM ledger_entry WHERE seq = {seq}")

    assert await first_fault() == (f"village:{village.id}", seq, "dropped")


@pytest.mark.parametrize("seq", [0, 2, LINES - 2])
async def test_a_dropped_line_is_named_when_the_others_closed_ranks(db, seq):
    village = await a_record()

    await tamper(f"DELETE FROM ledger_entry WHERE seq = {seq}")
    for later in range(seq + 1, LINES):
        await tamper(f"UPDATE ledger_entry SET seq = {later - 1} WHERE seq = {later}")

    assert await first_fault() == (f"village:{village.id}", seq, "dropped")


async def test_all_lines_dropped_are_missed_from_the_first(db):
    village = await a_record()

    await tamper("DELETE FROM ledger_entry")

    assert await first_fault() == (f"village:{village.id}", 0, "dropped")


async def test_two_lines_that_changed_places_are_named(db):
    village = await a_record()

    await tamper("UPDATE ledger_entry SET seq = 99 WHERE seq = 1")
    await tamper("UPDATE ledger_entry SET seq = 1 WHERE seq = 4")
    await tamper("UPDATE ledger_entry SET seq = 4 WHERE seq = 99")

    assert await first_fault() == (f"village:{village.id}", 1, "moved")


async def test_two_lines_that_changed_contents_are_named(db):
    village = await a_record()
    rows = await rows_of(village)

    for place, other in ((1, rows[4]), (4, rows[1])):
        await tamper(
            "UPDATE ledger_entry SET line = ?, leaf = ?, head = ?, action = ?, subject = ?"
            f" WHERE seq = {place}",
            *(other.line, other.leaf, other.head, other.action, other.subject),
        )

    assert await first_fault() == (f"village:{village.id}", 1, "moved")


async def test_a_line_under_a_number_of_its_own_is_named_where_it_is_missing(db):
    village = await a_record()

    await tamper("UPDATE ledger_entry SET seq = 1000 WHERE seq = 3")

    assert await first_fault() == (f"village:{village.id}", 3, "moved")


async def test_a_line_moved_to_another_village_is_named(db):
    village = await a_record()
    other = await a_record(2)

    await tamper(
        f"UPDATE ledger_entry SET log = 'village:{other.id}', seq = 2"
        f" WHERE log = 'village:{village.id}' AND seq = {LINES - 1}"
    )

    assert await first_fault() == (f"village:{village.id}", LINES - 1, "dropped")


async def put(village, seq, like, *, line=None, head=None):
    """A line that was never sealed, in the shape of a good one."""
    row = (await rows_of(village))[like]
    line = line or row.line
    await LedgerEntry.create(
        log=row.log,
        seq=seq,
        at=row.at,
        action=row.action,
        subject=row.subject,
        line=line,
        leaf=merkle.leaf_hash(line.encode()).hex(),
        head=head or row.head,
    )


@pytest.mark.parametrize("seq", [LINES, LINES + 5, -1])
async def test_a_line_added_outside_the_seal_is_named(db, seq):
    village = await a_record()

    await put(village, seq, 0)

    assert await first_fault() == (f"village:{village.id}", seq, "added")


@pytest.mark.parametrize("forged", [False, True])
@pytest.mark.parametrize("place", [0, 2, LINES - 1])
async def test_a_line_pushed_in_between_is_named(db, place, forged):
    village = await a_record()
    rows = await rows_of(village)
    line = rows[place].line.replace('"present"', '"absent"')
    head = merkle.root(frontier([*[row.line for row in rows[:place]], line])).hex()

    for later in reversed(range(place, LINES)):
        await tamper(f"UPDATE ledger_entry SET seq = {later + 1} WHERE seq = {later}")
    await put(village, place, place, line=line, head=head if forged else None)

    assert await first_fault() == (f"village:{village.id}", place, "added")


async def test_a_line_repeated_in_place_of_another_is_named(db):
    village = await a_record()
    earlier = (await rows_of(village))[1]

    await tamper(
        "UPDATE ledger_entry SET line = ?, leaf = ?, head = ?, subject = ? WHERE seq = 4",
        *(earlier.line, earlier.leaf, earlier.head, earlier.subject),
    )

    assert await first_fault() == (f"village:{village.id}", 4, "moved")


async def test_a_changed_seal_is_told_from_changed_lines(db):
    village = await a_record()
    fresh = await Village.get(id=village.id)
    flipped = ("1" if fresh.log_peaks[0] != "1" else "2") + fresh.log_peaks[1:]

    await tamper(f"UPDATE village SET log_peaks = ? WHERE id = {village.id}", flipped)

    assert await first_fault() == (f"village:{village.id}", LINES - 1, "head")


@pytest.mark.parametrize(
    ("size", "seq", "code"),
    [
        pytest.param(LINES - 1, LINES - 2, "head", id="smaller"),
        pytest.param(LINES + 1, LINES, "dropped", id="larger"),
    ],
)
async def test_a_changed_size_is_noticed(db, size, seq, code):
    village = await a_record()

    await tamper(f"UPDATE village SET log_size = {size} WHERE id = {village.id}")

    assert await first_fault() == (f"village:{village.id}", seq, code)


async def test_a_seal_turned_back_with_its_peaks_shows_the_lines_beyond(db):
    village = await a_record(LINES - 1)
    earlier = await Village.get(id=village.id)
    await seal(village, LINES - 1)

    await tamper(
        f"UPDATE village SET log_size = {LINES - 1}, log_peaks = ? WHERE id = {village.id}",
        earlier.log_peaks,
    )

    assert await first_fault() == (f"village:{village.id}", LINES - 1, "added")


@pytest.mark.parametrize("log", ["village:99", "county:1"])
async def test_lines_of_nobody_are_named(db, log):
    await a_record()

    await LedgerEntry.create(
        log=log, seq=3, at=NOW, action="a.b", subject="a:1", line="{}", leaf="", head=""
    )

    assert await first_fault() == (log, 3, "stray")


@pytest.mark.sqlite
async def test_a_log_renamed_to_nonsense_is_missed_in_its_own(db):
    village = await a_record()

    await tamper("UPDATE ledger_entry SET log = CAST(X'ff' AS TEXT) WHERE seq = 2")

    assert await first_fault() == (f"village:{village.id}", 2, "dropped")


async def test_the_first_fault_is_the_one_named(db):
    village = await a_record()
    await a_record()

    await tamper("UPDATE ledger_entry SET subject = 'meeting:9' WHERE seq IN (4, 2)")
    await tamper("DELETE FROM ledger_entry WHERE seq = 3")

    good, fault = await ledger.verify()
    assert (good, fault.log, fault.seq, fault.text) == (
        2,
        f"village:{village.id}",
        2,
        "这一行的内容被改动过",
    )


async def test_deeds_done_during_the_walk_raise_no_alarm(db):
    village = await a_record()

    async def keep_sealing():
        for number in range(30):
            await seal(village, number)

    sealing = asyncio.create_task(keep_sealing())
    found = []
    while not sealing.done():
        found.append((await ledger.verify())[1])
    await sealing

    assert set(found) == {None}
    assert await ledger.verify() == (LINES + 30, None)


@pytest.mark.db
def test_any_single_changed_character_is_found(db_url):
    with asyncio.Runner() as runner:
        opened = storage.opened(tables.config_for(db_url))
        runner.run(opened.__aenter__())
        village = runner.run(a_record())

        @settings(max_examples=120, deadline=None)
        @given(st.integers(0, LINES - 1), st.sampled_from(COLUMNS), st.data())
        def check(seq, column, data):
            assert runner.run(flipped(village, seq, column, data)) == (
                f"village:{village.id}",
                seq,
                "changed",
            )

        check()
        assert runner.run(ledger.verify()) == (LINES, None)
        runner.run(opened.__aexit__(None, None, None))


async def flipped(village, seq, column, data):
    """One character changed, what the walk says of it, and the character put back."""
    stored = getattr((await rows_of(village))[seq], column)
    place = data.draw(st.integers(0, len(stored) - 1))
    sign = data.draw(
        st.characters(min_codepoint=33, max_codepoint=0xFFF0, exclude_categories=["Cs"])
    )
    if sign == stored[place]:
        sign = "~"
    statement = f"UPDATE ledger_entry SET {column} = ? WHERE seq = {seq}"
    await tamper(statement, stored[:place] + sign + stored[place + 1 :])
    found = await first_fault()
    await tamper(statement, stored)
    return found
