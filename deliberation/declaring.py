"""The result of a vote: merged, weighed by the rules, frozen with its roll, sealed in the record.

Nothing is declared that does not add up, and what was declared is never changed.
"""

import json
from datetime import datetime

from deliberation import choosing, counting, floor, heads, tallying
from deliberation.ballot_papers import JOINED
from deliberation.ballots import moving, recused_ids, running_seat
from deliberation.casting import ABSTAIN
from deliberation.choosing import Choice
from deliberation.heads import Sat, Votes, Weighed
from deliberation.models import (
    AgendaItem,
    Ballot,
    BallotKind,
    BallotStage,
    Decision,
    VoteMethod,
)
from deliberation.outcome import Ruling, Verdict
from deliberation.tallying import Counted
from village import ledger, rolls
from village.errors import Blocked, Blocker
from village.permissions import Actor


async def declare(ballot: Ballot, actor: Actor, *, now: datetime) -> Ballot:
    """Everything is read and stored inside one deed, the one that moves the vote on."""
    seat = running_seat(ballot, actor)
    async with moving(ballot, BallotStage.CLOSED) as (held, fresh, subject):
        entries = await floor.entries_of(fresh.meeting)
        told = await tallying.counted(fresh)
        if found := await _in_the_way(told, rolls.digest_of_entries(entries)):
            raise Blocked(found)
        here = frozenset(int(one) for one in fresh.here.split(",") if one)
        weighed, ruling = await _weighed(told, Sat(tuple(entries), here))
        _refuse_impossible(ruling)
        votes = _votes(told)
        digest = tallying.digest_of(tallying.document(told))
        await _freeze(fresh, votes, weighed, ruling)
        await Ballot.filter(id=fresh.id).update(
            stage=BallotStage.DECLARED, declared_at=now, digest=digest
        )
        await ledger.record(
            *(held, seat, "ballot.declare", subject),
            now=now,
            item=fresh.item_id,
            roll=fresh.roll_digest,
            entitled=told.entitled,
            present=weighed.case.present,
            counts=[votes.yes or 0, votes.no, votes.abstain, votes.spoiled],
            verdict=str(ruling.verdict),
            counted=digest,
        )
    return await Ballot.get(id=ballot.id).select_related(*JOINED)


async def _in_the_way(told: Counted, roll: str) -> list[Blocker]:
    ballot = told.ballot
    found = []
    if roll != ballot.roll_digest:
        text = "投票开始以后应到名册变了，和当时封存的名册对不上，不能宣布结果。"
        found.append(Blocker("roll-changed", text, remedy="作废这次表决，核对名册后重新投票"))
    if told.sheet is None and await counting.is_needed(ballot):
        what = "举手" if ballot.method is VoteMethod.HANDS else "纸票"
        text = f"{what}还没有清点好：要两个人分别录入，而且结果一致。"
        found.append(Blocker("count-not-agreed", text, remedy="请计票人清点后各自录入"))
    if not told.reconciles or not await tallying.named_agree(told):
        text = "手机票的票数和投票人数对不上，不能宣布结果。"
        found.append(Blocker("tally-broken", text, remedy="作废这次表决，并请乡镇核查系统"))
    return found


def _votes(told: Counted) -> Votes:
    """As the rules ask for them. For a choice: those of the last place to be filled."""
    totals = told.totals
    if told.ballot.kind is BallotKind.YES_NO:
        return Votes(totals["yes"], totals["no"], totals["abstain"], told.spoiled)
    yes = _choice(told, 1).deciding
    rest = 0 if told.ballot.method is VoteMethod.HANDS else max(0, told.valid - yes)
    return Votes(yes, 0, rest, told.spoiled)


def _choice(told: Counted, needed: int) -> Choice:
    votes = {code: count for code, count in told.totals.items() if code != ABSTAIN}
    return choosing.chosen(votes, told.ballot.seats, needed)


async def _weighed(told: Counted, sat: Sat) -> tuple[Weighed, Ruling]:
    ballot = told.ballot
    weighed = await heads.weigh(
        *(ballot.meeting, ballot.item, _votes(told), sat),
        recused=await recused_ids(ballot.item_id) & sat.here,
        excluded_reported=ballot.meeting.excluded_reported,
    )
    ruling = weighed.ruling
    if ballot.kind is BallotKind.CHOOSE and ruling.needed_yes is not None:
        choice = _choice(told, ruling.needed_yes)
        ruling = choosing.told(ruling, choice, ballot.seats, told.labels)
    return weighed, ruling


def _refuse_impossible(ruling: Ruling) -> None:
    impossible = [
        Blocker(reason.code, reason.text, reason.basis, "核对清点结果")
        for reason in ruling.reasons
        if reason.calls_for is Verdict.INVALID_RECORD
    ]
    if impossible:
        raise Blocked(impossible)


async def _freeze(ballot: Ballot, votes: Votes, weighed: Weighed, ruling: Ruling) -> None:
    told = {**weighed.to_json(), **ruling.to_json()}
    await AgendaItem.filter(id=ballot.item_id).update(
        method=ballot.method,
        present=weighed.case.present,
        yes=votes.yes,
        no=votes.no,
        abstain=votes.abstain,
        spoiled=votes.spoiled,
        verdict=str(ruling.verdict),
        ruling=json.dumps(told, ensure_ascii=False),
    )
    if weighed.delegation is not None:
        await Decision.filter(id=ballot.item.decision_id).update(
            delegation_id=weighed.delegation.id
        )
