"""What the assembly entrusted, on the desk: recorded, filed, taken back."""

from datetime import date, timedelta

import pytest

from deliberation.models import Delegation, DelegationWay
from tests import make
from tests.make import DAY
from tests.web.desks import day, opened
from village.models import LedgerEntry
from village.permissions import Office

GIVEN, ENDS = date(2026, 3, 1), date(2029, 3, 1)


@pytest.fixture
async def desk(db, clock):
    return await opened(db, clock)


@pytest.fixture
async def strict(db, clock):
    """Where only the assembly itself may give a mandate, and the township is told."""
    return await opened(db, clock, profile="shandong")


def told(**fields):
    ordinary = {
        "matters": ["public_works", "planning"],
        "way": "meeting",
        **day("given_on", GIVEN),
        **day("ends_on", ENDS),
    }
    return {**ordinary, **fields}


def place(desk):
    return f"{desk.here}delegations/"


async def form_of(desk):
    return (await desk.clerk.get(f"{place(desk)}new")).form(place(desk))


async def test_a_mandate_is_recorded_and_listed(desk):
    page = await desk.clerk.submit(await form_of(desk), **told(note="第一次村民会议"))

    row = await Delegation.get()
    assert (page.path, row.matters, row.ends_on) == (place(desk), "planning,public_works", ENDS)
    assert "2026 年 3 月 1 日授权，到 2029 年 3 月 1 日" in page.main
    assert "村民会议表决 · 第一次村民会议" in page.main


async def test_a_form_sent_twice_is_one_mandate(desk):
    form = await form_of(desk)

    for _ in range(2):
        page = await desk.clerk.submit(form, **told())

    assert (page.path, await Delegation.all().count()) == (place(desk), 1)


async def test_what_cannot_be_given_is_not_offered_and_not_taken(desk):
    page = await desk.clerk.get(f"{place(desk)}new")
    form = page.form(place(desk))

    sent = {**form.values, **told(matters=["bylaws", "public_works"])}
    refused = await desk.clerk.post(place(desk), sent)

    assert form.offered["matters"] == [
        "planning",
        "allowances",
        "collective_income",
        "public_works",
        "assistance",
        "other_assembly",
    ]
    assert "不能授权的：制定、修改村规民约；制定、修改村民自治章程；" in page.main
    assert refused.status == 409
    assert "“制定、修改村规民约”不能授权给村民代表会议。" in refused.boxes[0]
    assert await Delegation.all().count() == 0


async def test_mistakes_come_back_beside_what_was_typed(desk):
    page = await desk.clerk.submit(
        await form_of(desk), matters=None, way="written", **day("given_on", DAY + timedelta(1))
    )

    assert (page.status, list(page.errors)) == (422, ["matters", "ends_on"])
    again = page.form(place(desk))
    assert (again.values["way"], again.values["given_on-day"]) == (["written"], ["23"])


async def test_the_ways_offered_are_those_of_the_place(strict):
    assert (await form_of(strict)).offered["way"] == ["meeting"]


async def test_a_way_that_is_not_of_the_place_is_refused(strict):
    form = await form_of(strict)

    refused = await strict.clerk.post(place(strict), {**form.values, **told(way="written")})

    assert (refused.status, await Delegation.all().count()) == (409, 0)


async def test_what_is_not_filed_yet_is_told_and_then_filed(strict):
    row = await make.delegation(strict.village)
    page = await strict.clerk.get(place(strict))
    asked = await strict.clerk.get(page.link("登记备案"))
    form = asked.form(f"{place(strict)}{row.id}/file")

    early = await strict.clerk.submit(form, **day("filed_on", make.BEGAN - timedelta(1)))
    again = early.form(f"{place(strict)}{row.id}/file")
    after = await strict.clerk.submit(again, **day("filed_on", DAY))

    assert "还没有报乡镇备案" in page.main
    assert (early.status, list(early.errors)) == (422, ["filed_on"])
    assert "还没有报乡镇备案" not in after.main
    assert "2026 年 11 月 22 日报乡镇备案" in after.main


async def test_a_mandate_is_taken_back_from_a_day_on(desk):
    row = await make.delegation(desk.village)
    page = await desk.clerk.get(place(desk))
    asked = await desk.clerk.get(page.link("登记收回"))
    form = asked.form(f"{place(desk)}{row.id}/revoke")

    tomorrow = await desk.clerk.submit(form, **day("revoked_on", DAY + timedelta(1)))
    again = tomorrow.form(f"{place(desk)}{row.id}/revoke")
    after = await desk.clerk.submit(again, **day("revoked_on", DAY))

    assert form.values["revoked_on-day"] == ["22"]
    assert (tomorrow.status, list(tomorrow.errors)) == (422, ["revoked_on"])
    assert (await Delegation.get()).revoked_on == DAY
    assert "已收回" in after.main
    assert [said for said, _ in after.links if said == "登记收回"] == []


async def test_what_was_taken_back_meanwhile_is_told(desk):
    row = await make.delegation(desk.village)
    address = f"{place(desk)}{row.id}/revoke"
    form = (await desk.clerk.get(address)).form(address)
    await Delegation.all().update(revoked_on=DAY)

    page = await desk.clerk.submit(form)

    assert (page.status, await LedgerEntry.all().count()) == (409, 0)


async def test_other_offices_read_and_do_not_record(desk):
    row = await make.delegation(desk.village)
    secretary = await desk.sit(Office.PARTY_SECRETARY)

    shown = await secretary.get(place(desk))

    assert shown.status == 200
    assert [said for said, _ in shown.links if said in ("登记收回", "登记一份授权")] == []
    for page in ("new", f"{row.id}/revoke", f"{row.id}/file"):
        assert (await secretary.get(f"{place(desk)}{page}")).status == 403


async def test_a_neighbours_mandate_is_not_there(desk):
    theirs = await make.delegation(await make.village("shiqiao"))

    for page in ("revoke", "file"):
        assert (await desk.clerk.get(f"{place(desk)}{theirs.id}/{page}")).status == 404
    assert "授权，到" not in (await desk.clerk.get(place(desk))).main


async def test_every_way_has_its_form(db):
    assert [str(one) for one in DelegationWay] == ["meeting", "written", "charter"]
