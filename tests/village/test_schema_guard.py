import pytest
from tortoise.connection import get_connection

from village import schema_guard, storage
from village.models import Household, LedgerEntry, Secret, Village
from web import tables


@pytest.fixture
async def run(own_url):
    async with storage.opened(tables.config_for(own_url)):
        yield get_connection("default").execute_script


async def rebuild(run, table):
    """What a careless migration does: the rows stay, the rules go."""
    await run(
        f"CREATE TABLE rebuilt AS SELECT * FROM {table};"  # noqa: S608 - a name of ours
        f"DROP TABLE {table};"
        f"ALTER TABLE rebuilt RENAME TO {table};"
    )


async def test_a_migrated_database_has_everything(db):
    assert await schema_guard.missing() == []


async def test_a_table_that_is_gone_is_named(run):
    await run("DROP TABLE teller")

    assert await schema_guard.missing() == ["teller"]


async def test_a_column_that_is_gone_is_named_with_its_rule(run):
    await run("ALTER TABLE teller RENAME COLUMN role TO part")

    assert await schema_guard.missing() == [
        "teller(meeting_id, person_id, role)",
        "teller.role",
    ]


async def test_a_rule_over_several_columns_that_is_lost_is_named(run):
    await rebuild(run, "ledger_entry")

    assert await schema_guard.missing() == ["ledger_entry(log, seq)"]


async def test_a_rule_over_one_column_that_is_lost_is_named(run):
    await rebuild(run, "attempt")

    assert await schema_guard.missing() == ["attempt(bucket)"]


async def test_a_rule_for_some_rows_only_does_not_count(run):
    await rebuild(run, "attempt")
    await run("CREATE UNIQUE INDEX some_rows ON attempt (bucket) WHERE count > 1")

    assert await schema_guard.missing() == ["attempt(bucket)"]


async def test_a_rule_made_as_an_index_counts(run):
    await rebuild(run, "attempt")
    await run("CREATE UNIQUE INDEX whole ON attempt (bucket)")

    assert await schema_guard.missing() == []


async def test_a_wider_rule_does_not_count_for_a_narrower_one(run):
    await rebuild(run, "ledger_entry")
    await run("CREATE UNIQUE INDEX wider ON ledger_entry (log, seq, action)")

    assert await schema_guard.missing() == ["ledger_entry(log, seq)"]


async def test_constraints_that_tortoise_ignores_are_named(db):
    LedgerEntry._meta.constraints = ("anything",)
    try:
        lacking = await schema_guard.missing()
    finally:
        LedgerEntry._meta.constraints = ()

    assert lacking == [
        "ledger_entry: Meta.constraints makes no rule in the database; use unique_together"
    ]


@pytest.mark.parametrize(
    ("model", "rules"),
    [
        (Village, {frozenset({"code"})}),
        (Household, {frozenset({"village_id", "number"})}),
        (Secret, {frozenset({"person_id"})}),
        (LedgerEntry, {frozenset({"log", "seq"})}),
    ],
)
def test_rules_are_sets_of_columns(model, rules):
    assert schema_guard.declared_uniques(model) == rules
