import gzip
import json
from datetime import timedelta

import pytest

from deliberation import cycle, decisions, outcome
from deliberation.models import CycleStep, DecisionStage
from deliberation.outcome import Case
from publicity import notices, objections, shortcodes, supervision
from publicity.models import NoticeKind, Objection, SupervisionView
from tests import doors, make
from tests.deliberation import sittings
from tests.web import stories
from village import ledger, rules, storage
from village.models import LedgerEntry, Person, SessionLevel, Village
from village.permissions import Office
from village.rules import Body, MatterKind
from web.wording import sealed

pytestmark = pytest.mark.both

DAY, NOW = make.DAY, make.NOW


@pytest.fixture
async def visitor(db, clock):
    return await doors.browser(doors.site(db, clock))


async def signed_in(db, clock, person_id):
    person = await Person.get(id=person_id)
    return await doors.browser(doors.site(db, clock), person, level=SessionLevel.PASS)


def cards(page):
    """The titles of a list's cards, in order."""
    return [
        found.all("h3")[0].text
        for listing in page.root.all("ul")
        if listing.get("class") == "posted"
        for found in listing.all("li")
    ]


async def test_the_front_shows_every_village_with_what_is_going_on(visitor):
    village = await make.village(name="石桥村")
    await make.village(name="云岭村")
    elsewhere = await make.township(name="白溪乡")
    await make.village(name="沙湾村", town=elsewhere)
    await make.notice(village)
    await make.matter(village)
    await make.matter(village, stage=DecisionStage.CONCLUDED)

    page = await visitor.get("/")

    assert (page.status, page.h1) == (200, "村议")
    assert [heading.text for heading in page.root.all("h2")] == ["青溪镇", "白溪乡"]
    assert cards(page) == ["云岭村", "石桥村", "沙湾村"]
    assert "公开栏上现在 1 张 · 正在议的事 1 件" in page.main


async def test_the_front_of_one_township_carries_its_name(visitor):
    await make.village()

    page = await visitor.get("/")

    assert page.h1 == "青溪镇"
    assert "现在没有公示，也没有在议的事" in page.main


async def test_an_empty_installation_says_so(visitor):
    page = await visitor.get("/")

    assert page.status == 200
    assert "还没有登记村" in page.main


async def test_a_home_shows_its_name_its_doors_and_what_hangs_by_last_day(visitor):
    village = await make.village("liuwan")
    road = await make.matter(village, "三组机耕路硬化")
    await make.notice(village, f"decision:{road.id}", last_day=DAY + timedelta(9))
    await make.notice(village, title="清明防火公告", last_day=DAY + timedelta(2))

    page = await visitor.get("/v/liuwan/")

    assert page.h1 == "柳湾村"
    doors_there = [href for said, href in page.links if said.startswith(("看公开", "村里议"))]
    assert doors_there == ["/v/liuwan/board", "/v/liuwan/decisions/"]
    assert cards(page) == ["清明防火公告", "三组机耕路硬化", "三组机耕路硬化"]
    assert "走到第一步 提议" in page.main


async def test_a_home_says_how_much_more_there_is(visitor):
    village = await make.village("liuwan")
    await stories.many(village, 12)

    page = await visitor.get("/v/liuwan/")

    assert len(cards(page)) == 20
    assert page.link("还有 2 张，都在公开栏上") == "/v/liuwan/board"
    assert page.link("还有 2 件") == "/v/liuwan/decisions/"


async def test_an_unknown_village_is_not_there(visitor):
    assert (await visitor.get("/v/nowhere/")).status == 404
    assert (await visitor.get("/v/nowhere/board")).status == 404


@pytest.mark.parametrize("path", ["board", "decisions/"])
async def test_forty_rows_ask_no_more_than_one(visitor, queries, path):
    village = await make.village("liuwan")
    await stories.many(village, 1)
    queries.clear()
    await visitor.get(f"/v/liuwan/{path}")
    one = len(queries)
    await stories.many(village, 39)
    async with storage.writing(village.id):  # as the deeds would have done
        await Village.filter(id=village.id).update(data_version=99)
    queries.clear()

    page = await visitor.get(f"/v/liuwan/{path}")

    assert len(cards(page)) == 40
    assert len(queries) == one
    assert one <= 5


