"""`run.py found`: start a real village, with its first clerk and the township's first officer.

The passes are printed once, here; nobody can read them again.
"""

import argparse
import asyncio
import getpass
import json
import sys
from datetime import date

from village import founding, idnumbers, rules, storage
from village.clock import Clock
from village.errors import Blocked, Blocker
from village.founding import Founded, Newcomer, Start, TownshipPlan, VillagePlan
from village.permissions import Office
from web import migrating, qr, rehearsal, tables
from web.settings import Settings

ASK = "-"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "found", help="正式启用：登记乡镇、村、第一位文书和第一位乡镇干部，打印通行码"
    )
    parser.set_defaults(run=run)
    add = parser.add_argument
    add("--township", required=True, metavar="CODE", help="乡镇的代码（小写字母、数字、短横）")
    add("--township-name", default="", metavar="名称", help="乡镇名称；乡镇已经登记过的不用写")
    add("--county", default="", metavar="名称", help="县（市、区）")
    add("--phone", default="", metavar="电话", help="乡镇的电话")
    add("--village", required=True, metavar="CODE", help="村的代码，用在网址里")
    add("--village-name", required=True, metavar="名称", help="村名")
    add("--profile", default="national-2025", metavar="CODE", help="议事规则：" + listed())
    for who, label in (("clerk", "第一位村文书"), ("officer", "第一位乡镇干部")):
        need = who == "clerk"
        add(f"--{who}", required=need, default="", metavar="姓名", help=label)
        add(f"--{who}-id", default="", metavar="号码", help="身份证号；写 - 则在键盘上输入")
        add(f"--{who}-born", type=day, metavar="年-月-日", help="没有身份证号时写出生日期")
    add("--json", action="store_true", help="只输出一份 JSON")


def listed() -> str:
    return "、".join(rules.load_all())


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(f"“{text}”要写成 1980-05-01 这样的日期") from wrong


def run(args: argparse.Namespace) -> int:
    settings = Settings.from_environment()
    start = Start(
        TownshipPlan(args.township, args.township_name, args.county, args.phone),
        VillagePlan(args.village, args.village_name, args.profile),
        Newcomer(args.clerk, number_of(args.clerk_id, args.clerk), args.clerk_born),
        Newcomer(args.officer, number_of(args.officer_id, args.officer), args.officer_born)
        if args.officer
        else None,
    )
    founded = asyncio.run(carried_out(start, settings))
    cards = cards_of(founded, settings.public_url)
    sys.stdout.write((as_json if args.json else as_text)(founded, cards) + "\n")
    return 0


def number_of(given: str, name: str) -> str:
    """Typed unseen, so that it stays out of the shell's history."""
    return getpass.getpass(f"{name}的身份证号：") if given == ASK else given


async def carried_out(start: Start, settings: Settings) -> Founded:
    async with storage.opened(tables.config_for(settings.database_url)):
        await migrating.check()
        if await rehearsal.is_demo():
            text = "这是演示用的数据库，不能登记真实的村。"
            remedy = "把 DATA_DIR 或 DATABASE_URL 指到另一处，再运行一次"
            raise Blocked([Blocker("demo", text, remedy=remedy)])
        vault = idnumbers.vault(settings.secret_key)
        return await founding.found(start, vault, now=Clock().now())


def cards_of(founded: Founded, public_url: str) -> list[dict[str, str]]:
    told = [(founded.officer, Office.TOWNSHIP_OFFICER), (founded.clerk, Office.VILLAGE_CLERK)]
    return [
        {
            "person": card.person.name,
            "office": office.label,
            "serial": card.serial,
            "url": f"{public_url}/enter/{card.token}",
        }
        for card, office in told
        if card is not None
    ]


def as_json(founded: Founded, cards: list[dict[str, str]]) -> str:
    answer = {
        "township": founded.township.code,
        "village": founded.village.code,
        "passes": cards,
    }
    return json.dumps(answer, ensure_ascii=False, indent=1)


def as_text(founded: Founded, cards: list[dict[str, str]]) -> str:
    lines = [f"已登记{founded.township.name}{founded.village.name}。"]
    for card in cards:
        lines += [
            "",
            f"{card['office']}{card['person']}的通行码（编号 {card['serial']}，只显示这一次）：",
            card["url"],
            qr.terminal(card["url"]),
        ]
    lines += ["", "请本人用手机扫码，核对身份后设密码。下一步：run.py import-roster 导入花名册。"]
    return "\n".join(lines)
