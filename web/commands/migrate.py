"""`run.py migrate`: bring the database to this version's schema; a SQLite file is copied before."""

import argparse
import asyncio

from web import migrating
from web.settings import Settings


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("migrate", help="升级数据库；升级前先留一份副本")
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace) -> int:
    settings = Settings.from_environment()
    done = asyncio.run(migrating.migrate(settings.database_url, settings.data_dir / "backups"))
    print(f"已升级：{'、'.join(done)}。" if done else "数据库已经是最新的。")
    return 0
