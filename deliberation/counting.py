"""The paper count and the count of hands: two people enter it apart, and they must agree.

Neither sees the other's numbers before both are in; what was entered is never edited, and a
difference begins another round.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from deliberation import reconciling, slips
from deliberation.ballot_papers import check_meeting
from deliberation.ballots import moving, recused_ids
from deliberation.casting import options_of
from deliberation.doors import seat_of
from deliberation.models import (
    Ballot,
    BallotStage,
    Meeting,
    PaperSheet,
    Recusal,
    Teller,
    TellerRole,
    VoteMethod,
)
from deliberation.reconciling import Sheet
from village import ledger, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound
from village.models import Person
from village.permissions import Actor, Permission, Seat


@dataclass(frozen=True, slots=True)
class Round:
    """One count by two people. `agreed` None: the second is not in yet."""

    number: int
    sheets: tuple[PaperSheet, ...]

    @property
    def complete(self) -> bool:
        return len(self.sheets) == 2

    @property
    def agreed(self) -> bool | None:
        if not self.complete:
            return None
        one, other = (sheet_of(row) for row in self.sheets)
        return one == other


def sheet_of(row: PaperSheet) -> Sheet:
    votes: dict[str, int] = json.loads(row.votes)
    return Sheet(votes, row.returned, row.missing, row.unused, row.spoiled)


async def appoint(
    meeting: Meeting, tellers: Sequence[tuple[int, TellerRole]], actor: Actor, *, now: datetime
) -> None:
    """Who scrutinises, calls and counts, chosen by the meeting before it votes."""
    village = meeting.village
    seat = actor.require(Permission.BALLOT_RUN, village.id, village.township_id)
    wanted = list(dict.fromkeys(tellers))
    if not wanted:
        raise InvalidInput({"tellers": "请选择监票人、唱票人或者计票人。"})
    async with storage.writing(village.id) as held:
        await check_meeting(meeting.id)
        ids = {person_id for person_id, _ in wanted}
        if await Person.filter(id__in=list(ids), village_id=village.id).count() < len(ids):
            raise NotFound("这个人")
        known = {(one.person_id, one.role) for one in await Teller.filter(meeting_id=meeting.id)}
        fresh = [one for one in wanted if one not in known]
        await Teller.bulk_create(
            Teller(meeting_id=meeting.id, person_id=person_id, role=role)
            for person_id, role in fresh
        )
        await ledger.record(
            *(held, seat, "teller.appoint", f"meeting:{meeting.id}"),
            now=now,
            chosen=[f"person:{person_id}/{role}" for person_id, role in fresh],
        )


async def rounds(ballot: Ballot) -> list[Round]:
    """All counts so far, in order; the last one may still wait for its second sheet."""
    rows = await PaperSheet.filter(ballot_id=ballot.id).order_by("id").select_related("counter")
    numbers = sorted({row.round for row in rows})
    return [Round(one, tuple(row for row in rows if row.round == one)) for one in numbers]


async def visible_to(actor: Actor, ballot: Ballot) -> list[Round]:
    """What this person may see of the count: never another's sheet of a round still open."""
    found = await rounds(ballot)
    return [
        Round(
            one.number,
            tuple(row for row in one.sheets if one.complete or row.counter_id == actor.person_id),
        )
        for one in found
    ]


def current(found: Sequence[Round]) -> int:
    """The round that is being counted; after a difference, the next one."""
    if not found:
        return 1
    last = found[-1]
    return last.number + 1 if last.agreed is False else last.number


async def agreed(ballot: Ballot) -> PaperSheet | None:
    """The sheet both counters entered alike, once there is one."""
    found = await rounds(ballot)
    return found[-1].sheets[0] if found and found[-1].agreed else None


async def is_needed(ballot: Ballot) -> bool:
    """Is there anything to count by hand: raised hands, or slips that were handed out?"""
    return ballot.method is VoteMethod.HANDS or (await slips.piles(ballot)).issued > 0


async def enter(ballot: Ballot, sheet: Sheet, actor: Actor, *, now: datetime) -> Round:
    """One person's count. The round as it then stands: whoever came second learns the outcome."""
    seat = await _counting_seat(ballot, actor)
    async with moving(ballot, BallotStage.CLOSED) as (held, fresh, subject):
        found = await rounds(fresh)
        number = current(found)
        _check_turn(found, number, actor)
        piles = await slips.piles(fresh)
        able = (fresh.present_at_close or 0) - await _away(fresh)
        codes = [code for code, _ in await options_of(fresh)]
        whole = replace(sheet, votes=reconciling.plain(fresh, sheet, codes))
        if found_wrong := reconciling.blockers(fresh, whole, piles, able):
            raise Blocked(found_wrong)
        row = await _store(fresh, whole, number, actor, now)
        await ledger.record(
            *(held, seat, "ballot.count", subject),
            now=now,
            round=number,
            sheet=_digest(row, fresh.salt),
        )
        return (await rounds(fresh))[-1]


async def _away(ballot: Ballot) -> int:
    here = {int(one) for one in ballot.here.split(",") if one}
    return len(await recused_ids(ballot.item_id) & here)


async def _counting_seat(ballot: Ballot, actor: Actor) -> Seat:
    """Offices that may count, and the tellers the meeting chose; nobody who had to step out."""
    if await Recusal.exists(item_id=ballot.item_id, entry__person_id=actor.person_id or 0):
        text = "这一项您已经登记回避，不能参加计票。"
        raise Blocked([Blocker("recused", text, remedy="请别的计票人来清点")])
    if await Teller.exists(meeting_id=ballot.meeting_id, person_id=actor.person_id or 0):
        return seat_of(actor, ballot.village)
    village = ballot.village
    return actor.require(Permission.BALLOT_COUNT, village.id, village.township_id)


def _check_turn(found: Sequence[Round], number: int, actor: Actor) -> None:
    if not found or found[-1].number != number:
        return
    last = found[-1]
    if last.agreed:
        text = "两个人的清点结果已经一致，不用再录。"
        raise Blocked([Blocker("already-agreed", text, remedy="可以宣布结果")])
    if any(row.counter_id == actor.person_id for row in last.sheets):
        text = "这一轮您已经录过了，要由另一个人独立清点、独立录入。"
        raise Blocked([Blocker("same-counter", text, remedy="请另一位计票人用自己的手机录入")])


async def _store(
    ballot: Ballot, sheet: Sheet, number: int, actor: Actor, now: datetime
) -> PaperSheet:
    hands = ballot.method is VoteMethod.HANDS
    return await PaperSheet.create(
        ballot_id=ballot.id,
        round=number,
        counter_id=actor.person_id,
        returned=0 if hands else sheet.returned,
        missing=0 if hands else sheet.missing,
        unused=0 if hands else sheet.unused,
        spoiled=0 if hands else sheet.spoiled,
        votes=json.dumps(dict(sorted(sheet.votes.items())), ensure_ascii=False),
        entered_at=now,
    )


def _digest(row: PaperSheet, salt: str) -> str:
    """Shows later that neither sheet was bent; salted, or a small count could be guessed."""
    numbers = (row.returned, row.missing, row.unused, row.spoiled)
    return ledger.text_digest(salt, row.votes, *(str(one) for one in numbers))
