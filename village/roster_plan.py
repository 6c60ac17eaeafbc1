"""What a roster would do to the register: adds, changes, leaves, each listed before it is done.

Pure. Nobody leaves because a sheet is partial: leaves are proposed, never assumed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from village import roster_notes
from village.errors import Blocker
from village.permissions import Office
from village.roster_changes import Change, Difference, Known, change_of, offices_added
from village.roster_columns import RosterColumn
from village.roster_row import HEAD, Mistake, Roster, RosterRow, group_key

C = RosterColumn


@dataclass(frozen=True, slots=True)
class RosterPlan:
    adds: tuple[RosterRow, ...]
    changes: tuple[Change, ...]
    unchanged: tuple[Known, ...]
    leaves: tuple[Known, ...]
    rejected: tuple[Mistake, ...]
    notes: tuple[Mistake, ...]
    new_groups: tuple[str, ...]


def plan(
    roster: Roster,
    register: Sequence[Known],
    groups: Sequence[str],
    digest: Callable[[str], str],
) -> RosterPlan:
    named, new_groups = with_group_names(roster.rows, groups)
    rows, ungrouped = with_groups(named, register)
    pairs = matched(rows, register, digest)
    changes = tuple(
        change
        for row, known in pairs
        if known is not None and (change := change_of(row, known, digest)) is not None
    )
    changes += tuple(demoted(pairs, register))
    changed = {change.known.person_id for change in changes}
    adds = tuple(row for row, known in pairs if known is None)
    present = {known.person_id for _, known in pairs if known is not None}
    missing = [one for one in register if not one.left and one.person_id not in present]
    used = {row.group for row in rows}
    return RosterPlan(
        adds=adds,
        changes=changes,
        unchanged=tuple(
            known for _, known in pairs if known is not None and known.person_id not in changed
        ),
        leaves=tuple(one for one in missing if one.name.replace(" ", "") not in roster.mentioned),
        rejected=tuple(sorted((*roster.rejected, *ungrouped), key=lambda wrong: wrong.row)),
        notes=(
            *roster.notes,
            *roster_notes.headless(rows, register, changes),
            *roster_notes.lookalikes(adds, missing),
            *roster_notes.kept_representatives(pairs),
        ),
        new_groups=tuple(name for name in new_groups if name in used),
    )


def with_group_names(
    rows: Sequence[RosterRow], groups: Sequence[str]
) -> tuple[list[RosterRow], list[str]]:
    """Each row with its group as the village writes it, and the groups the village lacks."""
    names = {group_key(name): name for name in groups}
    new: list[str] = []
    for row in rows:
        if row.group and group_key(row.group) not in names:
            names[group_key(row.group)] = row.group
            new.append(row.group)
    return [
        replace(row, group=names[group_key(row.group)]) if row.group else row for row in rows
    ], new


def with_groups(
    rows: Sequence[RosterRow], register: Sequence[Known]
) -> tuple[list[RosterRow], list[Mistake]]:
    """A household already in the register keeps its group; a new one has to say it."""
    known = {one.household: one.group for one in register if one.group}
    kept: list[RosterRow] = []
    wrong: list[Mistake] = []
    for row in rows:
        if row.group or row.household in known:
            kept.append(row)
        else:
            why = f"户号 {row.household} 没有写村民小组，名册里也还没有这一户。请填上是哪个组。"
            wrong.append(Mistake(row.row, C.GROUP.label, why))
    return kept, wrong


def matched(
    rows: Sequence[RosterRow], register: Sequence[Known], digest: Callable[[str], str]
) -> list[tuple[RosterRow, Known | None]]:
    """By ID number; else by household, name and birth date, among those not yet matched."""
    by_digest = {one.digest: one for one in register if one.digest}
    found = {
        row.row: known
        for row in rows
        if row.id_number and (known := by_digest.get(digest(row.id_number))) is not None
    }
    taken = {known.person_id for known in found.values()}
    by_key: dict[tuple[str, str, date | None], Known] = {}
    for one in sorted(register, key=lambda one: one.left):
        if one.person_id not in taken:
            by_key.setdefault((one.household, one.name, one.born), one)
    for row in rows:
        if row.row not in found:
            known = by_key.pop((row.household, row.name, row.born), None)
            if known is not None:
                found[row.row] = known
    return [(row, found.get(row.row)) for row in rows]


def demoted(
    pairs: Sequence[tuple[RosterRow, Known | None]], register: Sequence[Known]
) -> Iterator[Change]:
    """Heads of whom the sheet says nothing, in households where it names another head."""
    new_heads = {row.household: known for row, known in pairs if row.is_head}
    spoken = {known.person_id for row, known in pairs if known and row.is_head is not None}
    for one in register:
        if not one.is_head or one.left or one.household not in new_heads:
            continue
        if one.person_id not in spoken:
            updates = {"is_head": False, "relation": ""}
            gone = (Difference(C.RELATION.label, HEAD, "不再是户主，请补填关系"),)
            yield Change(one, None, updates, (), gone)


def settled(plan: RosterPlan, refused: Mapping[tuple[int, Office], Blocker]) -> RosterPlan:
    """The plan without the offices (by row) that the law or the register stands against.

    They become notes; a person for whom nothing else was to change is unchanged.
    """
    if not refused:
        return plan
    changes = [without(change, refused) for change in plan.changes]
    idle = tuple(one.known for one in changes if not (one.updates or one.offices))
    notes = tuple(
        Mistake(row, C.OFFICES.label, f"没有记入{office.label}：{why.text}{why.basis}")
        for (row, office), why in refused.items()
    )
    return replace(
        plan,
        adds=tuple(
            replace(row, offices=tuple(one for one in row.offices if (row.row, one) not in refused))
            for row in plan.adds
        ),
        changes=tuple(one for one in changes if one.updates or one.offices),
        unchanged=(*plan.unchanged, *idle),
        notes=(*plan.notes, *notes),
    )


def without(change: Change, refused: Mapping[tuple[int, Office], Blocker]) -> Change:
    if change.row is None:
        return change
    number = change.row.row
    kept = tuple(office for office in change.offices if (number, office) not in refused)
    if kept == change.offices:
        return change
    others = [one for one in change.differences if one.column != C.OFFICES.label]
    return replace(change, offices=kept, differences=(*others, *offices_added(kept)))
