"""`run.py restore FILE`: a backup into an empty installation, then the record is walked.

Exit 1 also when all was restored and the record in it is not as it was sealed.
"""

import argparse
import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from village import clock
from web import restoring
from web.commands import backup
from web.restoring import Restored
from web.settings import Settings


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("restore", help="恢复备份：只能恢复到空的系统，恢复后核对记录")
    parser.add_argument("file", type=Path, metavar="FILE", help="run.py backup 做的文件")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    done = asyncio.run(restoring.restore(args.file, Settings.from_environment()))
    answer = json.dumps(as_json(done), ensure_ascii=False) if args.json else as_text(done)
    sys.stdout.write(answer + "\n")
    return 0 if done.fault is None else 1


def as_json(done: Restored) -> dict[str, Any]:
    fault = done.fault
    where = fault and {"log": fault.log, "seq": fault.seq, "text": fault.text}
    return {
        "version": done.manifest.version,
        "made_at": done.manifest.made_at,
        "rows": sum(done.manifest.rows.values()),
        "pictures": backup.pictures(done.manifest),
        "papers": backup.papers(done.manifest),
        "migrated": done.migrated,
        "lines": done.lines,
        "fault": where,
    }


def as_text(done: Restored) -> str:
    said = as_json(done)
    made = clock.local(datetime.fromisoformat(done.manifest.made_at))
    lines = [
        f"已恢复：数据 {said['rows']} 行，照片 {said['pictures']} 张，"
        f"会议材料 {said['papers']} 份。"
        f"备份做于 {made:%Y-%m-%d %H:%M}，程序版本 {said['version']}。"
    ]
    if done.migrated:
        lines.append(f"已升级到现在的版本：{'、'.join(done.migrated)}。")
    if done.fault is None:
        lines.append(f"封存的记录完好，共 {done.lines} 行。")
    else:
        lines.append(
            f"封存的记录有问题：{done.fault.log} 的第 {done.fault.seq + 1} 行："
            f"{done.fault.text}。做这份备份以前就是这样，请再看更早的备份。"
        )
    lines.append("备份以后作废的通行码又有效了，请重新作废；所有人都要重新登录。")
    return "\n".join(lines)
