"""`run.py checkup`: what a lawyer should look at in a village's bylaws, article by article.

It finds and proposes; it never says that a text is lawful. Findings are no refusal: exit 0.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bylaws import review
from bylaws.importing import MOST_WORD_BYTES, Plain, read_plain
from bylaws.review import Report
from bylaws.review_finding import Finding
from bylaws.review_rules import CheckupAction
from village.errors import InvalidInput
from village.rules import Certainty

ENDING = "体检只按规则提示，查不出全部问题；每一处怎样处理，由法律顾问决定。"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("checkup", help="村规民约法治体检：逐条指出问题、依据和改法")
    parser.set_defaults(run=run)
    parser.add_argument("file", type=Path, metavar="FILE", help="村规民约文本（.txt .md .docx）")
    parser.add_argument(
        "--village", default="", metavar="NAME", help="本村的名字，用来认出别处的地名"
    )
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")


def run(args: argparse.Namespace) -> int:
    plain = read(args.file)
    report = review.check_text(plain.text, args.village)
    answer = as_json(report, plain.notes) if args.json else as_text(args.file.name, report)
    notes = "".join(f"{note}\n" for note in plain.notes if not args.json)
    sys.stdout.write(notes + answer + "\n")
    return 0


def read(file: Path) -> Plain:
    """A .txt, .md or .docx; whatever is no text of bylaws is refused in a sentence."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_WORD_BYTES + 1)
    except OSError as failure:
        raise InvalidInput({"file": f"读不到文件“{file}”，请检查路径。"}) from failure
    return read_plain(file.name, content)


def as_json(report: Report, notes: Sequence[str] = ()) -> str:
    answer = {
        "articles": report.articles,
        "findings": [finding.to_json() for finding in report.findings],
        "adopting_body": report.adopted_by,
        "adopting_body_code": report.adopting_body,
        "headings": report.headings,
        "notes": list(notes),
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
