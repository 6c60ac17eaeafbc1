"""Concerns on the desk, through pages: the list, one concern, every act, looking, covering."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from deliberation import raising
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernCategory,
    ConcernHandUp,
    ConcernMedium,
    ConcernOutcome,
    ConcernSight,
    ConcernStage,
    Decision,
    Road,
    SaySession,
)
from deliberation.raising import Caller, Said
from tests import doors, make
from tests.deliberation import saying
from tests.make import DAY
from tests.web.desks import day
from tests.web.test_saying import photo
from village import evidence
from village.models import Person
from village.permissions import Office

pytestmark = pytest.mark.both

LIST = "/desk/liuwan/concerns/"
ONE = f"{LIST}2026-001"


class Desk:
    """A village with its people, each signed in once and kept."""

    def __init__(self, app, village):
        self.app, self.village = app, village

    async def sit(self, *offices, name=""):
        actor = await make.holder(self.village, *offices, name=name)
        return actor, await self.again(actor)

    async def again(self, actor):
        return await doors.browser(self.app, await Person.get(id=actor.person_id))


@pytest.fixture
async def desk(db, clock, tmp_path):
    evidence.store_in(tmp_path)
    village = await make.village("liuwan")
    made = Desk(doors.site(db, clock, data_dir=tmp_path), village)
    made.clock = clock
    made.clerk, made.page = await made.sit(Office.VILLAGE_CLERK, name="周文书")
    return made


async def act(page, name, here=ONE, **fields):
    """Open one act's page, fill it in, send it."""
    asked = await page.get(f"{here}/{name}")
    return await page.submit(asked.form(f"{here}/{name.partition('?')[0]}"), **fields)


async def the_one(**narrowed):
    return await Concern.get(**narrowed).select_related("village", "group")


GOOD = {"attitude": "good", "process": "good", "result": "good"}


async def test_from_receiving_to_the_callback_the_page_offers_one_clear_act(desk):
    await saying.raised(desk.village)
    chair, theirs = await desk.sit(Office.COMMITTEE_CHAIR, name="陈国强")

    seen = await desk.page.get(ONE)
    assert seen.h1 == "说事 2026-001"
    got = await desk.page.submit(seen.form(f"{ONE}/receive"))
    assert "答复或者分流" in [text for text, _ in got.links]
    sent = await act(
        desk.page, "route?road=village", **{"words": "请电工换灯", "found": "去看过，灯泡坏了"}
    )
    assert "还没有交给人办。" in "".join(sent.boxes)
    given = await act(
        desk.page, "assign", person=chair.person_id, **day("due_on", DAY + timedelta(3))
    )
    assert "陈国强" in given.main
    pictures = [("before", ("1.jpg", photo())), ("after", ("2.jpg", photo()))]
    asked = await theirs.get(f"{ONE}/progress")
    moved = await theirs.submit(asked.form(f"{ONE}/progress"), files=pictures, words="灯泡买了")
    assert [str(one.moment) for one in await ConcernMedium.all().order_by("id")] == [
        "before",
        "after",
    ]
    assert (await theirs.get("/v/liuwan/concerns/wall")).main.count("灯") >= 1
    later = await act(desk.page, "extend", why="等零件到货", **day("to", DAY + timedelta(9)))
    assert "延到" in later.main
    done = await act(theirs, "answer", result="solved", words="三组的灯都亮了。")
    assert "已反馈，等回访和评价" in done.main
    own = await act(theirs, "callback", reached="yes", words="他说好", **GOOD)
    assert own.status == 409
    assert "不能由您自己回访" in "".join(own.boxes)
    ended = await act(desk.page, "callback", reached="yes", words="电话里说亮了", **GOOD)

    row = await the_one()
    assert (row.outcome, row.stage) == (ConcernOutcome.SETTLED, ConcernStage.ARCHIVED)
    assert "态度满意；过程满意；结果满意" in ended.main
    assert "现在可以做的" not in ended.main
    assert moved.status == 200


