import re
from datetime import timedelta
from http.cookies import SimpleCookie
from types import SimpleNamespace

import pyotp
import pytest

from tests import doors, make
from village import secrets, sessions
from village.idnumbers import vault
from village.models import Attempt, LedgerEntry, Pass, Person, Session, SessionLevel, UsedKey
from village.permissions import Office

BIRTHDAY = {"proof-year": "1980", "proof-month": "5", "proof-day": "1"}
PINS = {"pin": doors.PIN, "pin_again": doors.PIN}
PASSWORD = "青石板 过雨 3"
CODES = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


async def scene(db, clock, *offices, **settings):
    """A village, somebody in it with a card, and a phone that is nobody's yet."""
    of = await make.village(name="石桥村")
    home = await make.household(of, group=await make.group(of, "二组"))
    who = await make.person(of, "王大娘", household=home)
    for office in offices:
        await make.appointment(of, who, office)
    row, token = await doors.card(who, now=clock.now())
    app = doors.site(db, clock, **settings)
    phone = await doors.browser(app)
    door = f"/enter/{token}"
    return SimpleNamespace(
        app=app, of=of, who=who, card=row, door=door, phone=phone, home=f"/v/{of.code}/"
    )


async def first_use(found, phone=None, **changed):
    phone = phone or found.phone
    form = (await phone.get(found.door)).form(found.door)
    return await phone.post(found.door, {**form.values, **BIRTHDAY, **PINS, **changed})


async def come(found, phone=None, pin=doors.PIN):
    phone = phone or found.phone
    form = (await phone.get(found.door)).form(found.door)
    return await phone.post(found.door, {**form.values, "pin": pin})


def cookie_of(page, name="cunyi"):
    jar = SimpleCookie()
    for header in page.response.headers.get_list("set-cookie"):
        jar.load(header)
    return jar[name]


async def rows():
    tables = (Pass, Session, Attempt, UsedKey, LedgerEntry)
    return [await table.all().order_by("id").values() for table in tables]


# coming in


async def test_a_villager_comes_in_with_a_birth_date_and_a_pin_of_her_own(db, clock):
    found = await scene(db, clock)

    page = await first_use(found)
    account = await found.phone.get("/account/")

    assert (page.status, page.response.headers["location"]) == (303, found.home)
    assert "正在以 王大娘（二组） 的身份办理" in account.root.all("section")[0].text
    assert (await Pass.get(id=found.card.id)).activated_at == clock.now()


async def test_the_second_time_only_the_pin_is_asked(db, clock):
    found = await scene(db, clock)
    await first_use(found)
    other = await doors.browser(found.app)

    asked = (await other.get(found.door)).form(found.door)
    page = await come(found, other)

    assert sorted(asked.values) == ["_key", "pin"]
    assert (page.status, page.response.headers["location"]) == (303, found.home)


async def test_with_an_id_number_on_record_four_signs_are_asked(db, clock):
    found = await scene(db, clock)
    sealed = vault(doors.SECRET).seal("33080219800501231X")
    await Person.filter(id=found.who.id).update(id_cipher=sealed)
    asked = (await found.phone.get(found.door)).form(found.door)

    page = await found.phone.post(found.door, {**asked.values, **PINS, "proof": "231x"})

    assert sorted(asked.values) == ["_key", "pin", "pin_again", "proof"]
    assert page.status == 303


async def test_looking_at_a_pass_writes_nothing(db, clock):
    found = await scene(db, clock)
    before = await rows()

    for path in (found.door, "/enter", "/enter/" + "A" * 24, found.door + "?x=1"):
        await found.phone.get(path)

    assert await rows() == before


@pytest.mark.parametrize("method", ["get", "post"])
async def test_unknown_revoked_and_departed_passes_get_the_same_page(db, clock, method):
    found = await scene(db, clock)
    key = (await found.phone.get(found.door)).form(found.door).values["_key"]
    sent = {"values": {"_key": key, **BIRTHDAY, **PINS}} if method == "post" else {}
    door = getattr(found.phone, method)

    unknown = await door("/enter/" + "A" * 24, **sent)
    await Person.filter(id=found.who.id).update(left_on=make.DAY)
    departed = await door(found.door, **sent)
    await Person.filter(id=found.who.id).update(left_on=None)
    await Pass.filter(id=found.card.id).update(revoked_at=clock.now())
    revoked = await door(found.door, **sent)

    assert [page.status for page in (unknown, departed, revoked)] == [404, 404, 404]
    assert unknown.main == departed.main == revoked.main
    assert unknown.h1 == "这张通行码用不了"
    assert "王大娘" not in revoked.response.text


async def test_all_mistakes_of_the_first_use_are_told_at_once(db, clock):
    found = await scene(db, clock)

    page = await first_use(found, **{"proof-month": "13", "pin": "", "pin_again": "123"})

    assert page.status == 422
    assert sorted(page.errors) == ["pin", "proof"]
    assert await Session.all().count() == 0


async def test_two_pins_that_differ_are_not_taken(db, clock):
    page = await first_use(await scene(db, clock), pin_again="295039")

    assert (page.status, page.errors) == (422, {"pin_again": "两次输的不一样，请再输一遍。"})


async def test_full_width_digits_are_digits(db, clock):
    found = await scene(db, clock)
    await first_use(found)

    assert (await come(found, pin="２９５０３８")).status == 303


