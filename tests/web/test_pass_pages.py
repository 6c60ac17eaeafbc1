import pytest

from tests import doors, make, scanning
from village import limits, passes, secrets
from village.models import LedgerEntry, Pass, Person, SessionLevel, UsedKey
from village.permissions import Office


async def window(db, clock, office=Office.VILLAGE_CLERK):
    of = await make.village(name="石桥村")
    holder = await make.holder(of, office)
    app = doors.site(db, clock)
    browser = await doors.browser(app, await Person.get(id=holder.person_id))
    return app, of, browser


async def test_the_clerk_prints_the_cards_of_a_group(db, clock):
    _, of, browser = await window(db, clock)
    group = await make.group(of, "二组")
    one, two = await make.people(of, 2, group=group)
    await doors.card(two, now=clock.now())

    page = await browser.get(f"/desk/{of.code}/passes/")
    page = await browser.get(page.link("二组"))
    form = page.form()
    sheet = await browser.submit(form)

    assert form.values["person"] == [str(one.id)]
    assert sheet.h1 == "现在就印"
    cards = [part for part in sheet.root.all("section") if part.get("class") == "pass"]
    (row,) = await Pass.filter(person_id=one.id)
    assert [(card.all("b")[0].text, row.serial in card.text) for card in cards] == [
        (one.name, True)
    ]
    assert "石桥村 二组" in cards[0].text
    assert sheet.response.headers["cache-control"] == "no-store"
    assert await Pass.filter(person_id=two.id, revoked_at=None).count() == 1


async def test_a_sheet_is_shown_once_and_its_tokens_stand_nowhere_else(db, clock, queries):
    _, of, browser = await window(db, clock)
    group = await make.group(of)
    everybody = await make.people(of, 3, group=group)
    form = (await browser.get(f"/desk/{of.code}/passes/groups/{group.id}")).form()
    queries.clear()

    first = await browser.submit(form)
    second = await browser.submit(form)

    doors_drawn = scanning.codes(first.response.text)
    tokens = [door.removeprefix("http://cunyi.test/enter/") for door in doors_drawn]
    digests = await Pass.filter(person_id__in=[one.id for one in everybody]).values_list(
        "digest", flat=True
    )
    assert sorted(map(passes.digest_of, tokens)) == sorted(digests)
    assert [token for token in tokens if token in "".join(queries)] == []
    assert [token for token in tokens if token in first.response.text] == []
    assert (second.h1, await Pass.all().count()) == ("这一步已经办好了", 4)
    assert await UsedKey.all().count() == 1
    assert await LedgerEntry.filter(action="pass.issue").count() == 1


async def test_nobody_ticked_is_a_mistake_and_strangers_cannot_be_ticked(db, clock):
    _, of, browser = await window(db, clock)
    group, other = await make.group(of), await make.group(of)
    await make.people(of, 1, group=group)
    (stranger,) = await make.people(of, 1, group=other)
    address = f"/desk/{of.code}/passes/groups/{group.id}"
    form = (await browser.get(address)).form()

    nobody = await browser.submit(form, person=None)
    wrong = await browser.submit(form, person=str(stranger.id))

    assert (nobody.status, nobody.errors) == (422, {"person": "请至少勾选一个人。"})
    assert (wrong.status, await Pass.filter(person_id=stranger.id).count()) == (422, 0)


async def test_a_lost_pass_is_revoked_with_its_reason(db, clock):
    app, of, browser = await window(db, clock)
    who = await make.person(of)
    card, token = await doors.card(who, now=clock.now())
    here = f"/desk/{of.code}/passes/{card.id}"
    page = await browser.get(here)

    unsaid = await browser.submit(page.form(f"{here}/revoke"))
    done = await browser.submit(page.form(f"{here}/revoke"), why="lost")

    assert (unsaid.status, unsaid.errors) == (422, {"why": "请选择为什么注销。"})
    assert (await Pass.get(id=card.id)).revoked_why == "lost"
    assert done.h1 == "通行码"
    assert (await (await doors.browser(app)).get(f"/enter/{token}")).status == 404


