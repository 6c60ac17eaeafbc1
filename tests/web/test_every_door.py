"""Every route × every office × own and other village, against the one table of door_table.py.

A route that is not in the table fails here; so does a row whose route is gone.
"""

import re
from types import SimpleNamespace

import pytest

from bylaws.models import BylawOpinion, RedListEntry
from deliberation.models import Concern
from publicity.models import Objection
from tests import doors, inspection, make
from tests.browser import BASE, Browser, is_html
from tests.make_sheets import csv_bytes, person, table
from tests.web import door_world
from tests.web.door_table import TABLE, VISITORS
from village.models import Person, RollEntry, Session, SessionLevel
from village.permissions import TOWNSHIP, Office
from web import once, parked
from web.app import create_app
from web.parked import Shelf
from web.routes import ROUTES
from web.settings import Settings

CONVERTER = re.compile(r":[a-z]+}")
ID = re.compile(r"{(?!village)([a-z_]+)}")
WITH_CODE = (*TOWNSHIP, Office.OPERATOR)
MARKS = {200: "✓", 303: "✓", 409: "✓", 422: "✓", 403: "·", 404: "0"}
SENT = {"POST /desk/{village}/meetings/": {"first": "{decision_id}-propose"}}
ENDING = ("POST /account/sessions/end-others", "POST /leave")
ROSTER = csv_bytes(table([person("9", "赵新来", 9)]))
NEIGHBOURS = [one for one in Office if one not in (*WITH_CODE, Office.VILLAGER)]
WORKER = (Office.VILLAGE_CLERK, "own")


def rows():
    """Every route as the table writes it; acts after looking, and what ends sessions at the end."""
    known = [(route.methods - {"HEAD"}, CONVERTER.sub("}", route.path)) for route in ROUTES]
    named = [f"{next(iter(method))} {path}" for method, path in known]
    return sorted(named, key=lambda row: (row in ENDING, row.startswith("POST"), row == ENDING[-1]))


def test_every_route_has_a_row_and_every_row_a_route():
    known = rows()
    missing = [row for row in known if row not in TABLE]
    gone = [row for row in TABLE if row not in known]

    assert missing == [], "Add these to tests/web/door_rows_*.py: who may come to them, who not?"
    assert gone == [], "These rows of tests/web/door_rows_*.py have no route any more: delete them."


@pytest.fixture
async def town(db, clock, tmp_path):
    settings = Settings(db, tmp_path, doors.SECRET, public_url="http://cunyi.test")
    app = create_app(settings, clock)
    first, second = await make.township("qingxi"), await make.township("shuanghe", "双河镇")
    own = await door_world.place(first, "liuwan")
    return SimpleNamespace(app=app, own=own, towns=(first, second), folder=tmp_path)


async def somebody(town, office, where):
    """Who comes: `where` is own, next (another village), far (another township), or scanned."""
    if office is None:
        return None
    at = town.towns[where == "far"]
    if office in WITH_CODE:
        seat = await make.officer(at, office)
    else:
        of = await make.village("shiqiao", "石桥村", town=at) if where == "next" else town.own.of
        seat = await make.holder(of, office)
    return await Person.get(id=seat.person_id)


class Visitor:
    """Goes to every address of the village with a valid key and nothing else in hand."""

    def __init__(self, town, session):
        self.town, self.session = town, session
        self.browser = Browser(town.app)
        self.secret = town.app.state.settings.secret_key
        self.now = town.app.state.clock.now()
        self.ids = dict(town.own.ids)

    def key(self):
        bound = f"session:{self.session.id}" if self.session else once.NOBODY
        return once.mint(self.secret, bound, self.now)

    async def mark(self, row):
        method, path = row.split(" ")
        address, client = path.format(**self.ids), self.browser.client
        if method == "GET":
            return marked(row, await client.get(address))
        values = {"_key": self.key()}
        values |= {name: text.format(**self.ids) for name, text in SENT.get(row, {}).items()}
        return marked(row, await client.post(address, data=values, headers={"origin": BASE}))


def marked(row, answer):
    place = answer.headers.get("location", "")
    if answer.status_code == 303 and place.startswith("/enter/office?"):
        return "»"
    if answer.status_code == 303 and place.startswith("/enter?"):
        return "→"
    if is_html(answer) and (found := inspection.faults(answer.text)):
        return f"{answer.status_code}: {found}"
    return MARKS.get(answer.status_code, str(answer.status_code))


