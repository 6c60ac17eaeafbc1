"""The deed of importing a roster: all of its good rows, or nothing, and one line in the record.

What was planned for the preview is planned again under the lock, so nobody writes over another.
"""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from village import (
    clock,
    ledger,
    people,
    people_writing,
    roster,
    roster_offices,
    roster_plan,
    sheets,
    storage,
)
from village.eligibility import OF_GROUPS
from village.errors import Stale
from village.idnumbers import Vault
from village.models import Departure, Village
from village.people_writing import Register
from village.permissions import Actor, Permission
from village.roster_changes import Known
from village.roster_offices import Wish
from village.roster_plan import RosterPlan
from village.roster_row import Roster


@dataclass(frozen=True, slots=True)
class Imported:
    """What was done. `kept` were to leave but hold an office: that has to end first."""

    plan: RosterPlan
    left: tuple[Known, ...] = ()
    kept: tuple[Known, ...] = ()
    appointed: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.plan.adds or self.plan.changes or self.left)


class Rehearsed(Exception):
    """Undoes the rehearsal of an import."""

    def __init__(self, imported: Imported) -> None:
        super().__init__()
        self.imported = imported


async def read(content: bytes, *, now: datetime) -> Roster:
    """A file somebody sent, as a roster, read before any lock; `SheetRefused` says why not."""
    today = clock.local_date(now)
    return await asyncio.to_thread(lambda: roster.read(sheets.read(content), today))


async def read_path(path: Path, *, now: datetime) -> Roster:
    today = clock.local_date(now)
    return await asyncio.to_thread(lambda: roster.read(sheets.read_file(path), today))


async def preview(
    village: Village, found: Roster, actor: Actor, vault: Vault, *, now: datetime
) -> RosterPlan:
    """What the import would do: it is done and undone, so that the preview cannot differ."""
    actor.require(Permission.REGISTER_EDIT, village.id, village.township_id)
    try:
        async with storage.writing(village.id):
            raise Rehearsed(await carry_out(village, found, vault, actor, now=now))
    except Rehearsed as rehearsed:
        return rehearsed.imported.plan


def seal(plan: RosterPlan) -> str:
    """The preview in one word; the same word later means that nothing changed in between."""
    return ledger.text_digest(
        *(f"+{row.row}{row.offices}" for row in plan.adds),
        *(f"~{one.known.person_id}{sorted(one.updates)}{one.offices}" for one in plan.changes),
        *(f"-{one.person_id}" for one in plan.leaves),
    )


async def import_roster(
    village: Village,
    found: Roster,
    actor: Actor,
    vault: Vault,
    *,
    now: datetime,
    with_leaves: Collection[int] = (),
    seen: str | None = None,
) -> Imported:
    """Takes in the good rows. Of the missing only those in `with_leaves` leave, as moved out.

    `seen` is the `seal` of the preview that was agreed to; if the register has changed since, the
    import is refused as stale. An import that changes nothing leaves no line in the record.
    """
    seat = actor.require(Permission.REGISTER_EDIT, village.id, village.township_id)
    async with storage.writing(village.id):
        done = await carry_out(village, found, vault, actor, now=now, with_leaves=with_leaves)
        if seen is not None and seen != seal(done.plan):
            raise Stale("村民名册")
        if not done.is_empty:
            await ledger.record(
                *(village.id, seat, "roster.import", f"village:{village.id}"),
                now=now,
                added=len(done.plan.adds),
                changed=len(done.plan.changes),
                left=len(done.left),
                rejected=len({wrong.row for wrong in done.plan.rejected}),
            )
    return done


async def carry_out(
    village: Village,
    found: Roster,
    vault: Vault,
    actor: Actor,
    *,
    now: datetime,
    with_leaves: Collection[int] = (),
) -> Imported:
    """Everything but the line in the record. Call it inside `storage.writing`."""
    today = clock.local_date(now)
    known = await people.register_of(village.id, vault, today)
    groups = await people.group_names(village.id)
    plan = roster_plan.plan(found, known, groups, vault.digest)
    rows = [*plan.adds, *(change.row for change in plan.changes if change.row is not None)]
    register = await people_writing.ground(village, vault, today, rows)
    await people_writing.change_people(plan.changes, register)
    await people_writing.add_people(plan.adds, register)
    asked = [one for one in plan.leaves if one.person_id in with_leaves]
    left = [one for one in asked if not one.offices]
    await people_writing.take_off([one.person_id for one in left], Departure.MOVED, today)
    wishes = await wishes_of(plan, register, max((one.person_id for one in known), default=0))
    appointed, refused = (
        await roster_offices.appoint_from_roster(village, wishes, actor, now=now)
        if wishes
        else (0, ())
    )
    told = {(wishes[one.wish], one.wish.office): one.blockers[0] for one in refused}
    kept = tuple(one for one in asked if one.offices)
    return Imported(roster_plan.settled(plan, told), tuple(left), kept, appointed)


async def wishes_of(plan: RosterPlan, register: Register, last_id: int) -> dict[Wish, int]:
    """The offices the rows name beyond those held, each with its row's number."""
    asking = [
        (change.known.person_id, change.row, change.offices)
        for change in plan.changes
        if change.row is not None and change.offices
    ]
    new = [row for row in plan.adds if row.offices]
    ids = await people_writing.ids_of(new, register, last_id) if new else {}
    asking += [(ids[row.row], row, row.offices) for row in new]
    groups = await people_writing.groups_of([row for _, row, _ in asking], register)
    return {
        Wish(person_id, office, groups.get(row.household) if office in OF_GROUPS else None): row.row
        for person_id, row, held in asking
        for office in held
    }
