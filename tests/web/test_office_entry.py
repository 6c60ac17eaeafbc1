"""Who holds an office comes in with a password, the township with a code besides."""

import re
from datetime import timedelta

import pyotp

from tests import doors
from tests.web.entering import (
    CODES,
    PASSWORD,
    come,
    cookie_of,
    first_use,
    rows,
    scene,
    township_scene,
)
from village import secrets, sessions
from village.models import LedgerEntry, SessionLevel
from village.permissions import Office


async def test_the_clerk_sets_a_password_at_the_first_office_entry(db, clock):
    found = await scene(db, clock, Office.VILLAGE_CLERK)
    entered = await first_use(found)
    page = await found.phone.follow(entered)
    low = found.phone.client.cookies["cunyi"]

    form = page.form("/enter/office?back=%2F").values
    answer = await found.phone.post(
        "/enter/office?back=%2F", {**form, "password": PASSWORD, "password_again": PASSWORD}
    )

    assert entered.response.headers["location"] == "/enter/office"
    assert page.h1 == "第一次办公，先定一个口令"
    high = cookie_of(answer).value
    levels = [(await sessions.found(one, now=clock.now())).level for one in (low, high)]
    assert levels == [SessionLevel.PASS, SessionLevel.PASSWORD]
    assert (await found.phone.get("/enter/office")).response.headers["location"] == "/desk/"


async def office_form(found, clock, **set_up):
    if set_up.get("password"):
        await secrets.set_password(found.who, PASSWORD, secret=doors.SECRET, now=clock.now())
    page = await found.phone.follow(await first_use(found))
    return page, page.form("/enter/office?back=%2F").values


async def test_a_wrong_password_earns_nothing(db, clock):
    found = await scene(db, clock, Office.VILLAGE_CLERK)
    _, form = await office_form(found, clock, password=True)

    page = await found.phone.post("/enter/office?back=%2F", {**form, "password": "wrong"})

    assert (page.status, page.errors) == (422, {"password": "口令不对。还可以试 9 次。"})
    assert (await found.phone.get(f"/desk/{found.of.code}/passes/")).status == 303


async def test_a_password_that_is_set_cannot_be_set_again_without_it(db, clock):
    found = await scene(db, clock, Office.VILLAGE_CLERK)
    _, form = await office_form(found, clock, password=True)

    twice = {"password": "我自己的口令", "password_again": "我自己的口令"}
    page = await found.phone.post("/enter/office?back=%2F", {**form, **twice})

    assert list(page.errors) == ["password"]


async def test_a_phone_left_lying_sets_no_password(db, clock):
    found = await scene(db, clock, Office.VILLAGE_CLERK)
    _, form = await office_form(found, clock)
    clock.forward(minutes=15, seconds=1)

    sent = {**form, "password": PASSWORD, "password_again": PASSWORD}
    page = await found.phone.post("/enter/office?back=%2F", sent)

    assert page.status == 303
    assert page.response.headers["location"].startswith("/enter/again?back=%2Fenter%2Foffice")
    assert await secrets.of(found.who.id) is None


async def test_an_office_form_sent_twice_by_the_old_cookie_still_lets_in(db, clock):
    found = await scene(db, clock, Office.VILLAGE_CLERK)
    _, form = await office_form(found, clock)
    low = found.phone.client.cookies["cunyi"]
    sent = {**form, "password": PASSWORD, "password_again": PASSWORD}
    await found.phone.post("/enter/office?back=%2F", sent)
    late = await doors.browser(found.app)
    late.client.cookies.set("cunyi", low, domain="cunyi.test")

    again = await late.post("/enter/office?back=%2F", sent)

    assert (again.status, await LedgerEntry.filter(action="secret.password").count()) == (303, 1)
    assert (await late.get(f"/desk/{found.of.code}/passes/")).status == 200


async def test_a_villager_finds_no_office_door(db, clock):
    found = await scene(db, clock)
    await first_use(found)

    assert (await found.phone.get("/enter/office")).status == 403


async def test_a_township_officer_binds_an_authenticator_and_then_shows_codes(db, clock):
    found = await township_scene(db, clock)
    page = await found.phone.follow(await first_use(found))
    page = await found.phone.submit(
        page.form("/enter/office?back=%2F"), password=PASSWORD, password_again=PASSWORD
    )
    before = await rows()
    shown = await found.phone.get(page.path)
    assert await rows() == before
    (code_secret,) = re.findall(r"\b[A-Z2-7]{32}\b", shown.main)
    form = shown.form("/enter/office?back=%2F")

    wrong = await found.phone.submit(form, code="000000")
    code = pyotp.TOTP(code_secret).at(clock.now())
    bound = await found.phone.post(form.action, {**wrong.form(form.action).values, "code": code})

    assert page.h1 == "第一次用，先绑定验证器"
    assert list(wrong.errors) == ["code"]
    assert code_secret in wrong.main
    token = cookie_of(bound).value
    assert (await sessions.found(token, now=clock.now())).level is SessionLevel.CODE
    assert code_secret not in repr(dict(await secrets.of(found.who.id)))


async def test_a_code_seen_over_the_shoulder_opens_nothing(db, clock):
    found = await township_scene(db, clock)
    await secrets.set_password(found.who, PASSWORD, secret=doors.SECRET, now=clock.now())
    await secrets.set_code(found.who, CODES, secret=doors.SECRET, now=clock.now())
    code = pyotp.TOTP(CODES).at(clock.now())
    outcomes = []
    for phone in (found.phone, await doors.browser(found.app)):
        await (first_use if phone is found.phone else come)(found, phone)
        page = await phone.get("/enter/office")
        page = await phone.submit(page.form("/enter/office?back=%2F"), password=PASSWORD)
        form = page.form("/enter/office?back=%2F")
        outcomes.append((await phone.post(form.action, {**form.values, "code": code})).status)

    assert outcomes == [303, 422]


async def test_in_a_rehearsal_codes_follow_the_real_time(db, clock):
    clock.offset = timedelta(days=16, seconds=7)
    found = await township_scene(db, clock)
    await secrets.set_code(found.who, CODES, secret=doors.SECRET, now=clock.now())
    phone = await doors.browser(found.app, found.who, level=SessionLevel.PASSWORD)
    form = (await phone.get("/enter/office")).form("/enter/office?back=%2F")

    code = pyotp.TOTP(CODES).at(clock.at)
    answer = await phone.post(form.action, {**form.values, "code": code})

    assert answer.status == 303


async def test_an_offer_made_up_by_the_sender_is_not_taken(db, clock):
    found = await township_scene(db, clock)
    phone = await doors.browser(found.app, found.who, level=SessionLevel.PASSWORD)
    form = (await phone.get("/enter/office")).form("/enter/office?back=%2F")
    foreign = secrets.offer(CODES, 99_999, doors.SECRET)
    code = pyotp.TOTP(CODES).at(clock.now())

    statuses = [
        (await phone.post(form.action, {**form.values, "offer": offer, "code": code})).status
        for offer in (CODES, foreign, "", "v1.AAAA", "v1.é")
    ]

    assert statuses == [422] * 5
    assert await secrets.of(found.who.id) is None
