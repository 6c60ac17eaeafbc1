"""Drawing up a vote before it opens: the method, the question, what may be picked, who steps out.

Nothing printed on the paper changes afterwards; who wants it otherwise voids it and begins anew.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from deliberation import floor
from deliberation.casting import ABSTAIN, YES_NO
from deliberation.models import (
    AgendaItem,
    Ballot,
    BallotKind,
    BallotOption,
    BallotStage,
    Meeting,
    MeetingStage,
    Recusal,
    VoteMethod,
)
from village import ledger, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.permissions import Actor, Permission

JOINED = ("village", "meeting__village", "item__decision__village")
LONGEST_QUESTION = 120
LONGEST_LABEL = 60
MOST_OPTIONS = 60


@dataclass(frozen=True, slots=True)
class Plan:
    """How a matter is put to the vote. `options` are names or proposals, for CHOOSE only;
    `recused` maps an entry of the roll to the reason why it steps out."""

    method: VoteMethod
    question: str
    kind: BallotKind = BallotKind.YES_NO
    options: Sequence[str] = ()
    seats: int = 1
    write_in: bool = False
    recused: Mapping[int, str] = field(default_factory=dict)


async def prepare(item: AgendaItem, plan: Plan, actor: Actor, *, now: datetime) -> Ballot:
    meeting = await Meeting.get(id=item.meeting_id).select_related("village")
    village = meeting.village
    seat = actor.require(Permission.BALLOT_RUN, village.id, village.township_id)
    labels = checked(plan)
    async with storage.writing(village.id) as held:
        await check_meeting(meeting.id)
        if await Ballot.filter(item_id=item.id).exclude(stage=BallotStage.VOID).exists():
            text = "这一项已经备好了表决，不能再备一次。"
            remedy = "要改的，先把那一次作废，写明原因"
            raise Blocked([Blocker("already-prepared", text, remedy=remedy)])
        ballot = await _store(meeting, item, plan, labels)
        await _recuse(meeting, item, plan.recused)
        await ledger.record(
            *(held, seat, "ballot.prepare", f"ballot:{ballot.id}"),
            now=now,
            item=item.id,
            kind=str(plan.kind),
            method=str(plan.method),
            seats=ballot.seats,
            paper=ledger.text_digest(ballot.question, *(label for _, label in labels)),
            recused=sorted(plan.recused),
        )
    return await Ballot.get(id=ballot.id).select_related(*JOINED)


def checked(plan: Plan) -> tuple[tuple[str, str], ...]:
    """What is printed on the paper, or everything that is wrong with the plan."""
    labels = [" ".join(one.split()) for one in plan.options if one.strip()]
    wrong: dict[str, str] = {}
    if plan.method is VoteMethod.NONE:
        wrong["method"] = "请选择表决方式：举手、记名或者无记名。"
    if not plan.question.strip() or len(plan.question.strip()) > LONGEST_QUESTION:
        wrong["question"] = f"请写明要表决什么，最多 {LONGEST_QUESTION} 个字。"
    if plan.kind is BallotKind.CHOOSE:
        wrong |= _wrong_options(plan, labels)
    if wrong:
        raise InvalidInput(wrong)
    if plan.kind is BallotKind.YES_NO:
        return YES_NO
    named = ((f"c{place}", label) for place, label in enumerate(labels, start=1))
    return (*named, (ABSTAIN, "弃权"))


def _wrong_options(plan: Plan, labels: Sequence[str]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not 1 <= len(labels) <= MOST_OPTIONS:
        wrong["options"] = f"请列出要选的人或方案，最多 {MOST_OPTIONS} 项。"
    elif len(set(labels)) < len(labels):
        wrong["options"] = "有两项写得一样，分不清选的是哪一项。同名的人请注明组别。"
    elif "弃权" in labels:
        wrong["options"] = "“弃权”会自动印在票上，不用列出。"
    elif any(len(one) > LONGEST_LABEL for one in labels):
        wrong["options"] = f"每一项最多 {LONGEST_LABEL} 个字。"
    if not 1 <= plan.seats <= max(1, len(labels)):
        wrong["seats"] = f"列出了 {len(labels)} 项，应选的数目要在 1 和 {len(labels)} 之间。"
    if plan.write_in and plan.method is VoteMethod.HANDS:
        wrong["write_in"] = "举手表决不能另写姓名。"
    return wrong


async def check_meeting(meeting_id: int) -> None:
    """A vote belongs to a meeting that is under way and has a roll."""
    meeting = await Meeting.get(id=meeting_id)
    if meeting.stage is not MeetingStage.CALLED:
        raise Stale("这次会议")
    if meeting.roll_id is None:
        text = "听证、恳谈没有应到名册，只听取意见，不在这里表决。"
        raise Blocked([Blocker("no-roll", text, remedy="在会议记录里写明听取的意见")])


async def _store(
    meeting: Meeting, item: AgendaItem, plan: Plan, labels: Sequence[tuple[str, str]]
) -> Ballot:
    choosing = plan.kind is BallotKind.CHOOSE
    ballot = await Ballot.create(
        village_id=meeting.village_id,
        meeting_id=meeting.id,
        item_id=item.id,
        kind=plan.kind,
        method=plan.method,
        question=plan.question.strip(),
        seats=plan.seats if choosing else 1,
        write_in=plan.write_in and choosing,
        salt=secrets.token_hex(16),
    )
    await BallotOption.bulk_create(
        BallotOption(ballot_id=ballot.id, code=code, label=label, position=place)
        for place, (code, label) in enumerate(labels, start=1)
    )
    return ballot


async def _recuse(meeting: Meeting, item: AgendaItem, recused: Mapping[int, str]) -> None:
    """Who steps out of this one vote; those written down for an earlier, void one stay."""
    if not recused:
        return
    if set(recused) - {one.id for one in await floor.entries_of(meeting)}:
        raise NotFound("名册上的这个人")
    if any(not why.strip() for why in recused.values()):
        raise InvalidInput({"recused": "请写明为什么回避。"})
    known = {one.entry_id for one in await Recusal.filter(item_id=item.id)}
    await Recusal.bulk_create(
        Recusal(item_id=item.id, entry_id=entry_id, reason=why.strip())
        for entry_id, why in sorted(recused.items())
        if entry_id not in known
    )
