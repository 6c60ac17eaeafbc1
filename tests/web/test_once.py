import asyncio
from datetime import timedelta

import pytest
from starlette.requests import Request
from starlette.responses import RedirectResponse

from tests import doors, make
from village import ledger, onetime, storage
from village.errors import InvalidInput, Repeated
from village.models import LedgerEntry, SessionLevel, UsedKey
from village.permissions import Office, Seat
from web import once
from web.guards import action, actor_of, village_of
from web.render import render

pytestmark = pytest.mark.both

SECRET = doors.SECRET


def test_a_key_is_good_for_a_day_to_the_second(clock):
    key = once.mint(SECRET, "session:1", clock.now())
    last = clock.now() + timedelta(days=1)

    assert once.read(key, SECRET, "session:1", last).digest
    with pytest.raises(once.StaleForm):
        once.read(key, SECRET, "session:1", last + timedelta(seconds=1))


@pytest.mark.parametrize("bound", ["session:2", "nobody", "", "session:11"])
def test_a_key_of_one_session_is_worth_nothing_in_another(clock, bound):
    key = once.mint(SECRET, "session:1", clock.now())

    with pytest.raises(once.StaleForm):
        once.read(key, SECRET, bound, clock.now())


@pytest.mark.parametrize(
    "forged", ["", "x", "====", "é" * 51, "A" * 51, "A" * 52, "A" * 10_000, " ", "\x00"]
)
def test_a_forged_key_is_refused(clock, forged):
    with pytest.raises(once.StaleForm):
        once.read(forged, SECRET, "session:1", clock.now())


def test_a_key_changed_by_one_sign_is_refused(clock):
    key = once.mint(SECRET, "session:1", clock.now())
    for place in range(len(key) - 1):
        other = "A" if key[place] != "A" else "B"
        with pytest.raises(once.StaleForm):
            once.read(key[:place] + other + key[place + 1 :], SECRET, "session:1", clock.now())


def test_a_form_is_good_although_the_clock_was_set_back_by_up_to_a_day_meanwhile(clock):
    key = once.mint(SECRET, "session:1", clock.now() + timedelta(days=1))

    assert once.read(key, SECRET, "session:1", clock.now()).digest
    with pytest.raises(once.StaleForm):
        once.read(key, SECRET, "session:1", clock.now() - timedelta(seconds=1))


def test_no_two_keys_are_alike(clock):
    keys = {once.mint(SECRET, "session:1", clock.now()) for _ in range(100)}

    assert len(keys) == 100


# spent in the deed


def fresh(clock):
    return once.read(once.mint(SECRET, "x", clock.now()), SECRET, "x", clock.now())


async def deed(of, clock):
    seat = Seat(None, Office.OPERATOR, of.id, of.township_id)
    async with storage.writing(of.id):
        await ledger.record(of.id, seat, "test.deed", f"village:{of.id}", now=clock.now())


async def test_the_same_key_does_the_deed_once(db, clock):
    of, key = await make.village(), fresh(clock)
    with onetime.presented(key):
        await deed(of, clock)

    with onetime.presented(onetime.FormKey(key.digest, clock.now())), pytest.raises(Repeated):
        await deed(of, clock)

    assert await LedgerEntry.filter(action="test.deed").count() == 1


async def test_a_refused_deed_leaves_the_key_unspent(db, clock):
    of, key = await make.village(), fresh(clock)
    with onetime.presented(key), pytest.raises(InvalidInput):
        async with storage.writing(of.id):
            raise InvalidInput({"": "不行。"})

    assert (await UsedKey.all().count(), key.spent) == (0, False)
    with onetime.presented(key):
        await deed(of, clock)
    assert (await UsedKey.all().count(), key.spent) == (1, True)


async def test_of_two_sent_at_the_same_moment_one_does_the_deed(db, clock):
    """On PostgreSQL the two run beside each other, in two villages so that no lock helps."""
    one, other, digest = await make.village(), await make.village(), fresh(clock).digest

    async def send(of):
        with onetime.presented(onetime.FormKey(digest, clock.now())):
            await deed(of, clock)

    ends = await asyncio.gather(send(one), send(other), send(one), return_exceptions=True)

    assert [type(end) for end in ends].count(Repeated) == 2
    assert await LedgerEntry.filter(action="test.deed").count() == 1


async def test_a_deed_inside_a_deed_spends_one_key(db, clock):
    of, key = await make.village(), fresh(clock)
    with onetime.presented(key):
        async with storage.writing(of.id):
            await deed(of, clock)

    assert await UsedKey.all().values_list("digest", flat=True) == [key.digest]


async def test_counting_a_guess_spends_no_key(db, clock):
    key = fresh(clock)
    with onetime.presented(key):
        async with storage.aside():
            pass

    assert (await UsedKey.all().count(), key.spent) == (0, False)


