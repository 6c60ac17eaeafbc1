"""What waits for the township stands on its first page, and which village is late says so."""

from datetime import timedelta

import pytest

from deliberation.models import Concern, ConcernLevel
from tests import doors, make
from tests.bylaws import making
from tests.deliberation import saying
from tests.make import DAY
from village.models import Person, SessionLevel


@pytest.fixture
async def there(db, clock):
    """Two villages of one township, and an officer of it."""
    town = await make.township("qingxi")
    villages = [
        await making.makers(code=code, name=name, town=town)
        for code, name in (("liuwan", "柳湾村"), ("yunling", "云岭村"))
    ]
    app = doors.site(db, clock)
    who = await Person.get(id=villages[0].officer.person_id)
    officer = await doors.browser(app, who, level=SessionLevel.CODE)
    yield villages, officer
    await officer.close()


def lines(page, heading):
    """The texts of the links under one heading of the page."""
    return [text for text, _ in page.links if text.startswith(heading)]


async def test_drafts_wait_for_advice_and_filings_for_a_number(there):
    (first, second), officer = there
    empty = await officer.get("/township/")
    draft = await making.reviewing(second)
    filed = await making.filed(first)

    page = await officer.get("/township/")
    advice = await officer.get(page.link(f"提意见：{draft.title}"))
    number = await officer.get(page.link(f"登记备案：{filed.title}"))

    assert (lines(empty, "提意见"), lines(empty, "登记备案")) == ([], [])
    assert (len(lines(page, "提意见")), len(lines(page, "登记备案"))) == (1, 1)
    assert advice.path.startswith("/township/yunling/bylaws/advice/")
    assert number.path.startswith("/township/liuwan/bylaws/filings/")
    assert "1 份村规民约草案等乡镇提意见" in page.main


async def test_a_concern_past_its_day_is_told_by_whose_turn_it_is(there):
    (first, second), officer = there
    for of, level in ((first, ConcernLevel.VILLAGE), (second, ConcernLevel.TOWNSHIP)):
        concern = await saying.raised(of.village)
        await Concern.filter(id=concern.id).update(due_on=DAY, level=level)

    on_the_day = await officer.get("/township/")
    await Concern.all().update(due_on=DAY - timedelta(1))
    after = await officer.get("/township/")

    sentences = ("1 件说事过了期限", "1 件报上来的说事，乡镇没有按期答复")
    assert [one in on_the_day.main for one in sentences] == [False, False]
    assert [after.main.count(one) for one in sentences] == [1, 1]
