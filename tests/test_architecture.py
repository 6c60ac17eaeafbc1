"""Rules about the code itself. A failure says what to do."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from tortoise.models import Model

from bylaws import models as bylaws_models
from deliberation import models as deliberation_models
from publicity import models as publicity_models
from village import models as village_models
from village.naming import Named
from village.permissions import GRANTS, Office, Permission
from web.guards import GuardedRoute
from web.routes import ROUTES

ROOT = Path(__file__).resolve().parent.parent
ORDER = ("village", "publicity", "deliberation", "bylaws", "web")
PRODUCT = [
    path
    for package in ORDER
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
]
CLOCKS = re.compile(r"\b(?:datetime\.(?:now|utcnow|today)|date\.today|time\.time)\s*\(")
CITATION = re.compile(r"第[一二三四五六七八九十百零〇\d]+条")
MAY_CITE = {"village/rule_checks.py"}
ASK_THE_TIME = {
    "village/clock.py",
    "web/pages/office_entry.py",  # one-time codes run on real time, also in a rehearsal
}
UNKEYED = {"/text-size", "/leave"}
LONGEST = 400


def tree(path):
    return ast.parse(path.read_text())


def name(path):
    return path.relative_to(ROOT).as_posix()


def imported(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_arrows_point_one_way():
    upward = [
        f"{name(path)} imports {module}"
        for path in PRODUCT
        for module in imported(path)
        if module.split(".")[0] in ORDER
        and ORDER.index(module.split(".")[0]) > ORDER.index(name(path).split("/")[0])
    ]

    assert upward == [], "Ask downwards: move the code up, or hand the fact in."


def test_only_the_clock_asks_the_time():
    asking = [
        name(path)
        for path in PRODUCT
        if name(path) not in ASK_THE_TIME and CLOCKS.search(path.read_text())
    ]

    assert asking == [], "Take `now` as an argument; village/clock.py is the one that asks."


def test_only_the_rulebook_cites_articles():
    citing = [
        name(path)
        for path in PRODUCT
        if name(path) not in MAY_CITE and CITATION.search(path.read_text())
    ]

    assert citing == [], "Move the citation to village/rulebook/*.toml and read it from there."


def test_no_module_grows_past_its_size():
    long = [
        (name(path), lines)
        for path in PRODUCT
        if (lines := len(path.read_text().splitlines())) > LONGEST
    ]

    assert long == [], "Split it where the nouns part."


def test_every_module_says_what_it_is_for():
    silent = [name(path) for path in PRODUCT if not ast.get_docstring(tree(path))]

    assert silent == [], "Begin with one to four lines: what it is for, which rule never breaks."


def test_nothing_is_imported_inside_functions_but_heavy_libraries():
    heavy = {"PIL", "openpyxl", "python_calamine", "pypinyin", "stdnum", "qrcode", "pyotp"}
    heavy |= {"docx", "rjieba"}
    inside = [
        f"{name(path)}:{found.lineno}"
        for path in PRODUCT
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for found in ast.walk(function)
        if isinstance(found, ast.Import | ast.ImportFrom)
        and not {part.split(".")[0] for part in modules_of(found)} & heavy
    ]

    assert inside == [], "An import inside a function hides a circle: the file is in a wrong place."


def modules_of(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""]


def test_nothing_is_left_for_later():
    """Product, tests and scripts; the brackets keep the pattern from finding itself."""
    marks = re.compile(r"\b(?:[T]ODO|[F]IXME|[X]XX|[H]ACK)\b|[N]otImplementedError")
    others = [path for place in ("tests", "scripts") for path in (ROOT / place).rglob("*.py")]
    later = [name(path) for path in (*PRODUCT, *others) if marks.search(path.read_text())]

    assert later == [], "Do it, or leave it out whole."


def test_enum_names_are_unique():
    def all_of(kind):
        for sub in kind.__subclasses__():
            yield sub
            yield from all_of(sub)

    twice = [
        label
        for label, count in Counter(one.__name__ for one in all_of(Named)).items()
        if count > 1
    ]

    assert twice == [], "Two enums of one name break migrations: name it after its noun."


def models():
    for module in (village_models, publicity_models, deliberation_models, bylaws_models):
        for label in getattr(module, "__all__", dir(module)):
            found = getattr(module, label)
            if isinstance(found, type) and issubclass(found, Model) and not found._meta.abstract:
                yield found


@pytest.mark.parametrize("model", sorted(set(models()), key=lambda one: one.__name__))
def test_no_row_is_deleted_with_another(model):
    links = [
        field
        for label in model._meta.fk_fields | model._meta.o2o_fields
        if (field := model._meta.fields_map[label]).on_delete != "RESTRICT"
    ]

    assert links == [], "Use village.rows.link, maybe or one."


def test_every_route_names_its_audience():
    strangers = [route.path for route in ROUTES if not isinstance(route, GuardedRoute)]

    assert strangers == [], "Make routes with page() or action() of web/guards.py."


def test_every_post_carries_a_one_time_key_but_those_listed():
    unkeyed = {route.path for route in ROUTES if "POST" in route.methods and not route.keyed}

    assert unkeyed == UNKEYED, "Doing it twice must be doing it once before a form goes unkeyed."


def test_no_address_is_given_twice():
    seen = Counter((route.path, tuple(sorted(route.methods - {"HEAD"}))) for route in ROUTES)

    assert [where for where, count in seen.items() if count > 1] == []


def test_every_office_has_its_line_and_no_office_may_everything():
    assert set(GRANTS) == set(Office)
    assert [office for office, granted in GRANTS.items() if granted == frozenset(Permission)] == []


def test_every_permission_is_given_to_somebody():
    given = frozenset().union(*GRANTS.values())

    assert [one for one in Permission if one not in given] == []


def test_deeds_that_record_open_the_village_first():
    """A ledger line belongs to a deed: its module opens `writing`, or says who calls it inside."""
    recording = [
        name(path)
        for path in PRODUCT
        if re.search(r"ledger\.record(?:_township)?\(", path.read_text())
        and not re.search(
            r"storage\.(?:writing|founding)|own\.deed|[Ii]nside (?:`?storage\.writing|.*deed)",
            path.read_text(),
        )
    ]

    assert recording == [], "Write and record inside storage.writing."


def test_the_set_up_needs_nothing_that_it_has_to_install():
    """`make test` begins with a bare Python: without site-packages every import must still hold."""
    words = [sys.executable, "-S", "-c", "import runpy; runpy.run_path('scripts/bootstrap.py')"]

    assert subprocess.run(words, cwd=ROOT, check=False).returncode == 0
