"""Concerns in arbitrary orders of deeds, lawful and not: each ends in exactly one outcome, and
everybody who raised one is told of every answer and of the end.

Refusals are part of the game; what they refuse must leave nothing behind.
"""

import asyncio
from contextlib import suppress

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from deliberation import (
    backing,
    callbacks,
    closing,
    concern_doors,
    hand_ups,
    handling,
    merging,
    ratings,
    routing,
    say_days,
    say_records,
)
from deliberation.callbacks import Called
from deliberation.hand_ups import Task
from deliberation.handling import Assignment
from deliberation.models import (
    Concern,
    ConcernEntry,
    ConcernHandUp,
    ConcernOutcome,
    ConcernRating,
    ConcernResult,
    ConcernStage,
    EntryKind,
    RefusalReason,
    Road,
    SayForm,
    SaySession,
    SayStage,
    SayVerdict,
)
from deliberation.routing import Routing
from deliberation.say_days import SayCall
from deliberation.say_records import Agreed, SayRecord
from tests import make
from tests.deliberation import saying
from tests.deliberation.saying import rating, unhappy
from tests.make import DAY, NOW
from village import storage
from village.errors import Blocked, InvalidInput, NotFound
from village.permissions import Office
from village.record_check import verify_village
from web import tables

CONCERNS, PEOPLE = 3, 4
S, R, V = ConcernStage, ConcernResult, SayVerdict
ONE = st.integers(0, CONCERNS - 1)
ROADS = (*(one for one in Road if one is not Road.DECISION), Road.VILLAGE, Road.ON_THE_SPOT)
DEEDS = st.one_of(
    st.tuples(st.just("receive"), ONE),
    st.tuples(st.just("route"), ONE, st.sampled_from(ROADS)),
    st.tuples(st.just("assign"), ONE),
    st.tuples(st.just("progress"), ONE),
    st.tuples(st.just("answer"), ONE),
    st.tuples(st.just("answer"), ONE),
    st.tuples(st.just("call"), ONE),
    st.tuples(st.just("rate"), ONE, st.sampled_from(("good", "poor", "poor", "rest"))),
    st.tuples(st.just("back"), ONE, st.integers(0, PEOPLE - 1)),
    st.tuples(st.just("merge"), ONE, ONE),
    st.tuples(st.just("merge"), ONE, ONE),
    st.tuples(st.just("withdraw"), ONE),
    st.tuples(st.just("archive"), ONE),
    st.tuples(st.just("extend"), ONE),
    st.tuples(st.just("put_on"), ONE),
    st.tuples(st.just("hold"), st.sampled_from(V)),
    st.tuples(st.just("township"), ONE),
)


