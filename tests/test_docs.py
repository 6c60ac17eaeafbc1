"""What must be documented, and that what the documents say of the code is so."""

import re
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import unquote

import pytest

from village import rule_keys
from village.permissions import Permission
from web.commands import VERBS, parser
from web.record_words import ACTIONS

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import docs_tables  # noqa: E402 - beside the pages it writes

DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
FRONT = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAGES = [*FRONT, *sorted(DOCS.rglob("*.md"))]
PICTURES = sorted((DOCS / "pictures").glob("*.png"))
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
SECTIONS = ["Context", "Decision", "Consequences", "Alternatives", "Enforced by"]
PACKAGES = ("village", "publicity", "deliberation", "bylaws", "web")
PICTURE_BYTES, PICTURES_BYTES, PICTURES_MOST = 120 * 1024, 1200 * 1024, 24


def read(page):
    return (ROOT / page).read_text("utf-8")


def coded(text):
    return set(re.findall(r"`([^`\n]+)`", text))


def of(path):
    return path.relative_to(ROOT).as_posix()


def test_every_key_of_the_rulebook_stands_in_the_page_on_law():
    table = re.findall(r"^\| `([a-z_.0-9]+)` \|", read("docs/law.md"), re.MULTILINE)

    assert table == list(rule_keys.KEYS), "python scripts/law_table.py"


def test_every_permission_has_its_line():
    table = re.findall(r"^\| `([a-z:]+)` \|", read("docs/operations/permissions.md"), re.MULTILINE)

    assert table == list(Permission), "python scripts/docs_tables.py"


def test_the_page_on_permissions_says_what_the_table_grants():
    page = "docs/operations/permissions.md"

    assert docs_tables.renewed(page) == read(page), "python scripts/docs_tables.py"


def test_every_action_of_the_record_has_its_line_and_its_words():
    lines = re.findall(
        r"^\| `([a-z_.]+)` \| ([^|]+) \|", read("docs/operations/record.md"), re.MULTILINE
    )

    assert lines == list(ACTIONS.items()), "a line in docs/operations/record.md"


def test_every_setting_is_explained():
    asked = set(re.findall(r'environ\.get\(\s*"([A-Z_]+)"', read("web/settings.py")))
    told = set(
        re.findall(r"^\| `([A-Z_]+)` \|", read("docs/operations/environment.md"), re.MULTILINE)
    )

    assert told == asked


def test_every_label_people_read_stands_in_the_glossary():
    missing = [line for line in docs_tables.labels().split("\n") if line not in glossary()]

    assert missing == [], "python scripts/docs_tables.py"


def glossary():
    return read("docs/glossary.md").split("\n")


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_helps_and_has_its_line(verb, capsys):
    name = verb.replace("_", "-")
    with pytest.raises(SystemExit) as left:
        parser([name]).parse_args([name, "--help"])

    assert left.value.code == 0
    assert f"run.py {name}" in capsys.readouterr().out
    assert [line for line in command_lines() if line.split()[0] == name] != []


def test_every_verb_says_in_a_sentence_what_it_does():
    action = next(one for one in parser()._actions if one.dest == "verb")
    said = {one.dest: one.help for one in action._choices_actions}

    assert [verb for verb in VERBS if not said.get(verb.replace("_", "-"))] == []


def test_no_command_is_documented_that_is_not_there():
    known = {verb.replace("_", "-") for verb in VERBS}

    assert sorted({line.split()[0] for line in command_lines()} - known) == []


def command_lines():
    return re.findall(r"^\| `([^`]+)` \|", read("docs/operations/commands.md"), re.MULTILINE)


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_every_decision_says_why_and_what_holds_it(page):
    text = page.read_text("utf-8")
    held = text.split("## Enforced by")[-1]
    named = [name for name in coded(held) if "/" in name and "*" not in name]

    assert [head for head in re.findall(r"^## (.+)$", text, re.MULTILINE) if head in SECTIONS] == (
        SECTIONS
    )
    assert text.startswith(f"# {page.name[:4]} ")
    assert [name for name in named if not (ROOT / name.split("::")[0]).exists()] == []
    assert re.search(r"`tests/|`make |`scripts/", held), "name the test that holds it"


