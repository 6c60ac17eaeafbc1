"""A notice as anyone reads it, and objections to it: seen through their answer, naming nobody."""

import pytest

from publicity import notices, objections, supervision
from publicity.models import Objection, SupervisionView
from tests import doors, make
from tests.deliberation import sittings
from tests.web import stories
from village.models import LedgerEntry, Person, SessionLevel
from village.permissions import Office
from web.wording import sealed

pytestmark = pytest.mark.both

NOW = make.NOW


@pytest.fixture
async def visitor(db, clock):
    return await doors.browser(doors.site(db, clock))


async def signed_in(db, clock, person_id):
    person = await Person.get(id=person_id)
    return await doors.browser(doors.site(db, clock), person, level=SessionLevel.PASS)


async def test_a_notice_shows_words_days_and_the_seal_of_its_posting(visitor):
    village = await make.village("liuwan", duty_phone="0570-1")
    decision, notice = await stories.disclosed(village)
    line = await LedgerEntry.get(action="notice.post")

    page = await visitor.get(f"/v/liuwan/notices/{notice.id}")

    assert (page.status, page.h1) == (200, notice.title)
    assert "15 天，从贴出的第二天算起" in page.main
    assert "2026 年 12 月 7 日" in page.main
    assert page.link(f"看“{decision.title}”的全部经过") == f"/v/liuwan/decisions/{decision.id}"
    seal = f"记录封存第 {line.seq + 1} 行 · 柳湾村 · {sealed(line.head)}"
    assert seal in page.main
    assert "电话：0570-1" in page.main


async def test_the_seal_stays_as_printed_when_more_is_recorded_about_the_paper(visitor):
    village = await make.village("liuwan")
    _, notice = await stories.disclosed(village)
    before = await visitor.get(f"/v/liuwan/notices/{notice.id}")
    supervisor = await make.holder(village, Office.SUPERVISOR)
    await supervision.give(notice, SupervisionView.AGREE, "程序合规。", supervisor, now=NOW)

    after = await visitor.get(f"/v/liuwan/notices/{notice.id}")

    assert after.main.partition("记录封存")[2] == before.main.partition("记录封存")[2]
    assert "同意" in after.main
    assert "程序合规。" in after.main


async def test_a_withdrawn_notice_says_why_and_leads_to_the_corrected_one(visitor):
    village = await make.village("liuwan")
    clerk = await sittings.clerk_of(village)
    _, notice = await stories.disclosed(village, clerk)
    fresh = await notices.shown_in(village.id, notice.id)
    corrected = await notices.correct(fresh, "改过的内容。", "预算写错了", clerk, now=NOW)

    page = await visitor.get(f"/v/liuwan/notices/{notice.id}")
    newer = await visitor.get(f"/v/liuwan/notices/{corrected.id}")

    assert "已于 11 月 22 日 09:00撤下，不再有效" in page.boxes[0]
    assert "预算写错了" in page.boxes[0]
    assert page.link("看更正后的公告") == f"/v/liuwan/notices/{corrected.id}"
    assert "我有异议" not in page.main
    assert newer.link("原来那张") == f"/v/liuwan/notices/{notice.id}"


async def test_an_objection_is_seen_through_its_answer_and_names_nobody(visitor):
    village = await make.village("liuwan")
    clerk = await sittings.clerk_of(village)
    _, notice = await stories.disclosed(village, clerk)
    first = await stories.objected(notice, "预算怎么算的没有写清楚。", "刘桂兰")
    await stories.objected(notice, "路宽不够，会车不方便。", "马玉珍")
    found = await objections.of_village(clerk, village.id, first.id)
    await objections.answer(found, "预算表已经贴出。", True, clerk, now=NOW)

    page = await visitor.get(f"/v/liuwan/notices/{notice.id}")

    assert "刘某 11 月 22 日提出的异议" in page.main
    assert "采纳，11 月 22 日答复：预算表已经贴出。" in page.main
    assert "11 月 22 日收到一条异议，11 月 27 日前答复。" in page.main
    for hidden in ("没有写清楚", "会车不方便", "桂兰", "玉珍", "马某"):
        assert hidden not in page.response.text


async def test_other_peoples_papers_and_unknown_ones_are_not_there(visitor):
    village = await make.village("liuwan")
    await make.village("shiqiao", name="石桥村")
    _, notice = await stories.disclosed(village)

    assert (await visitor.get(f"/v/liuwan/notices/{notice.id}")).status == 200
    for path in (notice.id, 999_999, 2**31, 10**30):
        assert (await visitor.get(f"/v/shiqiao/notices/{path}")).status == 404
    assert (await visitor.get(f"/v/shiqiao/decisions/{notice.id + 1}")).status == 404
    assert (await visitor.get(f"/v/shiqiao/notices/{notice.id}/poster")).status == 404