async def test_each_road_asks_for_what_it_needs_and_a_refused_form_comes_back_as_typed(desk):
    await saying.raised(desk.village)
    first = await desk.page.get(f"{ONE}/route")
    assert first.form(f"{ONE}/route").offered["road"] == [str(one) for one in Road]

    bare = await act(desk.page, "route?road=on_the_spot", found="问过了")
    assert (bare.status, sorted(bare.errors)) == (422, ["result", "words"])
    assert bare.form(f"{ONE}/route").values["found"] == ["问过了"]
    bare = await act(desk.page, "route?road=not_accepted", words="不归村里管")
    assert (bare.status, list(bare.errors)) == (422, ["refusal"])

    told = await desk.page.submit(bare.form(f"{ONE}/route"), refusal="not_ours")

    assert "不予受理" in told.main
    row = await the_one()
    assert (row.road, row.stage) == (Road.NOT_ACCEPTED, ConcernStage.ANSWERED)
    for name, wrong in (("callback", ["reached", "words"]), ("rate", sorted(GOOD))):
        empty = await act(desk.page, name)
        assert (empty.status, sorted(empty.errors)) == (422, wrong)


def red(page):
    """What the page says to press now."""
    return [
        one.text
        for one in page.root.all("main")[0].all("a", "button")
        if "whole" in one.get("class")
    ]


async def test_only_what_waits_for_nobody_else_is_the_one_act_to_press(desk):
    concern = await saying.raised(desk.village)
    assert red(await desk.page.get(ONE)) == ["受理"]
    await saying.sent(concern, Road.AGENDA, desk.clerk)
    assert red(await desk.page.get(ONE)) == ["列入说事会"]

    new = await desk.page.get(
        (await desk.page.get(f"{ONE}/agenda")).link("召集一次说事会，带上这件")
    )
    form = new.form("/desk/liuwan/say-days/")
    assert form.values["concerns"] == [str(concern.id)]
    await desk.page.submit(form, place="文化礼堂", **day("day", DAY))

    waiting = await desk.page.get(ONE)
    assert red(waiting) == []
    assert "列入说事会" not in [text for text, _ in waiting.links]
    assert "会还没有开" in "".join(waiting.boxes)
    twice = await act(desk.page, "agenda", session=str((await SaySession.get()).id))
    assert (twice.status, "已经列入" in "".join(twice.boxes)) == (409, True)


async def test_nothing_is_archived_before_a_callback_and_time_to_rate(desk):
    concern = await saying.answered(desk.village, desk.clerk)
    member, theirs = await desk.sit(Office.COMMITTEE_MEMBER)
    seen = await theirs.get(ONE)
    assert "还没有回访说事人，不能归档。" in "".join(seen.boxes)
    missed = await act(theirs, "callback", reached="no", words="打了三次没人接")
    assert "没有联系上" in missed.main

    desk.clock.at += timedelta(days=31)
    theirs = await desk.again(member)
    ready = await theirs.get(ONE)
    ended = await theirs.submit(ready.form(f"{ONE}/archive"))

    assert "回访后没有评价" in ended.main
    assert (await the_one(id=concern.id)).outcome is ConcernOutcome.UNRATED


async def test_the_list_shows_what_is_due_first_and_finds_the_others(desk):
    late = await saying.raised(desk.village, text="水管漏了，一开全是黄水汤")
    await saying.raised(desk.village, category=ConcernCategory.AID, text="问低保怎么办理")
    await Concern.filter(id=late.id).update(due_on=DAY - timedelta(1))

    page = await desk.page.get(LIST)
    due = [text for text, _ in page.links if text.startswith("2026-")]
    assert [one[:8] for one in due] == ["2026-001", "2026-002"]
    assert "逾期 1 天" in page.main
    assert "还没办结 2 件，其中逾期 1 件。" in page.main
    found = await desk.page.get(f"{LIST}?category=aid")
    assert found.main.count("问低保怎么办理") == 2  # due, and found
    assert found.main.count("水管漏了") == 1
    one = await desk.page.get(f"{LIST}?words=水")
    assert (one.status, list(one.errors)) == (422, ["words"])
    hers = await desk.page.get(f"{LIST}?audience=supervisors")
    assert "没有找到。" in hers.main
    assert "逾期" in (await desk.page.get("/desk/liuwan/")).main


