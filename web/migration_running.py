"""Tortoise's runner of migrations, with tables that are created one after another made together.

It draws all models anew for every operation, so that fifty tables cost fifty times fifty. What is
sent to the database stays the same, statement by statement.
"""

from collections.abc import Iterable
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.loader import MigrationLoader
from tortoise.migrations.operations import CreateModel, Operation, TortoiseOperation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import ModelState, State

from web import tables


class CreateModels(TortoiseOperation):
    """Several `CreateModel` in their order; the models are drawn once."""

    def __init__(self, steps: list[CreateModel]) -> None:
        self.steps = steps

    def state_forward(self, app_label: str, state: State) -> None:
        for step in self.steps:
            key = (app_label, step.name)
            state.models[key] = ModelState.make_from_model(app_label, step.model)
        state.reload_models(list(state.models))

    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        for step in self.steps:
            await step.database_forward(app_label, old_state, new_state, state_editor)


class Loader(MigrationLoader):
    def load_disk(self) -> None:
        super().load_disk()
        for migration in self.disk_migrations.values():
            migration.operations = together(migration.operations)


def together(operations: Iterable[Operation]) -> list[Operation]:
    found: list[Operation] = []
    for step in operations:
        if type(step) is not CreateModel:
            found.append(step)
        elif found and isinstance(found[-1], CreateModels):
            found[-1].steps.append(step)
        else:
            found.append(CreateModels([step]))
    return found


def executor(connection: BaseDBAsyncClient, steps: str = tables.MIGRATIONS) -> MigrationExecutor:
    apps: dict[str, dict[str, Any]] = {
        "models": {"models": list(tables.MODELS), "migrations": steps}
    }
    made = MigrationExecutor(connection, apps)
    made.loader = Loader(apps, made.recorder)
    return made
