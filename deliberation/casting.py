"""Casting a vote: who may, what may be picked, and the one statement by which anybody takes part.

Voter and choice are never in one row, line or order; whoever repeats is answered, nothing changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from deliberation.doors import seat_of
from deliberation.models import (
    Attendance,
    AttendanceState,
    Ballot,
    BallotKind,
    BallotOption,
    BallotStage,
    Channel,
    NamedVote,
    Recusal,
    Turnout,
    VoteMethod,
)
from village import ledger, rolls, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound
from village.models import Person, Roll, RollEntry
from village.permissions import Actor
from village.prepared import A_NUMBER, Prepared
from village.rules import Unit
from village.statement import Statement, on_postgres

YES_NO = (("yes", "同意"), ("no", "反对"), ("abstain", "弃权"))
ABSTAIN = "abstain"
WRITE = "write:"
LONGEST_NAME = 30

# Every condition of taking part stands in the statement that stores it; what was missing is
# looked up only after it stored nothing.
_TAKE_PART = """
INSERT INTO turnout (ballot_id, entry_id, channel)
SELECT b.id, e.id, ?3
FROM ballot b
JOIN meeting m ON m.id = b.meeting_id
JOIN roll_entry e ON e.roll_id = m.roll_id
JOIN attendance a ON a.meeting_id = m.id AND a.entry_id = e.id
WHERE b.id = ?1 AND b.stage = 'open' AND b.method <> 'hands' AND m.stage = 'called'
  AND a.state = 'present' AND a.left_at IS NULL AND {who}
  AND NOT EXISTS (SELECT 1 FROM recusal r WHERE r.item_id = b.item_id AND r.entry_id = e.id)
  AND NOT EXISTS (
    SELECT 1 FROM roll_correction c
    WHERE c.roll_id = e.roll_id AND c.struck_id = e.id AND c.kind = 'strike'
      AND NOT EXISTS (
        SELECT 1 FROM roll_correction d
        WHERE d.roll_id = e.roll_id AND d.struck_id = e.id AND d.id > c.id))
ON CONFLICT DO NOTHING
RETURNING entry_id
"""
_WHO = (
    "e.person_id = ?2 AND a.person_id IS NULL",
    "e.household_id = (SELECT household_id FROM person WHERE id = ?2) AND a.person_id = ?2",
    "e.id = ?2",
)
_AND_COUNT = """
WITH took AS ({take}), counted AS (
INSERT INTO tally (ballot_id, option, votes) SELECT ?1, ?4, 1 FROM took
ON CONFLICT (ballot_id, option) DO UPDATE SET votes = tally.votes + 1)
SELECT entry_id FROM took
"""
ONESELF, HOUSEHOLD, ENTRY = (Statement(_TAKE_PART.format(who=who)) for who in _WHO)
ONESELF_AND_COUNT, HOUSEHOLD_AND_COUNT = (
    Statement(_AND_COUNT.format(take=_TAKE_PART.format(who=who))) for who in _WHO[:2]
)
ONE_MORE = Statement("""
INSERT INTO tally (ballot_id, option, votes) VALUES (?1, ?2, 1)
ON CONFLICT (ballot_id, option) DO UPDATE SET votes = tally.votes + 1
""")
BALLOT = Prepared(lambda key: Ballot.filter(id=key).select_related("meeting", "village"), A_NUMBER)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed: the question and what may be picked. Says nothing of who may vote."""

    ballot: Ballot
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Paper(Sheet):
    """What a voter holds, with the entry of the roll for which it counts."""

    entry: RollEntry

    def label(self, code: str) -> str:
        return dict(self.options).get(code) or code.removeprefix(WRITE)


