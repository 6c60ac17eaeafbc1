"""Migrations: what may stand in them, and that none of them loses a row or a rule."""

import ast
import asyncio
import hashlib
import shutil
import sqlite3
import sys
from contextlib import closing

import pytest
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from tests.conftest import ON_POSTGRES, ROOT
from village import schema_guard, storage
from web import migrating, migration_writing, tables

MIGRATIONS = ROOT / "web/migrations"
ALLOWED = {"CreateModel", "AddField", "AddIndex", "RunSQL", "RunPython"}
ROWS = 2

SQLITE_COLUMNS = """
SELECT t.name AS "table", c.name AS "column", c.type AS kind
FROM sqlite_schema t, pragma_table_info(t.name) c
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name <> 'tortoise_migrations'
ORDER BY 1, c.cid
"""
POSTGRES_COLUMNS = """
SELECT table_name::text AS "table", column_name::text AS "column", data_type::text AS kind
FROM information_schema.columns
WHERE table_schema = 'public' AND table_name <> 'tortoise_migrations'
ORDER BY 1, ordinal_position
"""


def operations(source):
    """Name and keyword words of every operation written in a migration."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [
        (call.func.attr, {word.arg: word.value for word in call.keywords})
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "ops"
    ]


def forbidden(source):
    """What in this migration could lose rows, rules or the readiness of SQLite to run it."""
    found = []
    for name, words in operations(source):
        if name not in ALLOWED:
            found.append(name)
        elif name == "AddField":
            given = {word.arg for word in words["field"].keywords}
            fills = {"null", "db_default"} & given
            found += [] if fills else ["AddField that is neither null nor db_default"]
        elif name == "CreateModel" and "constraints" in ast.unparse(words["options"]):
            found.append("CreateModel with Meta.constraints")
    return found


@pytest.fixture
def steps_with(tmp_path, monkeypatch):
    """A copy of the product's migrations with one more, written by the test."""

    def make(text):
        package = tmp_path / "steps_of_test"
        shutil.copytree(MIGRATIONS, package)
        newest = sorted(MIGRATIONS.glob("0*.py"))[-1].stem
        (package / "9999_test.py").write_text(
            "from tortoise import fields, migrations\n"
            "from tortoise.migrations import operations as ops\n"
            "class Migration(migrations.Migration):\n"
            f"    dependencies = [('models', '{newest}')]\n"
            f"    operations = [{text}]\n"
        )
        return "steps_of_test"

    monkeypatch.syspath_prepend(tmp_path)
    yield make
    for name in [name for name in sys.modules if name.startswith("steps_of_test")]:
        del sys.modules[name]


async def columns():
    query = POSTGRES_COLUMNS if ON_POSTGRES else SQLITE_COLUMNS
    return await get_connection("default").execute_query_dict(query)


async def populate():
    """Two rows in every table; every link points at the row of its own number."""
    tables_found = {}
    for row in await columns():
        tables_found.setdefault(row["table"], []).append((row["column"], row["kind"]))
    later = (
        "SET session_replication_role = replica" if ON_POSTGRES else "PRAGMA defer_foreign_keys=ON"
    )
    script = [later]
    for table, found in tables_found.items():
        names = ", ".join(f'"{column}"' for column, _ in found)
        for number in range(1, ROWS + 1):
            values = ", ".join(value(column, kind, number) for column, kind in found)
            script.append(f'INSERT INTO "{table}" ({names}) VALUES ({values})')  # noqa: S608
    await get_connection("default").execute_script(";".join(script))


def value(column, kind, number):
    kind = kind.lower()
    if "char" in kind or "text" in kind or "json" in kind:
        return f"'{column[:5]}{number}'"
    if "timestamp" in kind:
        return f"'2026-11-2{number} 01:00:00+00:00'"
    if kind == "date":
        return f"'2026-11-2{number}'"
    if kind == "boolean":
        return "true"
    return str(number)


async def contents(of):
    """Every row, in the columns that `of` names."""
    names = {}
    for row in of:
        names.setdefault(row["table"], []).append(f'"{row["column"]}"')
    connection = get_connection("default")
    return {
        table: [
            tuple(row.values())
            for row in await connection.execute_query_dict(
                f'SELECT {", ".join(found)} FROM "{table}" ORDER BY id'  # noqa: S608
            )
        ]
        for table, found in names.items()
    }


