"""Every form that any page shows, with what nobody should send in every one of its text fields.

A sentence beside the field, nothing stored, what was typed still there, and never a fault of ours.
"""

import pytest
from tortoise import Tortoise

from tests.web.door_table import TABLE, VISITORS
from tests.web.test_every_door import CONVERTER, town, visitor  # noqa: F401 - town is a fixture
from village.permissions import Office
from web.routes import ROUTES

pytestmark = pytest.mark.sqlite

MANY = 10_000
TOO_MUCH = {"emoji": "🧨" * MANY, "digits": "9" * MANY}
STRANGE = {
    "right to left": "\u202e\u200f" * (MANY // 2),
    "zeros": "\x00" * 50,
    "markup": "</textarea></script><script>alert(1)</script>{{ 7 * 7 }}",
}
WALKERS = ("village_clerk", "party_secretary", "supervisor", "legal_adviser", "township_officer")
ELSEWHERE = {"/leave", "/text-size"}
UNCOUNTED = {"attempt"}  # wrong guesses are counted, that is what they are for
SECRET = {"pin", "pin_again", "new_pin", "new_pin_again", "code"}
SECRET |= {"password", "password_again", "old_password"}


def row_of(action):
    """The row of the table that a form's action is."""
    path = action.partition("?")[0]
    for route in ROUTES:
        if "POST" in route.methods and route.path_regex.match(path):
            return f"POST {CONVERTER.sub('}', route.path)}"
    raise AssertionError(f"no route takes {action}")


def first_in(row):
    """Who of the walkers comes in there first: each form is tried once."""
    return next((one for one in WALKERS if TABLE[row][VISITORS.index(one)] == "✓"), None)


async def shown(comer, column):
    """Path → the forms on that page that only this walker tries."""
    place = VISITORS.index(column)
    for row in (one for one in TABLE if one.startswith("GET") and TABLE[one][place] == "✓"):
        page = await comer.browser.get(row.split(" ")[1].format(**comer.ids))
        if page.response.headers.get("content-type", "").startswith("text/html"):
            for form in page.forms:
                mine = form.method == "post" and form.action not in ELSEWHERE
                if mine and first_in(row_of(form.action)) == column:
                    yield page.path, form


async def counts():
    models = Tortoise.apps["models"].values()
    return {
        model._meta.db_table: await model.all().count()
        for model in models
        if model._meta.db_table not in UNCOUNTED
    }


async def tried(comer, column):
    """Each text field of each form, one at a time: what to send, and where."""
    for path, form in [found async for found in shown(comer, column)]:
        for name in sorted(form.typed):
            yield f"{path} → {form.action} {name}", form, name


@pytest.mark.parametrize("column", WALKERS)
async def test_far_too_much_is_refused_and_still_there(town, column):  # noqa: F811
    comer, wrong, count = await visitor(town, Office(column)), {}, 0
    before = await counts()

    async for place, form, name in tried(comer, column):
        for kind, sent in TOO_MUCH.items():
            count += 1
            page = await comer.browser.post(form.action, {**form.values, name: [sent]})
            if page.status not in (409, 422):
                wrong[kind, place] = page.status
            elif name not in SECRET and not kept(page, name, sent):
                wrong[kind, place] = "what was typed is gone"

    assert count > 0
    assert wrong == {}
    assert await counts() == before


def kept(page, name, sent):
    return any(sent in form.values.get(name, ()) for form in page.forms)


@pytest.mark.parametrize("column", WALKERS)
@pytest.mark.parametrize("kind", STRANGE)
async def test_what_is_strange_breaks_nothing(town, column, kind):  # noqa: F811
    """It may be taken, as the words it is or as nothing at all; no page is broken by it."""
    comer, wrong = await visitor(town, Office(column)), {}

    async for place, form, name in tried(comer, column):
        values = {**form.values, name: [STRANGE[kind]], "_key": [comer.key()]}
        page = await comer.browser.follow(await comer.browser.post(form.action, values))
        if page.status not in (200, 409, 422):
            wrong[place] = page.status
        elif any("alert(1)" in one.raw for one in page.root.all("script")):
            wrong[place] = "a script of somebody's"

    assert wrong == {}
