"""The village's rules, term, phone and boards; running matters keep their rules."""

import json

import pytest

from tests import doors, make
from village.models import LedgerEntry, Person, ProfileVersion, Village
from village.permissions import Office

HERE = "/desk/liuwan/settings"


@pytest.fixture
async def there(db, clock):
    here = await make.village("liuwan", "柳湾村", term="第十二届", duty_phone="0574-65120000")
    app = doors.site(db, clock)
    chair = await desk_of(app, here, Office.COMMITTEE_CHAIR)
    yield app, here, chair
    await chair.close()


async def desk_of(app, village, office):
    who = await make.holder(village, office)
    return await doors.browser(app, await Person.get(id=who.person_id))


async def test_every_known_profile_is_offered_with_what_is_doubtful(there):
    _, _, chair = there

    page = await chair.get(HERE)

    assert sorted(page.form().offered["profile_code"]) == [
        "beijing", "chongqing", "henan", "national-2025", "shandong", "shanghai", "zhejiang",
    ]  # fmt: skip
    assert "项待复核" in page.main
    assert page.link("看这套规则的每一项和依据") == "/rules/national-2025"


async def test_a_change_is_kept_and_sealed_without_its_words(there):
    _, here, chair = there
    form = (await chair.get(HERE)).form()

    page = await chair.submit(
        form, profile_code="zhejiang", term="第十三届", board_places="村委会门口、三组祠堂边"
    )

    kept = await Village.get(id=here.id)
    assert (kept.profile_code, kept.term, kept.duty_phone, kept.board_places) == (
        "zhejiang", "第十三届", "0574-65120000", "村委会门口、三组祠堂边",
    )  # fmt: skip
    line = await LedgerEntry.get(log=f"village:{here.id}")
    told = json.loads(line.line)["data"]
    assert (line.action, told["fields"], told["profile"]) == (
        "village.settle", ["board_places", "profile_code", "term"], "zhejiang",
    )  # fmt: skip
    assert (await ProfileVersion.get()).digest == told["rules"]
    assert "村里的公开栏在村委会门口、三组祠堂边" in page.root.all("footer")[0].text


async def test_the_same_again_leaves_no_line(there):
    _, here, chair = there

    await chair.submit((await chair.get(HERE)).form())

    assert await LedgerEntry.filter(log=f"village:{here.id}").count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("profile_code", "nowhere"),
        ("term", "十二"),
        ("duty_phone", "打给王书记"),
        ("duty_phone", "1"),
        ("board_places", "村" * 201),
    ],
)
async def test_what_cannot_be_is_refused_beside_its_field_as_typed(there, field, value):
    _, here, chair = there

    page = await chair.submit((await chair.get(HERE)).form(), **{field: value})

    assert (page.status, list(page.errors)) == (422, [field])
    assert (await Village.get(id=here.id)).term == "第十二届"


@pytest.mark.parametrize("value", ["", "第12届", "第二十三届"])
async def test_a_term_may_be_written_in_digits_or_left_out(there, value):
    _, here, chair = there

    page = await chair.submit((await chair.get(HERE)).form(), term=value)

    assert (page.status, (await Village.get(id=here.id)).term) == (200, value)


@pytest.mark.parametrize(
    ("office", "may"),
    [
        (Office.PARTY_SECRETARY, True),
        (Office.COMMITTEE_CHAIR, True),
        (Office.VILLAGE_CLERK, False),
        (Office.SUPERVISION_CHAIR, False),
    ],
)
async def test_only_secretary_and_chair_settle_what_the_village_goes_by(there, office, may):
    app, here, chair = there
    values = (await chair.get(HERE)).form().values
    somebody = await desk_of(app, here, office)

    page = await somebody.get(HERE)
    keys = [one.values["_key"] for one in page.forms if one.action == "/leave"]
    answer = await somebody.post(HERE, {**values, "_key": keys[0], "term": "第十三届"})
    await somebody.close()

    assert (page.status, answer.status) == (200, 303 if may else 403)
    assert ((await Village.get(id=here.id)).term == "第十三届") is may


async def test_the_next_villages_settings_are_not_read(there):
    _, _, chair = there
    await make.village("shiqiao", "石桥村")

    assert (await chair.get("/desk/shiqiao/settings")).status == 403