async def test_the_pin_is_never_written_back_into_a_page(db, clock):
    found = await scene(db, clock)
    await first_use(found)

    page = await come(found, pin="730164")

    assert page.status == 422
    assert page.errors == {"pin": "密码不对。还可以试 4 次。"}
    assert "730164" not in page.response.text


async def test_first_use_sent_twice_on_a_bad_line_lets_in_both_times(db, clock):
    found = await scene(db, clock)
    form = {**(await found.phone.get(found.door)).form(found.door).values, **BIRTHDAY, **PINS}

    answers = [await found.phone.post(found.door, form) for _ in range(2)]

    assert [page.status for page in answers] == [303, 303]
    assert await LedgerEntry.filter(action="pass.activate").count() == 1
    assert (await found.phone.get("/account/")).status == 200


# guessing


async def test_the_sixth_guess_finds_the_pass_locked_also_with_the_right_pin(db, clock):
    found = await scene(db, clock)
    await first_use(found)
    wrong = [(await come(found, pin="730164")).status for _ in range(5)]

    key = (await found.phone.get("/enter")).form("/leave").values["_key"]
    right = await found.phone.post(found.door, {"_key": key, "pin": doors.PIN})
    shown = await found.phone.get(found.door)

    assert wrong == [422] * 5
    assert right.status == 409
    assert [form.action for form in shown.forms if form.action == found.door] == []
    assert "请带上身份证到村里的窗口" not in shown.main
    assert "带上身份证到村里的窗口" in shown.main


async def test_one_address_guesses_at_many_passes_thirty_times_an_hour(db, clock):
    found = await scene(db, clock)
    for number in range(30):
        who = await make.person(found.of)
        _, token = await doors.card(who, now=clock.now())
        found.door = f"/enter/{token}"
        page = await first_use(found, **{"proof-day": "2"})
        assert page.status == 422, number

    who = await make.person(found.of)
    _, token = await doors.card(who, now=clock.now())
    found.door = f"/enter/{token}"
    refused = await first_use(found)
    elsewhere = await first_use(found, await doors.browser(found.app, address="198.51.100.7"))

    assert (refused.status, refused.response.headers["retry-after"]) == (429, "3600")
    assert elsewhere.status == 303


async def test_many_who_come_in_rightly_from_one_address_are_no_guessers(db, clock):
    found = await scene(db, clock)
    await first_use(found)

    assert [(await come(found)).status for _ in range(35)] == [303] * 35


async def test_a_made_up_forwarded_address_does_not_fool_the_count(db, clock):
    found = await scene(db, clock)
    for number in range(30):
        who = await make.person(found.of)
        _, token = await doors.card(who, now=clock.now())
        form = (await found.phone.get(f"/enter/{token}")).form(f"/enter/{token}")
        sent = {**form.values, **BIRTHDAY, **PINS, "proof-day": "2"}
        headers = {"x-forwarded-for": f"198.51.100.{number}"}
        await found.phone.post(f"/enter/{token}", sent, headers=headers)

    assert (await first_use(found)).status == 429


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


# where one was going


async def test_the_pass_leads_back_to_where_one_was_going(db, clock):
    found = await scene(db, clock)
    asked = await found.phone.get("/account/pin?x=1")

    explained = await found.phone.follow(asked)
    page = await first_use(found)
    after = await come(found)

    assert asked.response.headers["location"] == "/enter?back=/account/pin%3Fx%3D1"
    assert explained.h1 == "请扫自己的通行码"
    assert page.response.headers["location"] == "/account/pin?x=1"
    assert after.response.headers["location"] == found.home


FOREIGN = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/\r\nSet-Cookie: a=b",
    "evil.example",
    " //evil.example",
    "%2f%2fevil.example",
]


@pytest.mark.parametrize("back", FOREIGN)
async def test_no_address_leads_to_another_site(db, clock, back):
    found = await scene(db, clock, Office.VILLAGE_CLERK)
    await found.phone.get("/enter", params={"back": back})
    places = [(await first_use(found)).response.headers["location"]]
    await secrets.set_password(found.who, PASSWORD, secret=doors.SECRET, now=clock.now())
    asked = (await found.phone.get("/enter/again", params={"back": back})).form()
    places.append(
        (await found.phone.post(asked.action, {**asked.values, "pin": doors.PIN})).response.headers[
            "location"
        ]
    )
    office = (await found.phone.get("/enter/office", params={"back": back})).form()
    page = await found.phone.post(office.action, {**office.values, "password": PASSWORD})
    while page.status == 303 and page.response.headers["location"].startswith("/enter/office"):
        page = await found.phone.get(page.response.headers["location"])
    places.append(page.response.headers["location"])

    assert places == ["/enter/office", "/", "/desk/"]


@pytest.mark.parametrize("planted", ["zz", "2f2f6576696c", "ff", "", "2f" * 3000])
async def test_a_planted_way_back_leads_to_no_other_site(db, clock, planted):
    found = await scene(db, clock)
    found.phone.client.cookies.set("cunyi_back", planted, domain="cunyi.test")

    place = (await first_use(found)).response.headers["location"]

    assert place in {"/", found.home}


# the office door


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


async def township_scene(db, clock):
    of = await make.village()
    officer = await make.officer(of.township, born_on=make.BORN)
    who = await Person.get(id=officer.person_id).select_related("township")
    row, token = await doors.card(who, now=clock.now())
    app = doors.site(db, clock)
    phone = await doors.browser(app)
    return SimpleNamespace(app=app, of=of, who=who, card=row, door=f"/enter/{token}", phone=phone)


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