@dataclass(frozen=True, slots=True)
class Cast:
    """`first` False: this entry had taken part before, through `channel`; nothing was changed."""

    first: bool
    channel: Channel


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one stands in a vote: the channel by which one took part, or what is missing."""

    channel: Channel | None = None
    blocker: Blocker | None = None


async def for_voter(actor: Actor, ballot_id: int) -> Paper:
    """The one way in for a voter: off the roll and not there look the same."""
    ballot = await BALLOT.first(ballot_id)
    if ballot is None:
        raise NotFound("这次表决")
    entry = await _entry_of(ballot, actor)
    if entry is None:
        raise NotFound("这次表决")
    return Paper(ballot, await options_of(ballot), entry)


async def sheet_of(village_id: int, ballot_id: int) -> Sheet:
    """For `cast` alone, which asks in its own deed who may. Never to be shown to anybody."""
    ballot = await BALLOT.first(ballot_id)
    if ballot is None or ballot.village_id != village_id:
        raise NotFound("这次表决")
    return Sheet(ballot, await options_of(ballot))


async def options_of(ballot: Ballot) -> tuple[tuple[str, str], ...]:
    """Code and label of everything printed on the paper, in its order."""
    if ballot.kind is BallotKind.YES_NO:
        return YES_NO
    rows = await BallotOption.filter(ballot_id=ballot.id).order_by("position")
    return tuple((one.code, one.label) for one in rows)


async def _entry_of(ballot: Ballot, actor: Actor) -> RollEntry | None:
    if ballot.meeting.unit is not Unit.HOUSEHOLDS:
        return await rolls.entry_of_person(ballot.meeting.roll_id, actor.person_id)
    person = await Person.get_or_none(id=actor.person_id or 0)
    roll = await Roll.get_or_none(id=ballot.meeting.roll_id or 0)
    if person is None or roll is None:
        return None
    return await rolls.entry_of(roll, person)


def picked(paper: Sheet, picks: Sequence[str], write_in: str = "") -> tuple[str, ...]:
    """What will be counted, or every reason why it cannot be. For the last look as well."""
    name = " ".join(write_in.split())
    if set(picks) - {code for code, _ in paper.options}:
        raise InvalidInput({"choice": "票上没有这一项，请在列出的选项里选。"})
    chosen = list(picks)
    if name and (found := _wrong_name(paper.ballot, name)):
        raise InvalidInput({"write_in": found})
    if name:
        printed = {label: code for code, label in paper.options}
        chosen.append(printed.get(name, WRITE + name))
    if found := _wrong_choice(paper, chosen):
        raise InvalidInput({"choice": found})
    return tuple(chosen)


def _wrong_name(ballot: Ballot, name: str) -> str:
    if not ballot.write_in:
        return "这张票上不能另写姓名。"
    if len(name) > LONGEST_NAME or not name.replace("·", "").replace(" ", "").isalpha():
        return f"另写的姓名最多 {LONGEST_NAME} 个字，只写姓名，不要写数字和符号。"
    return ""


def _wrong_choice(paper: Sheet, chosen: Sequence[str]) -> str:
    if not chosen:
        return "请先选一项。"
    if len(set(chosen)) < len(chosen):
        return "同一项选了两次，请核对。"
    if ABSTAIN in chosen and len(chosen) > 1:
        return "选了弃权，就不能再选别的。"
    most = 1 if paper.ballot.kind is BallotKind.YES_NO else paper.ballot.seats
    if len(chosen) > most:
        return f"最多选 {most} 项，您选了 {len(chosen)} 项，请去掉多选的。"
    return ""


async def cast(
    paper: Sheet, picks: Sequence[str], actor: Actor, *, now: datetime, write_in: str = ""
) -> Cast:
    """Count this vote once. It is final; the record says that somebody voted, never what."""
    ballot, chosen = paper.ballot, picked(paper, picks, write_in)
    async with storage.writing(ballot.village_id) as held:
        entry_id = await _take_and_count(ballot, actor.person_id or 0, chosen)
        if entry_id is None:
            return await _answer(ballot, actor)
        if ballot.method is VoteMethod.NAMED:
            rows = (NamedVote(ballot_id=ballot.id, entry_id=entry_id, option=x) for x in chosen)
            await NamedVote.bulk_create(rows)
        seat = seat_of(actor, held)
        subject, by_phone = f"ballot:{ballot.id}", str(Channel.PHONE)
        await ledger.record(held, seat, "ballot.cast", subject, now=now, channel=by_phone)
    return Cast(first=True, channel=Channel.PHONE)


async def take_slip(ballot: Ballot, entry_id: int) -> bool:
    """Store that this entry votes on paper. Inside the deed that hands the slip out."""
    return await _take_part(ballot, ENTRY, entry_id, Channel.SLIP) is not None


async def _take_part(ballot: Ballot, who: Statement, key: int, channel: Channel) -> int | None:
    rows = await who(ballot.id, key, channel.value)
    return int(rows[0]["entry_id"]) if rows else None


async def _take_and_count(ballot: Ballot, person_id: int, chosen: Sequence[str]) -> int | None:
    """One more for each that was chosen, by whoever may; a name nobody had written before gets
    its row. On PostgreSQL a single choice is one way to the server and back."""
    phone = Channel.PHONE
    by_household = ballot.meeting.unit is Unit.HOUSEHOLDS
    if len(chosen) == 1 and on_postgres():
        at_once = HOUSEHOLD_AND_COUNT if by_household else ONESELF_AND_COUNT
        rows = await at_once(ballot.id, person_id, phone.value, chosen[0])
        return int(rows[0]["entry_id"]) if rows else None
    by = HOUSEHOLD if by_household else ONESELF
    entry_id = await _take_part(ballot, by, person_id, phone)
    for option in chosen if entry_id is not None else ():
        await ONE_MORE(ballot.id, option)
    return entry_id


async def _answer(ballot: Ballot, actor: Actor) -> Cast:
    """Nothing was stored: already in, which is answered kindly, or the reason why not."""
    entry = await _entry_of(ballot, actor)
    if entry is None:
        raise NotFound("这次表决")
    found = await standing(ballot, entry, actor.person_id)
    if found.channel is not None:
        return Cast(first=False, channel=found.channel)
    raise Blocked([found.blocker] if found.blocker else [])


async def standing(ballot: Ballot, entry: RollEntry, person_id: int | None) -> Standing:
    """For the voter's page, and for the sentence after a refusal. `person_id` None: on paper."""
    took = await Turnout.get_or_none(ballot_id=ballot.id, entry_id=entry.id)
    if took is not None:
        return Standing(channel=took.channel)
    fresh = await Ballot.get(id=ballot.id)
    if found := wrong_stage(fresh.stage):
        return Standing(blocker=found)
    if fresh.method is VoteMethod.HANDS:
        text = "这一项用举手表决，由计票人在会场清点，不在手机上投。"
        return Standing(blocker=Blocker("by-hands", text, remedy="在会场举手"))
    if found := await _not_here(ballot, entry, person_id):
        return Standing(blocker=found)
    if await Recusal.exists(item_id=ballot.item_id, entry_id=entry.id):
        text = "这一项与本人或近亲属有关，已登记回避，不参加表决。"
        return Standing(blocker=Blocker("recused", text))
    return Standing()


