"""Minutes drafted from what happened: every number in them is one that was counted."""

from datetime import timedelta

from deliberation import (
    adjourning,
    attendance,
    ballots,
    counting,
    doors,
    drafting,
    meetings,
    slips,
)
from deliberation.attendance import Tick
from deliberation.models import (
    AgendaItem,
    AttendanceState,
    Meeting,
    MeetingStage,
    TellerRole,
    VoteMethod,
)
from tests import make
from tests.deliberation.sittings import assembled, call_for, come, representatives_met
from tests.deliberation.voting import (
    SECRET,
    agree,
    choosing,
    closed,
    declared,
    fresh,
    households,
    opened,
    sitting,
    voter,
    votes,
)
from tests.make import NOW


async def test_the_draft_tells_times_heads_names_tellers_counts_and_the_verdict(db):
    meeting, clerk = await representatives_met(31)
    await doors.open_(meeting, clerk, now=NOW)
    entries = await come(meeting, clerk, 21, now=NOW + timedelta(minutes=5))
    gone = Tick(entries[22].id, AttendanceState.LEAVE)
    await attendance.mark(meeting, [gone], clerk, now=NOW)
    chosen = [(entries[0].person_id, TellerRole.SCRUTINEER)]
    await counting.appoint(meeting, chosen, clerk, now=NOW)
    ballot = await opened(meeting, clerk)
    await slips.print_(ballot, 3, clerk, secret=SECRET, now=NOW)
    await slips.issue(ballot, entries[20].id, clerk, now=NOW)
    for place, entry in enumerate(entries[:20]):
        await votes(ballot, entry, "yes" if place < 12 else "no")
    watching = await closed(ballot, clerk)
    await agree(ballot, clerk, watching, yes=1, unused=2)
    item = await declared(ballot, clerk)
    await doors.leave(meeting, entries[1].id, clerk, now=NOW)

    draft = await drafting.drafted(meeting)

    scrutineer = make.name_of(1)
    lines = draft.text.split("\n")
    assert lines[0] == (
        "时间：2026 年 11 月 22 日 08:00。地点：文化礼堂。09:00开始签到。09:05到会人数达到要求。"
    )
    assert lines[1] == "2026 年 11 月 10 日通知，方式：广播、张贴、入户。"
    assert lines[2] == (
        "应到 31 人，需要 21 人，实到 21 人，请假 1 人，缺席 9 人；"
        "其中妇女代表应到 11 人；提前离会 1 人。"
    )
    assert lines[3].startswith(f"村民代表 21 名：{scrutineer}、")
    assert lines[4] == f"监票人：{scrutineer}。"
    told = draft.items[item.id]
    assert told.startswith(
        "1．“三组机耕路硬化”（决议）：无记名投票。09:00开始，09:00截止。"
        "手机投票 20 人；纸票印 3 张，发出 1 张，收回 1 张，没交回 0 张，两人分别清点，结果一致。"
        "参加表决时到会 21，同意 13 票，反对 8 票，弃权 0 票，废票 0 张。"
    )
    assert "过半数是 11，同意 13，达到了。（依据：《村民委员会组织法》" in told
    assert told.endswith("结果：通过。")
    assert draft.whole == "\n".join((draft.text, told))


async def test_a_void_vote_and_one_under_way_are_told_as_what_they_are(db):
    meeting, clerk, _ = await sitting()
    ballot = await opened(meeting, clerk)
    await ballots.void(ballot, "票印错了", clerk, now=NOW)
    await opened(meeting, clerk)

    draft = await drafting.drafted(meeting)

    (told,) = draft.items.values()
    assert told == "1．“三组机耕路硬化”（决议）：一次表决作废：票印错了。表决还没有宣布结果。"


async def test_a_count_of_hands_and_a_recount_are_told(db):
    meeting, clerk, _ = await sitting()
    ballot = await opened(meeting, clerk, VoteMethod.HANDS)
    watching = await closed(ballot, clerk)
    await agree(ballot, clerk, watching, yes=5)
    item = await declared(ballot, clerk)

    told = (await drafting.drafted(meeting)).items[item.id]

    assert "举手表决。09:00开始，09:00截止。由两人分别清点，结果一致。" in told
    assert "同意 5 票，反对 0 票，弃权 0 票。" in told


async def test_a_choice_tells_what_each_got(db):
    meeting, clerk, entries = await sitting()
    ballot = await choosing(meeting, clerk, "王建国", "李秀兰", write_in=True)
    for entry in entries[:4]:
        await votes(ballot, entry, "c1")
    await votes(ballot, entries[4], write_in="赵志强")
    await closed(ballot, clerk)
    item = await declared(ballot, clerk)

    told = (await drafting.drafted(meeting)).items[item.id]

    assert "得票：王建国 4 票，李秀兰 0 票，弃权 0 票，赵志强 1 票。" in told


async def test_households_are_named_by_who_came_and_long_lists_by_the_sign_in_sheet(db):
    meeting, _, entries = await households(4, 3)
    names = [(await voter(entry)).name for entry in entries[:3]]

    short = (await drafting.drafted(meeting)).text.split("\n")
    crowded, clerk = await assembled(101)
    await come(crowded, clerk, 101)
    long = (await drafting.drafted(crowded)).text.split("\n")

    assert short[2] == "应到 3 户，需要 2 户，实到 3 户。"
    assert short[3:] == [f"各户代表 3 名：{'、'.join(names)}。"]
    assert long[3] == "到会人员名单见签到册。"


async def test_a_meeting_called_again_says_so(db):
    meeting, clerk = await representatives_met(31)
    await come(meeting, clerk, 20)
    await adjourning.adjourn(meeting, "人不够。", clerk, now=NOW)
    item = await AgendaItem.get(meeting_id=meeting.id).select_related("decision")
    failed = await fresh(meeting)
    again = await meetings.reconvene(failed, call_for(item.decision), clerk, now=NOW)

    draft = await drafting.drafted(again)

    assert "2026 年 11 月 22 日的会议人数不足没有开成，这次是重新召集。" in draft.text
    assert (await Meeting.get(id=failed.id)).stage is MeetingStage.FAILED


async def test_drafting_stores_nothing_and_asks_the_same_however_many_came(db, queries):
    counts = []
    for adults in (3, 30):
        meeting, clerk = await assembled(adults)
        await come(meeting, clerk, adults)
        queries.clear()
        await drafting.drafted(meeting)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert [one for one in queries if not one.startswith("SELECT")] == []
