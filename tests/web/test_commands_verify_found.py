import argparse
import asyncio
import json

import pytest
from tortoise.connection import get_connection

from tests import make
from village import passes, storage
from village.clock import Clock
from village.errors import Blocked, InvalidInput
from village.models import Setting, Village
from village.permissions import Office
from web import tables
from web.commands import found, verify
from web.migrating import SchemaProblem

FOUND = [
    *("found", "--township", "qingxi", "--township-name", "青溪镇", "--village", "shangwan"),
    *("--village-name", "上湾村", "--clerk", "王秀英", "--clerk-born", "1980-05-01"),
    *("--officer", "李明", "--officer-born", "1985-03-02"),
]

pytestmark = pytest.mark.db


@pytest.fixture
def run(db_url, monkeypatch, tmp_path, capsys):
    """Run a verb on the test's database: exit code and what was printed."""
    monkeypatch.setenv("DATABASE_URL", db_url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("PUBLIC_URL", "https://cunyi.example")

    def words(*given):
        parser = argparse.ArgumentParser()
        verbs = parser.add_subparsers(required=True)
        for verb in (found, verify):
            verb.register(verbs)
        args = parser.parse_args(given)
        return args.run(args), capsys.readouterr().out

    return words


def on(db_url, work):
    async def opened():
        async with storage.opened(tables.config_for(db_url)):
            return await work()

    return asyncio.run(opened())


async def change_a_line():
    await get_connection(storage.CONNECTION).execute_query(
        "UPDATE ledger_entry SET subject = 'village:9' WHERE seq = 2 AND log LIKE 'village:%'"
    )


def test_a_founded_village_has_a_record_that_verifies(run):
    code, _ = run(*FOUND)
    again, told = run("verify")

    assert (code, again) == (0, 0)
    assert told == "封存的记录完好，共 9 行。\n"


def test_the_passes_are_printed_once_and_open_the_door(run, db_url):
    _, told = run(*FOUND, "--json")

    answer = json.loads(told)
    assert (answer["township"], answer["village"]) == ("qingxi", "shangwan")
    assert [(card["person"], card["office"]) for card in answer["passes"]] == [
        ("李明", "乡镇干部"),
        ("王秀英", "村文书"),
    ]
    base, _, token = answer["passes"][1]["url"].rpartition("/")
    assert base == "https://cunyi.example/enter"

    async def holder():
        card = await passes.by_token(token, now=Clock().now())
        return card.person.name

    assert on(db_url, holder) == "王秀英"


def test_the_terminal_shows_address_and_code(run):
    code, told = run(*FOUND)

    assert code == 0
    assert "已登记青溪镇上湾村。" in told
    assert told.count("https://cunyi.example/enter/") == 2
    assert told.count("█") > 100


def test_words_that_are_no_date_or_are_missing_end_with_two(run):
    for words in (["found"], [*FOUND, "--clerk-born", "yesterday"]):
        with pytest.raises(SystemExit) as ended:
            run(*words)
        assert ended.value.code == 2


def test_a_refusal_is_handed_on_to_be_told(run):
    run(*FOUND)

    with pytest.raises(Blocked):
        run(*FOUND)
    with pytest.raises(InvalidInput):
        run(*FOUND, "--township-name", "别的镇")


def test_a_real_village_is_not_put_into_the_demo(run, db_url):
    async def mark():
        await Setting.create(key="demo", value="1")

    on(db_url, mark)

    with pytest.raises(Blocked) as refused:
        run(*FOUND)

    assert refused.value.codes == ("demo",)


def test_a_database_without_tables_is_told_apart(run, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite://{tmp_path}/new.db")

    with pytest.raises(SchemaProblem):
        run("verify")


def test_the_first_broken_line_is_named_for_people_and_programs(run, db_url):
    run(*FOUND)
    on(db_url, change_a_line)

    code, told = run("verify")
    again, document = run("verify", "--json")

    village = on(db_url, lambda: Village.get(code="shangwan"))
    assert (code, again) == (1, 1)
    assert told.startswith(
        f"封存的记录有问题：上湾村（village:{village.id}）的第 3 行：这一行的内容被改动过。\n"
    )
    assert json.loads(document) == {
        "ok": False,
        "lines": 7,
        "fault": {
            "log": f"village:{village.id}",
            "place": "上湾村",
            "line": 3,
            "seq": 2,
            "code": "changed",
            "text": "这一行的内容被改动过",
        },
    }


def test_a_good_record_is_one_document_too(run):
    run(*FOUND)

    code, told = run("verify", "--json")

    assert (code, json.loads(told)) == (0, {"ok": True, "lines": 9})


@pytest.mark.parametrize("log", ["village:99", "county:1", "village:x", "village"])
def test_lines_of_nobody_are_named_without_a_place(run, db_url, log):
    async def stray():
        village = await make.village()
        await make.holder(village, Office.VILLAGE_CLERK)
        await get_connection(storage.CONNECTION).execute_query(
            "INSERT INTO ledger_entry (log, seq, at, action, subject, line, leaf, head)"  # noqa: S608
            f" VALUES ('{log}', 4, '2026-01-01 00:00:00+00:00', 'a.b', 'a:1', '', '', '')"
        )

    on(db_url, stray)

    code, told = run("verify")

    assert code == 1
    assert told.startswith(f"封存的记录有问题：{log}的第 5 行：这一行不属于任何一个村或乡镇。")
