"""`run.py checkup`: what a lawyer should look at in a village's bylaws, article by article.

It finds and proposes; it never says that a text is lawful. Findings are no refusal: exit 0.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from bylaws import review
from bylaws.review import Report
from bylaws.review_finding import Finding
from bylaws.review_rules import CheckupAction
from village.errors import InvalidInput, TooLarge
from village.rules import Certainty

MOST_BYTES = 2_000_000
OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
SAVE_AS = "请另存为纯文本（.txt）或者 Markdown（.md）再体检。"
ENDING = "体检只按规则提示，查不出全部问题；每一处怎样处理，由法律顾问决定。"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("checkup", help="村规民约法治体检：逐条指出问题、依据和改法")
    parser.set_defaults(run=run)
    parser.add_argument("file", type=Path, metavar="FILE", help="村规民约文本（.txt .md）")
    parser.add_argument(
        "--village", default="", metavar="NAME", help="本村的名字，用来认出别处的地名"
    )
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")


def run(args: argparse.Namespace) -> int:
    report = review.check_text(read(args.file), args.village)
    sys.stdout.write((as_json(report) if args.json else as_text(args.file.name, report)) + "\n")
    return 0


def read(file: Path) -> str:
    """UTF-8 with or without BOM, UTF-16 with it, GB18030; whatever is no text is refused."""
    try:
        size = file.stat().st_size
        content = file.read_bytes() if size <= MOST_BYTES else b""
    except OSError as failure:
        raise InvalidInput({"file": f"读不到文件“{file}”，请检查路径。"}) from failure
    if size > MOST_BYTES:
        raise TooLarge(
            f"文件太大（最多 {MOST_BYTES // 1_000_000} MB），请确认是不是村规民约的文本。"
        )
    if content.startswith(OFFICE):
        raise InvalidInput({"file": f"“{file.name}”是 Word 或者压缩文件，没有读入。{SAVE_AS}"})
    return decoded(content, file.name)


def decoded(content: bytes, name: str) -> str:
    codec = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    for attempt in (codec, "gb18030"):
        try:
            text = content.decode(attempt)
        except UnicodeDecodeError:
            continue
        if all(letter in "\t\n\r\f" or ord(letter) >= 32 for letter in text):
            return text
        break
    raise InvalidInput({"file": f"“{name}”不是文本文件，或者文字编码认不出来。{SAVE_AS}"})


def as_json(report: Report) -> str:
    answer = {
        "articles": report.articles,
        "findings": [finding.to_json() for finding in report.findings],
        "adopting_body": report.adopted_by,
        "adopting_body_code": report.adopting_body,
        "headings": report.headings,
    }
    return json.dumps(answer, ensure_ascii=False, indent=1)


def as_text(name: str, report: Report) -> str:
    body = report.adopted_by or "没有写明"
    lines = [f"法治体检：{name}", f"{report.articles} 条；通过的组织：{body}。", tally(report)]
    for number, finding in enumerate(report.findings, start=1):
        lines += ["", *told(number, finding)]
    missing = [heading for heading, covered in report.headings.items() if not covered]
    if missing:
        lines += ["", f"没有写到的方面：{'、'.join(missing)}。不是必须写，供起草时参考。"]
    return "\n".join([*lines, "", ENDING])


def tally(report: Report) -> str:
    if not report.findings:
        return "没有发现要提示的问题。"
    counts = Counter(finding.action for finding in report.findings)
    parts = [f"{action.label} {counts[action]}" for action in CheckupAction if counts[action]]
    return f"提示 {len(report.findings)} 处：{'，'.join(parts)}。"


def told(number: int, finding: Finding) -> list[str]:
    doubt = "" if finding.certainty is Certainty.VERIFIED else f"（{finding.certainty.label}）"
    quote = [f"   原文：{finding.quote}"] if finding.quote else []
    return [
        f"{number}. {finding.article}〔{finding.action.label}〕{finding.title}",
        *quote,
        f"   问题：{finding.why}",
        f"   依据：{finding.basis}{doubt}",
        f"   建议：{finding.suggest}",
    ]