async def test_deeds_outside_a_form_need_no_key(db, clock):
    await deed(await make.village(), clock)

    assert await UsedKey.all().count() == 0


def test_only_so_many_places_are_remembered(clock):
    places, keys = once.Places(), [fresh(clock) for _ in range(once.REMEMBERED + 1)]
    for number, key in enumerate(keys):
        places.remember(key, f"/{number}")

    assert places.place(keys[0]) is None
    assert places.place(keys[1]) == "/1"
    assert places.place(keys[-1]) == f"/{once.REMEMBERED}"


# over HTTP


async def note(request: Request):
    of, actor = village_of(request), actor_of(request)
    form = await request.form()
    if form.get("text") == "wrong":
        return render(request, "errors/422.html", {"mistakes": ["不行。"]}, status=422)
    async with storage.writing(of.id):
        now = request.state.now
        await ledger.record(of.id, actor.seats[0], "test.note", f"village:{of.id}", now=now)
        number = await LedgerEntry.filter(action="test.note").count()
    return RedirectResponse(f"/notes/{number}", status_code=303)


async def opened(db, clock):
    app = doors.site(db, clock)
    app.router.routes.insert(0, action("/v/{village}/notes", note))
    of = await make.village()
    who = await make.person(of)
    browser = await doors.browser(app, who, level=SessionLevel.PASS)
    return app, of, browser


async def key_on(browser):
    return (await browser.get("/account/")).form("/leave").values["_key"][0]


async def test_a_form_sent_twice_leads_twice_to_the_same_place(db, clock):
    _, of, browser = await opened(db, clock)
    form = {"_key": await key_on(browser), "text": "好"}

    answers = [await browser.post(f"/v/{of.code}/notes", form) for _ in range(2)]

    assert [(one.status, one.response.headers["location"]) for one in answers] == [
        (303, "/notes/1"),
        (303, "/notes/1"),
    ]
    assert await LedgerEntry.filter(action="test.note").count() == 1


async def test_when_the_place_is_forgotten_a_page_says_that_it_is_done(db, clock):
    app, of, browser = await opened(db, clock)
    form = {"_key": await key_on(browser)}
    await browser.post(f"/v/{of.code}/notes", form)
    app.state.places = once.Places()

    page = await browser.post(f"/v/{of.code}/notes", form)

    assert (page.status, page.h1) == (200, "这一步已经办好了")
    assert await LedgerEntry.filter(action="test.note").count() == 1


async def test_a_form_with_a_mistake_is_corrected_under_the_same_key(db, clock):
    _, of, browser = await opened(db, clock)
    key = await key_on(browser)

    first = await browser.post(f"/v/{of.code}/notes", {"_key": key, "text": "wrong"})
    second = await browser.post(f"/v/{of.code}/notes", {"_key": key, "text": "right"})

    assert (first.status, second.status) == (422, 303)


async def test_without_a_key_nothing_is_done_and_what_was_typed_can_be_sent_again(db, clock):
    _, of, browser = await opened(db, clock)

    page = await browser.post(f"/v/{of.code}/notes", {"text": "修路的事"})
    before = await LedgerEntry.filter(action="test.note").count()
    sent = await browser.post(f"/v/{of.code}/notes", page.form(f"/v/{of.code}/notes").values)

    assert (page.status, page.h1, before) == (422, "这张表放得太久了", 0)
    assert page.form(f"/v/{of.code}/notes").values["text"] == ["修路的事"]
    assert sent.status == 303


@pytest.mark.parametrize("name", ["pin", "password", "code", "new_pin_again", "proof-year"])
async def test_secrets_typed_into_a_stale_form_are_not_shown_again(db, clock, name):
    _, of, browser = await opened(db, clock)

    page = await browser.post(f"/v/{of.code}/notes", {"text": "x", name: "295038"})

    assert page.status == 422
    assert "295038" not in page.response.text


async def test_a_key_taken_from_another_session_does_nothing(db, clock):
    app, of, browser = await opened(db, clock)
    thief = await doors.browser(app, await make.person(of), level=SessionLevel.PASS)

    page = await thief.post(f"/v/{of.code}/notes", {"_key": await key_on(browser)})

    assert page.status == 422
    assert await LedgerEntry.filter(action="test.note").count() == 0


async def test_what_needs_a_session_takes_no_key_of_a_visitor(db, clock):
    _, of, browser = await opened(db, clock)
    key = once.mint(SECRET, once.NOBODY, clock.now())

    assert (await browser.post(f"/v/{of.code}/notes", {"_key": key})).status == 422


async def test_an_old_form_is_refused_after_a_day(db, clock):
    app, of, browser = await opened(db, clock)
    key = await key_on(browser)
    clock.forward(days=1, seconds=1)
    again = await doors.browser(app, await make.person(of), level=SessionLevel.PASS)

    assert (await again.post(f"/v/{of.code}/notes", {"_key": key})).status == 422
