"""Bringing the database to the newest schema: all steps in one transaction, or none.

Foreign keys rest while SQLite rebuilds a table (a rebuilt parent would take its children with
it) and are checked before COMMIT. An existing SQLite file is copied first.
"""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection
from tortoise.migrations.executor import MigrationExecutor
from tortoise.transactions import in_transaction

from village import schema_guard, storage
from web import tables

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(20260101)"


class SchemaProblem(Exception):
    """The database is not what this version needs; says what is missing."""


async def migrate(url: str, copies: Path) -> list[str]:
    """Apply what is pending and name it. `copies` is where the file is copied before."""
    async with storage.opened(_at_rest(tables.config_for(url))):
        waiting = await pending()
        if waiting and url.startswith("sqlite"):
            await asyncio.to_thread(copy_before, _file(url), copies, waiting[0])
        if waiting:
            waiting = await _apply()
        await check()
    return waiting


async def pending() -> list[str]:
    """Names of migrations this database lacks; the storage is open."""
    executor = _executor(get_connection(storage.CONNECTION))
    return [step.migration.name for step in await executor.plan()]


async def check() -> None:
    """Refuse to start on a database that is behind or has lost a rule."""
    if behind := await pending():
        raise SchemaProblem(
            f"数据库还没有升级：{'、'.join(behind)}。请先运行 python run.py migrate。"
        )
    if lacking := await schema_guard.missing():
        raise SchemaProblem(
            f"数据库缺少应有的表、列或唯一约束：{'、'.join(lacking)}。请先修复再启动。"
        )


async def _apply() -> list[str]:
    async with in_transaction(storage.CONNECTION) as deed:
        sqlite = deed.capabilities.dialect == "sqlite"
        if not sqlite:
            await deed.execute_query(ONE_AT_A_TIME)
        executor = _executor(deed)
        await executor.recorder.ensure_schema(executor._schema_editor(atomic=False))
        done = [step.migration.name for step in await executor.plan()]
        await executor.migrate()
        if sqlite and (torn := await deed.execute_query_dict("PRAGMA foreign_key_check")):
            raise SchemaProblem(f"升级会弄断 {len(torn)} 处引用，已全部撤回：{torn[:3]}")
    return done


def _executor(connection: BaseDBAsyncClient) -> MigrationExecutor:
    apps = {"models": tables.config_for("sqlite://unused.db")["apps"]["models"]}
    return MigrationExecutor(connection, apps)


def _at_rest(config: dict[str, Any]) -> dict[str, Any]:
    connection = config["connections"][storage.CONNECTION]
    if connection["engine"] == storage.ENGINES["sqlite"]:
        connection["credentials"]["foreign_keys"] = "OFF"
    return config


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite://").partition("?")[0])


def copy_before(file: Path, copies: Path, step: str) -> Path | None:
    """`VACUUM INTO` beside the backups, if there is anything to lose."""
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
