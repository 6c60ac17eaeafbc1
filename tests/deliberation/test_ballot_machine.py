"""A vote in arbitrary orders: sign in, leave, come back, take a slip, cast, repeat, stop, count,
recount, close, declare. Whatever the order, the totals reconcile and nobody counts twice.

The machine keeps a hall of its own beside the database: who is here, what lies in the box.
"""

import asyncio
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from deliberation import attendance, ballots, counting, declaring, doors, slips
from deliberation.attendance import Tick
from deliberation.ballots import Plan
from deliberation.models import (
    AgendaItem,
    AttendanceState,
    Ballot,
    BallotStage,
    Channel,
    NamedVote,
    PaperSheet,
    Tally,
    Turnout,
    VoteMethod,
)
from deliberation.reconciling import Sheet
from tests import make
from tests.deliberation.sittings import assembled
from tests.deliberation.voting import SECRET, fresh, voter
from tests.make import NOW
from village import storage
from village.errors import Blocked
from village.permissions import Office
from village.record_check import verify_village
from web import tables

VOTERS, NEEDED = 5, 3
PICKS = ("yes", "no", "abstain")
SPOILED, KEPT = "spoiled", "kept"
VOTER = st.integers(0, VOTERS - 1)
PICK = st.sampled_from(PICKS)
FATE = st.sampled_from((*PICKS, SPOILED, KEPT))
VOTERS_DO = ("cast", "cast", "cast", "take_slip", "sign_in", "leave", "come_back", "tick_away")
OFFICERS_DO = ("open_it", "stop", "close", "count", "count", "declare", "void", "print_slips")
SELDOM = st.sampled_from((1, 1, 1, 1, 1, 0))
OPEN, CLOSING, CLOSED = BallotStage.OPEN, BallotStage.CLOSING, BallotStage.CLOSED


