import asyncio
import sqlite3
import threading
from contextlib import closing

import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import TransactionManagementError
from tortoise.transactions import in_transaction

from tests.village.deeds import add, codes
from village import convoy, storage
from village.errors import NotPermitted, NotReady
from village.models import Township, Village
from web import tables

pytestmark = pytest.mark.sqlite


@pytest.fixture
async def village(db_url):
    """On a database where a deed waits 50 ms for another process, and no longer."""
    async with storage.opened(tables.config_for(f"{db_url}&busy_timeout=50")):
        township = await Township.create(code="qx", name="青溪镇")
        yield await Village.create(township=township, code="a", name="甲村")


@pytest.fixture
async def writer(village):
    """The one writing connection."""
    return get_connection("default")._connection


@pytest.fixture
async def sent(writer):
    """What reaches SQLite, written by the connection's own thread."""
    statements = []
    await writer.set_trace_callback(statements.append)
    return statements


class Gate:
    """Holds the writing connection at a statement until it is opened."""

    def __init__(self):
        self.reached = threading.Event()
        self.open = threading.Event()

    def hold(self, statement):
        def look(text):
            if text == statement:
                self.reached.set()
                self.open.wait(10)

        return look


def forbid(statement):
    def judge(action, first, *_):
        denied = action == sqlite3.SQLITE_TRANSACTION and first == statement
        return sqlite3.SQLITE_DENY if denied else sqlite3.SQLITE_OK

    return judge


async def add_and_refuse(village, code):
    async with storage.writing(village.id):
        await Village.create(township_id=village.township_id, code=code, name=code)
        raise NotPermitted("试")


async def test_a_deed_alone_is_committed_at_once(village, sent):
    await add(village, "b")

    assert [text for text in sent if text.split()[0] in ("BEGIN", "COMMIT")] == [
        "BEGIN IMMEDIATE",
        "COMMIT",
    ]


async def test_deeds_that_wait_for_a_commit_share_the_next_one(village, writer):
    gate, commits = Gate(), []
    hold = gate.hold("COMMIT")
    await writer.set_trace_callback(lambda text: (commits.append(text), hold(text)))

    first = asyncio.create_task(add(village, "first"))
    await asyncio.to_thread(gate.reached.wait, 10)
    others = [asyncio.create_task(add(village, f"{number:02}")) for number in range(59)]
    await asyncio.sleep(0.05)
    gate.open.set()
    await asyncio.gather(first, *others)

    assert commits.count("COMMIT") == 2
    assert len(await codes()) == 61


async def test_a_shared_commit_has_a_bounded_number_of_deeds(village, sent):
    deeds = convoy.MOST_TOGETHER + 1
    await asyncio.gather(*(add(village, f"{number:03}") for number in range(deeds)))

    assert sent.count("COMMIT") == 2


async def test_deeds_are_done_in_the_order_in_which_they_came(village):
    await asyncio.gather(*(add(village, f"{number:03}") for number in range(100)))

    in_order = await Village.all().order_by("id").values_list("code", flat=True)
    assert in_order == ["a", *(f"{number:03}" for number in range(100))]


async def test_nobody_is_answered_before_the_shared_commit(village, writer):
    gate = Gate()
    await writer.set_trace_callback(gate.hold("COMMIT"))

    deeds = [asyncio.create_task(add(village, code)) for code in "bc"]
    await asyncio.to_thread(gate.reached.wait, 10)
    await asyncio.sleep(0.05)
    answered = [deed.done() for deed in deeds]
    gate.open.set()
    await asyncio.gather(*deeds)

    assert answered == [False, False]


async def test_a_refusal_in_a_shared_commit_leaves_the_others_stored(village, sent):
    answers = await asyncio.gather(
        add(village, "b"),
        add_and_refuse(village, "r"),
        add(village, "c"),
        return_exceptions=True,
    )

    assert [type(answer) for answer in answers] == [type(None), NotPermitted, type(None)]
    assert (sent.count("COMMIT"), await codes()) == (1, ["a", "b", "c"])


async def test_refusals_alone_commit_nothing(village, sent):
    with pytest.raises(NotPermitted):
        await add_and_refuse(village, "b")

    assert [text for text in sent if text in ("COMMIT", "ROLLBACK")] == ["ROLLBACK"]