def wrong_stage(stage: BallotStage) -> Blocker | None:
    if stage is BallotStage.OPEN:
        return None
    if stage is BallotStage.READY:
        remedy = "等主持人宣布开始以后再投"
        return Blocker("ballot-not-open", "表决还没有开始。", remedy=remedy)
    if stage is BallotStage.VOID:
        remedy = "等主持人宣布重新表决"
        return Blocker("ballot-void", "这次表决已经作废，投的票都不算。", remedy=remedy)
    remedy = "对表决有疑问的，当场向监票人或者村务监督委员会提出"
    return Blocker("ballot-closed", "投票已经截止，没有计入这一票。", remedy=remedy)


async def _not_here(ballot: Ballot, entry: RollEntry, person_id: int | None) -> Blocker | None:
    row = await Attendance.get_or_none(
        meeting_id=ballot.meeting_id, entry_id=entry.id, state=AttendanceState.PRESENT
    ).select_related("person")
    if row is None:
        text = "还没有签到，到会的人才能参加表决。"
        return Blocker("not-signed-in", text, remedy="先扫会场的签到码，或者到文书处签到")
    if row.left_at is not None:
        text = "已经登记为提前离会，不能再参加表决。"
        return Blocker("left-early", text, remedy="回到会场的，请重新签到")
    if row.person is None or person_id is None or row.person_id == person_id:
        return None
    if entry.household_id is not None:
        text = f"您家由{row.person.name}到会，一户只能由到会的这一位投票。"
        return Blocker("represented", text, remedy=f"请{row.person.name}来投")
    text = f"您已经书面委托{row.person.name}代为参加，由受托人投票。"
    return Blocker("represented", text, remedy="本人已经到会的，请先重新签到")
