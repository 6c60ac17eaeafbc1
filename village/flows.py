"""State machines as tables: who may take which step, and what must hold first.

The same guards tell a person what is missing and stop the step.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar, cast

from tortoise.models import Model

from village import ledger
from village.errors import Blocked, Blocker, Stale
from village.models import Village
from village.permissions import Actor, Permission

Facts = TypeVar("Facts")
Guard = Callable[[Facts], Blocker | Sequence[Blocker] | None]


class Staged(Protocol):
    """A row with a stage in a village."""

    id: int
    village_id: int
    village: Any
    stage: Any


@dataclass(frozen=True, slots=True)
class Step(Generic[Facts]):
    name: str
    source: StrEnum
    target: StrEnum
    permission: Permission
    guards: tuple[Guard[Facts], ...] = ()

    def blockers(self, facts: Facts) -> tuple[Blocker, ...]:
        found: list[Blocker] = []
        for guard in self.guards:
            answer = guard(facts)
            found.extend([answer] if isinstance(answer, Blocker) else answer or ())
        return tuple(found)


async def take(
    step: Step[Facts], row: Staged, facts: Facts, actor: Actor, *, now: datetime, **data: object
) -> None:
    """Move `row` one step along, or refuse. Call it inside `storage.writing`."""
    village = cast("Village", row.village)
    seat = actor.require(step.permission, village.id, village.township_id)
    if blockers := step.blockers(facts):
        raise Blocked(blockers)
    table = cast("type[Model]", type(row))
    moved = await table.filter(id=row.id, stage=step.source).update(stage=step.target)
    if not moved:
        raise Stale("这件事")
    row.stage = step.target
    subject = f"{type(row).__name__.lower()}:{row.id}"
    await ledger.record(village.id, seat, step.name, subject, now=now, **data)
