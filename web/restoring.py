"""A backup put into an empty installation, whole or not at all.

Rows go into the schema they were kept under, then forward to this version's; one transaction
holds it all, and the files laid beside the database are taken away again if it fails.
"""

import asyncio
import logging
import os
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import BaseORMException
from tortoise.transactions import in_transaction

from village import ledger, storage
from village.ledger import Fault
from web import archive, migrating, portable, tables
from web.archive import Manifest, Reader
from web.migrating import SchemaProblem
from web.settings import Settings

log = logging.getLogger("cunyi.restore")


@dataclass(frozen=True, slots=True)
class Restored:
    """`lines` of the record were found good; `fault` is the first that was not."""

    manifest: Manifest
    migrated: list[str]
    lines: int
    fault: Fault | None


async def restore(file: Path, settings: Settings, steps: str = tables.MIGRATIONS) -> Restored:
    with archive.checked(file) as reader:
        for name, what in (("evidence", "照片"), ("documents", "会议材料")):
            own = settings.data_dir / name
            if await asyncio.to_thread(_has_files, own):
                raise _not_empty(f"{own} 里已经有{what}")
        config = tables.config_for(settings.database_url)
        credentials = config["connections"][storage.CONNECTION]["credentials"]
        with ExitStack() as undo:
            if "file_path" in credentials:
                credentials["foreign_keys"] = "OFF"
                _clear_away_later(Path(credentials["file_path"]), undo)
            async with storage.opened(config):
                migrated = await _carried_out(reader, settings, undo, steps)
                undo.pop_all()
                lines, fault = await ledger.verify()
        return Restored(reader.manifest, migrated, lines, fault)


def _has_files(folder: Path) -> bool:
    return folder.exists() and any(one.is_file() for one in folder.rglob("*.*"))


def _clear_away_later(file: Path, undo: ExitStack) -> None:
    """A database file that only a failed restore has made is taken away again."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        for end in ("", "-wal", "-shm"):
            undo.callback(file.with_name(file.name + end).unlink, missing_ok=True)


async def _carried_out(
    reader: Reader, settings: Settings, undo: ExitStack, steps: str
) -> list[str]:
    try:
        async with in_transaction(storage.CONNECTION) as deed:
            await _refuse_filled(deed)
            _refuse_newer(reader.manifest, steps)
            await portable.drop_all(deed)
            await migrating.step_up(deed, steps, reader.manifest.migrations[-1])
            await _fill(deed, reader)
            migrated = await migrating.step_up(deed, steps)
            await migrating.check_rules()
            await asyncio.to_thread(_lay_down, reader, settings, undo)
    except (BaseORMException, asyncpg.PostgresError, OSError, *archive.BROKEN) as error:
        log.error("could not restore: %s", error)
        text = "备份里的内容放不进现在的数据库或目录，什么都没有恢复。"
        raise archive.refusal("cannot-load", text, "看日志里的原因，改好后再恢复一次") from error
    return migrated


async def _refuse_filled(deed: BaseDBAsyncClient) -> None:
    if filled := await portable.filled(portable.Through(deed)):
        raise _not_empty(f"数据库里已经有内容（{'、'.join(filled[:3])}）")


def _not_empty(what: str) -> Exception:
    text = f"只能恢复到空的系统：{what}，没有动它。"
    return archive.refusal("not-empty", text, "把 DATA_DIR 和 DATABASE_URL 指到新的位置再恢复")


def _refuse_newer(manifest: Manifest, steps: str) -> None:
    known = migrating.known(steps)
    if manifest.migrations != known[: len(manifest.migrations)] or not manifest.migrations:
        text = f"这份备份来自版本 {manifest.version}，现在的程序读不了。"
        raise archive.refusal("newer", text, "先把程序升级到那个版本或更新的版本")


async def _fill(deed: BaseDBAsyncClient, reader: Reader) -> None:
    loading = portable.Loading(deed)
    await loading.begin()
    said = reader.manifest.tables
    here = {table: set(columns) for table, columns in loading.kinds.items()}
    ours = {table: here[table] for table in here.keys() - portable.LEFT_OUT}
    if {table: set(columns) for table, columns in said.items()} != ours:
        raise SchemaProblem("备份里的表与它所说的版本不一致，什么都没有恢复。")
    for table, columns in said.items():
        rows = reader.lines(table)
        while some := list(islice(rows, portable.PAGE)):
            await loading.rows(table, columns, some)
    if torn := await loading.end():
        raise SchemaProblem(f"备份里有 {torn} 处引用是断的，什么都没有恢复。")


def _lay_down(reader: Reader, settings: Settings, undo: ExitStack) -> None:
    """Pictures, papers, rule profiles, and last the secret that opens what the rows seal."""
    for name in reader.files():
        target = settings.data_dir / name
        if target.exists():
            raise _not_empty(f"{target} 已经在了")
        undo.callback(target.unlink, missing_ok=True)
        reader.take(name, target)
    secret, kept = reader.text(archive.SECRET), settings.data_dir / "secret_key"
    if secret == settings.secret_key:
        return
    if not kept.exists() or kept.read_text().strip() != settings.secret_key:
        text = "环境变量 SECRET_KEY 与备份里的密钥不同，什么都没有恢复。"
        raise archive.refusal("other-secret", text, "去掉 SECRET_KEY，或改成做备份时用的密钥")
    _exchange(kept, secret, undo)


def _exchange(kept: Path, secret: str, undo: ExitStack) -> None:
    """The key that was here stays beside: it may belong to another database."""
    aside = kept.with_name(f"secret_key.replaced-{os.getpid()}")
    draft = kept.with_name(f"secret_key.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(secret)
        out.flush()
        os.fsync(out.fileno())
    kept.rename(aside)
    undo.callback(aside.replace, kept)
    draft.rename(kept)
