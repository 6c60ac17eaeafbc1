"""A sheet's rows as people of the village, with every mistake of every row.

Pure. One bad row never stops the good ones; what a sheet does not say stays None.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from village import roster_cells as cells
from village import roster_columns
from village.models import Sex
from village.permissions import Office
from village.roster_cells import WrongCell
from village.roster_clashes import together
from village.roster_columns import Header, RosterColumn
from village.roster_row import HEAD, Mistake, Roster, RosterRow, group_key
from village.sheets import Cell, Sheet, SheetRefused

Value = TypeVar("Value")
C = RosterColumn

HEAD_WORDS = {"户主", "本人", "户主本人"}
NUMBER_LENGTH = 30
GROUP_LENGTH = 40
RELATION_LENGTH = 20


class RowReader:
    """Reads the cells of one row and collects all its mistakes."""

    def __init__(self, number: int, places: Mapping[RosterColumn, int], row: Sequence[Cell]):
        self.number = number
        self.places = places
        self.row = row
        self.mistakes: list[Mistake] = []
        self.notes: list[Mistake] = []

    def cell(self, column: RosterColumn) -> Cell:
        place = self.places.get(column, len(self.row))
        return self.row[place] if place < len(self.row) else None

    def take(self, column: RosterColumn, parse: Callable[[Cell], Value]) -> Value | None:
        try:
            return parse(self.cell(column))
        except WrongCell as wrong:
            self.wrong(column, str(wrong))
            return None

    def wrong(self, column: RosterColumn, why: str) -> None:
        self.mistakes.append(Mistake(self.number, column.label, why))

    def is_wrong(self, column: RosterColumn) -> bool:
        return any(wrong.column == column.label for wrong in self.mistakes)

    def note(self, column: RosterColumn, text: str) -> None:
        self.notes.append(Mistake(self.number, column.label, text))


def read(sheets: Sequence[Sheet], today: date) -> Roster:
    """The roster in the first sheet that has a header; `SheetRefused` when there is none."""
    sheet, header, others = roster_columns.choose(sheets)
    readers: list[RowReader] = []
    found: list[RosterRow] = []
    for number, row in data_rows(sheet, header):
        reader = RowReader(number, header.places, row)
        person = person_in(reader, today)
        readers.append(reader)
        if person is not None:
            found.append(person)
    if not readers:
        raise SheetRefused(f"表头（第 {header.last + 1} 行）下面没有一行人员。")
    kept, clashing = together(found)
    rejected = [wrong for reader in readers for wrong in reader.mistakes] + clashing
    bad = {wrong.row for wrong in rejected}
    mentioned = {
        cells.text_of(one.cell(C.NAME)).replace(" ", "") for one in readers if one.number in bad
    }
    return Roster(
        sheet=sheet.name,
        rows=tuple(kept),
        rejected=tuple(sorted(rejected, key=lambda wrong: wrong.row)),
        notes=tuple(note for one in readers if one.number not in bad for note in one.notes),
        ignored_columns=header.ignored,
        ignored_sheets=others,
        mentioned=frozenset(mentioned),
    )


def data_rows(sheet: Sheet, header: Header) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Rows with something in a known column; headings repeated on each printed page are passed."""
    known = header.places.values()
    for number, row in enumerate(sheet.rows[header.last + 1 :], start=header.last + 2):
        if len(roster_columns.places_in(row)) >= roster_columns.FEWEST:
            continue
        if any(cells.text_of(row[place]) for place in known if place < len(row)):
            yield number, row


