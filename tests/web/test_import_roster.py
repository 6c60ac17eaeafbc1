import argparse
import asyncio
import json

import pytest

from tests import make, make_sheets
from tests.make_sheets import GRANNY, person, table
from village import storage
from village.errors import Refusal
from village.models import LedgerEntry, Person
from web import tables
from web.commands import import_roster

SECRET = "a secret of at least thirty-two characters"


@pytest.fixture
def there(db_url, tmp_path, monkeypatch):
    """An installation with one village, as the command finds it."""
    monkeypatch.setenv("DATABASE_URL", db_url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("SECRET_KEY", SECRET)
    inside(db_url, lambda: make.village(code="liuwan"))
    return db_url


def inside(url, deed):
    async def opened():
        async with storage.opened(tables.config_for(url)):
            return await deed()

    return asyncio.run(opened())


def command(*words):
    parser = argparse.ArgumentParser()
    import_roster.register(parser.add_subparsers())
    args = parser.parse_args(["import-roster", *map(str, words)])
    return args.run(args)


def file_of(folder, *people):
    path = folder / "花名册.xlsx"
    path.write_bytes(make_sheets.xlsx(table(list(people)), title="柳湾村花名册"))
    return path


def test_json_tells_what_was_done_and_why_not(there, tmp_path, capsys):
    path = file_of(tmp_path, {**GRANNY, "备注": "好"}, person("2", "李四", 2, 身份证号="1"))

    code = command("--village", "liuwan", path, "--json")

    assert (code, json.loads(capsys.readouterr().out)) == (
        0,
        {
            "added": 1,
            "changed": 0,
            "unchanged": 0,
            "rejected": [
                {
                    "row": 4,
                    "column": "身份证号",
                    "why": "身份证号应是 18 位，这里是 1 位。请照身份证核对后重填。",
                }
            ],
            "notes": [],
            "leaves": [],
            "new_groups": ["一组"],
            "ignored_columns": [],
            "ignored_sheets": [],
            "dry_run": False,
        },
    )


def test_a_second_run_changes_nothing(there, tmp_path, capsys):
    path = file_of(tmp_path, GRANNY, person("2", "李四", 2))
    command("--village", "liuwan", path)
    capsys.readouterr()

    command("--village", "liuwan", path, "--json")

    said = json.loads(capsys.readouterr().out)
    assert (said["added"], said["changed"], said["unchanged"]) == (0, 0, 2)


def test_a_dry_run_writes_nothing(there, tmp_path, capsys):
    code = command("--village", "liuwan", file_of(tmp_path, GRANNY), "--dry-run", "--json")

    said = json.loads(capsys.readouterr().out)
    kept = inside(there, lambda: counted(Person, LedgerEntry))
    assert (code, said["added"], said["dry_run"], kept) == (0, 1, True, [0, 0])


async def counted(*rows):
    return [await each.all().count() for each in rows]


def test_plain_words_list_every_row_that_was_not_taken(there, tmp_path, capsys):
    path = file_of(
        tmp_path,
        {**GRANNY, "职务": "妇女主任"},
        person("2", "李四", 2, 手机号="1"),
    )
    command("--village", "liuwan", path)

    assert capsys.readouterr().out.splitlines() == [
        "导入完成。",
        "新增 1 人，更改 0 人，不变 0 人，未通过 1 行。",
        "未通过：第 4 行“手机号”：手机号应是 11 位数字（固定电话带区号），只填一个，请核对。",
        "请留意：第 3 行“职务”：“妇女主任”不是本系统登记的职务，没有记入任职。",
        "新的村民小组：一组",
    ]


def test_who_is_missing_is_named_and_stays(there, tmp_path, capsys):
    command("--village", "liuwan", file_of(tmp_path, GRANNY, person("2", "李四", 2)))
    capsys.readouterr()

    command("--village", "liuwan", file_of(tmp_path, GRANNY), "--dry-run")

    assert capsys.readouterr().out.splitlines() == [
        "只是预演，没有写入。",
        "新增 0 人，更改 0 人，不变 1 人，未通过 0 行。",
        "名册里有、表里没有的 1 人，没有移出：李四（户号 2）",
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--village", "nowhere", "empty.xlsx"), "没有找到代码为“nowhere”的村。"),
        (("--village", "liuwan", "empty.xlsx"), "这份表格是空的，没有一行内容。"),
        (("--village", "liuwan", "没有.xlsx"), "读不到文件 没有.xlsx，请核对文件名和位置。"),
        (
            ("--village", "liuwan", "program.xlsx"),
            "这是程序文件（.exe），不是表格，没有打开。请传 .xlsx、.xls、.ods 或 .csv 文件。",
        ),
    ],
)
def test_what_cannot_be_imported_is_refused_whole(there, tmp_path, words, sentence):
    (tmp_path / "empty.xlsx").write_bytes(b"")
    (tmp_path / "program.xlsx").write_bytes(b"MZ\x90\x00")

    with pytest.raises(Refusal) as refused:
        command(*words[:2], tmp_path / words[2])

    assert str(refused.value) == sentence


def test_wrong_words_exit_2(there, capsys):
    with pytest.raises(SystemExit) as stopped:
        command("somewhere.xlsx")

    assert stopped.value.code == 2