async def test_what_is_held_is_masked_shown_or_hidden_with_a_reason(desk):
    told = Said("我的身份证 110101199003071233，路灯坏了", ConcernCategory.WORKS)
    await raising.raise_without_pass(
        desk.village, told, Caller(), address="1.2.3.4", secret=saying.SECRET, now=make.NOW
    )
    listed = await desk.page.get(LIST)
    assert "等您看过再公开" in listed.main
    look = await desk.page.get(f"{ONE}/look")
    assert "身份证号" in look.main
    assert "110101199003071233" not in look.form(f"{ONE}/look").values["words"][0]

    shown = await desk.page.submit(look.form(f"{ONE}/look"), words="路灯坏了，晚上看不见")

    assert "看公开的那一页" in [text for text, _ in shown.links]
    public = await (await doors.browser(desk.app)).get("/v/liuwan/concerns/2026-001")
    assert "路灯坏了，晚上看不见" in public.main
    bare = await act(desk.page, "hide", why="有隐私")
    assert (bare.status, list(bare.errors)) == (422, ["reason"])
    await desk.page.submit(bare.form(f"{ONE}/hide"), reason="privacy")
    assert (await the_one()).sight is ConcernSight.HIDDEN
    assert (await (await doors.browser(desk.app)).get("/v/liuwan/concerns/2026-001")).status == 404