async def rules():
    """Sets of columns that are unique, for every table."""
    sqlite = not ON_POSTGRES
    query = schema_guard.SQLITE_UNIQUES if sqlite else schema_guard.POSTGRES_UNIQUES
    found = set()
    for table in {row["table"] for row in await columns()}:
        by_rule = {}
        for row in await get_connection("default").execute_query_dict(
            query, [table if sqlite else f'"{table}"']
        ):
            by_rule.setdefault(row["rule"], set()).add(row["column"])
        found |= {(table, frozenset(rule)) for rule in by_rule.values()}
    return found


async def migrate_to(url, step):
    async with storage.opened(tables.config_for(url)):
        async with in_transaction(storage.CONNECTION) as deed:
            await migrating.step_up(deed, to=step)
        await populate()


# What may stand in a migration


@pytest.mark.parametrize("step", sorted(MIGRATIONS.glob("0*.py")), ids=lambda step: step.stem)
def test_migrations_only_add(step):
    assert forbidden(step.read_text()) == [], (
        "Write it by hand for each database: docs/decisions/0010"
    )


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        ("ops.AlterField(model_name='A', name='b', field=fields.IntField())", ["AlterField"]),
        ("ops.RemoveField(model_name='A', name='b')", ["RemoveField"]),
        ("ops.RenameField(model_name='A', old_name='b', new_name='c')", ["RenameField"]),
        ("ops.DeleteModel(name='A')", ["DeleteModel"]),
        ("ops.RemoveConstraint(model_name='A', name='b')", ["RemoveConstraint"]),
        ("ops.AddConstraint(model_name='A', constraint=c)", ["AddConstraint"]),
        (
            "ops.AddField(model_name='A', name='b', field=fields.IntField(default=0))",
            ["AddField that is neither null nor db_default"],
        ),
        (
            "ops.CreateModel(name='A', fields=[], options={'constraints': []}, bases=[])",
            ["CreateModel with Meta.constraints"],
        ),
        ("ops.AddField(model_name='A', name='b', field=fields.IntField(null=True))", []),
        ("ops.AddField(model_name='A', name='b', field=fields.IntField(db_default=0))", []),
        ("ops.AddIndex(model_name='A', index=i)", []),
        ("ops.RunSQL('SELECT 1')", []),
    ],
)
def test_the_rule_for_migrations_sees(written, verdict):
    assert forbidden(written) == verdict


def test_released_migrations_are_never_changed():
    listed = MIGRATIONS / "released.txt"
    lines = listed.read_text().splitlines() if listed.exists() else []
    changed = [
        name
        for digest, name in (line.split() for line in lines)
        if hashlib.sha256((MIGRATIONS / name).read_bytes()).hexdigest() != digest
    ]

    assert changed == [], "Restore it and add a migration: databases out there have run it."


async def test_the_models_hold_nothing_that_no_migration_says():
    written = [str(writer.operations) for writer in await migration_writing.differences()]

    assert written == [], "Run scripts/makemigrations (before the first release: --fresh)."


# What a migration does


async def test_rows_and_rules_of_the_first_schema_live_through_all_migrations(empty_url, tmp_path):
    first = sorted(MIGRATIONS.glob("0*.py"))[0].stem
    await migrate_to(empty_url, first)
    async with storage.opened(tables.config_for(empty_url)):
        known = await columns()
        before = await contents(known), await rules()

    await migrating.migrate(empty_url, tmp_path)

    async with storage.opened(tables.config_for(empty_url)):
        after = await contents(known), await rules()
        assert await schema_guard.missing() == []
    assert (after[0], before[1] - after[1]) == (before[0], set())
    assert {len(rows) for rows in before[0].values()} == {ROWS}


async def test_a_second_run_has_nothing_to_do(db_url, tmp_path):
    assert await migrating.migrate(db_url, tmp_path / "copies") == []
    assert not (tmp_path / "copies").exists()


async def test_a_rebuilt_parent_keeps_its_children_and_their_rules(own_url, tmp_path, steps_with):
    async with storage.opened(tables.config_for(own_url)):
        await populate()
        known = await columns()
        before = await contents(known), await rules()
    wider = "ops.AlterField(model_name='Village', name='name', field=fields.CharField(120))"

    await migrating.migrate(own_url, tmp_path / "copies", steps_with(wider))

    async with storage.opened(tables.config_for(own_url)):
        assert (await contents(known), await rules()) == before


