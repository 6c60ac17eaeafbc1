"""What the engine for SQLite does not let anybody do, and what it holds to by itself."""

import asyncio
import sqlite3

import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, OperationalError, TransactionManagementError
from tortoise.transactions import in_transaction

from tests.village.deeds import add, codes
from village import storage
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


async def test_inner_deeds_of_stray_tasks_are_refused(village):
    async with storage.writing(village.id):
        with pytest.raises(TransactionManagementError, match="belong to one task"):
            await asyncio.create_task(add(village, "b"))

    assert await codes() == ["a"]


async def test_rows_fetched_together_inside_a_deed_are_read_from_it(village):
    async with storage.writing(village.id):
        await Village.create(township_id=village.township_id, code="b", name="乙村")
        township = await Township.all().prefetch_related("villages", "people").first()

        assert sorted(each.code for each in township.villages) == ["a", "b"]


async def test_a_script_inside_a_deed_does_not_commit_it(village):
    async def script_and_refuse():
        async with storage.writing(village.id), in_transaction() as inner:
            await inner.execute_script(
                "UPDATE village SET name = 'a;b'; UPDATE village SET term = '十';"
            )
            raise NotPermitted("试")

    with pytest.raises(NotPermitted):
        await script_and_refuse()

    await village.refresh_from_db()
    assert (village.name, village.term) == ("甲村", "")


async def test_a_script_outside_a_deed_is_done_whole_or_not(village):
    with pytest.raises(OperationalError):
        await get_connection("default").execute_script(
            "UPDATE village SET name = '乙村'; UPDATE nowhere SET name = '丙村'"
        )

    await village.refresh_from_db()
    assert village.name == "甲村"


async def test_the_reading_connection_cannot_write(village):
    reader = get_connection("default")._reader

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await reader.execute_fetchall("UPDATE village SET name = 'x'")


async def test_a_wrong_read_is_an_error_of_tortoise(village):
    with pytest.raises(OperationalError, match="no such table"):
        await get_connection("default").execute_query("SELECT * FROM nowhere")


async def test_rows_in_bulk_are_written_whole_or_not(village):
    rows = [Village(township_id=village.township_id, code=code, name=code) for code in "bca"]

    with pytest.raises(IntegrityError):
        await Village.bulk_create(rows)
    first = await codes()
    await Village.bulk_create(rows[:2])

    assert (first, await codes()) == (["a"], ["a", "b", "c"])


async def test_transactions_are_not_ended_by_hand(village):
    async with in_transaction() as deed:
        with pytest.raises(TransactionManagementError, match="the convoy"):
            await deed.commit()
        with pytest.raises(TransactionManagementError, match="the convoy"):
            await deed.rollback()


async def test_nobody_gets_the_writing_connection_outside_a_deed(village):
    with pytest.raises(TransactionManagementError, match="by a deed only"):
        get_connection("default").acquire_connection()


async def test_the_file_is_kept_durable_and_its_links_whole(village, writer, db_url):
    async def pragma(name):
        return (await writer.execute_fetchall(f"PRAGMA {name}"))[0][0]

    kept = {name: await pragma(name) for name in ("journal_mode", "foreign_keys")}
    assert kept == {"journal_mode": "wal", "foreign_keys": 1}


async def test_commits_are_durable_unless_asked_otherwise(tmp_path):
    async with storage.opened(tables.config_for(f"sqlite://{tmp_path}/new.db")):
        await get_connection("default").execute_script("CREATE TABLE t (id INT)")
        writer = get_connection("default")._connection

        assert (await writer.execute_fetchall("PRAGMA synchronous"))[0][0] == 2


def test_a_database_in_memory_is_refused():
    with pytest.raises(ValueError, match="must name a file"):
        tables.config_for("sqlite://:memory:")


async def test_a_folder_that_is_not_there_yet_is_told_and_the_process_goes_on(tmp_path):
    folder = tmp_path / "later"
    async with storage.opened(tables.config_for(f"sqlite://{folder}/new.db")):
        client = get_connection("default")
        with pytest.raises(NotReady):
            await client.execute_script("CREATE TABLE t (id INT)")
        folder.mkdir()
        await client.execute_script("CREATE TABLE t (id INT)")

        assert await client.execute_query_dict("SELECT count(*) AS n FROM t") == [{"n": 0}]
