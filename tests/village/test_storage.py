import asyncio
import random
import sqlite3
from contextlib import closing

import asyncpg
import pytest
from tortoise.exceptions import OperationalError, TransactionManagementError
from tortoise.transactions import in_transaction

from tests.conftest import ON_POSTGRES
from village import storage
from village.errors import NotFound, NotPermitted, NotReady
from village.models import Township, Village


@pytest.fixture
async def village(db):
    township = await Township.create(code="qx", name="青溪镇")
    return await Village.create(township=township, code="a", name="甲村")


async def found(village, code):
    """A deed: enter another village beside this one."""
    async with storage.writing(village.id) as locked:
        await Village.create(township_id=locked.township_id, code=code, name=code)


async def found_and_refuse(village, code):
    async with storage.writing(village.id):
        await Village.create(township_id=village.township_id, code=code, name=code)
        raise NotPermitted("试")


async def codes():
    return await Village.all().order_by("code").values_list("code", flat=True)


async def codes_elsewhere(db_url):
    """What another process would read."""
    query = "SELECT code FROM village ORDER BY code"
    if ON_POSTGRES:
        other = await asyncpg.connect(db_url.replace("asyncpg", "postgresql"))
        rows = await other.fetch(query)
        await other.close()
    else:
        with closing(sqlite3.connect(db_url[9:].partition("?")[0])) as other:
            rows = other.execute(query).fetchall()
    return [row[0] for row in rows]


async def test_writing_hands_over_the_village(village):
    async with storage.writing(village.id) as found:
        assert found == village


async def test_writing_to_a_village_that_is_not_there_is_refused(village):
    with pytest.raises(NotFound) as refused:
        async with storage.writing(village.id + 1):
            pass

    assert str(refused.value) == "没有找到这个村。"


async def test_writing_hands_over_the_township(village):
    async with storage.writing_township(village.township_id) as township:
        assert township.code == "qx"


async def test_writing_to_a_township_that_is_not_there_is_refused(village):
    with pytest.raises(NotFound) as refused:
        async with storage.writing_township(village.township_id + 1):
            pass

    assert str(refused.value) == "没有找到这个乡镇。"


async def test_a_finished_deed_is_there_for_another_process(village, db):
    await found(village, "b")

    assert await codes_elsewhere(db) == ["a", "b"]


async def test_a_deed_is_seen_by_nobody_before_it_ends(village, db):
    async with storage.writing(village.id):
        await Village.create(township_id=village.township_id, code="b", name="乙村")

        assert await codes() == ["a", "b"]
        assert await codes_elsewhere(db) == ["a"]


async def test_a_refused_deed_leaves_nothing(village):
    with pytest.raises(NotPermitted):
        await found_and_refuse(village, "b")

    assert await codes() == ["a"]


async def test_a_refusal_inside_a_deed_that_goes_on_undoes_the_inner_part_alone(village):
    async with storage.writing(village.id):
        await Village.create(township_id=village.township_id, code="b", name="乙村")
        with pytest.raises(NotPermitted):
            await found_and_refuse(village, "c")
        await found(village, "d")

    assert await codes() == ["a", "b", "d"]


async def test_a_refusal_that_escapes_undoes_the_inner_and_the_outer_part(village):
    async def outer():
        async with storage.writing(village.id):
            await found(village, "b")
            raise NotPermitted("试")

    with pytest.raises(NotPermitted):
        await outer()

    assert await codes() == ["a"]


async def test_a_broken_rule_inside_is_undone_alone(village):
    async with storage.writing(village.id):
        with pytest.raises(Exception, match=r"(?i)unique"):
            await found(village, "a")
        await found(village, "b")

    assert await codes() == ["a", "b"]


async def test_in_deed_tells_inside_from_outside(village):
    before = storage.in_deed()
    async with storage.writing(village.id):
        inside = storage.in_deed()

    assert (before, inside, storage.in_deed()) == (False, True, False)


async def test_deeds_of_one_village_come_one_after_the_other(village):
    async def count_up():
        async with storage.writing(village.id) as locked:
            await asyncio.sleep(0)
            await Village.filter(id=village.id).update(log_size=locked.log_size + 1)

    await asyncio.gather(*(count_up() for _ in range(60)))

    await village.refresh_from_db()
    assert village.log_size == 60


