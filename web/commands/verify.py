"""`run.py verify`: walk the sealed record and name the first line that is not as it was sealed.

Exit 0 and the number of lines when all is well, 1 and the line when it is not.
"""

import argparse
import asyncio
import json
import sys

from village import ledger, storage
from village.ledger import Fault
from village.models import Township, Village
from web import migrating, tables
from web.settings import Settings

OWNERS: dict[str, type[Village] | type[Township]] = {"village": Village, "township": Township}


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("verify", help="逐行核对封存的记录，指出第一处被改动的地方")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    good, fault, place = asyncio.run(walked(Settings.from_environment()))
    answer = as_json(good, fault, place) if args.json else as_text(good, fault, place)
    sys.stdout.write(answer + "\n")
    return 0 if fault is None else 1


async def walked(settings: Settings) -> tuple[int, Fault | None, str]:
    async with storage.opened(tables.config_for(settings.database_url)):
        await migrating.check()
        good, fault = await ledger.verify()
        return good, fault, "" if fault is None else await place_of(fault.log)


async def place_of(log: str) -> str:
    """The name of whose record it is, if there is anybody of that number."""
    kind, _, number = log.partition(":")
    table = OWNERS.get(kind)
    if table is None or not (number.isascii() and number.isdigit() and len(number) < 10):
        return ""
    found = await table.get_or_none(id=int(number))
    return "" if found is None else found.name


def as_json(good: int, fault: Fault | None, place: str) -> str:
    answer: dict[str, object] = {"ok": fault is None, "lines": good}
    if fault is not None:
        answer["fault"] = {
            "log": fault.log,
            "place": place,
            "line": fault.seq + 1,
            "seq": fault.seq,
            "code": fault.code,
            "text": fault.text,
        }
    return json.dumps(answer, ensure_ascii=False, indent=1)


def as_text(good: int, fault: Fault | None, place: str) -> str:
    if fault is None:
        return f"封存的记录完好，共 {good} 行。"
    whose = f"{place}（{fault.log}）" if place else fault.log
    return (
        f"封存的记录有问题：{whose}的第 {fault.seq + 1} 行：{fault.text}。\n"
        f"在它之前核对过的 {good} 行都完好。请保留现在的数据库，不要覆盖，再用备份对照。"
    )
