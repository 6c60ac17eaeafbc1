import asyncio
from contextlib import suppress

import asyncpg
import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, TransactionManagementError
from tortoise.transactions import in_transaction

from village import storage
from village.errors import NotFound, NotPermitted, NotReady
from village.models import Township, Village
from web import tables

pytestmark = pytest.mark.postgres


@pytest.fixture
async def village(db_url):
    """With three connections, so that a lost one is missed soon, and little patience."""
    url = f"{db_url}?minsize=1&maxsize=3&patience=0.5"
    async with storage.opened(tables.config_for(url)):
        township = await Township.create(code="qx", name="青溪镇")
        yield await Village.create(township=township, code="a", name="甲村")


async def add(village, code):
    async with storage.writing(village.id):
        await Village.create(township_id=village.township_id, code=code, name=code)


async def codes():
    return await Village.all().order_by("code").values_list("code", flat=True)


async def test_thirty_badly_timed_cancels_do_not_use_up_the_connections(village):
    async def cancelled_after(steps):
        task = asyncio.create_task(add(village, f"{steps:02}"))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])

    async with asyncio.timeout(30):
        for steps in range(30):
            await cancelled_after(steps)
        await asyncio.gather(*(add(village, code) for code in "xyz"))

    assert set("xyz") <= set(await codes())
    client = get_connection("default")
    await client.rest()
    pool = client._pool
    assert pool.get_size() == pool.get_idle_size()


async def test_deeds_of_different_villages_do_not_wait_for_each_other(village):
    other = await Village.create(township_id=village.township_id, code="b", name="乙村")
    begun, end = asyncio.Event(), asyncio.Event()

    async def slow():
        async with storage.writing(village.id):
            begun.set()
            await end.wait()

    async with asyncio.timeout(5):
        first = asyncio.create_task(slow())
        await begun.wait()
        await add(other, "c")
        end.set()
        await first

    assert await codes() == ["a", "b", "c"]


async def test_a_finished_transaction_is_refused(village):
    async with in_transaction() as deed:
        pass

    with pytest.raises(TransactionManagementError, match="this deed has ended"):
        await deed.execute_query("SELECT 1")


async def test_a_deed_that_gets_no_connection_is_not_ready(village):
    all_busy, end = asyncio.Barrier(4), asyncio.Event()

    async def busy():
        async with in_transaction():
            await all_busy.wait()
            await end.wait()

    others = [asyncio.create_task(busy()) for _ in range(3)]
    await all_busy.wait()
    with pytest.raises(NotReady):
        await add(village, "b")
    end.set()
    await asyncio.gather(*others)
    await add(village, "c")

    assert await codes() == ["a", "c"]


async def test_a_village_locked_for_too_long_is_not_ready(village, db_url):
    other = await asyncpg.connect(db_url.replace("asyncpg", "postgresql"))
    lock = other.transaction()
    await lock.start()
    await other.execute("SELECT 1 FROM village FOR UPDATE")

    with pytest.raises(NotReady):
        await add(village, "b")
    await lock.rollback()
    await other.close()
    await add(village, "c")

    assert await codes() == ["a", "c"]


async def test_a_server_that_cuts_the_line_is_not_ready_and_the_next_deed_works(village, db_url):
    async def cut():
        async with storage.writing(village.id):
            await other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
            await Village.create(township_id=village.township_id, code="b", name="乙村")

    other = await asyncpg.connect(db_url.replace("asyncpg", "postgresql"))
    with pytest.raises(NotReady):
        await cut()
    await other.close()
    await add(village, "c")

    assert await codes() == ["a", "c"]


async def add_and_refuse(village, code):
    async with storage.writing(village.id):
        await Village.create(township_id=village.township_id, code=code, name=code)
        raise NotPermitted("试")


async def test_a_refusal_in_a_shared_commit_leaves_the_others_stored(village):
    answers = await asyncio.gather(
        *(add(village, "b"), add_and_refuse(village, "r"), add(village, "c")),
        return_exceptions=True,
    )

    assert [type(answer) for answer in answers] == [type(None), NotPermitted, type(None)]
    assert await codes() == ["a", "b", "c"]


