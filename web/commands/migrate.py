"""`run.py migrate`: bring the database to this version's schema; a SQLite file is copied before."""

import argparse
import asyncio
import json

from web import migrating
from web.settings import Settings


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("migrate", help="升级数据库；升级前先留一份副本")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    settings = Settings.from_environment()
    done = asyncio.run(migrating.migrate(settings.database_url, settings.data_dir / "backups"))
    if args.json:
        print(json.dumps({"applied": done}, ensure_ascii=False))
    else:
        print(f"已升级：{'、'.join(done)}。" if done else "数据库已经是最新的。")
    return 0
