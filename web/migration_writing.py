"""What the models say that no migration says yet. Runs for developers, never in production.

Comments are not schema, and two tables that point at each other come apart: the link that may
be empty is added when both tables are there.
"""

from collections.abc import Iterable
from typing import Any

from tortoise.apps import Apps
from tortoise.context import TortoiseContext
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.operations import AddField, CreateModel, Operation
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.writer import MigrationWriter

from web import tables
from web.migration_running import Loader


class _Autodetector(MigrationAutodetector):
    """Compares without descriptions: they come from docstrings and from enum members."""

    def __init__(self, apps: Apps, config: dict[str, dict[str, Any]]) -> None:
        super().__init__(apps, config)
        self.loader = Loader(config, self.loader.recorder)

    async def _project_state(self) -> State:
        return _without_comments(await super()._project_state())

    def _current_state(self) -> State:
        return _without_comments(super()._current_state())


async def differences() -> list[MigrationWriter]:
    """Migrations that would have to be written; needs no database."""
    config = tables.config_for("sqlite://unused.db")
    context = TortoiseContext()
    with context:
        await context.init(config=config, init_connections=False)
        assert context.apps is not None  # noqa: S101 - for the type checker
        writers = await _Autodetector(context.apps, config["apps"]).changes()
    for writer in writers:
        writer.operations = untangled(writer.operations)
    return writers


def untangled(operations: Iterable[Operation]) -> list[Operation]:
    """Tables in an order in which each finds those it points at."""
    waiting = [found for found in operations if isinstance(found, CreateModel)]
    others = [found for found in operations if not isinstance(found, CreateModel)]
    ordered: list[Operation] = []
    late: list[Operation] = []
    while waiting:
        names = {found.name for found in waiting}
        ready = next((found for found in waiting if not _needs(found) & names), None)
        if ready is None:
            ready = next(found for found in waiting if not _needs(found, must=True) & names)
            late += _taken_off(ready, names - {ready.name})
        waiting.remove(ready)
        ordered.append(ready)
    return ordered + late + others


def _needs(table: CreateModel, *, must: bool = False) -> set[str]:
    """Names of the models it points at; with `must`, by links that may not be empty."""
    return {
        _target(field)
        for _, field in table.fields
        if isinstance(field, ForeignKeyFieldInstance) and not (must and field.null)
    } - {table.name}


def _taken_off(table: CreateModel, names: set[str]) -> list[Operation]:
    links = [
        (name, field)
        for name, field in table.fields
        if isinstance(field, ForeignKeyFieldInstance) and _target(field) in names
    ]
    table.fields = [found for found in table.fields if found not in links]
    return [AddField(model_name=table.name, name=name, field=field) for name, field in links]


def _target(field: ForeignKeyFieldInstance[Any]) -> str:
    model = field.model_name
    return model.rpartition(".")[2] if isinstance(model, str) else model.__name__


def _without_comments(state: State) -> State:
    for model in state.models.values():
        model.description = ""
        model.options.pop("table_description", None)
        for field in model.fields.values():
            field.description = None
    return state