async def test_a_deed_that_swallows_a_broken_statement_is_lost_alone(village):
    async def swallow():
        async with storage.writing(village.id):
            await Village.create(township_id=village.township_id, code="x", name="x")
            with suppress(IntegrityError):
                await Village.create(township_id=village.township_id, code="a", name="a")

    answers = await asyncio.gather(
        *(add(village, "b"), swallow(), add(village, "c")), return_exceptions=True
    )

    assert [type(answer) for answer in answers] == [type(None), NotReady, type(None)]
    assert await codes() == ["a", "b", "c"]


async def test_nobody_is_answered_before_the_shared_commit(village, db_url):
    begun, end = asyncio.Event(), asyncio.Event()

    async def slow():
        async with storage.writing(village.id):
            begun.set()
            await end.wait()

    first = asyncio.create_task(add(village, "b"))
    second = asyncio.create_task(slow())
    await begun.wait()
    await asyncio.sleep(0.05)
    answered, seen = first.done(), await codes()
    end.set()
    await asyncio.gather(first, second)

    assert (answered, seen, await codes()) == (False, ["a"], ["a", "b"])


async def test_a_line_cut_under_several_deeds_stores_none_of_them(village, db_url):
    async def cut():
        async with storage.writing(village.id):
            await other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )

    other = await asyncpg.connect(db_url.replace("asyncpg", "postgresql"))
    answers = await asyncio.gather(
        *(add(village, "b"), cut(), add(village, "c")), return_exceptions=True
    )
    await other.close()
    await add(village, "d")

    assert [type(answer) for answer in answers] == [NotReady] * 3
    assert await codes() == ["a", "d"]


async def test_a_deed_cancelled_in_the_middle_of_a_statement_leaves_the_others(village):
    async def asleep():
        async with storage.writing(village.id):
            await Village.create(township_id=village.township_id, code="x", name="x")
            begun.set()
            await get_connection("default").execute_query("SELECT pg_sleep(5)")

    begun = asyncio.Event()
    first = asyncio.create_task(add(village, "b"))
    second = asyncio.create_task(asleep())
    third = asyncio.create_task(add(village, "c"))
    await begun.wait()
    second.cancel()
    async with asyncio.timeout(3):
        await asyncio.gather(first, third)

    assert await codes() == ["a", "b", "c"]


async def test_a_village_that_is_not_there_is_told_and_its_convoy_goes_on(village):
    gone = Village(id=village.id + 9, township_id=village.township_id)

    answers = await asyncio.gather(add(gone, "x"), add(gone, "y"), return_exceptions=True)

    assert [type(answer) for answer in answers] == [NotFound] * 2
    await add(village, "b")
    assert await codes() == ["a", "b"]


async def test_inner_deeds_of_stray_tasks_are_refused(village):
    async with storage.writing(village.id):
        with pytest.raises(TransactionManagementError, match="belong to one task"):
            await asyncio.create_task(add(village, "b"))

    assert await codes() == ["a"]


async def test_more_readers_than_connections_all_get_their_turn(village):
    async with asyncio.timeout(5):
        found = await asyncio.gather(*(codes() for _ in range(60)))

    assert found == [["a"]] * 60
    assert get_connection("default")._pool.get_size() == 3


async def test_who_is_cancelled_while_waiting_for_a_connection_takes_none_along(village):
    async def read():
        await get_connection("default").execute_query("SELECT pg_sleep(0.02)")

    for steps in range(12):
        readers = [asyncio.create_task(read()) for _ in range(9)]
        for _ in range(steps):
            await asyncio.sleep(0)
        for reader in readers[3:]:
            reader.cancel()
        await asyncio.wait(readers)
    async with asyncio.timeout(5):
        await asyncio.gather(*(read() for _ in range(6)))

    client = get_connection("default")
    await client.rest()
    assert client._pool.get_size() == client._pool.get_idle_size()


async def test_closing_waits_for_nobody_who_is_done(db_url):
    url = tables.config_for(f"{db_url}?maxsize=3")
    async with asyncio.timeout(5):
        async with storage.opened(url):
            await Township.create(code="qx", name="青溪镇")
            await asyncio.gather(*(Township.all() for _ in range(9)))
