"""What a village hands up: the township receives it, gives it to somebody and replies."""

from datetime import timedelta

import pytest

from deliberation.models import Concern, ConcernEntry, ConcernHandUp, ConcernStage, Road
from tests import doors, make
from tests.deliberation import saying
from tests.make import DAY
from village.models import Person, SessionLevel


@pytest.fixture
async def there(db, clock):
    """A village whose lamp is beyond it, and an officer of its township."""
    town = await make.township("qingxi")
    here = await make.village("liuwan", "柳湾村", town=town)
    clerk = await saying.clerk(here)
    concern = await saying.sent(await saying.raised(here), Road.TOWNSHIP, clerk, words="没有电工")
    who = await make.officer(town)
    app = doors.site(db, clock)
    person = await Person.get(id=who.person_id)
    officer = await doors.browser(app, person, level=SessionLevel.CODE)
    yield concern, person, officer
    await officer.close()


def days(name, day):
    return {f"{name}-year": day.year, f"{name}-month": day.month, f"{name}-day": day.day}


def told_day(day):
    return f"{day.month} 月 {day.day} 日"


async def test_a_concern_is_received_given_to_somebody_and_answered(there):
    concern, person, officer = there
    listed = await officer.get("/township/")
    place = listed.link(f"接收：柳湾村 {concern.number}")

    got = await officer.submit((await officer.get(place)).form(f"{place}/receive"))
    given = await officer.submit(
        got.form(f"{place}/assign"), officer=person.id, **days("due_on", DAY + timedelta(3))
    )
    done = await officer.submit(
        given.form(f"{place}/reply"), result="solved", words="周五电工来换了线。"
    )

    fresh = await Concern.get(id=concern.id)
    assert (fresh.stage, fresh.answer) == (ConcernStage.ANSWERED, "周五电工来换了线。")
    told = ConcernEntry.filter(concern_id=concern.id, told=True, level="township").order_by("id")
    assert [one.text for one in await told] == [
        f"村里报到乡镇：没有电工。乡镇 {told_day(concern.due_on)}前答复。",
        "乡镇已收到。",
        f"乡镇已交办，{told_day(DAY + timedelta(3))}前答复。",
        "已解决：周五电工来换了线。",
    ]
    assert "周五电工来换了线。" in done.main
    assert "接收" not in (await officer.get("/township/")).main


async def test_a_wrong_day_and_an_empty_reply_come_back_as_typed(there):
    concern, person, officer = there
    up = await ConcernHandUp.get(concern_id=concern.id)
    place = f"/township/liuwan/concerns/{up.id}"
    got = await officer.submit((await officer.get(place)).form(f"{place}/receive"))

    late = await officer.submit(
        got.form(f"{place}/assign"),
        officer=person.id,
        **days("due_on", concern.due_on + timedelta(1)),
    )
    given = await officer.submit(late.form(f"{place}/assign"), **days("due_on", concern.due_on))
    empty = await officer.submit(given.form(f"{place}/reply"), result="partly", words=" ")
    again = await officer.post(f"{place}/receive", got.form(f"{place}/assign").values)

    assert (late.status, list(late.errors)) == (422, ["due_on"])
    assert late.form(f"{place}/assign").values["officer"] == [str(person.id)]
    assert (empty.status, list(empty.errors)) == (422, ["words"])
    assert empty.form(f"{place}/reply").values["result"] == ["partly"]
    assert again.status == 409
    assert (await ConcernHandUp.get(id=up.id)).replied_at is None


async def test_what_came_up_from_one_village_is_not_under_another(there):
    concern, _, officer = there
    up = await ConcernHandUp.get(concern_id=concern.id)
    town = await concern.village.township
    await make.village("yunling", "云岭村", town=town)

    page = await officer.get(f"/township/yunling/concerns/{up.id}")

    assert page.status == 404
