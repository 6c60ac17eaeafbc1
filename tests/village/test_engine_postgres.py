import asyncio

import asyncpg
import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import TransactionManagementError
from tortoise.transactions import in_transaction

from village import storage
from village.errors import NotReady
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
    pool = get_connection("default")._pool
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
