"""Shared by the tests of rosters: rows read as the product reads a real workbook."""

from datetime import date

from tests import make_sheets
from tests.make_sheets import COLUMNS, id_number, table
from village import roster, sheets
from village.models import PartyStatus, Residence, Sex
from village.permissions import Office
from village.roster_row import RosterRow

TODAY = date(2026, 11, 22)
GRANNY_ROW = RosterRow(
    row=2,
    household="1",
    name="王大娘",
    sex=Sex.FEMALE,
    born=date(1950, 1, 2),
    is_head=True,
    group="一组",
    relation="户主",
    id_number=id_number(date(1950, 1, 2), woman=True),
    phone="13800138000",
    party=PartyStatus.FULL,
    representative=True,
    offices=(Office.SUPERVISOR, Office.REPRESENTATIVE),
    registered=True,
    residence=Residence.HOME,
    collective=True,
)


def read(rows, **options):
    """A real workbook, read as the product reads it."""
    return roster.read(sheets.read(make_sheets.xlsx(rows, **options)), TODAY)


def read_people(*people, columns=None):
    return read(table(list(people), columns or COLUMNS))


def whys(found):
    return [(wrong.row, wrong.column, wrong.why) for wrong in found.rejected]
