"""What an import tells besides what it does: things to look at that reject nobody.

Pure.
"""

from collections.abc import Iterator, Sequence

from village.permissions import Office
from village.roster_changes import Change, Known
from village.roster_columns import RosterColumn
from village.roster_row import Mistake, RosterRow

C = RosterColumn


def headless(
    rows: Sequence[RosterRow], register: Sequence[Known], changes: Sequence[Change]
) -> Iterator[Mistake]:
    """Households that would stand without a head: their people are taken in, and it is said."""
    unseated = {
        change.known.person_id
        for change in changes
        if change.updates.get("is_head") is False or "household" in change.updates
    }
    headed = {row.household for row in rows if row.is_head}
    for one in register:
        if one.is_head and not one.left and one.person_id not in unseated:
            headed.add(one.household)
    told: set[str] = set()
    for row in rows:
        if row.household not in headed and row.household not in told:
            told.add(row.household)
            why = (
                f"户号 {row.household} 没有户主。人照样登记，"
                "请写明谁的“与户主关系”是户主，再导入一次。"
            )
            yield Mistake(row.row, C.RELATION.label, why)


def lookalikes(adds: Sequence[RosterRow], missing: Sequence[Known]) -> Iterator[Mistake]:
    """A new person with the name and birthday of one who is missing: perhaps only moved house."""
    by_birth = {(one.name, one.born): one for one in missing}
    for row in adds:
        one = by_birth.get((row.name, row.born))
        if one is not None and not (one.digest and row.id_number):
            why = (
                f"名册里户号 {one.household} 已有同名、同一天出生的人。"
                "如是同一个人，请先在名册里改他的户号，不要重复登记。"
            )
            yield Mistake(row.row, C.NAME.label, why)


def kept_representatives(pairs: Sequence[tuple[RosterRow, Known | None]]) -> Iterator[Mistake]:
    for row, known in pairs:
        if row.representative is False and known and Office.REPRESENTATIVE in known.offices:
            why = "名册里是村民代表，表里写否。导入不会免去任职，请到任职页登记届满或免职。"
            yield Mistake(row.row, C.REPRESENTATIVE.label, why)
