"""`run.py demo`: 青溪镇 with three villages, a story in progress in each, and a pass to sign in."""

import argparse
import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import qrcode

from village import evidence, rules, storage
from village.clock import Clock
from village.errors import Blocked, Blocker
from village.models import Township
from village.permissions import Office
from web import migrating, rehearsal, tables
from web.commands.serve import listen, port
from web.demo import build, keys
from web.demo.wipe import wipe
from web.settings import AT_HOME, Settings


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("demo", help="演示：青溪镇和三个村，每个村都有正在办的事")
    parser.add_argument("--port", type=port, default=8000, help="网站的端口，默认 8000")
    parser.add_argument("--reset", action="store_true", help="先清掉上次演示的数据")
    parser.add_argument("--passes", type=Path, metavar="FILE", help="把演示用的通行码写进文件")
    parser.add_argument("--no-serve", action="store_true", help="只建数据，不启动网站")
    parser.add_argument("--clock", type=_shift, metavar="+16d", help="演练：把系统时间往后拨")
    parser.set_defaults(run=run)


def _shift(text: str) -> timedelta:
    try:
        return rehearsal.read(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from problem


def run(args: argparse.Namespace) -> int:
    settings = Settings.from_environment()
    if settings.public_url == AT_HOME:
        settings = replace(settings, public_url=f"http://127.0.0.1:{args.port}")
    known = asyncio.run(_prepared(settings, args))
    if args.passes is not None:
        args.passes.write_text(json.dumps(known, ensure_ascii=False, indent=1))
        args.passes.chmod(0o600)
    _greet(settings.public_url, known)
    if not args.no_serve:
        listen("127.0.0.1", args.port)
    return 0


async def _prepared(settings: Settings, args: argparse.Namespace) -> list[dict[str, Any]]:
    """The demo is built once; passes are fresh each time, for only their holders know them."""
    rules.use_extra(settings.data_dir / "rulebook")
    evidence.store_in(settings.data_dir)
    if args.reset or await _broke_off(settings):
        await wipe(settings)
    await migrating.migrate(settings.database_url, settings.data_dir / "backups")
    now = Clock().now()
    async with storage.opened(tables.config_for(settings.database_url)):
        township = await Township.first()
        if township is None:
            township = await build.build(settings.secret_key, now=now)
        elif not await rehearsal.is_demo():
            raise Blocked([_not_ours(settings)])
        await rehearsal.shift(args.clock or timedelta())
        return await keys.hand_out(township, settings.public_url, settings.secret_key, now=now)


async def _broke_off(settings: Settings) -> bool:
    """Whether an earlier run was stopped before the demo stood."""
    await migrating.migrate(settings.database_url, settings.data_dir / "backups")
    async with storage.opened(tables.config_for(settings.database_url)):
        return await rehearsal.is_half_built()


def _not_ours(settings: Settings) -> Blocker:
    return Blocker(
        "not-a-demo",
        "这个数据库里已经有真实的村，不能放演示数据。",
        remedy=f"换一个目录，例如 DATA_DIR={settings.data_dir}-demo python run.py demo",
    )


def _greet(url: str, known: list[dict[str, Any]]) -> None:
    """The address, and a pass to scan or open: the clerk of the first village."""
    clerk = next(one for one in known if str(Office.VILLAGE_CLERK) in one["offices"])
    print("\n村议演示：青溪镇，石桥村、柳湾村、云岭村\n")
    print(f"网址      {url}/")
    print(f"登录      {clerk['url']}")
    print(
        f"          {clerk['person']}（石桥村文书） PIN {clerk['pin']} 口令 {clerk['password']}\n"
    )
    code = qrcode.QRCode(border=2)
    code.add_data(clerk["url"])
    code.print_ascii(invert=True)
    print("\n用手机或电脑打开上面的登录地址。按 Ctrl+C 结束。\n", flush=True)
