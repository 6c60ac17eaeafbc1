"""P-R1 to P-R4 of cases.md: real records entered as they were held, and what becomes of them.

Figures stand here; whole sentences are read from the corpus, to see that the figures agree.
"""

import re
from datetime import date

import pytest

from deliberation.models import AgendaItem, Meeting
from publicity.models import Notice
from tests import corpus
from village import clock as clocks

pytestmark = pytest.mark.both

HEARD = date(2017, 9, 27)
CONSULTED = "协商通过，尚未决议"
P_R1 = {"fixed": (13, 13), "temporary": (13, 6), "others": (8, 8), "all": (34, 27)}
P_R1["votes"] = (19, 0)


def test_the_figures_of_the_hearing_are_those_of_its_notice():
    said = corpus.text("notices/P-R1.txt")

    def pair(pattern):
        return tuple(int(one) for one in re.search(pattern, said).groups())

    found = {
        "fixed": pair(r"固定村民代表应到(\d+)人，实到(\d+)人"),
        "temporary": pair(r"临时村民代表应到(\d+)人，实到(\d+)人"),
        "others": pair(r"其他代表(\d+)人") * 2,
        "all": pair(r"实到听证代表(\d+)人数，超过应到会人数(\d+)人")[::-1],
        "votes": pair(r"听证事项(\d+)票.*不同意(\d+)票"),
    }
    sums = [sum(P_R1[key][place] for key in ("fixed", "temporary", "others")) for place in (0, 1)]
    assert found == P_R1
    assert tuple(sums) == P_R1["all"]


async def heard(story):
    """The hearing of P-R1, entered by the clerk on the evening of its day."""
    story.move_to(HEARD, 17)
    await story.begin()
    matter = await story.open_matter()
    meeting = await story.call(matter, "hear", (HEARD, 9))
    entitled, present = P_R1["all"]
    return matter, meeting, {"entitled": entitled, "present": present}


async def test_p_r1_a_hearing_consults_and_decides_nothing(story):
    matter, meeting, heads = await heard(story)

    look = await story.fill_minutes(meeting, P_R1["votes"], **heads)
    page = await story.record(meeting, P_R1["votes"], **heads)
    public = await story.look(matter.replace("/desk/", "/v/"), None)

    assert [CONSULTED in one.main for one in (look, page, public)] == [True, True, True]
    kept = await Meeting.get(id=meeting.id).values("entitled", "present", "stage")
    assert kept == {"entitled": 34, "present": 27, "stage": "held"}
    item = await AgendaItem.get(meeting_id=meeting.id).values("yes", "no", "verdict")
    assert item == {"yes": 19, "no": 0, "verdict": "undecided"}


async def test_p_r1_nothing_can_be_posted_or_carried_on_from_a_hearing(story):
    matter, meeting, heads = await heard(story)
    await story.record(meeting, P_R1["votes"], **heads)

    desk = await story.look(matter, "party_secretary")
    posting = await story.look(f"{matter}/post")

    assert f"{matter}/advance" not in [form.action for form in desk.forms]
    assert "这个议题现在没有要贴的公告。" in posting.main
    assert await Notice.all().count() == 0


async def test_p_r1_more_present_than_invited_is_refused_as_typed(story):
    _, meeting, _ = await heard(story)

    page = await story.record(meeting, P_R1["votes"], entitled=26, present=27)

    assert page.status == 409
    assert page.form().values["present"] == ["27"]
    assert await Meeting.filter(id=meeting.id, recorded_at=None).exists()


def test_p_r1_a_notice_of_that_day_would_have_hung_until_the_twelfth_of_october():
    assert clocks.last_day(HEARD, 15) == date(2017, 10, 12)


async def waiting_for_the_vote(story, day, entitled, *titles):
    story.move_to(day, 18)
    await story.begin(assembly=entitled)
    matters = [await story.open_matter(title) for title in titles]
    await story.through_three(*matters)
    return matters


