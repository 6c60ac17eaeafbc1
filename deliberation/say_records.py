"""What a say day left behind: who came, what was said, what was agreed, and what came of it.

采纳 is no resolution: nothing here is a vote, and what needs one is sent on to the cycle.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from deliberation.concern_flow import Said, note
from deliberation.concern_guards import TAKEN_UP
from deliberation.handling import check_words
from deliberation.models import Concern, EntryKind, SayItem, SaySession, SayStage, SayVerdict
from deliberation.say_days import WHAT, items_of
from village import clock, ledger, storage
from village.errors import Blocked, Blocker, InvalidInput, Stale
from village.ledger import text_digest
from village.permissions import Actor, Permission, Seat


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed on one concern. `to_matter`: it needs a resolution, so it goes on."""

    item_id: int
    verdict: SayVerdict
    reason: str
    carrying: str = ""
    carry_by: date | None = None
    to_matter: bool = False


@dataclass(frozen=True, slots=True)
class SayRecord:
    present: int
    came: str
    said: str
    agreed: Sequence[Agreed]


async def record(session: SaySession, held: SayRecord, actor: Actor, *, now: datetime) -> None:
    """Who came, what was said, what was agreed on every concern that is still open."""
    village = session.village
    seat = actor.require(Permission.SAY_HOLD, village.id, village.township_id)
    async with storage.writing(village.id):
        items = [one for one in await items_of(session) if one.concern.outcome is None]
        _check_record(session, held, items, clock.local_date(now))
        called = SaySession.filter(id=session.id, stage=SayStage.CALLED)
        written = await called.update(
            stage=SayStage.HELD,
            present=held.present,
            came=held.came.strip(),
            said=held.said.strip(),
            recorded_at=now,
            recorded_by_id=seat.person_id,
        )
        if not written:
            raise Stale(WHAT)
        agreed = {one.item_id: one for one in held.agreed}
        for item in items:
            await _agree(session, item, agreed[item.id], seat, now)
        await ledger.record(
            village.id,
            seat,
            "say.record",
            f"say:{session.id}",
            now=now,
            present=held.present,
            items=len(items),
            words=text_digest(held.came, held.said),
        )


def _check_record(
    session: SaySession, held: SayRecord, items: Sequence[SayItem], today: date
) -> None:
    wrong = {}
    if session.day > today:
        wrong["day"] = f"会定在 {session.day.month} 月 {session.day.day} 日，还没有开。"
    if held.present < 1:
        wrong["present"] = "请写来了多少人。"
    if not held.came.strip():
        wrong["came"] = "请写来了哪些人，或者哪些方面的人。"
    if not held.said.strip():
        wrong["said"] = "请写会上说了什么。"
    agreed = {one.item_id: one for one in held.agreed}
    for item in items:
        if fault := _fault(session, item, agreed.get(item.id)):
            wrong[f"item-{item.id}"] = fault
    if wrong:
        raise InvalidInput(wrong)


def _fault(session: SaySession, item: SayItem, agreed: Agreed | None) -> str:
    if agreed is None:
        return "请记这一件采纳、部分采纳还是不采纳。"
    if agreed.carry_by is not None and agreed.carry_by < session.day:
        return "办好的日子比开会还早，请对一下。"
    if told := _tells(item, agreed.reason + agreed.carrying):
        return told
    if not agreed.reason.strip():
        return "请写理由，说事人看得到。"
    if agreed.verdict in TAKEN_UP and not agreed.to_matter and not agreed.carrying.strip():
        return "采纳的，请写怎么办；要开会表决的，选“提交四议两公开”。"
    return ""


def _tells(item: SayItem, words: str) -> str:
    """What was agreed is read by anybody; who raised it is nobody's business."""
    raiser = item.concern.raised_by
    if raiser is None or item.concern.shown_name or raiser.name not in words:
        return ""
    return f"这几句话会公开，请不要写说事人（{raiser.name}）的名字。"


async def _agree(
    session: SaySession, item: SayItem, agreed: Agreed, seat: Seat, now: datetime
) -> None:
    await SayItem.filter(id=item.id).update(
        verdict=agreed.verdict,
        reason=agreed.reason.strip(),
        carrying=agreed.carrying.strip(),
        carry_by=agreed.carry_by,
        to_matter=agreed.to_matter,
    )
    text = f"{session.form.label}商议：{agreed.verdict.label}。{agreed.reason.strip()}"
    if agreed.to_matter:
        text += " 要由会议决定，提交四议两公开。"
    elif agreed.carrying.strip():
        text += f" 怎么办：{agreed.carrying.strip()}"
    await note(
        *(item.concern, "say.agree", seat, Said(EntryKind.DISCUSSED, text)),
        now=now,
        session=session.id,
        verdict=str(agreed.verdict),
        to_matter=agreed.to_matter,
        words=text_digest(agreed.reason, agreed.carrying),
    )


async def note_result(item: SayItem, words: str, actor: Actor, *, now: datetime) -> None:
    """What came of it, beside what was agreed; `item` comes from `items_of`."""
    session = await SaySession.get(id=item.session_id).select_related("village")
    village = session.village
    seat = actor.require(Permission.SAY_HOLD, village.id, village.township_id)
    check_words(words, "words", "请写后来办得怎样。")
    if told := _tells(item, words):
        raise InvalidInput({"words": told})
    async with storage.writing(village.id):
        if not await SayItem.exists(id=item.id, verdict__not_isnull=True):
            raise Blocked([Blocker("not-held", "这次会还没有记录，先记录会上的意见。")])
        today = clock.local_date(now)
        await SayItem.filter(id=item.id).update(came_of_it=words.strip(), came_on=today)
        concern = await Concern.get(id=item.concern_id)
        said = Said(EntryKind.DISCUSSED, f"会上说的事办得怎样：{words.strip()}")
        await note(
            *(concern, "say.outcome", seat, said),
            now=now,
            session=session.id,
            words=text_digest(words),
        )
