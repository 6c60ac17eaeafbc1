"""A vote in a meeting, from its opening until nobody can cast any more.

It opens only before a quorum, and it ends by two people: one stops it, another confirms.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from deliberation import floor, heads, judging
from deliberation.ballot_papers import JOINED, Plan, check_meeting, prepare
from deliberation.casting import (
    Cast,
    Paper,
    Sheet,
    Standing,
    cast,
    for_voter,
    options_of,
    picked,
    sheet_of,
    standing,
)
from deliberation.doors import seat_of
from deliberation.heads import Sat, Votes
from deliberation.models import (
    Ballot,
    BallotStage,
    Recusal,
    Tally,
    Teller,
    TellerRole,
    Turnout,
    VoteMethod,
)
from village import ledger, rolls, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.models import RollEntry, Village
from village.permissions import Actor, Permission, Seat

__all__ = [
    "Cast",
    "Paper",
    "Plan",
    "Sheet",
    "Standing",
    "cast",
    "confirm_close",
    "for_officer",
    "for_voter",
    "of_meeting",
    "open_",
    "options_of",
    "picked",
    "prepare",
    "sheet_of",
    "standing",
    "stop",
    "void",
]

COMING = ("no-quorum", "not-representative", "too-few-women", "no-women-present")
"""What may still be cured by waiting for those who are on their way."""


async def for_officer(actor: Actor, village_id: int, ballot_id: int) -> Ballot:
    """A ballot on the desk of this village, also for the tellers of its meeting."""
    ballot = await Ballot.get_or_none(id=ballot_id, village_id=village_id).select_related(*JOINED)
    if ballot is None:
        raise NotFound("这次表决")
    if actor.may(Permission.DESK_VIEW, village_id, ballot.village.township_id):
        return ballot
    if not await Teller.exists(meeting_id=ballot.meeting_id, person_id=actor.person_id or 0):
        raise NotFound("这次表决")
    return ballot


async def of_meeting(meeting_id: int) -> list[Ballot]:
    """All votes of a meeting in order, also those that were declared void."""
    return await Ballot.filter(meeting_id=meeting_id).order_by("id").select_related(*JOINED)


@asynccontextmanager
async def moving(ballot: Ballot, source: BallotStage) -> AsyncIterator[tuple[Village, Ballot, str]]:
    """The deed that moves a vote on from `source`: the village held, the vote read afresh."""
    async with storage.writing(ballot.village_id) as held:
        fresh = await Ballot.get(id=ballot.id).select_related(*JOINED)
        if fresh.stage is not source:
            raise Stale("这次表决")
        await check_meeting(fresh.meeting_id)
        yield held, fresh, f"ballot:{fresh.id}"


async def open_(ballot: Ballot, actor: Actor, *, now: datetime) -> None:
    """Enough are here, the order of the steps holds; from here on the roll is closed."""
    seat = running_seat(ballot, actor)
    async with moving(ballot, BallotStage.READY) as (held, fresh, subject):
        entries = await floor.entries_of(fresh.meeting)
        here = await floor.present_ids(fresh.meeting_id) & {one.id for one in entries}
        if found := await _in_the_way(fresh, Sat(tuple(entries), frozenset(here))):
            raise Blocked(found)
        roll = rolls.digest_of_entries(entries)
        await Ballot.filter(id=fresh.id).update(
            stage=BallotStage.OPEN, opened_at=now, roll_digest=roll
        )
        if fresh.method is not VoteMethod.HANDS:
            codes = [code for code, _ in await options_of(fresh)]
            await Tally.bulk_create(Tally(ballot_id=fresh.id, option=code) for code in codes)
        await ledger.record(
            *(held, seat, "ballot.open", subject),
            now=now,
            item=fresh.item_id,
            entitled=len(entries),
            present=len(here),
            roll=roll,
        )


def running_seat(ballot: Ballot, actor: Actor) -> Seat:
    village = ballot.village
    return actor.require(Permission.BALLOT_RUN, village.id, village.township_id)


async def _in_the_way(ballot: Ballot, sat: Sat) -> list[Blocker]:
    item, meeting = ballot.item, ballot.meeting
    if judging.is_off(item):
        text = f"“{item.decision.title}”已经撤回或者办完了，不用再表决。"
        return [Blocker("matter-ended", text, remedy="把这次表决作废")]
    recused = await recused_ids(item.id) & sat.here
    weighed = await heads.weigh(
        *(meeting, item, Votes(), sat),
        recused=recused,
        excluded_reported=meeting.excluded_reported,
    )
    missing = [
        Blocker(reason.code, reason.text, reason.basis, "等人到齐；等不齐的，改日再召集")
        for reason in weighed.ruling.reasons
        if reason.code in COMING
    ]
    return [*missing, *await judging.order_blockers(meeting, item)]


async def recused_ids(item_id: int) -> frozenset[int]:
    found = await Recusal.filter(item_id=item_id).values_list("entry_id", flat=True)
    return frozenset(int(str(one)) for one in found)


async def stop(ballot: Ballot, actor: Actor, *, now: datetime) -> None:
    """No more voting. Who is here now, or has taken part, is whom the result is measured by."""
    seat = running_seat(ballot, actor)
    async with moving(ballot, BallotStage.OPEN) as (held, fresh, subject):
        entries = await floor.entries_of(fresh.meeting)
        here = await _took_part(fresh, entries)
        turnout = await Turnout.filter(ballot_id=fresh.id).count()
        await Ballot.filter(id=fresh.id).update(
            stage=BallotStage.CLOSING,
            stopped_at=now,
            stopped_by_id=actor.person_id,
            present_at_close=len(here),
            here=",".join(str(one) for one in sorted(here)),
        )
        await ledger.record(
            held, seat, "ballot.stop", subject, now=now, present=len(here), turnout=turnout
        )


async def _took_part(ballot: Ballot, entries: list[RollEntry]) -> set[int]:
    """Who voted and then left was there for this vote."""
    voted = await Turnout.filter(ballot_id=ballot.id).values_list("entry_id", flat=True)
    here = await floor.present_ids(ballot.meeting_id) | {int(str(one)) for one in voted}
    return here & {one.id for one in entries}


async def confirm_close(ballot: Ballot, actor: Actor, *, now: datetime) -> None:
    """A supervisor, or a scrutineer chosen for the meeting, agrees; never who stopped it."""
    seat = await _closing_seat(ballot, actor)
    async with moving(ballot, BallotStage.CLOSING) as (held, fresh, subject):
        if fresh.stopped_by_id == actor.person_id:
            text = "停止投票和确认截止要由两个人来做，您刚才停止了投票。"
            remedy = "请村务监督委员会成员或者监票人在自己的手机上确认"
            raise Blocked([Blocker("same-person", text, remedy=remedy)])
        await Ballot.filter(id=fresh.id).update(
            stage=BallotStage.CLOSED, closed_at=now, closed_by_id=actor.person_id
        )
        await ledger.record(held, seat, "ballot.close", subject, now=now)


async def _closing_seat(ballot: Ballot, actor: Actor) -> Seat:
    if await Teller.exists(
        meeting_id=ballot.meeting_id,
        person_id=actor.person_id or 0,
        role=TellerRole.SCRUTINEER,
    ):
        return seat_of(actor, ballot.village)
    village = ballot.village
    return actor.require(Permission.BALLOT_CLOSE, village.id, village.township_id)


async def void(ballot: Ballot, why: str, actor: Actor, *, now: datetime) -> None:
    """Throw the vote away before it was declared; once counting may have begun, only a
    supervisor can, so that nobody undoes a result he does not like."""
    if not why.strip():
        raise InvalidInput({"why": "请写明为什么作废。"})
    async with storage.writing(ballot.village_id) as held:
        fresh = await Ballot.get(id=ballot.id).select_related(*JOINED)
        if fresh.stage in (BallotStage.VOID, BallotStage.DECLARED):
            raise Stale("这次表决")
        await check_meeting(fresh.meeting_id)
        counting = fresh.stage is BallotStage.CLOSED
        seat = await _closing_seat(fresh, actor) if counting else running_seat(fresh, actor)
        await Ballot.filter(id=fresh.id).update(stage=BallotStage.VOID, voided_why=why.strip())
        subject, digest = f"ballot:{fresh.id}", ledger.text_digest(why.strip())
        await ledger.record(
            held, seat, "ballot.void", subject, now=now, why=digest, source=str(fresh.stage)
        )