async def test_a_commit_that_fails_is_told_to_all_and_the_next_deed_works(village, writer):
    await writer.set_authorizer(forbid("COMMIT"))
    answers = await asyncio.gather(*(add(village, code) for code in "bcd"), return_exceptions=True)
    await writer.set_authorizer(None)
    await add(village, "e")

    assert [type(answer) for answer in answers] == [NotReady] * 3
    assert await codes() == ["a", "e"]


async def test_a_refusal_that_rests_on_a_deed_that_was_not_stored_is_void(village, writer):
    async def only_if_new():
        async with storage.writing(village.id):
            if await Village.exists(code="b"):
                raise NotPermitted("重复登记")

    await writer.set_authorizer(forbid("COMMIT"))
    answers = await asyncio.gather(add(village, "b"), only_if_new(), return_exceptions=True)
    await writer.set_authorizer(None)

    assert [type(answer) for answer in answers] == [NotReady, NotReady]


async def test_a_begin_that_fails_is_told_and_the_next_deed_works(village, db_url):
    with closing(sqlite3.connect(db_url[9:].partition("?")[0])) as other:
        other.execute("BEGIN IMMEDIATE")
        answers = await asyncio.gather(
            add(village, "b"),
            add(village, "c"),
            Village.create(township_id=village.township_id, code="d", name="d"),
            return_exceptions=True,
        )
        other.rollback()
    await add(village, "e")

    assert [type(answer) for answer in answers] == [NotReady] * 3
    assert await codes() == ["a", "e"]


async def test_a_deed_waits_for_another_process_that_is_soon_done(village, db_url):
    with closing(sqlite3.connect(db_url[9:].partition("?")[0])) as other:
        other.execute("BEGIN IMMEDIATE")
        deed = asyncio.create_task(add(village, "b"))
        await asyncio.sleep(0.02)
        other.rollback()
        await deed

    assert await codes() == ["a", "b"]


async def test_a_process_that_writes_all_the_time_does_not_keep_others_out(db_url):
    def write_all_the_time():
        with closing(sqlite3.connect(db_url[9:].partition("?")[0], isolation_level=None)) as other:
            while not enough.is_set():
                other.execute("BEGIN IMMEDIATE")
                enough.wait(0.01)
                other.execute("COMMIT")
                enough.wait(0.0001)

    enough = threading.Event()
    async with asyncio.timeout(5), storage.opened(tables.config_for(db_url)):
        township = await Township.create(code="qx", name="青溪镇")
        busy = asyncio.create_task(asyncio.to_thread(write_all_the_time))
        try:
            for number in range(12):
                await asyncio.sleep(0.003)
                await Village.create(township=township, code=f"{number}", name="x")
        finally:
            enough.set()
            await busy


async def test_a_full_disk_undoes_the_whole_shared_transaction(village, writer, caplog):
    async def large():
        async with storage.writing(village.id):
            await Village.filter(id=village.id).update(log_peaks="x" * 3_000_000)

    pages = (await writer.execute_fetchall("PRAGMA page_count"))[0][0]
    await writer.execute_fetchall(f"PRAGMA max_page_count={pages + 3}")
    answers = await asyncio.gather(
        add(village, "b"), large(), add(village, "c"), return_exceptions=True
    )
    await writer.execute_fetchall("PRAGMA max_page_count=1000000")
    await add(village, "d")

    assert [type(answer) for answer in answers] == [NotReady] * 3
    assert await codes() == ["a", "d"]
    assert "database or disk is full" in caplog.text


async def test_a_deed_whose_transaction_the_database_gave_up_may_not_go_on(village, writer):
    async def go_on():
        async with storage.writing(village.id):
            await Village.create(township_id=village.township_id, code="b", name="乙村")
            await writer.execute_fetchall("ROLLBACK")
            with pytest.raises(TransactionManagementError, match="given up"):
                await Village.create(township_id=village.township_id, code="c", name="丙村")

    with pytest.raises(NotReady):
        await go_on()
    await add(village, "d")

    assert await codes() == ["a", "d"]


