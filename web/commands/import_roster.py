"""`run.py import-roster`: a roster file into a village's register, row by row.

A bad row never stops the good ones; a file that cannot be read at all is refused as a whole.
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from village import idnumbers, roster_import, storage
from village.clock import Clock
from village.errors import NotFound
from village.models import Village
from village.permissions import operator
from village.roster_import import Imported
from village.roster_row import Mistake, Roster
from web import migrating, rehearsal, tables
from web.settings import Settings


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "import-roster", help="导入村民花名册（.xlsx .xls .ods .csv），不合格的行逐行说明"
    )
    parser.set_defaults(run=run)
    parser.add_argument("--village", required=True, metavar="CODE", help="村的代码，如 qingxi")
    parser.add_argument("file", type=Path, metavar="FILE", help="花名册文件")
    parser.add_argument("--dry-run", action="store_true", help="只看会怎样，不写入")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")


def run(args: argparse.Namespace) -> int:
    found, done = asyncio.run(imported(args, Settings.from_environment()))
    say(as_json(found, done, args.dry_run) if args.json else as_text(found, done, args.dry_run))
    return 0


async def imported(args: argparse.Namespace, settings: Settings) -> tuple[Roster, Imported]:
    vault = idnumbers.vault(settings.secret_key)
    async with storage.opened(tables.config_for(settings.database_url)):
        await migrating.check()
        now = Clock(await rehearsal.offset()).now()
        village = await Village.get_or_none(code=args.village)
        if village is None:
            raise NotFound(f"代码为“{args.village}”的村")
        actor = operator(village.township_id, village.id)
        found = await roster_import.read_path(args.file, now=now)
        if args.dry_run:
            plan = await roster_import.preview(village, found, actor, vault, now=now)
            return found, Imported(plan)
        return found, await roster_import.import_roster(village, found, actor, vault, now=now)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


def listed(mistakes: tuple[Mistake, ...]) -> list[dict[str, object]]:
    return [{"row": one.row, "column": one.column, "why": one.why} for one in mistakes]


def as_json(found: Roster, done: Imported, dry_run: bool) -> str:
    plan = done.plan
    answer = {
        "added": len(plan.adds),
        "changed": len(plan.changes),
        "unchanged": len(plan.unchanged),
        "rejected": listed(plan.rejected),
        "notes": listed(plan.notes),
        "leaves": [{"name": one.name, "household": one.household} for one in plan.leaves],
        "new_groups": list(plan.new_groups),
        "ignored_columns": list(found.ignored_columns),
        "ignored_sheets": list(found.ignored_sheets),
        "dry_run": dry_run,
    }
    return json.dumps(answer, ensure_ascii=False, indent=1)


def as_text(found: Roster, done: Imported, dry_run: bool) -> str:
    plan = done.plan
    bad = len({wrong.row for wrong in plan.rejected})
    lines = [
        "只是预演，没有写入。" if dry_run else "导入完成。",
        f"新增 {len(plan.adds)} 人，更改 {len(plan.changes)} 人，"
        f"不变 {len(plan.unchanged)} 人，未通过 {bad} 行。",
    ]
    lines += [f"未通过：第 {one.row} 行“{one.column}”：{one.why}" for one in plan.rejected]
    lines += [f"请留意：第 {one.row} 行“{one.column}”：{one.why}" for one in plan.notes]
    for title, values in (
        ("新的村民小组", plan.new_groups),
        ("没有用到的列", found.ignored_columns),
        ("没有读的工作表", found.ignored_sheets),
    ):
        if values:
            lines.append(f"{title}：{'、'.join(values)}")
    if plan.leaves:
        names = "、".join(f"{one.name}（户号 {one.household}）" for one in plan.leaves[:20])
        lines.append(f"名册里有、表里没有的 {len(plan.leaves)} 人，没有移出：{names}")
    return "\n".join(lines)
