"""Being signed in: the cookie, the PIN asked once more, one's own account, leaving."""

from tests import doors, make
from tests.web.entering import PASSWORD, come, cookie_of, first_use, scene
from village import secrets, sessions
from village.models import Session, SessionLevel
from village.permissions import Office

# the cookie


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(db, clock):
    cookie = cookie_of(await first_use(await scene(db, clock)))

    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
    assert (cookie["secure"], cookie["domain"], cookie["max-age"]) == ("", "", "43200")
    assert len(cookie.value) >= 43


async def test_with_a_secure_public_address_the_cookie_travels_only_encrypted(db, clock):
    found = await scene(db, clock, public_url="https://cunyi.test")

    assert cookie_of(await first_use(found))["secure"] is True


async def test_a_cookie_planted_before_is_never_taken_over(db, clock):
    """Session fixation: whoever knows the planted value must gain nothing."""
    found = await scene(db, clock)
    found.phone.client.cookies.set("cunyi", "planted-by-an-attacker", domain="cunyi.test")

    cookie = cookie_of(await first_use(found))
    attacker = await doors.browser(found.app)
    attacker.client.cookies.set("cunyi", "planted-by-an-attacker", domain="cunyi.test")

    assert cookie.value != "planted-by-an-attacker"
    assert (await attacker.get("/account/")).status == 303


async def test_the_next_person_at_the_same_phone_ends_the_session_before(db, clock):
    found = await scene(db, clock)
    before = cookie_of(await first_use(found)).value
    neighbour, token = await doors.card(await make.person(found.of), now=clock.now())
    found.door = f"/enter/{token}"

    await first_use(found)

    assert await sessions.found(before, now=clock.now()) is None
    assert await Session.filter(ended_at=None).values_list("person_id", flat=True) == [
        neighbour.person_id
    ]


async def test_leaving_is_one_tap_and_the_cookie_is_worth_nothing_after(db, clock):
    found = await scene(db, clock)
    token = cookie_of(await first_use(found)).value

    left = await found.phone.post("/leave")

    assert (left.status, left.response.headers["location"]) == (303, found.home)
    assert cookie_of(left).value == ""
    assert await sessions.found(token, now=clock.now()) is None
    assert (await found.phone.post("/leave")).response.headers["location"] == "/"


# the PIN once more


async def test_the_pin_once_more_makes_the_proof_fresh(db, clock):
    found = await scene(db, clock)
    token = cookie_of(await first_use(found)).value
    clock.forward(minutes=16)
    form = (await found.phone.get("/enter/again?back=/account/")).form()

    wrong = await found.phone.post(form.action, {**form.values, "pin": "730164"})
    right = await found.phone.post(form.action, {**form.values, "pin": doors.PIN})

    assert (wrong.status, right.status) == (422, 303)
    assert right.response.headers["location"] == "/account/"
    session = await sessions.found(token, now=clock.now())
    assert sessions.recently_proven(session, now=clock.now())


# one's own account


async def test_one_sees_where_one_is_signed_in_and_ends_the_rest(db, clock):
    found = await scene(db, clock)
    await first_use(found)
    agent = "Mozilla/5.0 (Linux; Android 9) Chrome/78 MicroMessenger/8.0"
    other = await doors.browser(found.app)
    other.client.headers["user-agent"] = agent
    await come(found, other)

    page = await found.phone.get("/account/")
    ended = await found.phone.submit(page.form("/account/sessions/end-others"))

    assert "安卓手机，微信" in page.main
    assert "没有。只有现在这一处。" in ended.main
    assert (await other.get("/account/")).status == 303


async def test_a_single_session_is_ended_and_a_strangers_is_not_there(db, clock):
    found = await scene(db, clock)
    await first_use(found)
    stranger = await sessions.found(
        await doors.session(await make.person(found.of), now=clock.now()), now=clock.now()
    )
    other = await doors.browser(found.app)
    await come(found, other)
    page = await found.phone.get("/account/")
    (form,) = [one for one in page.forms if one.action.endswith("/end")]

    foreign = await found.phone.post(f"/account/sessions/{stranger.id}/end", form.values)
    await found.phone.submit(form)

    assert foreign.status == 404
    assert (await other.get("/account/")).status == 303


async def test_the_pin_is_changed_on_ones_own_page(db, clock):
    found = await scene(db, clock)
    await first_use(found)
    page = await found.phone.get("/account/pin")
    new = {"new_pin": "730164", "new_pin_again": "730164"}

    wrong = await found.phone.submit(page.form("/account/pin"), pin="000000", **new)
    done = await found.phone.submit(page.form("/account/pin"), pin=doors.PIN, **new)

    assert list(wrong.errors) == ["pin"]
    assert done.h1 == "我的通行码"
    assert (await come(found, await doors.browser(found.app), "730164")).status == 303


async def test_the_password_is_changed_only_from_inside_the_office(db, clock):
    found = await scene(db, clock, Office.VILLAGE_CLERK)
    await secrets.set_password(found.who, PASSWORD, secret=doors.SECRET, now=clock.now())
    outside = await doors.browser(found.app, found.who, level=SessionLevel.PASS)
    inside = await doors.browser(found.app, found.who, level=SessionLevel.PASSWORD)
    new = {"password": "另一句 好记的话", "password_again": "另一句 好记的话"}

    refused = await outside.get("/account/password")
    page = await inside.get("/account/password")
    wrong = await inside.submit(page.form("/account/password"), old_password="不是", **new)
    done = await inside.submit(page.form("/account/password"), old_password=PASSWORD, **new)

    assert (refused.status, list(wrong.errors)) == (403, ["old_password"])
    assert done.h1 == "我的通行码"
    assert (await outside.get("/account/")).status == 303