class Hall(RuleBasedStateMachine):
    runner: asyncio.Runner
    method: VoteMethod

    def __init__(self):
        super().__init__()
        self.do(self.begin())

    def do(self, deed):
        return self.runner.run(deed)

    async def begin(self):
        meeting, self.clerk = await assembled(VOTERS)
        await doors.open_(meeting, self.clerk, now=NOW)
        self.meeting = await fresh(meeting)
        self.entries = await attendance.entries_of(meeting)
        self.voters = [await voter(one) for one in self.entries]
        self.watching = await make.holder(meeting.village, Office.SUPERVISOR)
        self.here, self.left = set(range(NEEDED)), set()
        ticks = [Tick(self.entries[who].id, AttendanceState.PRESENT) for who in self.here]
        await attendance.mark(self.meeting, ticks, self.clerk, now=NOW)
        await self.prepare()

    async def prepare(self):
        item = await AgendaItem.get(meeting_id=self.meeting.id)
        plan = Plan(self.method, "同意吗？")
        made = await ballots.prepare(item, plan, self.clerk, now=NOW)
        self.ballot = await ballots.for_officer(self.clerk, made.village_id, made.id)
        self.stage, self.printed = BallotStage.READY, 0
        self.phone, self.box = {}, {}
        self.sheets, self.base = [], None

    @property
    def present(self):
        return self.here - self.left

    def expect(self, deed, code):
        """`code` None: the deed is done. Otherwise it is refused for that reason."""
        if code is None:
            return self.do(deed)
        with pytest.raises(Blocked) as refusal:
            self.do(deed)
        assert refusal.value.codes == (code,)
        return None

    @initialize(opened=SELDOM)
    def begin_voting(self, opened):
        """Most halls have begun to vote, so that most steps meet a vote under way."""
        if opened:
            self.print_slips(3)
            self.open_it()

    @rule(what=st.sampled_from(VOTERS_DO), who=VOTER, pick=PICK, fate=FATE)
    def a_voter(self, what, who, pick, fate):
        if what == "cast":
            self.cast(who, pick)
        elif what == "take_slip":
            self.take_slip(who, fate)
        else:
            getattr(self, what)(who)

    @rule(what=st.sampled_from(OFFICERS_DO), clerk=st.booleans(), slip=st.booleans(), keep=SELDOM)
    def an_officer(self, what, clerk, slip, keep):
        if what == "count":
            self.count(clerk, slip)
        elif what == "print_slips":
            self.print_slips(1)
        elif not (keep and what in ("stop", "void")):
            getattr(self, what)()

    def sign_in(self, who):
        shown = doors.code(self.meeting.id, secret=SECRET, now=NOW)
        ticket = doors.ticket_for(self.meeting, shown, secret=SECRET, now=NOW)
        deed = doors.arrive(self.meeting, self.voters[who], ticket, secret=SECRET, now=NOW)
        arrival = self.expect(deed, None)
        assert arrival.first is (who not in self.present)
        self.here.add(who)
        self.left.discard(who)

    def leave(self, who):
        if who in self.here:
            deed = doors.leave(self.meeting, self.entries[who].id, self.clerk, now=NOW)
            self.expect(deed, "stale" if who in self.left else None)
            self.left.add(who)

    def come_back(self, who):
        if who in self.here:
            deed = doors.come_back(self.meeting, self.entries[who].id, self.clerk, now=NOW)
            self.expect(deed, None if who in self.left else "stale")
            self.left.discard(who)

    def tick_away(self, who):
        ticks = [Tick(self.entries[who].id, AttendanceState.ABSENT)]
        deed = attendance.mark(self.meeting, ticks, self.clerk, now=NOW)
        self.expect(deed, "took-part" if self.took_part(who) else None)
        if not self.took_part(who):
            self.here.discard(who)
            self.left.discard(who)

    def took_part(self, who):
        return who in self.phone or who in self.box

    def wrong(self, who):
        if self.stage is BallotStage.READY:
            return "ballot-not-open"
        if self.stage is not OPEN:
            return "ballot-closed"
        if who not in self.here:
            return "not-signed-in"
        return "left-early" if who in self.left else None

    def cast(self, who, pick):
        async def deed():
            paper = await ballots.for_voter(self.voters[who], self.ballot.id)
            return await ballots.cast(paper, [pick], self.voters[who], now=NOW)

        self.answered(who, deed(), self.wrong(who), lambda: self.phone.update({who: pick}))

    def take_slip(self, who, fate):
        """`fate` is what the voter will do with the slip behind the curtain."""
        wrong = self.wrong(who)
        if wrong is None and self.printed <= len(self.box):
            wrong = "no-slips-left"
        deed = slips.issue(self.ballot, self.entries[who].id, self.clerk, now=NOW)
        self.answered(who, deed, wrong, lambda: self.box.update({who: fate}))

    def answered(self, who, deed, wrong, done):
        if self.took_part(who):
            answer = self.expect(deed, None)
            known = Channel.PHONE if who in self.phone else Channel.SLIP
            assert (answer.first, answer.channel) == (False, known)
        elif (answer := self.expect(deed, wrong)) is not None:
            assert answer.first is True
            done()

    def print_slips(self, count):
        wrong = None if self.stage in (BallotStage.READY, OPEN) else "ballot-closed"
        deed = slips.print_(self.ballot, count, self.clerk, secret=SECRET, now=NOW)
        if self.expect(deed, wrong) is not None:
            self.printed += count

    def open_it(self):
        wrong = "stale" if self.stage is not BallotStage.READY else None
        if wrong is None and len(self.present) < NEEDED:
            wrong = "no-quorum"
        self.expect(ballots.open_(self.ballot, self.clerk, now=NOW), wrong)
        self.stage = OPEN if wrong is None else self.stage

    def stop(self):
        wrong = None if self.stage is OPEN else "stale"
        self.expect(ballots.stop(self.ballot, self.clerk, now=NOW), wrong)
        if wrong is None:
            self.stage = CLOSING
            self.base = len(self.present | set(self.phone) | set(self.box))

    def close(self):
        wrong = None if self.stage is CLOSING else "stale"
        self.expect(ballots.confirm_close(self.ballot, self.watching, now=NOW), wrong)
        self.stage = CLOSED if wrong is None else self.stage

    def honest(self):
        lying = Counter(self.box.values())
        returned = len(self.box) - lying[KEPT]
        votes = {pick: lying[pick] for pick in PICKS}
        unused = self.printed - len(self.box)
        return Sheet(votes, returned, lying[KEPT], unused, lying[SPOILED])

    def count(self, clerk, slip):
        """`slip` True: a yes is taken for a no by mistake, which no sum can show."""
        sheet = self.honest()
        if slip and sheet.votes["yes"]:
            votes = {**sheet.votes, "yes": sheet.votes["yes"] - 1, "no": sheet.votes["no"] + 1}
            sheet = Sheet(votes, sheet.returned, sheet.missing, sheet.unused, sheet.spoiled)
        wrong = None if self.stage is CLOSED else "stale"
        last = self.sheets[-1] if self.sheets else {}
        if wrong is None and len(last) == 1 and clerk in last:
            wrong = "same-counter"
        if wrong is None and self.agreed():
            wrong = "already-agreed"
        who = self.clerk if clerk else self.watching
        if self.expect(counting.enter(self.ballot, sheet, who, now=NOW), wrong) is not None:
            if len(last) != 1:
                self.sheets.append({})
            self.sheets[-1][clerk] = sheet

    def agreed(self):
        last = self.sheets[-1] if self.sheets else {}
        return len(last) == 2 and last[True] == last[False]

    def declare(self):
        wrong = None if self.stage is CLOSED else "stale"
        if wrong is None and self.box and not self.agreed():
            wrong = "count-not-agreed"
        self.expect(declaring.declare(self.ballot, self.clerk, now=NOW), wrong)
        if wrong is None:
            self.stage = BallotStage.DECLARED
            self.do(self.check_result())

    def void(self):
        if self.stage is not BallotStage.DECLARED:
            who = self.watching if self.stage is CLOSED else self.clerk
            self.expect(ballots.void(self.ballot, "重来", who, now=NOW), None)
            self.do(self.prepare())

    async def check_result(self):
        item = await AgendaItem.get(meeting_id=self.meeting.id)
        paper = self.sheets[-1][True].votes if self.box else {}
        phone = Counter(self.phone.values())
        expected = [phone[pick] + paper.get(pick, 0) for pick in PICKS]
        lying = Counter(self.box.values())
        assert [item.yes, item.no, item.abstain] == expected
        assert (item.spoiled, item.present) == (lying[SPOILED], self.base)
        assert sum(expected) + item.spoiled + lying[KEPT] == len(self.phone) + len(self.box)

    @invariant()
    def totals_reconcile(self):
        self.do(self.check())

    async def check(self):
        ballot = await Ballot.get(id=self.ballot.id)
        assert (ballot.stage, ballot.slips_printed) == (self.stage, self.printed)
        found = await Turnout.filter(ballot_id=ballot.id).values_list("entry_id", "channel")
        ids = {one.id: place for place, one in enumerate(self.entries)}
        assert len(found) == len({entry for entry, _ in found})
        assert {ids[entry]: channel for entry, channel in found} == {
            **dict.fromkeys(self.phone, Channel.PHONE),
            **dict.fromkeys(self.box, Channel.SLIP),
        }
        tallies = dict(await Tally.filter(ballot_id=ballot.id).values_list("option", "votes"))
        phone = Counter(self.phone.values())
        assert {key: votes for key, votes in tallies.items() if votes} == dict(phone)
        named = await NamedVote.filter(ballot_id=ballot.id).values_list("entry_id", "option")
        told = self.phone if self.method is VoteMethod.NAMED else {}
        assert {ids[entry]: option for entry, option in named} == told
        here = await attendance.present_ids(self.meeting.id)
        assert {ids[entry] for entry in here} == self.present
        sheets = await PaperSheet.filter(ballot_id=ballot.id).count()
        assert sheets == sum(len(one) for one in self.sheets)

    def teardown(self):
        """However it was left, it can be brought to its end, and the record is whole."""
        if self.stage is OPEN:
            self.stop()
        if self.stage is CLOSING:
            self.close()
        while self.stage is CLOSED and self.box and not self.agreed():
            last = self.sheets[-1] if self.sheets else {}
            turn = next(iter(last)) is False if len(last) == 1 else True
            self.count(turn, False)
        if self.stage is CLOSED:
            self.declare()
        good, fault = self.do(verify_village(self.meeting.village_id))
        assert (good > 0, fault) == (True, None)


def run(db_url, voting):
    async def opening(stack):
        await stack.__aenter__()

    with asyncio.Runner() as runner:
        stack = storage.opened(tables.config_for(db_url))
        runner.run(opening(stack))

        class OneHall(Hall):
            method = voting

        OneHall.runner = runner
        try:
            run_state_machine_as_test(OneHall, settings=MODEST)
        finally:
            runner.run(stack.__aexit__(None, None, None))


MODEST = settings(
    max_examples=12,
    stateful_step_count=50,
    phases=(Phase.generate,),
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_a_secret_vote_reconciles_in_any_order(db_url):
    run(db_url, VoteMethod.SECRET)


def test_a_vote_by_name_reconciles_in_any_order(db_url):
    run(db_url, VoteMethod.NAMED)
