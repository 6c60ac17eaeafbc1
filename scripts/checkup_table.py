"""Writes the table of the checkup's rules in docs/law.md anew, from the rules themselves."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bylaws.review_cited import wordings  # noqa: E402 - the product beside this script
from bylaws.review_rules import CheckupAction, ground, rules  # noqa: E402

LAW = ROOT / "docs" / "law.md"
START, END = "<!-- checkup: written by scripts/checkup_table.py -->", "<!-- end of checkup -->"


def table() -> str:
    lines = ["| 名称 | code | 处理 | basis | certainty |", "|---|---|---|---|---|"]
    for rule in rules():
        lines.append(line(rule.code, rule.title, rule.action, rule.ground))
    for code, words in wordings().items():
        if isinstance(words, dict) and "basis" in words:
            action = CheckupAction(words["action"])
            lines.append(line(code, words["title"], action, ground(words["basis"], code)))
    return "\n".join(lines)


def line(code, title, action, found) -> str:
    return f"| {title} | `{code}` | {action.label} | {found.text} | {found.certainty} |"


def renewed(page: str) -> str:
    before, rest = page.split(START)
    return f"{before}{START}\n\n{table()}\n\n{END}{rest.split(END)[1]}"


def main() -> None:
    LAW.write_text(renewed(LAW.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