@pytest.mark.parametrize("path", ["", "board", "decisions/"])
async def test_a_first_visit_fits_one_opening_window(visitor, path):
    village = await make.village("liuwan")
    await stories.many(village, 40)

    page = await visitor.get(f"/v/liuwan/{path}")
    style = next(link.get("href") for link in page.root.all("link") if "css" in link.get("href"))
    sheet = await visitor.client.get(style)

    weight = sum(len(gzip.compress(one.content)) for one in (page.response, sheet))
    assert weight <= 14 * 1024
    assert sheet.headers["content-encoding"] == "gzip"


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


async def test_the_list_of_matters_separates_running_from_ended(visitor):
    village = await make.village("liuwan")
    await make.matter(village, "旧的")
    await make.matter(village, "办完的", stage=DecisionStage.CONCLUDED)
    await make.matter(village, "没通过的", stage=DecisionStage.REJECTED)
    await make.matter(village, "实施中的", stage=DecisionStage.DISCLOSED)

    page = await visitor.get("/v/liuwan/decisions/")

    assert cards(page) == ["实施中的", "旧的", "没通过的", "办完的"]
    tags = [found.text for found in page.root.walk() if "tag" in found.get("class").split()]
    assert tags == ["决议已公开，正在实施", "走到第一步 提议", "表决没有通过", "已办结"]


async def test_what_has_ended_is_paged(visitor):
    village = await make.village("liuwan")
    for place in range(41):
        await make.matter(village, f"办过的第{place + 1}件", stage=DecisionStage.CONCLUDED)

    first = await visitor.get("/v/liuwan/decisions/")
    second = await visitor.get(first.link("下一页 ›"))
    beyond = await visitor.get("/v/liuwan/decisions/?page=99")
    nonsense = await visitor.get("/v/liuwan/decisions/?page=-x")

    assert (len(cards(first)), cards(second)) == (40, ["办过的第1件"])
    assert cards(beyond) == cards(second)
    assert cards(nonsense) == cards(first)


async def test_a_matter_shows_its_steps_numbers_and_what_is_missing(visitor):
    village = await make.village("liuwan")
    decision, notice = await stories.disclosed(village)

    page = await visitor.get(f"/v/liuwan/decisions/{decision.id}")

    steps = next(found for found in page.root.all("ol") if found.get("class") == "steps")
    states = [step.get("class") for step in steps.children if hasattr(step, "tag")]
    assert states == ["done", "done", "done", "done", "now", "later"]
    heads = next(found for found in page.root.all("dl") if found.get("class") == "heads")
    figures = [(box.all("dt")[0].text, box.all("dd")[0].text) for box in heads.all("div")]
    assert figures == [
        ("需要到会", "23"),
        ("实到", "23，够了"),
        ("需要同意", "12"),
        ("同意", "18，够了"),
        ("反对", "3"),
        ("弃权", "2"),
    ]
    assert "公示还没有满 15 天" in page.boxes[0]
    assert page.link("看公告") == f"/v/liuwan/notices/{notice.id}"
    assert "同意铺路。" in page.main


async def test_a_failed_meeting_stays_on_show_with_its_reason(visitor):
    village = await make.village("liuwan")
    clerk = await sittings.clerk_of(village)
    decision = await stories.before_vote(village)
    await stories.voted(decision, clerk, present=22, numbers=(20, 1, 1))

    page = await visitor.get(f"/v/liuwan/decisions/{decision.id}")

    assert "到会人数不够，没有开成" in page.main
    assert "实到 22 人，还差 1 人，会议不成立" in page.boxes[0]
    assert "到会人数够了" not in page.boxes[0]
    assert "补录：2026 年 11 月 22 日 08:00 开会，2026 年 11 月 22 日 09:00 登记" in page.main


async def test_a_hearing_consults_and_decides_nothing(visitor):
    village = await make.village("liuwan")
    clerk = await sittings.clerk_of(village)
    decision = await stories.heard(village, clerk)

    page = await visitor.get(f"/v/liuwan/decisions/{decision.id}")

    tags = [found.text for found in page.root.walk() if "tag" in found.get("class").split()]
    assert tags == ["走到第四步 决议", "协商通过，尚未决议"]
    assert (await stories.again(decision)).stage is DecisionStage.REVIEWED


async def test_no_private_name_stands_on_a_matters_page(visitor):
    village = await make.village("liuwan")
    clerk = await make.holder(village, Office.VILLAGE_CLERK, name="欧阳文书")
    decision, notice = await stories.disclosed(village, clerk)
    await stories.objected(notice, name="司马反对")

    names = [person.name for person in await Person.all()]
    for path in (f"decisions/{decision.id}", f"decisions/{decision.id}.json", "", "board"):
        text = (await visitor.get(f"/v/liuwan/{path}")).response.text
        assert [name for name in names if name in text] == []


