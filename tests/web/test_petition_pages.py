"""Joint requests on the desk: names typed from paper, found in the register, counted by the law."""

import pytest

from deliberation.models import Petition, PetitionSigner
from tests import make
from tests.web.desks import opened
from village.permissions import Office


@pytest.fixture
async def desk(db, clock):
    return await opened(db, clock)


def place(desk):
    return f"{desk.here}petitions/"


async def form_of(desk):
    return (await desk.clerk.get(f"{place(desk)}new")).form(place(desk))


async def test_enough_names_are_a_request_and_lead_to_its_matter(desk):
    people = await make.people(desk.village, 29)
    names = "\n".join(one.name for one in people[:3])
    asked = await desk.clerk.get(f"{place(desk)}new")

    page = await desk.clerk.submit(
        asked.form(place(desk)), kind="villagers", title="修三组机耕路", names=names
    )

    row = await Petition.get()
    assert "可以联名的有 30 人，需要 3 人" in asked.main
    assert (page.path, row.signed, row.needed) == (f"{desk.here}decisions/new", 3, 3)
    assert "修三组机耕路（3 人联名）" in page.boxes[0]
    assert [one.name for one in people if one.name in page.main] == []


async def test_one_too_few_is_told_and_the_names_stay(desk):
    people = await make.people(desk.village, 29)
    names = "、".join(one.name for one in people[:2])

    page = await desk.clerk.submit(
        await form_of(desk), kind="villagers", title="修三组机耕路", names=names
    )

    assert (page.status, await Petition.all().count()) == (409, 0)
    assert "需要 3 人，现在 2 人，还差 1 人。" in page.boxes[0]
    assert page.form(place(desk)).values["names"] == [names]


async def test_who_cannot_be_told_apart_is_asked_for_again(desk):
    for number in ("3021", "3022"):
        home = await make.household(desk.village, number)
        await make.person(desk.village, "王小明", household=home)
    form = await form_of(desk)

    page = await desk.clerk.submit(
        form, kind="villagers", title="修三组机耕路", names="王小明、赵一"
    )
    again = page.form(place(desk))
    fine = await desk.clerk.submit(again, names="王小明 3021")

    assert (page.status, list(page.errors)) == (422, ["names"])
    assert "有 2 个名字在名册里找不到，或者有同名的人：王小明、赵一。" in page.errors["names"]
    assert (fine.status, await PetitionSigner.all().count()) == (200, 1)


async def test_a_form_sent_twice_is_one_request(desk):
    people = await make.people(desk.village, 9)
    form = await form_of(desk)

    for _ in range(2):
        page = await desk.clerk.submit(
            form, kind="villagers", title="修三组机耕路", names=people[0].name
        )

    assert (page.path, await Petition.all().count()) == (f"{desk.here}decisions/new", 1)


async def test_where_there_are_no_representatives_none_can_ask(desk):
    without = (await form_of(desk)).offered["kind"]
    await make.appointment(desk.village, await make.person(desk.village), Office.REPRESENTATIVE)

    assert without == ["villagers"]
    assert (await form_of(desk)).offered["kind"] == [
        "villagers",
        "representatives_fifth",
        "representatives_third",
    ]


async def test_what_is_missing_is_said_all_at_once(desk):
    page = await desk.clerk.submit(await form_of(desk))

    assert (page.status, page.errors) == (
        422,
        {
            "kind": "请选择是谁联名。",
            "title": "请写联名要求什么。",
            "names": "请写签名的人。",
        },
    )


async def test_other_offices_and_neighbours_record_no_request(desk):
    adviser = await desk.sit(Office.LEGAL_ADVISER)
    neighbour = await desk.sit(Office.VILLAGE_CLERK, village=await make.village())

    for who in (adviser, neighbour):
        assert (await who.get(f"{place(desk)}new")).status == 403