@pytest.mark.sqlite
async def test_a_migration_that_loses_a_rule_is_taken_back_whole(own_url, tmp_path, steps_with):
    async with storage.opened(tables.config_for(own_url)):
        await populate()
        before = await contents(await columns()), await rules()
    wider = "ops.AlterField(model_name='Household', name='number', field=fields.CharField(60))"

    with pytest.raises(migrating.SchemaProblem, match=r"household\(number, village_id\)"):
        await migrating.migrate(own_url, tmp_path / "copies", steps_with(wider))

    async with storage.opened(tables.config_for(own_url)):
        assert (await contents(await columns()), await rules()) == before
        assert await migrating.pending() == []


@pytest.mark.sqlite
async def test_a_migration_that_breaks_a_link_is_taken_back_whole(own_url, tmp_path, steps_with):
    async with storage.opened(tables.config_for(own_url)):
        await populate()
        before = await contents(await columns())

    with pytest.raises(migrating.SchemaProblem, match="处引用，已全部撤回"):
        await migrating.migrate(
            own_url, tmp_path / "copies", steps_with("ops.RunSQL('DELETE FROM township')")
        )

    async with storage.opened(tables.config_for(own_url)):
        assert await contents(await columns()) == before


async def test_a_migration_that_fails_half_way_leaves_nothing(own_url, tmp_path, steps_with):
    async with storage.opened(tables.config_for(own_url)):
        before = await columns()
    broken = "ops.RunSQL('CREATE TABLE half (id INT)'), ops.RunSQL('CREATE TABLE half (id INT)')"

    with pytest.raises(Exception, match="already exists"):
        await migrating.migrate(own_url, tmp_path / "copies", steps_with(broken))

    async with storage.opened(tables.config_for(own_url)):
        assert await columns() == before


async def test_two_that_migrate_at_once_do_it_once(empty_url, tmp_path):
    script = (
        "import asyncio, sys; from pathlib import Path; from web import migrating;"
        "print(asyncio.run(migrating.migrate(sys.argv[1], Path(sys.argv[2]))))"
    )

    async def run():
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-c", script, empty_url, str(tmp_path)),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        return out.decode() or err.decode()

    answers = await asyncio.gather(run(), run())

    everything = str([step.stem for step in sorted(MIGRATIONS.glob("0*.py"))])
    assert sorted(answers) == sorted([f"{everything}\n", "[]\n"])


@pytest.mark.sqlite
async def test_a_file_is_copied_before_it_is_changed(own_url, tmp_path, steps_with):
    async with storage.opened(tables.config_for(own_url)):
        await populate()
    copies = tmp_path / "copies"

    await migrating.migrate(own_url, copies, steps_with("ops.RunSQL('DELETE FROM setting')"))

    assert [each.name for each in copies.iterdir()] == ["before-9999_test-1.db"]
    with closing(sqlite3.connect(copies / "before-9999_test-1.db")) as copy:
        assert copy.execute("SELECT count(*) FROM setting").fetchone() == (ROWS,)
    assert (copies / "before-9999_test-1.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.sqlite
def test_copies_never_overwrite_each_other(tmp_path):
    file = tmp_path / "a.db"
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE t (id INT)")

    names = [migrating.copy_before(file, tmp_path / "copies", "0002").name for _ in range(2)]

    assert names == ["before-0002-1.db", "before-0002-2.db"]


@pytest.mark.sqlite
async def test_a_new_file_is_made_with_its_folder_and_needs_no_copy(tmp_path):
    url = f"sqlite://{tmp_path}/new/cunyi.db?synchronous=OFF"

    done = await migrating.migrate(url, tmp_path / "copies")

    assert done == [step.stem for step in sorted(MIGRATIONS.glob("0*.py"))]
    assert [each.name for each in tmp_path.iterdir()] == ["new"]


# What a start demands


async def test_a_start_on_a_whole_database_goes_through(db):
    await migrating.check()


async def test_a_start_on_an_empty_database_says_what_to_run(empty_url):
    async with storage.opened(tables.config_for(empty_url)):
        with pytest.raises(
            migrating.SchemaProblem, match=r"0001_initial。请先运行 python run.py migrate"
        ):
            await migrating.check()


async def test_a_start_on_a_database_that_lost_a_rule_names_it(own_url):
    async with storage.opened(tables.config_for(own_url)):
        await get_connection("default").execute_script(
            "CREATE TABLE rebuilt AS SELECT * FROM attempt; DROP TABLE attempt;"
            "ALTER TABLE rebuilt RENAME TO attempt;"
        )

        with pytest.raises(migrating.SchemaProblem, match=r"attempt\(bucket\)"):
            await migrating.check()