async def test_anyone_can_ask_the_law_the_same_question_again(visitor):
    village = await make.village("liuwan")
    clerk = await sittings.clerk_of(village)
    decision = await stories.before_vote(village)
    await stories.voted(decision, clerk, present=22, numbers=(20, 1, 1))

    answer = await visitor.client.get(f"/v/liuwan/decisions/{decision.id}.json")

    told = answer.json()
    [sitting] = told["sittings"]
    asked = sitting["case"]
    asked |= {"body": Body(asked["body"]), "matter": MatterKind(asked["matter"])}
    ruling = outcome.decide(rules.profile(told["profile"]["code"]), Case(**asked))
    kept = {key: value for key, value in sitting["ruling"].items() if key != "asked"}
    assert json.loads(json.dumps(ruling.to_json())) == kept
    assert (kept["verdict"], kept["needed_present"], kept["needed_yes"]) == ("no_quorum", 23, 12)
    assert told["profile"]["digest"] == decision.profile_digest


async def test_the_record_of_a_matter_names_its_papers_and_days(visitor):
    village = await make.village("liuwan")
    decision, notice = await stories.disclosed(village)
    seal = await ledger.seal_of(village.id, f"decision:{decision.id}")

    told = (await visitor.client.get(f"/v/liuwan/decisions/{decision.id}.json")).json()

    assert told["notices"] == [
        {
            "url": f"http://cunyi.test/v/liuwan/notices/{notice.id}",
            "kind": "resolution",
            "title": notice.title,
            "first_day": "2026-11-22",
            "days": 15,
            "last_day": "2026-12-07",
            "withdrawn_on": None,
            "digest": notice.digest,
        }
    ]
    assert told["resolution"] == "同意铺路。"
    assert told["seal"] == {"line": seal.seq + 1, "head": seal.head}
    assert (told["stage"], told["opened_on"]) == ("resolved", "2026-11-22")


async def test_a_matter_withdrawn_says_why(visitor):
    village = await make.village("liuwan")
    secretary = await make.holder(village, Office.PARTY_SECRETARY)
    decision = await make.matter(village)
    await decisions.withdraw(decision, "上级另有安排", secretary, now=NOW)

    page = await visitor.get(f"/v/liuwan/decisions/{decision.id}")

    assert page.boxes == ["已撤回：上级另有安排。"]


async def test_a_short_address_leads_to_what_it_stands_for_in_any_case(visitor):
    village = await make.village("liuwan")
    decision, notice = await stories.disclosed(village)
    clerk = await sittings.clerk_of(village)
    other = await sittings.reviewed(village)
    meeting = await sittings.called(village, other, clerk)
    places = {
        f"notice:{notice.id}": f"/v/liuwan/notices/{notice.id}",
        f"decision:{decision.id}": f"/v/liuwan/decisions/{decision.id}",
        f"meeting:{meeting.id}": f"/v/liuwan/meetings/{meeting.id}",
        f"village:{village.id}": "/v/liuwan/",
    }

    for subject, place in places.items():
        async with storage.writing(village.id):
            code = await shortcodes.code_for(village.id, subject)
        for typed in (code, code.lower()):
            page = await visitor.get(f"/q/{typed}")
            assert (page.status, page.response.headers["location"]) == (303, place)


@pytest.mark.parametrize("code", ["ZZZZZZ", "七三", "%F0%9F%98%80", "x" * 300])
async def test_a_short_address_nobody_made_is_told_so(visitor, code):
    page = await visitor.get(f"/q/{code}")

    assert page.status == 404
    assert "没有找到" in page.main


async def test_what_carries_on_after_the_notice_ran_out_can_still_be_read(visitor, clock):
    village = await make.village("liuwan")
    secretary = await make.holder(village, Office.PARTY_SECRETARY)
    decision, notice = await stories.disclosed(village)
    clock.forward(days=16)
    await cycle.advance(await stories.again(decision), secretary, now=clock.now())

    page = await visitor.get(f"/v/liuwan/notices/{notice.id}")
    matter = await visitor.get(f"/v/liuwan/decisions/{decision.id}")

    assert "已期满" in page.main
    assert "公示已经期满" in page.main
    assert "决议已公开，正在实施" in matter.main
    assert (await stories.again(decision)).stage is DecisionStage.DISCLOSED
    assert notice.kind is NoticeKind.RESOLUTION
    assert cycle.step_in_hand(await stories.again(decision)) is not CycleStep.RESOLVE