async def test_faces_are_painted_over_on_a_copy_that_alone_is_shown(desk):
    phone = await doors.browser(desk.app)
    form = (await phone.get("/v/liuwan/concerns/new")).form("/v/liuwan/concerns/")
    await phone.submit(
        form, files=[("photo", ("1.jpg", photo()))], text="路灯坏了", audience="everyone"
    )
    medium, phone = await ConcernMedium.get(), await doors.browser(desk.app)
    await act(desk.page, "look")  # the words alone: photographs are looked at one by one
    there = f"/v/liuwan/concerns/2026-001/media/{medium.id}"
    assert (await phone.get(there)).status == 404

    here = f"{ONE}/media/{medium.id}"
    bare = await desk.page.submit((await desk.page.get(f"{here}/cover")).form(f"{here}/cover"))
    assert (bare.status, list(bare.errors)) == (422, ["tile"])
    await desk.page.submit(bare.form(f"{here}/cover"), tile=["0", "47"])

    medium = await ConcernMedium.get()
    assert (medium.shown, medium.covered_digest != medium.digest) == (True, True)
    seen = await phone.get(there)
    with Image.open(io.BytesIO(seen.response.content)) as shown:
        width, height = shown.size
        corners = [shown.getpixel(at) for at in ((5, 5), (width - 5, height - 5))]
        middle = shown.getpixel((width // 2, height // 2))
    assert all(abs(one - 90) < 6 for corner in corners for one in corner)
    assert any(abs(one - 90) >= 6 for one in middle)
    whole = await desk.page.get(f"{there}?whole=1")
    assert whole.response.content == evidence.file_of(medium.digest).read_bytes()
    assert (await phone.get(f"{there}?whole=1")).response.content == seen.response.content
    again = await desk.page.get(f"{ONE}/look")
    (no,) = [one for one in again.forms if one.action == here]
    await desk.page.post(here, {**no.values, "show": "no"})
    assert (await phone.get(there)).status == 404


async def test_a_concern_becomes_a_matter_in_few_steps_and_both_are_linked(desk):
    await saying.raised(desk.village, text="村里的水管老化了，一打开全是黄水汤。")
    seen = await desk.page.get(ONE)
    first = await desk.page.get(seen.link("立为议题"))
    kind = await desk.page.submit(first.form(), collective="no")
    words = await desk.page.submit(kind.form(), kind="public_works")
    form = words.form("/desk/liuwan/decisions/")
    assert form.values["title"] == ["村里的水管老化了，一打开全是黄水汤"]
    assert form.values["source"] == ["people"]

    short = await desk.page.submit(form, title="水")
    made = await desk.page.submit(short.form("/desk/liuwan/decisions/"), title="自来水管网改造")

    decision = await Decision.get()
    row = await the_one()
    assert (row.decision_id, row.road) == (decision.id, Road.DECISION)
    assert made.link("2026-001") == ONE
    back = await desk.page.get(ONE)
    assert back.link("自来水管网改造") == f"/desk/liuwan/decisions/{decision.id}"
    assert f"议题 {decision.number}（自来水管网改造）还在走程序" in "".join(back.boxes)


async def test_one_is_merged_into_another_by_number_and_never_into_what_is_not_there(desk):
    await saying.raised(desk.village)
    await saying.raised(desk.village, text="晒谷场的灯一直不亮")
    offered = (await desk.page.get(f"{LIST}2026-002/merge")).form(f"{LIST}2026-002/merge")
    assert offered.offered["alike"] == ["2026-001"]
    wrong = await desk.page.submit(offered, number="2026-999")
    assert (wrong.status, list(wrong.errors)) == (422, ["number"])

    done = await desk.page.submit(wrong.form(f"{LIST}2026-002/merge"), number="", alike="2026-001")

    assert "并入另一件" in done.main
    assert "2 人说" in (await desk.page.get(ONE)).main


async def test_the_township_is_rated_by_the_village_after_its_reply(desk):
    concern = await saying.sent(await saying.raised(desk.village), Road.TOWNSHIP, desk.clerk)
    waiting = await desk.page.get(ONE)
    assert "还没有接收" in waiting.main
    early = await act(desk.page, "township-rating", **GOOD)
    assert early.status == 409
    await ConcernHandUp.filter(concern_id=concern.id).update(
        replied_at=make.NOW, reply="周五来修", closed_at=make.NOW
    )

    rated = await act(desk.page, "township-rating", **{**GOOD, "result": "poor"}, reason="太慢")

    up = await ConcernHandUp.get()
    assert (str(up.outcome), up.rating_reason, rated.status) == ("poor", "太慢", 200)


async def test_group_leaders_see_their_groups_and_supervisors_what_was_said_to_them(desk):
    three = await make.group(desk.village, "三组")
    leads = await make.person(desk.village, "李组长")
    await make.appointment(desk.village, leads, Office.GROUP_LEADER, group=three)
    leader = await doors.browser(desk.app, leads)
    _, supervisor = await desk.sit(Office.SUPERVISION_CHAIR, name="孙永福")
    await saying.raised(desk.village, group_id=three.id, level="group")
    await saying.raised(desk.village, text="村干部公车私用", audience=ConcernAudience.SUPERVISORS)
    second = f"{LIST}2026-002"

    home = await leader.follow(await leader.get("/desk/liuwan/"))
    assert home.path == LIST
    assert [text[:8] for text, _ in home.links if text.startswith("2026")] == ["2026-001"]
    assert (await leader.get(second)).status == 404
    roads = (await leader.get(f"{ONE}/route")).form(f"{ONE}/route").offered["road"]
    assert roads == ["on_the_spot", "village", "mediation"]
    assert (await act(leader, "up", why="组里没有电工")).path == LIST
    assert (await leader.get(ONE)).status == 404

    assert "2026-002" in (await supervisor.get("/desk/liuwan/")).main
    assert "2026-002" not in (await desk.page.get("/desk/liuwan/")).main
    theirs = await supervisor.get(LIST)
    due = theirs.root.all("table")[0].text
    assert ("2026-002" in due, "2026-001" in due) == (True, False)
    assert (await act(supervisor, "route?road=village", second, words="查账")).status == 200
    read_only = await supervisor.get(ONE)
    assert "现在可以做的" not in read_only.main
    assert (await supervisor.get(f"{ONE}/route")).status == 403
    assert (await desk.page.get(second)).status == 404


async def test_what_names_somebody_is_handed_to_the_supervisors_and_gone_from_the_desk(desk):
    await saying.raised(desk.village, text="会计乱花钱")
    bare = await act(desk.page, "entrust")
    assert (bare.status, list(bare.errors)) == (422, ["why"])

    gone = await desk.page.submit(bare.form(f"{ONE}/entrust"), why="点名的事，交监委会核实")

    assert gone.path == LIST
    assert (await desk.page.get(ONE)).status == 404
    assert (await the_one()).audience is ConcernAudience.SUPERVISORS


async def test_names_and_phones_are_for_those_who_handle_it(desk):
    told = Said("路灯坏了", ConcernCategory.WORKS)
    secret = desk.app.state.settings.secret_key
    await raising.raise_without_pass(
        *(desk.village, told, Caller("王大娘", "13900000000")),
        address="1.2.3.4",
        secret=secret,
        now=make.NOW,
    )
    _, accountant = await desk.sit(Office.ACCOUNTANT)

    assert "王大娘，电话 13900000000" in (await desk.page.get(ONE)).main
    seen = await accountant.get(ONE)
    assert ("王大娘" in seen.main, "13900000000" in seen.main) == (False, False)
    assert (await accountant.get(f"{ONE}/callback")).status == 403
    await Concern.all().update(audience=ConcernAudience.COMMITTEE)
    assert (await accountant.get(ONE)).status == 404
    front = await accountant.get("/desk/liuwan/")
    assert ("2026-001" in front.main) is False
    assert "2026-001" in (await desk.page.get("/desk/liuwan/")).main
