"""A villager comes in with a pass and a PIN of her own; guesses and foreign sites gain nothing."""

import pytest

from tests import doors, make
from tests.web.entering import BIRTHDAY, PASSWORD, PINS, come, first_use, rows, scene
from village import secrets
from village.idnumbers import vault
from village.models import LedgerEntry, Pass, Person, Session
from village.permissions import Office

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
