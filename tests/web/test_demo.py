"""青溪镇: built by the product's own deeds, the same every time, never over a real village."""

import json
import shutil
import sqlite3
from argparse import Namespace
from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest

from bylaws import review
from bylaws.articles import read_text
from tests import kept_demo, make
from tests.browser import Browser
from village import evidence, ledger, storage
from village.clock import Clock
from village.errors import Blocked
from village.models import Person, Setting, Township, Village
from village.permissions import Office
from web import migrating, portable, rehearsal, tables
from web.app import create_app
from web.commands import demo as command
from web.commands import main
from web.demo import build, keys
from web.demo.stories import TOWNS
from web.demo.wipe import wipe
from web.settings import Settings

SECRET = "a secret of at least thirty-two characters"
DRAWN = {"short_code": {"code"}}
"""What is drawn by lot, and must be."""


@pytest.fixture(scope="session")
def built():
    """One demo as `run.py demo` makes it, with its passes."""
    return kept_demo.folder() / "home"


@pytest.fixture
def home(built, tmp_path, monkeypatch):
    """A copy of it that the test may spoil, and the environment that points there."""
    shutil.copytree(built, tmp_path / "var")
    set_up(monkeypatch, tmp_path / "var")
    return tmp_path / "var"


def set_up(patch, home):
    patch.setenv("DATA_DIR", str(home))
    for name in kept_demo.SETTINGS:
        patch.delenv(name, raising=False)


def rows(home, query):
    with closing(sqlite3.connect(home / "cunyi.db")) as connection:
        return connection.execute(query).fetchall()


def passes_of(home):
    return json.loads((home / "passes.json").read_text())


# what is in it


@pytest.mark.sqlite
def test_three_villages_of_the_sizes_that_were_promised(built):
    found = rows(
        built,
        "SELECT v.code, count(*) FROM village v JOIN person p ON p.village_id = v.id"
        " GROUP BY v.id ORDER BY v.id",
    )

    assert [code for code, _ in found] == ["shiqiao", "liuwan", "yunling"]
    for (_, size), promised in zip(found, (300, 800, 1600), strict=True):
        assert promised <= size <= promised + 8


@pytest.mark.sqlite
def test_each_village_tells_all_four_stories(built):
    told = rows(
        built,
        "SELECT v.code, d.stage, count(*) FROM decision d JOIN village v ON v.id = d.village_id"
        " GROUP BY 1, 2",
    )
    stories = {}
    for code, stage, count in told:
        stories.setdefault(code, Counter())[stage] += count

    assert [found.total() for found in stories.values()] == [4, 4, 4]
    assert {code: found["concluded"] for code, found in stories.items()} == dict.fromkeys(
        stories, 1
    )
    short = rows(built, "SELECT count(*) FROM agenda_item WHERE verdict = 'no_quorum'")
    wrong = rows(built, "SELECT count(*) FROM agenda_item WHERE verdict = 'unlawful'")
    hanging = rows(built, "SELECT count(*) FROM notice WHERE last_day >= date('now')")
    assert (short, wrong, hanging) == ([(3,)], [(3,)], [(5,)])


@pytest.mark.sqlite
def test_each_village_has_rules_that_were_replaced_that_bind_and_that_are_made(built):
    found = rows(
        built,
        "SELECT v.code, e.stage, v.name, e.title, e.preamble, group_concat(label || ' ' || text, x)"
        " FROM edition e JOIN village v ON v.id = e.village_id, (SELECT char(10) AS x)"
        " JOIN (SELECT * FROM edition_article WHERE NOT struck ORDER BY position) a"
        " ON a.edition_id = e.id GROUP BY e.id ORDER BY e.id",
    )
    stages = {}
    for code, stage, name, title, preamble, articles in found:
        stages.setdefault(code, []).append(stage)
        read = read_text("\n".join([title, preamble, articles]))
        assert (len(read.articles) > 6, review.check(read, name).findings) == (True, ())

    assert stages == {
        "shiqiao": ["published", "published", "collecting"],
        "liuwan": ["published", "published", "collecting"],
        "yunling": ["published", "published", "reviewing"],
    }
    praised = rows(built, "SELECT consent, shown_from IS NULL FROM red_list_entry ORDER BY id")
    assert praised == [(None, 1), ("signed", 0)] * 3


