"""Bringing the database to the newest schema: all steps in one transaction, or none.

Foreign keys rest while SQLite rebuilds a table (a rebuilt parent would take its children with
it); they and the declared rules are checked before COMMIT. An existing file is copied first.
"""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection
from tortoise.migrations.executor import MigrationTarget
from tortoise.transactions import in_transaction

from village import schema_guard, storage
from web import tables
from web.migration_running import executor

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(20260101)"


class SchemaProblem(Exception):
    """The database is not what this version needs; says what is missing."""


async def migrate(url: str, copies: Path, steps: str = tables.MIGRATIONS) -> list[str]:
    """Apply what is pending and name it. `copies` is where a SQLite file is copied before."""
    config = storage.config_for(url, tables.MODELS, steps)
    if config["connections"][storage.CONNECTION]["engine"] != storage.ENGINES["sqlite"]:
        async with storage.opened(config):
            return await _apply(steps) if await pending(steps) else []
    credentials = config["connections"][storage.CONNECTION]["credentials"]
    file = Path(credentials["file_path"])
    file.parent.mkdir(parents=True, exist_ok=True)
    credentials["foreign_keys"] = "OFF"
    async with storage.opened(config):
        if not (waiting := await pending(steps)):
            return []
        await asyncio.to_thread(copy_before, file, copies, waiting[0])
        return await _apply(steps)


async def pending(steps: str = tables.MIGRATIONS) -> list[str]:
    """Names of the migrations this database lacks; the storage is open."""
    plan = await executor(get_connection(storage.CONNECTION), steps).plan()
    return [step.migration.name for step in plan]


async def check() -> None:
    """Refuse to start on a database that is behind or has lost a rule; the storage is open."""
    if behind := await pending():
        names = "、".join(behind)
        raise SchemaProblem(f"数据库还没有升级：{names}。请先运行 python run.py migrate。")
    await check_rules()


async def check_rules() -> None:
    if lacking := await schema_guard.missing():
        names = "、".join(lacking)
        raise SchemaProblem(
            f"数据库缺少应有的表、列或唯一约束：{names}。请从备份恢复，或修复后再启动。"
        )


async def _apply(steps: str) -> list[str]:
    async with in_transaction(storage.CONNECTION) as deed:
        on_sqlite = deed.capabilities.dialect == "sqlite"
        if not on_sqlite:  # SQLite has one writer anyway
            await deed.execute_query(ONE_AT_A_TIME)
        done = await step_up(deed, steps)
        if on_sqlite and (torn := await deed.execute_query_dict("PRAGMA foreign_key_check")):
            raise SchemaProblem(f"升级会弄断 {len(torn)} 处引用，已全部撤回。")
        await check_rules()
    return done


async def step_up(
    deed: BaseDBAsyncClient, steps: str = tables.MIGRATIONS, to: str | None = None
) -> list[str]:
    """Apply what is pending, up to and with `to`, inside the caller's transaction; no checks."""
    runner = executor(deed, steps)
    await runner.recorder.ensure_schema(runner._schema_editor(atomic=False))
    targets = None if to is None else [MigrationTarget("models", to)]
    done = [step.migration.name for step in await runner.plan(targets)]
    await runner.migrate(targets)
    return done


async def applied() -> list[str]:
    """Names of the migrations this database has, oldest first; the storage is open."""
    runner = executor(get_connection(storage.CONNECTION))
    return sorted(key.name for key in await runner.recorder.applied_migrations())


def known(steps: str = tables.MIGRATIONS) -> list[str]:
    """Names of all migrations of this version, oldest first. Asks the database nothing."""
    loader = executor(get_connection(storage.CONNECTION), steps).loader
    loader.load_disk()
    return sorted(key.name for key in loader.disk_migrations)


def copy_before(file: Path, copies: Path, step: str) -> Path | None:
    """A whole copy of the file, if there is anything in it to lose."""
    with closing(sqlite3.connect(file)) as source:
        if not source.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            return None
        copies.mkdir(parents=True, exist_ok=True)
        number = 1
        while (target := copies / f"before-{step}-{number}.db").exists():
            number += 1
        source.execute("VACUUM INTO ?", (str(target),))
    target.chmod(0o600)
    return target
