"""Writes the tables in docs that repeat what the code says: labels of enums, and who may do what.

`--check` only tells which page is behind. Everything between the two marks of a page is replaced.
"""

import importlib
import pkgutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import bylaws  # noqa: E402
import deliberation  # noqa: E402
import publicity  # noqa: E402
import village  # noqa: E402
import web  # noqa: E402
from village.naming import Named  # noqa: E402
from village.permissions import GRANTS, Office, Permission  # noqa: E402

PACKAGES = (village, publicity, deliberation, bylaws, web)
START, END = "<!-- table: written by scripts/docs_tables.py -->", "<!-- end of table -->"


def labels() -> str:
    """One line for each enum, in the order of the packages."""
    return "\n".join(
        f"* **{kind.__name__}** (`{where}`): " + " · ".join(f"`{one}` {one.label}" for one in kind)
        for where, kind in enums()
    )


def enums() -> list[tuple[str, type[Named]]]:
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in found.name:
                importlib.import_module(found.name)
    order = [package.__name__ for package in PACKAGES]
    kinds = [kind for kind in Named.__subclasses__() if kind.__module__.split(".")[0] in order]
    kinds.sort(key=lambda kind: (order.index(kind.__module__.split(".")[0]), kind.__name__))
    return [(f"{kind.__module__.replace('.', '/')}.py", kind) for kind in kinds]


def permissions() -> str:
    lines = ["| permission | 名称 | who holds it |", "|---|---|---|"]
    for permission in Permission:
        holders = "、".join(one.label for one in Office if permission in GRANTS[one])
        lines.append(f"| `{permission}` | {permission.label} | {holders} |")
    return "\n".join(lines)


PAGES = {
    "docs/glossary.md": labels,
    "docs/operations/permissions.md": permissions,
}


def renewed(page: str) -> str:
    text = (ROOT / page).read_text("utf-8")
    before, rest = text.split(START)
    return f"{before}{START}\n\n{PAGES[page]()}\n\n{END}{rest.split(END)[1]}"


def main() -> None:
    behind = [page for page in PAGES if renewed(page) != (ROOT / page).read_text("utf-8")]
    for page in behind:
        if "--check" not in sys.argv:
            (ROOT / page).write_text(renewed(page), "utf-8")
        print(page)
    sys.exit(1 if behind and "--check" in sys.argv else 0)


if __name__ == "__main__":
    main()