async def visitor(town, office, where="own"):
    who = await somebody(town, office, where)
    if who is None:
        return Visitor(town, None)
    level = SessionLevel.CODE if office in WITH_CODE else SessionLevel.PASSWORD
    level = SessionLevel.PASS if where == "scanned" or office is Office.VILLAGER else level
    now = town.app.state.clock.now()
    await doors.session(who, now=now)
    token = await doors.session(who, now=now, level=level)
    spare, session = await Session.filter(person_id=who.id).order_by("id")
    made = Visitor(town, session)
    made.browser.client.cookies.set("cunyi", token, domain="cunyi.test")
    if (office, where) == (Office.VILLAGER, "own"):
        await Objection.filter(id=made.ids["objection_id"]).update(person_id=who.id)
        await Concern.filter(village_id=town.own.of.id).update(raised_by_id=who.id)
        await BylawOpinion.filter(id=made.ids["opinion_id"]).update(person_id=who.id)
        await RedListEntry.filter(id=made.ids["praise_id"]).update(person_id=who.id)
        await RollEntry.filter(id=made.ids["entry_id"]).update(person_id=who.id)
    shelf = Shelf(town.folder, made.secret, session.id, town.own.of.id)
    made.ids["session_id"] = spare.id
    made.ids["parcel"] = await parked.park(shelf, ROSTER, now=now)
    return made


ALL = [
    ("stranger", None, "own"),
    *[(str(office), office, "own") for office in Office],
    ("scanned", Office.VILLAGE_CLERK, "scanned"),
    ("next_villager", Office.VILLAGER, "next"),
    *[("next_office", office, "next") for office in NEIGHBOURS],
    ("far_township", Office.TOWNSHIP_OFFICER, "far"),
]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("column", "office", "where"), ALL, ids=[f"{one}-{office}" for one, office, _ in ALL]
)
async def test_every_visitor_comes_exactly_as_far_as_the_table_says(town, column, office, where):
    comer = await visitor(town, office, where)
    comer.ids.setdefault("session_id", 1)
    comer.ids.setdefault("parcel", "x" * 32)
    place = VISITORS.index(column)

    found = {row: await comer.mark(row) for row in rows()}

    wrong = {
        row: (TABLE[row][place], mark) for row, mark in found.items() if TABLE[row][place] != mark
    }
    assert wrong == {}, (
        f"(as the table says, as it is) for column {column}: edit the row in"
        " tests/web/door_rows_*.py, or the page or permission that lets in too many or too few."
    )


UNKNOWN = {
    "form": "pdf",
    "part": "nowhere",
    "code": "ZZZZZZ",
    "profile": "atlantis",
    "token": "A" * 24,
    "parcel": "x" * 32,
}
HUGE = {name: value * 9 for name, value in UNKNOWN.items()}


def holders():
    """For each row with an id in its address: somebody who comes in there."""
    known = [row for row in TABLE if ID.search(row) and "✓" in TABLE[row]]
    first = {row: TABLE[row].find("✓") for row in known}
    columns = sorted({VISITORS[place] for place in first.values()})
    return {one: [row for row in known if VISITORS[first[row]] == one] for one in columns}


@pytest.mark.sqlite
@pytest.mark.parametrize("column", holders())
async def test_an_id_that_is_not_there_and_one_of_another_village_look_the_same(town, column):
    office = None if column == "stranger" else Office(column)
    comer = await visitor(town, office)
    next_door = await door_world.place(town.towns[0], "yunling")
    other = await visitor(town, Office.VILLAGE_CLERK, "next")
    borrowed = {name: other.ids[name] for name in ("session_id", "parcel")}
    alien = {**next_door.ids, **borrowed}
    own = dict(comer.ids)

    found = {}
    for row in holders()[column]:
        strayed = [{**own, name: alien[name]} for name in ID.findall(row)]
        strayed += [_astray(own, 999_999_999, UNKNOWN), _astray(own, 10**30, HUGE)]
        answers = set()
        for comer.ids in strayed:
            answers.add(await comer.mark(row))
        found[row] = "".join(sorted(answers))

    assert found == {row: "0✓" if row in WORLDWIDE else "0" for row in found}


def _astray(ids, number, names):
    """The same address with every id in it gone astray."""
    return {
        name: names.get(name, value if name == "village" else number) for name, value in ids.items()
    }


# A short code, a pass, a set of rules, a kind of file, a part of a text belong to no village; lines
# of the record are numbered in each village from one; the wall's code is stale whatever it says.
WORLDWIDE = {
    "GET /desk/{village}/bylaws/{edition_id}/parts/{part}",
    "POST /desk/{village}/bylaws/{edition_id}/parts/{part}",
    "GET /v/{village}/bylaws/{edition_id}.{form}",
    "GET /v/{village}/meetings/{meeting_id}/in/{shown}",
    "GET /desk/{village}/people/import/done/{number}",
    "GET /q/{code}",
    "GET /rules/{profile}",
    "GET /enter/{token}",
    "POST /enter/{token}",
}


@pytest.mark.sqlite
@pytest.mark.parametrize("code", ["atlantis", "LIUWAN", "liuwan%00", "x" * 60, "柳湾"])
async def test_a_village_that_is_not_there_has_no_doors(town, code):
    comer = await visitor(town, Office.VILLAGE_CLERK)
    comer.ids["village"] = code
    within = [row for row in rows() if "{village}" in row]

    found = {row: await comer.mark(row) for row in within}

    assert found == dict.fromkeys(within, "0")
