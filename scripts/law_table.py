"""Writes the table of rulebook keys in docs/law.md anew, from the profiles themselves."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from village import rules

LAW = Path(__file__).parents[1] / "docs" / "law.md"
START, END = "<!-- keys: written by scripts/law_table.py -->", "<!-- end of keys -->"
WAYS = {
    "more": "up",
    "less": "down",
    "fewer": "fewer",
    "fixed": "fixed",
    "free": "free",
}


def leaf(profile: rules.Profile, path: str) -> str:
    values = profile.to_json()["values"]
    return rules.shown(rules.KEYS[path], values[path]["value"]) if values else ""


def places(path: str, national: rules.Profile) -> str:
    """Where a place says something of its own, with its basis."""
    found = []
    for profile in rules.load_all().values():
        value = profile.value(path)
        if value.source != national.value(path).source:
            found.append(f"{profile.code}: {leaf(profile, path)}（{value.basis}）")
    return "；".join(found)


def table() -> str:
    national = rules.profile("national-2025")
    lines = ["| key | 名称 | tighter | national | basis | kind, certainty | places |"]
    lines.append("|---|---|---|---|---|---|---|")
    for path, key in rules.KEYS.items():
        value = national.value(path)
        sure = f"{value.kind}, {value.certainty}"
        row = (path, key.label, WAYS[key.tighter], leaf(national, path), value.basis, sure)
        lines.append(f"| `{row[0]}` | {' | '.join(row[1:])} | {places(path, national)} |")
    return "\n".join(lines)


def main() -> None:
    text = LAW.read_text("utf-8")
    before, rest = text.split(START)
    after = rest.split(END)[1]
    LAW.write_text(f"{before}{START}\n\n{table()}\n\n{END}{after}", "utf-8")


main()
