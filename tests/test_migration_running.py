"""Tables made together are those that Tortoise makes one by one, statement by statement."""

from tortoise.connection import get_connection
from tortoise.migrations.executor import MigrationExecutor

from village import storage
from web import migration_running, tables

TREE = """
from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

ID = ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True))

def link(to, name, **words):
    return fields.ForeignKeyField(f"models.{to}", related_name=name, **words)

def made(name, *columns, **options):
    options = {"table": name.lower(), "app": "models", "pk_attr": "id", **options}
    return ops.CreateModel(name=name, fields=[ID, *columns], options=options, bases=["Model"])

class Migration(migrations.Migration):
"""
FIRST = """
    operations = [
        made("Root", ("name", fields.CharField(20, unique=True)), indexes=[Index(fields=["name"])]),
        made("Branch", ("root", link("Root", "branches")), ("of", link("Branch", "own", null=True)),
             ("number", fields.IntField()), unique_together=(("root", "number"),)),
        ops.AddField(model_name="Root", name="best", field=link("Branch", "roots", null=True)),
        made("Leaf", ("branch", link("Branch", "leaves")), ("root", link("Root", "leaves"))),
    ]
"""
SECOND = """
    dependencies = [("models", "0001_first")]
    operations = [
        made("Bird", ("branch", link("Branch", "birds"))),
        made("Nest", ("bird", link("Bird", "nests")), ("leaf", link("Leaf", "nests"))),
    ]
"""


async def test_tables_made_together_are_made_as_one_by_one(empty_url, tmp_path, monkeypatch):
    package = tmp_path / "steps_of_a_tree"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "0001_first.py").write_text(TREE + FIRST)
    (package / "0002_second.py").write_text(TREE + SECOND)
    monkeypatch.syspath_prepend(tmp_path)
    apps = {"models": {"models": [], "migrations": package.name}}

    async with storage.opened(tables.config_for(empty_url)):
        plain = MigrationExecutor(get_connection("default"), apps)
        ours = migration_running.executor(get_connection("default"), package.name)
        await ours.migrate()
        found = [
            [await runner.collect_sql("models", step) for step in ("0001", "0002")]
            for runner in (plain, ours)
        ]

    assert statements(found[1]) == statements(found[0])
    assert len(statements(found[0])) == 6


def statements(scripts):
    return [line for script in scripts for line in script if not line.startswith("--")]