def person_in(reader: RowReader, today: date) -> RosterRow | None:
    name = reader.take(C.NAME, cells.name)
    born, sex, number = identity(reader, today)
    head_name = reader.take(C.HEAD, lambda cell: cells.words(cell, 60))
    relation = reader.take(C.RELATION, lambda cell: cells.words(cell, RELATION_LENGTH))
    is_head = headship(reader, name, head_name, relation) if name else None
    group = reader.take(C.GROUP, lambda cell: cells.words(cell, GROUP_LENGTH))
    household = household_of(reader, group, head_name or (name if is_head else None))
    phone = reader.take(C.PHONE, cells.phone)
    party = reader.take(C.PARTY, cells.party)
    representative = reader.take(C.REPRESENTATIVE, cells.yes_or_no)
    registered = reader.take(C.REGISTERED, cells.yes_or_no)
    residence = reader.take(C.RESIDENCE, cells.residence)
    collective = reader.take(C.COLLECTIVE, cells.yes_or_no)
    offices = offices_in(reader, representative)
    if reader.mistakes or name is None or born is None or sex is None or household is None:
        return None
    return RosterRow(
        reader.number, household, name, sex, born, is_head, group,
        HEAD if is_head else relation, number, phone, party, representative, offices,
        registered, residence, collective,
    )  # fmt: skip


def identity(reader: RowReader, today: date) -> tuple[date | None, Sex | None, str | None]:
    """Birth date, sex and ID number; where two places say it they must agree."""
    born = reader.take(C.BORN, lambda cell: cells.day(cell, today))
    sex = reader.take(C.SEX, cells.sex)
    card = reader.take(C.ID_NUMBER, lambda cell: cells.id_number(cell, today))
    if card is None:
        missing = "没有{}，也没有身份证号。请填其中一样。"
        for column, value in ((C.BORN, born), (C.SEX, sex)):
            if value is None and not reader.is_wrong(column) and not reader.is_wrong(C.ID_NUMBER):
                reader.wrong(column, missing.format(column.label))
        return born, sex, None
    if born is not None and born != card.born:
        reader.wrong(
            C.BORN, f"出生日期写的是 {born}，身份证号里是 {card.born}，两处不一致，请核对。"
        )
    if sex is not None and sex is not card.sex:
        reader.wrong(
            C.SEX, f"性别写的是{sex.label}，身份证号里是{card.sex.label}，两处不一致，请核对。"
        )
    return card.born, card.sex, card.number


def headship(
    reader: RowReader, name: str, head_name: str | None, relation: str | None
) -> bool | None:
    """Is this the row of the household's head? None when the sheet does not say."""
    if relation is None:
        return None if head_name is None else is_same(head_name, name)
    is_head = relation in HEAD_WORDS
    if is_head and head_name is not None and not is_same(head_name, name):
        reader.wrong(
            C.RELATION,
            f"“与户主关系”写的是{relation}，“户主”一栏却是{head_name}，两处不一致，请核对。",
        )
    return is_head


def is_same(one: str, other: str) -> bool:
    return one.replace(" ", "") == other.replace(" ", "")


def household_of(reader: RowReader, group: str | None, head_name: str | None) -> str | None:
    """The household's number; where the sheet has none, its group and its head's name."""
    number = reader.take(C.HOUSEHOLD, lambda cell: cells.words(cell, NUMBER_LENGTH))
    if number is not None:
        return number
    if reader.is_wrong(C.HOUSEHOLD):
        return None
    if C.HOUSEHOLD not in reader.places and head_name:
        return f"{group_key(group or '')}·{head_name.replace(' ', '')}"[:NUMBER_LENGTH]
    column = C.HOUSEHOLD if C.HOUSEHOLD in reader.places else C.HEAD
    reader.wrong(column, f"没有{column.label}，不知道是哪一户的人。请填上；同一户每个人都要填。")
    return None


def offices_in(reader: RowReader, representative: bool | None) -> tuple[Office, ...]:
    known, strange = reader.take(C.OFFICES, cells.offices) or ((), ())
    if strange:
        reader.note(C.OFFICES, f"“{'、'.join(strange)}”不是本系统登记的职务，没有记入任职。")
    if representative and Office.REPRESENTATIVE not in known:
        return (*known, Office.REPRESENTATIVE)
    if representative is False and Office.REPRESENTATIVE in known:
        reader.wrong(C.REPRESENTATIVE, "“职务”里有村民代表，“村民代表”一栏却是否，请核对。")
    return known