async def test_plain_writes_beside_deeds_are_neither_lost_nor_undone_with_them(village):
    async def refused(number):
        async with storage.writing(village.id):
            await Village.create(township_id=village.township_id, code=f"x{number}", name="x")
            await asyncio.sleep(0.001)
            raise NotPermitted("试")

    async def plain(number):
        await Village.create(township_id=village.township_id, code=f"p{number}", name="p")

    both = [deed for number in range(10) for deed in (refused(number), plain(number))]
    answers = await asyncio.gather(*both, return_exceptions=True)

    assert [type(answer) for answer in answers] == [NotPermitted, type(None)] * 10
    assert await codes() == ["a", *(f"p{number}" for number in range(10))]


async def test_a_read_during_an_open_deed_does_not_wait_for_it(village):
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        begun, end = asyncio.Event(), asyncio.Event()

        async def slow():
            async with storage.writing(village.id):
                await Village.create(township_id=village.township_id, code="b", name="乙村")
                begun.set()
                await end.wait()

        tasks.create_task(slow())
        await begun.wait()

        assert await codes() == ["a"]

        end.set()


async def test_a_task_started_inside_a_deed_is_refused_after_its_end(village):
    async def stray():
        await asyncio.sleep(0.05)
        await Village.create(township_id=village.township_id, code="s", name="s")

    async with storage.writing(village.id):
        task = asyncio.create_task(stray())

    with pytest.raises(TransactionManagementError, match="this deed has ended"):
        await task
    assert await codes() == ["a"]


async def test_a_stray_task_cannot_begin_a_deed_in_the_ended_one(village):
    async def stray():
        await asyncio.sleep(0.05)
        await found(village, "s")

    async with storage.writing(village.id):
        task = asyncio.create_task(stray())

    with pytest.raises(TransactionManagementError, match="this deed has ended"):
        await task
    assert await codes() == ["a"]


async def test_deeds_cancelled_at_any_moment_are_whole_or_not_there_and_the_next_one_works(village):
    chance = random.Random(20261122)

    async def pair(number):
        await found(village, f"{number:03}a")
        async with storage.writing(village.id):
            await found(village, f"{number:03}b")
            await found(village, f"{number:03}c")

    async def cancel_sometime(task):
        await asyncio.sleep(chance.choice([0, 0.0005, 0.002, 0.01]) * chance.random())
        task.cancel()

    async with asyncio.timeout(60):
        for begin in range(0, 200, 5):
            tasks = [asyncio.create_task(pair(number)) for number in range(begin, begin + 5)]
            await asyncio.gather(*(cancel_sometime(task) for task in tasks))
            await asyncio.gather(*tasks, return_exceptions=True)
        await found(village, "last")

    stored = set(await codes())
    halves = [
        number
        for number in range(200)
        if (f"{number:03}b" in stored) != (f"{number:03}c" in stored)
    ]
    assert (halves, "last" in stored) == ([], True)


async def test_a_deed_cancelled_in_its_middle_leaves_nothing(village):
    begun = asyncio.Event()

    async def slow():
        async with storage.writing(village.id):
            await Village.create(township_id=village.township_id, code="b", name="乙村")
            begun.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(slow())
    await begun.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    await found(village, "c")
    assert await codes() == ["a", "c"]


async def test_a_wrong_statement_is_not_called_a_database_that_cannot_store(village):
    with pytest.raises(OperationalError, match="no_such_table"):
        async with storage.writing(village.id), in_transaction() as inner:
            await inner.execute_query("INSERT INTO no_such_table VALUES (1)")


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ConnectionRefusedError(), id="the server is away"),
        pytest.param(TimeoutError(), id="no connection became free"),
        pytest.param(OSError(28, "No space left on device"), id="the disk is full"),
        pytest.param(asyncpg.DiskFullError("full"), id="the server's disk is full"),
        pytest.param(asyncpg.LockNotAvailableError("lock"), id="locked too long"),
        pytest.param(asyncpg.AdminShutdownError("bye"), id="the server stops"),
        pytest.param(asyncpg.DeadlockDetectedError("dead"), id="two deeds in each other's way"),
        pytest.param(asyncpg.InterfaceError("connection is closed"), id="the line is cut"),
    ],
)
async def test_a_database_that_is_full_locked_or_away_is_not_ready(village, error):
    with pytest.raises(NotReady) as refused:
        async with storage.writing(village.id):
            raise error

    assert refused.value.__cause__ is error


async def test_a_mistake_in_a_deed_is_not_blamed_on_the_database(village):
    with pytest.raises(FileNotFoundError):
        async with storage.writing(village.id):
            raise FileNotFoundError(2, "no such file")


def test_an_unknown_database_is_refused_by_name():
    with pytest.raises(ValueError, match="not mysql://"):
        storage.config_for("mysql://root@localhost/x", ["village.models"])
