"""The record as it is read: every deed has its words, and going over it names the broken line."""

import ast
import re
from pathlib import Path

import pytest

from tests import doors, make
from village import ledger, storage
from village.models import LedgerEntry, Person
from village.permissions import Office
from web.record_words import ACTIONS, SUBJECTS

ROOT = Path(__file__).resolve().parents[2]
SEALING = {"record", "record_township", "deed", "_record", "Step", "note"}
HERE = "/desk/liuwan/record"


@pytest.fixture
async def there(db, clock):
    here = await make.village("liuwan", "柳湾村")
    app = doors.site(db, clock)
    clerk = await desk_of(app, here, Office.VILLAGE_CLERK)
    yield app, here, clerk
    await clerk.close()


async def desk_of(app, village, office):
    who = await make.holder(village, office)
    return await doors.browser(app, await Person.get(id=who.person_id))


async def sealed(village, count, *, action="decision.open", subject="decision:7", **data):
    who = await make.person(village)
    for number in range(count):
        async with storage.writing(village.id):
            await ledger.record(
                *(village.id, make.seat(who, Office.VILLAGE_CLERK), action, subject),
                now=make.NOW,
                number=number,
                **data,
            )


def recorded_actions():
    for package in ("village", "publicity", "deliberation", "bylaws", "web"):
        for file in (ROOT / package).rglob("*.py"):
            for call in ast.walk(ast.parse(file.read_text())):
                if isinstance(call, ast.Call) and name_of(call.func) in SEALING:
                    yield from constants(call)


def name_of(called):
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def constants(call):
    for argument in call.args:
        for found in ast.walk(argument):
            value = getattr(found, "value", None)
            if isinstance(value, str) and re.fullmatch(r"[a-z_]+\.[a-z_]+", value):
                yield value


def test_every_deed_the_code_records_has_its_words():
    found = set(recorded_actions())

    assert sorted(found - set(ACTIONS)) == [], "give it words in web/record_words.py ACTIONS"
    assert len(found) > 40


def test_no_words_are_kept_for_deeds_that_are_gone():
    assert sorted(set(ACTIONS) - set(recorded_actions())) == []


def test_every_subject_of_the_record_has_its_word():
    found = set()
    for package in ("village", "publicity", "deliberation", "bylaws"):
        for file in (ROOT / package).rglob("*.py"):
            found |= set(re.findall(r'f"([a-z_]+):\{[a-z_.]+\.id\}"', file.read_text()))

    on_rolls_only = {"household"}
    assert sorted(found - set(SUBJECTS) - on_rolls_only) == []


def numbers(page):
    return [row.all("td")[0].text for row in page.root.all("tbody")[0].all("tr")]


async def test_a_line_says_when_in_what_capacity_and_what(there):
    _, here, clerk = there
    await sealed(here, 1)

    page = await clerk.get(HERE)

    (row,) = page.root.all("tbody")[0].all("tr")
    assert [cell.text for cell in row.all("td")][:5] == [
        "1", "2026 年 11 月 22 日 09:00", "立议题", "议题 7", "村文书",
    ]  # fmt: skip
    assert page.link("议题 7") == "/desk/liuwan/decisions/7"


async def test_the_record_is_read_in_pages_the_newest_line_first(there):
    _, here, clerk = there
    await sealed(here, 53)

    first, last = [await clerk.get(f"{HERE}?page={number}") for number in (1, 2)]

    assert [numbers(page)[0::49] for page in (first, last)] == [["53", "4"], ["3"]]
    assert numbers(last) == ["3", "2", "1"]


async def test_a_page_of_the_record_costs_the_same_at_any_length(there, queries):
    _, here, clerk = there
    costs = []
    for count in (1, 40):
        await sealed(here, count)
        queries.clear()
        await clerk.get(HERE)
        costs.append(len(queries))

    assert costs[0] == costs[1]


async def test_an_untouched_record_is_said_to_be_so(there):
    _, here, clerk = there
    await sealed(here, 3)

    page = await clerk.get(HERE + "/check")

    assert page.boxes == ["从第 1 行到第 3 行，逐行核对过，没有一行被改动、删掉、挪动或者添上。"]
    head = (await LedgerEntry.get(log=f"village:{here.id}", seq=2)).head
    assert head in page.main


@pytest.mark.parametrize(
    ("seq", "change", "sentence"),
    [
        (1, {"line": '{"v":1}'}, "第 2 行对不上：这一行的内容被改动过。"),
        (0, {"line": "不是记录"}, "第 1 行对不上：这一行的内容被改动过。"),
        (2, {"leaf": "0" * 64}, "第 3 行对不上：这一行的内容被改动过。"),
    ],
)
async def test_a_changed_line_is_named_and_still_shown(there, seq, change, sentence):
    _, here, clerk = there
    await sealed(here, 4)
    await LedgerEntry.filter(log=f"village:{here.id}", seq=seq).update(**change)

    check, page = await clerk.get(HERE + "/check"), await clerk.get(HERE)

    assert check.boxes[0].startswith(sentence)
    assert numbers(page) == ["4", "3", "2", "1"]


async def test_a_dropped_line_is_named(there):
    _, here, clerk = there
    await sealed(here, 4)
    await LedgerEntry.filter(log=f"village:{here.id}", seq=1).delete()

    page = await clerk.get(HERE + "/check")

    assert page.boxes[0].startswith("第 2 行对不上：这一行被删掉了。")


async def test_a_fault_in_the_next_villages_record_is_not_ours(there):
    _, here, clerk = there
    other = await make.village("shiqiao", "石桥村")
    await sealed(here, 2)
    await sealed(other, 2)
    await LedgerEntry.filter(log=f"village:{other.id}", seq=0).update(line="{}")

    page = await clerk.get(HERE + "/check")

    assert page.boxes[0].startswith("从第 1 行到第 2 行")


async def test_the_accountant_is_not_led_where_he_may_not_go(there):
    app, here, _ = there
    await sealed(here, 1, action="person.edit", subject="person:5")
    accountant = await desk_of(app, here, Office.ACCOUNTANT)

    page = await accountant.get(HERE)
    await accountant.close()

    assert [href for text, href in page.links if text == "人员 5"] == []
    assert "人员 5" in page.main


@pytest.mark.parametrize("path", ["/record", "/record/check"])
async def test_the_next_villages_record_is_not_read_from_a_desk(there, path):
    _, _, clerk = there
    await make.village("shiqiao", "石桥村")

    assert (await clerk.get(f"/desk/shiqiao{path}")).status == 403
