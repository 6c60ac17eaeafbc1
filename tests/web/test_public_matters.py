"""A matter as anyone reads it: its steps, its numbers, what is missing, and no private name."""

import json

import pytest

from deliberation import cycle, decisions, outcome
from deliberation.models import CycleStep, DecisionStage
from deliberation.outcome import Case
from publicity.models import NoticeKind
from tests import doors, make
from tests.deliberation import sittings
from tests.web import stories
from village import ledger, rules
from village.models import Person
from village.permissions import Office
from village.rules import Body, MatterKind

pytestmark = pytest.mark.both

NOW = make.NOW


@pytest.fixture
async def visitor(db, clock):
    return await doors.browser(doors.site(db, clock))


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
