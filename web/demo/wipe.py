"""Throwing a demo away. Refused on anything the demo did not make."""

import asyncio
from pathlib import Path

from tortoise.connection import get_connection

from village import storage
from village.errors import Blocked, Blocker
from village.models import Setting, Township
from web import migrating, rehearsal, tables
from web.settings import Settings


async def wipe(settings: Settings) -> None:
    config = tables.config_for(settings.database_url)
    sqlite = settings.database_url.startswith("sqlite://")
    file = Path(config["connections"][storage.CONNECTION]["credentials"].get("file_path", ""))
    if sqlite and not await asyncio.to_thread(file.exists):
        return
    async with storage.opened(config):
        if await migrating.pending() or not await Township.exists():
            return
        await _refuse_real()
        if not sqlite:
            await _drop_schema()
    if sqlite:
        await asyncio.to_thread(_unlink, file)


def _unlink(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


async def _refuse_real() -> None:
    if not await Setting.exists(key=rehearsal.DEMO):
        text = "这个数据库不是演示建的，不能清掉。"
        raise Blocked([Blocker("not-a-demo", text, remedy="换一个 DATA_DIR 或 DATABASE_URL")])


async def _drop_schema() -> None:
    connection = get_connection(storage.CONNECTION)
    await connection.execute_script("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