async def test_a_villager_objects_and_hears_the_number_and_the_last_day(db, clock):
    village = await make.village("liuwan")
    _, notice = await stories.disclosed(village)
    who = await make.person(village, "刘桂兰")
    browser = await signed_in(db, clock, who.id)
    place = f"/v/liuwan/notices/{notice.id}"
    form = (await browser.get(place)).form(f"{place}/objections")

    page = await browser.submit(form, text="预算怎么算的没有写清楚。")

    raised = await Objection.get(notice_id=notice.id)
    assert (raised.person_id, raised.text) == (who.id, "预算怎么算的没有写清楚。")
    assert (page.status, page.h1) == (200, "您的异议收到了")
    assert f"第 {raised.id} 号" in page.main
    assert "2026 年 11 月 27 日" in page.main
    again = await browser.get(place)
    assert "预算怎么算的没有写清楚。" in again.boxes[0]


async def test_the_same_objection_sent_twice_is_one(db, clock):
    village = await make.village("liuwan")
    _, notice = await stories.disclosed(village)
    browser = await signed_in(db, clock, (await make.person(village)).id)
    place = f"/v/liuwan/notices/{notice.id}"
    form = (await browser.get(place)).form(f"{place}/objections")

    first = await browser.submit(form, text="预算没有写清楚。")
    second = await browser.submit(form, text="预算没有写清楚。")

    assert await Objection.all().count() == 1
    assert second.path == first.path


async def test_nothing_said_is_no_objection_and_comes_back_as_typed(db, clock):
    village = await make.village("liuwan")
    _, notice = await stories.disclosed(village)
    browser = await signed_in(db, clock, (await make.person(village)).id)
    place = f"/v/liuwan/notices/{notice.id}"
    form = (await browser.get(place)).form(f"{place}/objections")

    page = await browser.submit(form, text="不行")

    assert page.status == 422
    assert page.errors == {"text": "至少写 4 个字，现在只有 2 个字。"}
    assert page.form(f"{place}/objections").values["text"] == ["不行"]
    assert await Objection.all().count() == 0


async def test_an_objection_to_a_paper_taken_down_meanwhile_is_refused(db, clock):
    village = await make.village("liuwan")
    clerk = await sittings.clerk_of(village)
    _, notice = await stories.disclosed(village, clerk)
    browser = await signed_in(db, clock, (await make.person(village)).id)
    place = f"/v/liuwan/notices/{notice.id}"
    form = (await browser.get(place)).form(f"{place}/objections")
    fresh = await notices.shown_in(village.id, notice.id)
    await notices.withdraw(fresh, "贴错了", clerk, now=NOW)

    page = await browser.submit(form, text="预算没有写清楚。")

    assert page.status == 409
    assert await Objection.all().count() == 0


async def test_a_neighbour_village_may_read_and_not_object(db, clock):
    village = await make.village("liuwan")
    other = await make.village("shiqiao", name="石桥村")
    _, notice = await stories.disclosed(village)
    browser = await signed_in(db, clock, (await make.person(other)).id)
    place = f"/v/liuwan/notices/{notice.id}"

    page = await browser.get(place)
    key = page.form("/leave").values["_key"][0]
    sent = await browser.post(f"{place}/objections", {"_key": key, "text": "我也有意见要提。"})

    assert "您不是柳湾村的村民" in page.main
    assert sent.status == 403
    assert await Objection.all().count() == 0


async def test_a_visitor_is_told_how_to_object(visitor):
    village = await make.village("liuwan")
    _, notice = await stories.disclosed(village)
    place = f"/v/liuwan/notices/{notice.id}"

    page = await visitor.get(place)
    sent = await visitor.post(f"{place}/objections", {"text": "预算没有写清楚。"})

    assert page.link("我有通行码") == f"/enter?back={place}%23object"
    assert sent.status == 403
    assert await Objection.all().count() == 0


async def test_the_page_of_an_objection_is_its_own_raisers_alone(db, clock):
    village = await make.village("liuwan")
    _, notice = await stories.disclosed(village)
    raised = await stories.objected(notice)
    place = f"/v/liuwan/notices/{notice.id}/objections/{raised.id}"
    own = await signed_in(db, clock, raised.person_id)
    other = await signed_in(db, clock, (await make.person(village)).id)

    assert (await own.get(place)).status == 200
    assert (await other.get(place)).status == 404