async def test_a_locked_pass_is_unlocked_at_the_window(db, clock):
    _, of, browser = await window(db, clock)
    card, _ = await doors.card(await make.person(of), now=clock.now(), activated_at=clock.now())
    here = f"/desk/{of.code}/passes/{card.id}"
    before = await browser.get(here)
    for _ in range(5):
        await limits.take(limits.PASS_PIN, str(card.id), now=clock.now())

    locked = await browser.get(here)
    after = await browser.submit(locked.form(f"{here}/unlock"))

    assert "锁上了" not in before.main
    assert "锁上了" in locked.main
    assert "锁上了" not in after.main


async def test_a_new_card_is_handed_over_at_the_window(db, clock):
    _, of, browser = await window(db, clock)
    card, _ = await doors.card(await make.person(of), now=clock.now())
    here = f"/desk/{of.code}/passes/{card.id}"

    sheet = await browser.submit((await browser.get(here)).form(f"{here}/reissue"))

    assert sheet.h1 == "现在就印"
    assert (await Pass.get(id=card.id)).revoked_why == "reissued"
    assert "已注销" in (await browser.get(here)).main


@pytest.mark.parametrize("office", [Office.PARTY_SECRETARY, Office.SUPERVISOR, Office.ACCOUNTANT])
async def test_other_offices_do_not_hand_out_passes(db, clock, office):
    _, of, browser = await window(db, clock, office)
    group = await make.group(of)
    card, _ = await doors.card(await make.person(of), now=clock.now())

    found = [
        (await browser.get(f"/desk/{of.code}/passes/{end}")).status
        for end in ("", f"groups/{group.id}", card.id)
    ]

    assert found == [403, 403, 404]


async def test_another_villages_passes_are_out_of_reach(db, clock):
    _, _, browser = await window(db, clock)
    other = await make.village()
    group = await make.group(other)
    card, _ = await doors.card(await make.person(other), now=clock.now())
    key = (await browser.get("/account/")).form("/leave").values

    seen = [
        (await browser.get(f"/desk/{other.code}/passes/{end}")).status
        for end in ("", f"groups/{group.id}", card.id)
    ]
    done = [
        (await browser.post(f"/desk/{other.code}/passes/{card.id}/{deed}", key)).status
        for deed in ("revoke", "unlock", "reissue")
    ]

    assert (seen, done) == ([403, 403, 404], [404, 404, 404])
    assert await Pass.filter(revoked_at=None, person__village_id=other.id).count() == 1


async def township(db, clock):
    of = await make.village(name="石桥村")
    officer = await make.officer(of.township)
    app = doors.site(db, clock)
    who = await Person.get(id=officer.person_id)
    return of, await doors.browser(app, who, level=SessionLevel.CODE)


async def test_the_township_prints_the_clerks_card_and_no_other(db, clock):
    of, browser = await township(db, clock)
    clerk = await make.holder(of, Office.VILLAGE_CLERK, name="陈文书")
    secretary = await make.holder(of, Office.PARTY_SECRETARY, name="李书记")
    here = f"/township/{of.code}/passes/"
    page = await browser.get(here)

    sheet = await browser.submit(page.form(f"{here}{clerk.person_id}"))
    key = page.form(f"{here}{secretary.person_id}/forget").values
    refused = await browser.post(f"{here}{secretary.person_id}", key)

    names = [heading.text for heading in page.root.all("h2")]
    assert names == ["陈文书", "李书记"]
    assert [
        form.action for form in page.forms if form.action == f"{here}{secretary.person_id}"
    ] == []
    assert sheet.h1 == "现在就印"
    assert refused.status == 403


async def test_the_township_clears_a_forgotten_password(db, clock):
    of, browser = await township(db, clock)
    secretary = await make.holder(of, Office.PARTY_SECRETARY)
    who = await Person.get(id=secretary.person_id)
    await secrets.set_password(who, "青石板 过雨 3", secret=doors.SECRET, now=clock.now())
    here = f"/township/{of.code}/passes/"

    page = await browser.submit((await browser.get(here)).form(f"{here}{who.id}/forget"))

    assert page.status == 200
    assert (await secrets.of(who.id)).password_hash is None


async def test_another_township_finds_nothing_here(db, clock):
    of, _ = await township(db, clock)
    town = await make.township(name="白石镇")
    officer = await make.officer(town)
    app = doors.site(db, clock)
    who = await Person.get(id=officer.person_id)
    browser = await doors.browser(app, who, level=SessionLevel.CODE)

    assert (await browser.get(f"/township/{of.code}/passes/")).status == 403