MODEST = settings(
    max_examples=12,
    phases=(Phase.generate,),
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


class Say:
    """A village whose people press every button in any order, and never twice at once."""

    async def begin(self):
        self.village = await make.village()
        self.clerk = await saying.clerk(self.village)
        self.watching = await make.holder(self.village, Office.SUPERVISOR)
        self.officer = await make.holder(await self.village.township, Office.TOWNSHIP_OFFICER)
        self.people = [await saying.villager(self.village) for _ in range(PEOPLE)]
        self.raisers = self.people[:CONCERNS]
        self.ids = [
            (await saying.raised(self.village, who, text=f"第 {place} 件")).id
            for place, who in enumerate(self.raisers)
        ]

    async def row(self, which):
        return await Concern.get(id=self.ids[which]).select_related("village")

    async def claim(self, which):
        row = await self.row(which)
        return await concern_doors.own(self.raisers[which], self.village.id, row.number)

    async def do(self, deed, which, *more):
        """What is refused is refused whole; anything else than a refusal is a fault."""
        with suppress(Blocked, InvalidInput, NotFound):
            await getattr(self, deed)(which, *more)

    async def receive(self, which):
        await handling.receive(await self.row(which), self.clerk, now=NOW)

    async def route(self, which, road):
        told = Routing(road, "去看过了", "", R.SOLVED, RefusalReason.NOT_OURS)
        await routing.route(await self.row(which), told, self.clerk, now=NOW)

    async def assign(self, which):
        task = Assignment(self.clerk.person_id, DAY)
        await handling.assign(await self.row(which), task, self.clerk, now=NOW)

    async def progress(self, which):
        await handling.progress(await self.row(which), "在办", self.clerk, now=NOW)

    async def answer(self, which):
        await handling.answer(await self.row(which), "办了", R.PARTLY, self.clerk, now=NOW)

    async def extend(self, which):
        row = await self.row(which)
        await handling.extend(row, DAY.replace(month=12), "等", self.clerk, now=NOW)

    async def call(self, which):
        called = Called(True, "问过")
        await callbacks.call_back(await self.row(which), called, self.watching, now=NOW)

    async def rate(self, which, how):
        told = rating() if how == "good" else unhappy(again=how == "poor")
        await ratings.rate(await self.claim(which), told, now=NOW)

    async def back(self, which, who):
        await backing.back(await self.row(which), self.people[who], now=NOW)

    async def merge(self, which, into):
        await merging.merge(await self.row(which), await self.row(into), self.clerk, now=NOW)

    async def withdraw(self, which):
        await closing.withdraw(await self.claim(which), "不用了", now=NOW)

    async def archive(self, which):
        later = NOW.replace(year=2027)
        await closing.archive(await self.row(which), self.clerk, now=later)

    async def put_on(self, which):
        asked = SayCall(SayForm.SAY, DAY, "礼堂", concern_ids=[self.ids[which]])
        await say_days.call(self.village, asked, self.clerk, now=NOW)

    async def hold(self, verdict):
        open_ones = SaySession.filter(village_id=self.village.id, stage=SayStage.CALLED)
        for session in await open_ones.select_related("village"):
            items = await say_days.items_of(session)
            told = [Agreed(one.id, verdict, "理由", "怎么办") for one in items]
            record = SayRecord(9, "九户", "说了", told)
            await say_records.record(session, record, self.clerk, now=NOW)

    async def township(self, which):
        up = await ConcernHandUp.get_or_none(concern_id=self.ids[which], closed_at=None)
        if up is None:
            return
        up = await hand_ups.for_officer(self.officer, up.id)
        if up.received_at is None:
            await hand_ups.receive_up(up, self.officer, now=NOW)
        await hand_ups.assign_up(up, Task(self.officer.person_id, DAY), self.officer, now=NOW)
        await hand_ups.reply(up, "镇里办了", R.SOLVED, self.officer, now=NOW)

    async def check(self):
        for key in self.ids:
            row = await Concern.get(id=key)
            assert (row.outcome is None) == (row.stage is not S.ARCHIVED) == (row.ended_at is None)
            assert (row.outcome is ConcernOutcome.MERGED) == (row.merged_into_id is not None)
            assert row.stage is not S.RATED
            if row.merged_into_id is not None:
                into = await Concern.get(id=row.merged_into_id)
                assert into.outcome is not ConcernOutcome.WITHDRAWN
                assert into.merged_into_id is None
            if row.outcome is None:
                assert row.due_on is not None

    async def finish(self):
        """Everything can be brought to its end by lawful steps, whatever went before."""
        for which in range(CONCERNS):
            for deed in (("township",), ("route", Road.VILLAGE), ("assign",)):
                await self.do(deed[0], which, *deed[1:])
        for which in range(CONCERNS):
            await self.do("put_on", which)
        await self.do("hold", V.REFUSED)
        for which in range(CONCERNS):
            for deed in (("answer",), ("rate", "rest")):
                await self.do(deed[0], which, *deed[1:])

    async def check_told(self):
        """Of every answer and of the end: those merged in as much as the one it was merged into."""
        for key in self.ids:
            row = await Concern.get(id=key)
            assert row.outcome is not None
            told = await saying.kinds(row, told=True)
            if row.outcome is ConcernOutcome.MERGED:
                since = await ConcernEntry.filter(concern_id=key, kind=EntryKind.MERGED).count()
                into = await Concern.get(id=row.merged_into_id)
                ends = await ConcernEntry.filter(
                    concern_id__in=(key, into.id), kind=EntryKind.ARCHIVED
                )
                assert since >= 1
                assert {one.concern_id for one in ends} == {key, into.id}
                assert "answered" in told
            else:
                end = "withdrawn" if row.outcome is ConcernOutcome.WITHDRAWN else "archived"
                assert told.count(end) == 1
                answers = await ConcernRating.filter(concern_id=key, voice="raiser").count()
                assert told.count("answered") >= answers


async def play(deeds):
    world = Say()
    await world.begin()
    for deed in deeds:
        await world.do(*deed)
        await world.check()
    await world.finish()
    await world.check()
    await world.check_told()
    assert (await verify_village(world.village.id))[1] is None


def test_every_concern_ends_once_and_everybody_who_raised_it_is_told(db_url):
    with asyncio.Runner() as runner:
        stack = storage.opened(tables.config_for(db_url))

        async def opening():
            await stack.__aenter__()

        runner.run(opening())

        @MODEST
        @given(st.lists(DEEDS, min_size=15, max_size=40))
        def played(deeds):
            runner.run(play(deeds))

        try:
            played()
        finally:
            runner.run(stack.__aexit__(None, None, None))