def test_no_two_decisions_have_one_number():
    numbers = [page.name[:4] for page in DECISIONS]

    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("page", PAGES, ids=of)
def test_links_between_documents_lead_somewhere(page):
    found = [one or other for one, other in LINK.findall(page.read_text("utf-8"))]
    local = [unquote(link.split("#")[0]) for link in found if "://" not in link]
    broken = [link for link in local if link and not (page.parent / link).exists()]

    assert broken == []


def test_every_document_can_be_reached_from_the_readme():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        waiting += [one for one in leading(page) if one.suffix == ".md"]

    assert sorted(of(page) for page in set(PAGES) - reached) == []


def leading(page):
    """What a page links to; a folder stands for the pages in it."""
    for one, other in LINK.findall(page.read_text("utf-8")):
        target = (page.parent / unquote((one or other).split("#")[0])).resolve()
        if target.is_dir():
            yield from target.glob("*.md")
        elif target.exists():
            yield target


def test_the_architecture_names_every_module():
    text = read("docs/architecture.md")
    missing = [
        f"{package}/{name}"
        for package in PACKAGES
        for name in modules(package)
        if not any(fnmatchcase(name, pattern) for pattern in listed(text, package))
    ]

    assert missing == [], "a word in docs/architecture.md, in the table of its package"


def modules(package):
    """Modules by name, packages inside with a slash."""
    for path in sorted((ROOT / package).iterdir()):
        if path.suffix == ".py" and path.stem != "__init__":
            yield path.stem
        elif path.is_dir() and not path.name.startswith(("__", ".")):
            yield f"{path.name}/"


def listed(text, package):
    """The first column of the table under the heading of this package."""
    part = text.split(f"### `{package}/`")[1].split("\n##")[0]
    firsts = [line.split("|")[1] for line in part.split("\n") if line.startswith("|")]
    named = {name for cell in firsts for name in coded(cell)}
    return named | {f"{name.split('/')[0]}/" for name in named if "/" in name}


def test_every_direct_dependency_says_why_it_is_there_and_what_was_not_taken():
    page = read("docs/dependencies.md")
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in page.split("\n")
        if line.startswith("| ") and not line.startswith("| package")
    ]
    explained = {name: row for row in rows for name in row[0].split(", ")}

    assert sorted(explained) == sorted(pinned())
    assert [name for name, row in explained.items() if min(map(len, row)) < 3] == []


def pinned():
    for name in ("requirements.in", "requirements-dev.in"):
        yield from re.findall(r"^([A-Za-z0-9-]+)==", read(name), re.MULTILINE)


def test_the_readme_names_the_two_commands_and_shows_the_product():
    text = read("README.md")
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))

    assert re.findall(r"^make ([a-z]+)", text, re.MULTILINE) == ["demo", "test"]
    assert {"demo", "test"} <= targets
    assert "docs/pictures/decision-phone.png" in text


def test_ci_runs_what_the_readme_says():
    assert re.findall(r"^exec (.+)$", read(".ci/run"), re.MULTILINE) == ["make test"]


def test_every_picture_is_small_and_shown_somewhere():
    sizes = [picture.stat().st_size for picture in PICTURES]
    text = "".join(page.read_text("utf-8") for page in PAGES)

    assert [of(one) for one in PICTURES if one.stat().st_size > PICTURE_BYTES] == []
    assert sum(sizes) <= PICTURES_BYTES
    assert len(PICTURES) <= PICTURES_MOST
    assert [of(one) for one in PICTURES if f"pictures/{one.name}" not in text] == []


def test_there_is_a_guide_for_every_role():
    guides = {page.stem for page in (DOCS / "guide").glob("*.md")}

    assert guides == {"村民", "村文书", "村干部", "监委会", "乡镇"}


def test_every_test_a_document_names_is_there():
    files = list((ROOT / "tests").rglob("test_*.py"))
    known = {file.stem for file in files}
    for file in files:
        known |= set(re.findall(r"^(?:async )?def (test_\w+)", file.read_text(), re.MULTILINE))
    named = {
        (of(page), name)
        for page in PAGES
        for name in re.findall(r"\btest_[a-z0-9_]+\b", page.read_text("utf-8"))
    }

    assert sorted(one for one in named if one[1] not in known) == []
