"""`run.py backup FILE`: everything of this installation in one file, while the site runs.

The file holds the secret and everybody's data: it is for the owner's eyes only.
"""

import argparse
import asyncio
import hashlib
import json
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from village import storage
from village.clock import Clock
from web import archive, migrating, portable, tables
from web.archive import Manifest, Writer
from web.settings import Settings

KEPT = (
    ("evidence", "*/*.jpg"),
    ("evidence", "*/*.voice"),
    ("documents", "*/*.*"),
    ("rulebook", "*.toml"),
)
FILES = """
SELECT 'evidence' AS folder, digest || '.jpg' AS name FROM evidence
UNION SELECT 'evidence', digest || CASE kind WHEN 'voice' THEN '.voice' ELSE '.jpg' END
FROM concern_medium
UNION SELECT 'evidence', covered_digest || '.jpg' FROM concern_medium WHERE covered_digest <> ''
UNION SELECT 'documents', digest || suffix FROM meeting_document
"""

PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Missing:
    pictures: int
    papers: int


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("backup", help="备份：数据、照片和密钥放进一个文件，不用停机")
    parser.add_argument("file", type=Path, metavar="FILE", help="写到哪里；已有的文件不覆盖")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    manifest, missing = asyncio.run(backed_up(args.file, Settings.from_environment()))
    told = {
        "file": str(args.file),
        "sha256": digest_of(args.file),
        "bytes": args.file.stat().st_size,
        "rows": sum(manifest.rows.values()),
        "pictures": pictures(manifest),
        "papers": papers(manifest),
        "missing_pictures": missing.pictures,
        "missing_papers": missing.papers,
    }
    sys.stdout.write((json.dumps(told, ensure_ascii=False) if args.json else as_text(told)) + "\n")
    return 0


async def backed_up(file: Path, settings: Settings) -> tuple[Manifest, Missing]:
    """The manifest, and what the rows speak of and the disk has not."""
    async with storage.opened(tables.config_for(settings.database_url)):
        applied = await migrating.applied()
        if not applied:
            text = "数据库还是空的，没有可以备份的内容。"
            raise archive.refusal("nothing", text, "核对 DATABASE_URL 和 DATA_DIR")
        async with portable.snapshot() as seen:
            manifest = Manifest(
                version=tomllib.loads(PROJECT.read_text())["project"]["version"],
                made_at=Clock().now().isoformat(timespec="seconds"),
                database="sqlite" if seen.on_sqlite else "postgresql",
                migrations=applied,
            )
            async with archive.written(file, manifest) as writer:
                await _rows(seen, writer)
                missing = await _missing(seen, settings.data_dir)
                await asyncio.to_thread(_files, writer, settings)
    return manifest, missing


async def _rows(seen: portable.Snapshot, writer: Writer) -> None:
    for table, columns in (await portable.tables(seen)).items():
        if table not in portable.LEFT_OUT:
            await writer.table(table, list(columns), portable.lines(seen, table, columns))


def _files(writer: Writer, settings: Settings) -> None:
    """After the rows, so that every file the rows speak of is there already."""
    for folder, pattern in KEPT:
        for path in sorted((settings.data_dir / folder).glob(pattern)):
            if not path.name.startswith("."):
                writer.file(path.relative_to(settings.data_dir).as_posix(), path)
    writer.text(archive.SECRET, settings.secret_key)


async def _missing(seen: portable.Snapshot, data_dir: Path) -> Missing:
    rows = await seen.fetch(FILES)

    def gone(which: str) -> int:
        names = (data_dir / folder / name[:2] / name for folder, name in rows if folder == which)
        return sum(not file.exists() for file in names)

    return await asyncio.to_thread(lambda: Missing(gone("evidence"), gone("documents")))


def digest_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def pictures(manifest: Manifest) -> int:
    kept = [name for name in manifest.parts if name.startswith("evidence/")]
    return sum("-small" not in name for name in kept)


def papers(manifest: Manifest) -> int:
    return sum(name.startswith("documents/") for name in manifest.parts)


def as_text(told: dict[str, Any]) -> str:
    lines = [
        f"备份好了：{told['file']}（{told['bytes'] / 1e6:.1f} MB）。",
        f"数据 {told['rows']} 行，照片 {told['pictures']} 张，"
        f"会议材料 {told['papers']} 份，密钥 1 份。",
        f"校验码（SHA-256）：{told['sha256']}",
        "这个文件里有全村人的资料和系统密钥：请锁好，不要放在网盘、微信和别人能用的电脑上。",
    ]
    for key, what in (("missing_pictures", "张照片或录音"), ("missing_papers", "份会议材料")):
        if told[key]:
            lines.insert(2, f"请留意：有 {told[key]} {what}的文件不在了，没能备份。")
    return "\n".join(lines)
