"""Four matters of a village, each brought to another point of the road."""

from datetime import date, timedelta

from deliberation import works
from deliberation.models import CycleStep, Decision
from deliberation.works import Plan
from publicity import objections, supervision
from publicity.models import ObjectionChannel, SupervisionView
from village import rules
from village.permissions import Office
from village.rules import Body
from web.demo import pictures
from web.demo.stories import Topic, Town
from web.demo.teller import Teller, Vote

S = CycleStep


async def tell(teller: Teller, town: Town) -> None:
    await finished(teller, town.finished)
    await stopped(teller, town.stopped)
    await running(teller, town.running)
    await waiting(teller, town.waiting)


async def three(teller: Teller, topic: Topic, days: tuple[int, int, int, int]) -> Decision:
    """Opened and through 提议, 商议 and 审议; then prepared for the vote."""
    opened, proposed, consulted, reviewed = days
    decision = await teller.open(topic, opened)
    for step, day in ((S.PROPOSE, proposed), (S.CONSULT, consulted), (S.REVIEW, reviewed)):
        await teller.step(decision, step, day, Vote(over=6, no=0, abstain=1))
        await teller.advance(decision, day)
    return decision


async def finished(teller: Teller, topic: Topic) -> None:
    decision = await three(teller, topic, (118, 114, 110, 102))
    await teller.prepare(decision, 96)
    await teller.step(decision, S.RESOLVE, 88, Vote(over=5, no=2, abstain=1))
    await teller.advance(decision, 88)
    notice = await teller.post(decision, 87)
    await pictures.of_board(teller, notice, (87, 72))
    await _supervise(teller, notice.id, 86)
    await teller.advance(decision, 70)
    await _carry_out(teller, decision, topic)
    await teller.advance(decision, 38)
    result = await teller.post(decision, 37)
    await pictures.of_board(teller, result, (37, 22))
    await _supervise(teller, result.id, 36)
    await teller.advance(decision, 20)


async def _carry_out(teller: Teller, decision: Decision, topic: Topic) -> None:
    budget = topic.budget or 0
    clerk = teller.clerk

    def day(ago: int) -> date:
        return teller.today - timedelta(days=ago)

    plan = Plan(topic.doer, budget, day(69), day(42))
    decision = await teller.fresh(decision)
    await works.begin(decision, plan, clerk, now=teller.at(69))
    for title, ago in (("材料进场", 66), ("主体完成", 52)):
        row = (title, None, day(ago), "")
        await works.add_milestone(decision, row, None, clerk, now=teller.at(ago))
    await works.finish(decision, day(44), budget - budget // 43, clerk, now=teller.at(43))
    supervisor = teller.cast[Office.SUPERVISION_CHAIR]
    text = "现场看过，质量合格；账目与合同、发票相符。"
    await works.accept(decision, text, supervisor, now=teller.at(40))


async def _supervise(teller: Teller, notice_id: int, days_ago: int) -> None:
    notice = await pictures.fresh_notice(notice_id)
    chair = teller.cast[Office.SUPERVISION_CHAIR]
    text = "公开的内容与会议记录一致。"
    now = teller.at(days_ago, 15)
    await supervision.give(notice, SupervisionView.AGREE, text, chair, now=now)


async def running(teller: Teller, topic: Topic) -> None:
    """Resolved; the notice hangs for three more days, one objection waits for its answer."""
    decision = await three(teller, topic, (41, 37, 33, 27))
    await teller.prepare(decision, 20)
    await teller.step(decision, S.RESOLVE, 13, Vote(over=0, no=3, abstain=2))
    await teller.advance(decision, 13)
    notice = await teller.post(decision, 12)
    await pictures.of_board(teller, notice, (12,))
    profile = rules.profile(teller.village.profile_code)
    await objections.write_down(
        notice,
        await teller.somebody(7),
        "预算里的运费是怎样算的，想看一看清单。",
        ObjectionChannel.WINDOW,
        teller.clerk,
        answer_days=profile.whole("objection.answer_days") or 5,
        now=teller.at(4, 15),
    )


async def waiting(teller: Teller, topic: Topic) -> None:
    """The representatives came one short; they are called again."""
    decision = await three(teller, topic, (31, 28, 23, 16))
    await teller.prepare(decision, 10)
    failed = await teller.step(decision, S.RESOLVE, 3, Vote(short=1))
    fresh = await teller.fresh(decision)
    notice = rules.profile(teller.village.profile_code).bodies[fresh.body].notice_days.value or 2
    await teller.call(fresh, S.RESOLVE, fresh.body, -notice, failed=failed)


async def stopped(teller: Teller, topic: Topic) -> None:
    """The representatives had voted on what belongs to all members; it was entered afterwards."""
    decision = await three(teller, topic, (64, 60, 55, 48))
    late = "代表会议开过以后，文书才开始用这个系统登记。"
    body = Body.REPRESENTATIVE_ASSEMBLY
    meeting = await teller.call(decision, S.RESOLVE, body, 40, late=late)
    await teller.record(meeting, 40, Vote(over=4, no=1, abstain=0), resolution=True, late=True)
