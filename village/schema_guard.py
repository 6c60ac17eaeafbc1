"""Does the database really have what the models declare: tables, columns, unique rules?

Asked at every start. A unique rule that a migration has lost would let a person vote twice.
"""

from collections.abc import Iterable

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection
from tortoise.context import require_context
from tortoise.models import Model

from village.storage import CONNECTION

SQLITE_COLUMNS = "SELECT name FROM pragma_table_info(?)"
SQLITE_UNIQUES = (
    'SELECT l.name AS rule, i.name AS "column" FROM pragma_index_list(?) l,'
    ' pragma_index_info(l.name) i WHERE l."unique" AND NOT l.partial'
)
POSTGRES_COLUMNS = (
    "SELECT attname::text AS name FROM pg_attribute"
    " WHERE attrelid = to_regclass($1::text) AND attnum > 0 AND NOT attisdropped"
)
POSTGRES_UNIQUES = (
    'SELECT i.indexrelid::bigint AS rule, a.attname::text AS "column"'
    " FROM pg_index i JOIN pg_attribute a"
    " ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)"
    " WHERE i.indrelid = to_regclass($1::text)"
    " AND i.indisunique AND i.indisvalid AND i.indpred IS NULL"
)


async def missing() -> list[str]:
    """What the database lacks, each named like `vote(matter_id, person_id)`; empty is right."""
    connection = get_connection(CONNECTION)
    apps = require_context().apps
    assert apps is not None  # noqa: S101 - for the type checker; the storage is open
    lacks: list[str] = []
    for models in apps.values():
        for model in models.values():
            lacks += await _missing_of(connection, model)
    return sorted(lacks)


async def _missing_of(connection: BaseDBAsyncClient, model: type[Model]) -> list[str]:
    table = model._meta.db_table
    if getattr(model._meta, "constraints", None):
        return [f"{table}: Meta.constraints makes no rule in the database; use unique_together"]
    sqlite = connection.capabilities.dialect == "sqlite"
    name = table if sqlite else f'"{table}"'
    columns = await connection.execute_query_dict(
        SQLITE_COLUMNS if sqlite else POSTGRES_COLUMNS, [name]
    )
    if not columns:
        return [table]
    present = {row["name"] for row in columns}
    lacks = [f"{table}.{column}" for column in declared_columns(model) - present]
    uniques = await connection.execute_query_dict(
        SQLITE_UNIQUES if sqlite else POSTGRES_UNIQUES, [name]
    )
    rules: dict[object, set[str]] = {}
    for row in uniques:
        rules.setdefault(row["rule"], set()).add(row["column"])
    kept = {frozenset(rule) for rule in rules.values()}
    return lacks + [
        f"{table}({', '.join(sorted(rule))})" for rule in declared_uniques(model) - kept
    ]


def declared_columns(model: type[Model]) -> set[str]:
    return set(model._meta.fields_db_projection.values())


def declared_uniques(model: type[Model]) -> set[frozenset[str]]:
    """Sets of columns, from `unique_together` and `unique=True`; the primary key apart."""
    meta = model._meta
    rules = {frozenset(_columns(model, fields)) for fields in meta.unique_together or ()}
    for name, column in meta.fields_db_projection.items():
        field = meta.fields_map[name]
        if field.unique and not field.pk:
            rules.add(frozenset((column,)))
    return rules


def _columns(model: type[Model], fields: Iterable[str]) -> list[str]:
    """A relation's column is that of its `…_id` field."""
    meta = model._meta
    return [
        meta.fields_db_projection[meta.fields_map[name].source_field or name]
        if name in meta.fk_fields | meta.o2o_fields
        else meta.fields_db_projection[name]
        for name in fields
    ]