async def test_p_r2_unanimity_without_a_count_cannot_be_taken_as_passed(story):
    (matter,) = await waiting_for_the_vote(story, date(2013, 3, 10), 35, "投工投劳修渠")
    meeting = await story.call(matter, "resolve")
    await story.tick(meeting, 34)

    page = await story.record(meeting, None)
    desk = await story.look(matter, "party_secretary")
    public = await story.look(matter.replace("/desk/", "/v/"), None)

    kept = await Meeting.get(id=meeting.id).values("entitled", "present", "stage")
    assert kept == {"entitled": 35, "present": 34, "stage": "held"}
    assert await verdicts(meeting) == ["undecided"]
    assert "实到34，够了" in page.main
    assert "会议成立，没有表决数，不能认定通过" in public.main
    assert "没有记录票数。“一致同意”这样的话不能代替票数，不能认定通过。" in page.main
    assert f"{matter}/advance" not in [form.action for form in desk.forms]


async def test_p_r2_with_a_count_the_same_meeting_would_have_passed(story):
    (matter,) = await waiting_for_the_vote(story, date(2013, 3, 10), 35, "投工投劳修渠")
    meeting = await story.call(matter, "resolve")
    await story.tick(meeting, 34)

    await story.record(meeting, (18, 16))

    assert await verdicts(meeting) == ["passed"]


def test_p_r2_the_labour_adds_up_and_its_unit_does_not():
    days = 447 * 10

    assert (days, days * 8) == (4470, 35_760)  # 元, where the record says 万元


async def test_p_r3_four_topics_at_one_meeting_and_no_votes_are_no_resolution(story):
    titles = ("安装路灯工程", "清理河道淤泥", "修整村民公厕", "村口停车场地")
    matters = await waiting_for_the_vote(story, date(2025, 6, 10), 32, *titles)
    keys = [f"{one.rpartition('/')[2]}-resolve" for one in matters]
    meeting = await story.call(matters[0], "resolve", agenda=keys)
    await story.tick(meeting, 30)

    await story.record(meeting, None, None, None, None)
    postings = [await story.look(f"{one}/post") for one in matters]

    kept = await Meeting.get(id=meeting.id).values("entitled", "present", "stage")
    assert kept == {"entitled": 32, "present": 30, "stage": "held"}
    assert await verdicts(meeting) == ["undecided"] * 4
    assert ["没有要贴的公告" in one.main for one in postings] == [True] * 4


async def test_p_r4_two_bodies_cannot_be_one_meeting(story):
    await story.begin()
    matter, other = [await story.open_matter(title) for title in ("建设村级网站", "维修文化礼堂")]
    for step, present in (("propose", 3), ("consult", 5)):
        await story.held(matter, step, present, (present,))
        await story.advance(matter)
    await story.through_three(other)
    before = await Meeting.all().count()
    first, second = (one.rpartition("/")[2] for one in (matter, other))

    both_steps = await forced(story, f"{first}-review", [f"{first}-review", f"{first}-resolve"])
    both_bodies = await forced(story, f"{first}-review", [f"{first}-review", f"{second}-resolve"])

    assert [both_steps.status, both_bodies.status] == [422, 409]
    assert "提议、商议、审议、决议要分别开会" in both_steps.main
    assert "不能由党员大会代替，也不能和别的会开成一个会" in both_bodies.main
    assert await Meeting.all().count() == before


async def forced(story, first, agenda):
    """The calling form with an agenda that the page does not offer."""
    decision, _, step = first.partition("-")
    browser = await story.browser("village_clerk")
    path = f"{story.desk}/meetings/new?decision={decision}&step={step}"
    form = (await browser.get(path)).form()
    values = {
        **form.values,
        "agenda": agenda,
        "place": ["村部"],
        "starts_at": [f"{story.today}"],
        "starts_at-hour": ["8"],
        "starts_at-minute": ["0"],
        "notified_on": [f"{story.today}"],
        "late_reason": ["停电"],
    }
    return await browser.post(form.action, values)


async def verdicts(meeting):
    return (
        await AgendaItem.filter(meeting_id=meeting.id)
        .order_by("id")
        .values_list("verdict", flat=True)
    )