async def test_a_deed_cancelled_while_it_waits_for_its_turn_is_never_begun(village):
    begun, end = asyncio.Event(), asyncio.Event()

    async def slow():
        async with storage.writing(village.id):
            begun.set()
            await end.wait()

    first = asyncio.create_task(slow())
    await begun.wait()
    second = asyncio.create_task(add(village, "b"))
    await asyncio.sleep(0)
    second.cancel()
    end.set()
    await first
    await add(village, "c")

    assert second.cancelled()
    assert await codes() == ["a", "c"]


async def test_a_deed_cancelled_while_it_waits_for_the_commit_is_whole(village, writer):
    gate = Gate()
    await writer.set_trace_callback(gate.hold("COMMIT"))

    deeds = [asyncio.create_task(add(village, code)) for code in "bc"]
    await asyncio.to_thread(gate.reached.wait, 10)
    deeds[0].cancel()
    await asyncio.wait([deeds[0]], timeout=5)
    gate.open.set()
    await deeds[1]

    assert (deeds[0].cancelled(), await codes()) == (True, ["a", "b", "c"])


async def test_closing_waits_for_deeds_on_their_way(db_url):
    async def slow(township):
        async with in_transaction():
            await Village.create(township=township, code="a", name="甲村")
            begun.set()
            await asyncio.sleep(0.05)
            await Village.create(township=township, code="b", name="乙村")

    begun = asyncio.Event()
    async with storage.opened(tables.config_for(db_url)):
        deed = asyncio.create_task(slow(await Township.create(code="qx", name="青溪镇")))
        await begun.wait()
    await deed

    async with storage.opened(tables.config_for(db_url)):
        assert await codes() == ["a", "b"]


async def test_who_is_cancelled_while_the_file_is_opened_disturbs_nobody_else(db_url):
    async with storage.opened(tables.config_for(db_url)):
        first, second = (asyncio.create_task(codes()) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()

        assert (await second, first.cancelled()) == ([], True)


async def test_what_is_asked_while_the_thread_is_at_work_comes_after_it(village, writer):
    """A cancelled deed's rows on their way may not outlive its being undone."""
    gate = Gate()
    await writer.set_trace_callback(gate.hold("SELECT 1"))
    slow = asyncio.create_task(writer.slowly("SELECT 1"))
    await asyncio.to_thread(gate.reached.wait, 10)

    second = asyncio.create_task(writer.rows("SELECT 2"))
    await asyncio.sleep(0.02)
    waited = not second.done()
    gate.open.set()
    await slow
    await second
    at_once = asyncio.create_task(writer.rows("SELECT 3"))
    await asyncio.sleep(0)

    assert (waited, at_once.done()) == (True, True)


async def test_who_reads_without_end_gives_others_a_turn(village):
    turns = []
    other = asyncio.create_task(asyncio.sleep(0))
    other.add_done_callback(turns.append)
    for _ in range(40):
        await codes()

    assert len(turns) == 1


async def test_a_long_list_is_written_on_the_thread_and_a_short_one_at_once(village, writer):
    sent = writer._sent
    await Village.bulk_create(
        [Village(township_id=village.township_id, code=f"{n:02}", name="x") for n in range(50)]
    )
    few = writer._sent - sent
    await Village.bulk_create(
        [Village(township_id=village.township_id, code=f"m{n:02}", name="x") for n in range(51)]
    )

    assert (few, writer._sent - sent) == (2, 5)  # BEGIN and COMMIT, and the long list


async def test_who_queued_behind_those_that_waited_in_vain_is_told_soon(db_url):
    loop = asyncio.get_running_loop()
    async with storage.opened(tables.config_for(f"{db_url}&busy_timeout=800")):
        township = await Township.create(code="qx", name="青溪镇")
        village = await Village.create(township=township, code="a", name="甲村")
        with closing(sqlite3.connect(db_url[9:].partition("?")[0])) as other:
            other.execute("BEGIN IMMEDIATE")
            began = loop.time()
            deeds = (add(village, f"{each:03}") for each in range(4 * convoy.MOST_TOGETHER))
            answers = await asyncio.gather(*deeds, return_exceptions=True)
            took = loop.time() - began
            other.rollback()
        await add(village, "b")

        assert {type(answer) for answer in answers} == {NotReady}
        assert (took < 2.4, await codes()) == (True, ["a", "b"])