@pytest.mark.sqlite
def test_its_record_verifies(home, capsys):
    assert main(["verify"]) == 0
    assert capsys.readouterr().out.startswith("封存的记录完好")


@pytest.mark.sqlite
def test_the_passes_are_for_every_office_and_a_dozen_villagers(built):
    known = passes_of(built)
    offices, plain = {}, Counter()
    for line in known:
        held = set(line["offices"]) - {"villager"}
        offices.setdefault(line["village"], set()).update(held)
        plain[line["village"]] += not held

    elsewhere = {Office.TOWNSHIP_OFFICER, Office.LEGAL_ADVISER, Office.OPERATOR, Office.VILLAGER}
    inside = {str(office) for office in Office} - {str(office) for office in elsewhere}
    assert {code: inside - offices[code] for code in ("shiqiao", "liuwan", "yunling")} == {
        "shiqiao": set(),
        "liuwan": set(),
        "yunling": set(),
    }
    assert min(plain[code] for code in ("shiqiao", "liuwan", "yunling")) >= 12
    count = Counter(office for line in known for office in line["offices"])
    assert (count["legal_adviser"], count["township_officer"]) == (1, 2)
    assert count["supervisor"] >= 1


@pytest.mark.sqlite
def test_the_passes_file_has_the_agreed_names_and_is_for_its_owner_alone(built):
    known = passes_of(built)

    agreed = {"village", "person", "offices", "url", "pin"}
    assert [line for line in known if not agreed <= set(line)] == []
    assert {line["url"].rpartition("/")[0] for line in known} == {"http://127.0.0.1:8000/enter"}
    assert len({line["url"] for line in known}) == len(known)
    assert (built / "passes.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.sqlite
def test_new_passes_end_the_old_ones_and_the_township_stays(home, capsys):
    before = rows(home, "SELECT count(*) FROM person")
    assert main(["demo", "--no-serve", "--passes", str(home / "again.json")]) == 0

    again = json.loads((home / "again.json").read_text())
    assert {line["url"] for line in again} & {line["url"] for line in passes_of(home)} == set()
    assert rows(home, "SELECT count(*) FROM person") == before
    open_ones = rows(home, "SELECT count(*) FROM pass WHERE revoked_at IS NULL")
    assert open_ones == [(len(again),)]


# the same every time


@pytest.mark.sqlite
async def test_two_builds_of_one_moment_are_alike_row_by_row(tmp_path, migrated_file):
    first = await contents(tmp_path / "first", migrated_file)
    second = await contents(tmp_path / "second", migrated_file)

    assert sorted(first) == sorted(second)
    assert [table for table in first if first[table] != second[table]] == []


async def contents(home, migrated):
    """Every table of a fresh build but for what must be drawn by lot."""
    home.mkdir()
    shutil.copyfile(migrated, home / "cunyi.db")
    evidence.store_in(home)
    found = {}
    config = tables.config_for(f"sqlite://{home}/cunyi.db?synchronous=OFF")
    async with storage.opened(config):
        await build.build(SECRET, now=make.NOW, towns=TOWNS[:1])
        async with portable.snapshot() as seen:
            for table, columns in (await portable.tables(seen)).items():
                kept = [name for name in columns if name not in DRAWN.get(table, ())]
                if table != portable.STEPS:
                    lines = portable.lines(seen, table, kept)
                    found[table] = [line async for line in lines]
    assert sum(map(len, found.values())) > 1000
    return found


# never over a real village


async def real(url):
    """A database in which somebody's village stands."""
    async with storage.opened(tables.config_for(url)):
        village = await make.village("zhenshi")
        await make.people(village, 3)


@pytest.mark.parametrize("words", [[], ["--reset"]], ids=["", "reset"])
async def test_a_real_village_is_left_alone(db_url, tmp_path, monkeypatch, words):
    await real(db_url)
    set_up(monkeypatch, tmp_path / "var")
    monkeypatch.setenv("DATABASE_URL", db_url)
    settings = Settings.from_environment()
    asked = Namespace(reset=bool(words), clock=None)

    with pytest.raises(Blocked) as refused:
        await command._prepared(settings, asked)

    async with storage.opened(tables.config_for(db_url)):
        left = (await Person.all().count(), await Village.filter(code="zhenshi").count())
    assert refused.value.codes == ("not-a-demo",)
    assert left == (3, 1)


async def test_a_clock_is_not_shifted_on_a_real_village(db_url, tmp_path, monkeypatch):
    await real(db_url)

    async with storage.opened(tables.config_for(db_url)):
        with pytest.raises(Blocked) as refused:
            await rehearsal.shift(timedelta(days=16))
        offset = await rehearsal.offset()

    assert (refused.value.codes, offset) == (("not-a-demo",), timedelta())


@pytest.mark.sqlite
def test_a_demo_that_broke_off_is_built_anew(home):
    with closing(sqlite3.connect(home / "cunyi.db")) as connection:
        connection.execute("UPDATE setting SET value = 'building' WHERE key = 'demo'")
        connection.execute("DELETE FROM objection")
        connection.commit()

    assert main(["demo", "--no-serve"]) == 0

    assert rows(home, "SELECT value FROM setting WHERE key = 'demo'") == [("built",)]
    assert rows(home, "SELECT count(*) FROM objection") == [(3,)]
    assert rows(home, "SELECT count(*) FROM township") == [(1,)]


@pytest.mark.sqlite
async def test_reset_throws_the_old_demo_away_and_nothing_else(home):
    await wipe(Settings.from_environment())

    left = {path.name for path in home.iterdir()}
    assert left == {"evidence", "passes.json", "secret_key"}


@pytest.mark.postgres
async def test_it_is_built_on_postgresql_too(db, tmp_path):
    evidence.store_in(tmp_path)

    township = await build.build(SECRET, now=make.NOW)
    handed = await keys.hand_out(township, "http://x", SECRET, now=make.NOW)
    _, fault = await ledger.verify()

    assert (await Township.all().count(), await Village.all().count()) == (1, 3)
    assert (len(handed) > 60, fault) == (True, None)
    assert await Setting.get(key="demo").values_list("value", flat=True) == "built"


# 演练


@pytest.mark.sqlite
async def test_every_page_of_a_shifted_demo_says_rehearsal(home):
    settings = Settings.from_environment()
    async with storage.opened(tables.config_for(settings.database_url)):
        await migrating.check()
        await rehearsal.shift(timedelta(days=16))
    shifted = await visited(settings)
    async with storage.opened(tables.config_for(settings.database_url)):
        await rehearsal.shift(timedelta())
    plain = await visited(settings)

    assert len(shifted) > 30
    assert [path for path, text in shifted.items() if "演练：系统的日期拨到了" not in text] == []
    assert [path for path, text in plain.items() if "演练" in text] == []


async def visited(settings):
    """Every page that can be reached from the front page without signing in, and one error."""
    app = create_app(settings, Clock())
    found, waiting = {}, ["/", "/nothing-here"]
    async with app.router.lifespan_context(app):
        browser = Browser(app)
        while waiting:
            path = waiting.pop()
            if path in found:
                continue
            page = await browser.get(path)
            if not page.response.headers.get("content-type", "").startswith("text/html"):
                continue
            found[path] = page.response.text
            links = [href.partition("#")[0] for _, href in page.links]
            waiting += [href for href in links if href.startswith("/") and "?" not in href]
        await browser.close()
    return found


@pytest.mark.sqlite
def test_the_command_shifts_and_shifts_back(home):
    assert main(["demo", "--no-serve", "--clock", "+16d"]) == 0
    shifted = rows(home, "SELECT value FROM setting WHERE key = 'clock'")
    assert main(["demo", "--no-serve"]) == 0
    back = rows(home, "SELECT value FROM setting WHERE key = 'clock'")

    assert (shifted, back) == ([(str(16 * 86400),)], [("0",)])
