"""Shared by the tests of the register: rosters taken in, and what the record says of it."""

from tests import make, make_sheets
from tests.make_sheets import table
from village import idnumbers, roster_import
from village.models import LedgerEntry
from village.permissions import operator

VAULT = idnumbers.vault("一把只用于测试的钥匙，长度足够，不在别处使用。")
NOW = make.NOW
DAY = make.DAY


async def reading(*rows, **options):
    return await roster_import.read(make_sheets.xlsx(table(list(rows)), **options), now=NOW)


async def importing(village, *rows, actor=None, **options):
    found = await reading(*rows)
    actor = actor or operator(village.township_id, village.id)
    return await roster_import.import_roster(village, found, actor, VAULT, now=NOW, **options)


def counts(done):
    plan = done.plan
    return (len(plan.adds), len(plan.changes), len(plan.unchanged), len(plan.rejected))


async def lines(village):
    return await LedgerEntry.filter(log=f"village:{village.id}").order_by("seq")


async def actions(village):
    return [line.action for line in await lines(village)]
