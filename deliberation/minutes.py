"""Recording a meeting: who was there, how it was counted, and the verdict, frozen together.

What was recorded is never edited; a correction is added with who and when.
"""

import json
from datetime import datetime

from deliberation import judging
from deliberation.judging import ItemCount, Judged, Minutes, Sitting
from deliberation.models import (
    AgendaItem,
    Change,
    ChangeStage,
    CycleStep,
    Meeting,
    MeetingStage,
    MinutesCorrection,
    Recusal,
    Teller,
)
from village import ledger, storage
from village.errors import InvalidInput, Stale
from village.models import Village
from village.permissions import Actor, Permission, Seat
from village.statement import Statement

__all__ = ["ItemCount", "Minutes", "Sitting", "correct", "preview", "record"]


FREEZE_ITEM = Statement(
    "UPDATE agenda_item SET method = ?2, present = ?3, yes = ?4, no = ?5, abstain = ?6,"
    " spoiled = ?7, discussion = ?8, resolution = ?9, verdict = ?10, ruling = ?11 WHERE id = ?1"
)
EMPOWERED = Statement("UPDATE decision SET delegation_id = ?2 WHERE id = ?1")
FREEZE_MEETING = Statement(
    "UPDATE meeting SET stage = ?2, chair_id = ?3, recorder_id = ?4, entitled = ?5, present = ?6,"
    " women_entitled = ?7, women_present = ?8, excluded = ?9, excluded_reported = ?10,"
    " minutes = ?11, late_reason = ?12, recorded_at = ?13 WHERE id = ?1"
)
UNOBSERVED = Statement("DELETE FROM observer WHERE meeting_id = ?1")
OBSERVED = Statement("INSERT INTO observer (meeting_id, name, side, title) VALUES (?1, ?2, ?3, ?4)")


async def preview(meeting: Meeting, minutes: Minutes, actor: Actor, *, now: datetime) -> Sitting:
    """The last look before it is frozen: the same refusals and verdicts, nothing stored."""
    village = meeting.village
    actor.require(Permission.MEETING_RECORD, village.id, village.township_id)
    return await judging.judge(meeting, minutes, now=now)


async def record(meeting: Meeting, minutes: Minutes, actor: Actor, *, now: datetime) -> None:
    """Freeze the meeting: attendance, counts and verdicts. Refuses numbers that cannot be."""
    village = meeting.village
    seat = actor.require(Permission.MEETING_RECORD, village.id, village.township_id)
    async with storage.writing(village.id) as held:
        sitting = await judging.judge(meeting, minutes, now=now)
        for one in sitting.items:
            await _freeze_item(one, now)
        await _freeze_meeting(sitting, minutes, now)
        await _seal(held, sitting, minutes, seat, now=now)


async def _freeze_item(judged: Judged, now: datetime) -> None:
    item, count, weighed = judged.item, judged.count, judged.weighed
    if judged.declared and count is not None:
        await AgendaItem.filter(id=item.id).update(
            discussion=count.discussion, resolution=count.resolution
        )
        if item.step is CycleStep.CHANGE:
            await _settle_change(item, judged.verdict, now)
        return
    if count is None or weighed is None:
        return
    votes = (count.yes, count.no, count.abstain, count.spoiled)
    await FREEZE_ITEM(
        *(item.id, count.method.value, weighed.case.present),
        *(votes if count.yes is not None else (None,) * 4),
        *(count.discussion, count.resolution, judged.verdict),
        json.dumps(weighed.to_json(), ensure_ascii=False),
    )
    await _recuse(item, count)
    mandate = weighed.delegation
    if mandate is not None and mandate.id != item.decision.delegation_id:
        await EMPOWERED(item.decision_id, mandate.id)
    if item.step is CycleStep.CHANGE:
        await _settle_change(item, judged.verdict, now)


async def _recuse(item: AgendaItem, count: ItemCount) -> None:
    if not count.recused:
        return
    known = {one.entry_id for one in await Recusal.filter(item_id=item.id)}
    await Recusal.bulk_create(
        Recusal(item=item, entry_id=entry_id, reason=reason)
        for entry_id, reason in sorted(count.recused.items())
        if entry_id not in known
    )


async def _settle_change(item: AgendaItem, verdict: str, now: datetime) -> None:
    """Only a verdict on the merits settles a change; a meeting that failed leaves it open."""
    stages = {"passed": ChangeStage.ADOPTED, "rejected": ChangeStage.REFUSED}
    if verdict in stages:
        await Change.filter(decision_id=item.decision_id, stage=ChangeStage.OPEN).update(
            stage=stages[verdict], settled_at=now
        )


async def _freeze_meeting(sitting: Sitting, minutes: Minutes, now: datetime) -> None:
    meeting, sat = sitting.meeting, sitting.sat
    entered_late = minutes.late_reason.strip() if sitting.late else ""
    stage = MeetingStage.HELD if sitting.stood else MeetingStage.FAILED
    await FREEZE_MEETING(
        *(meeting.id, stage.value, minutes.chair_id, minutes.recorder_id),
        *(sat.entitled, sat.present, sat.women_entitled, sat.women_present, sat.unreachable),
        minutes.excluded_reported or meeting.excluded_reported,
        *(minutes.text, meeting.late_reason or entered_late, now),
    )
    await UNOBSERVED(meeting.id)  # the minutes take over who was noted
    for name, side, title in minutes.observers:
        await OBSERVED(meeting.id, name, side.value, title)
    if not minutes.tellers:
        return
    chosen = {(one.person_id, one.role) for one in await Teller.filter(meeting_id=meeting.id)}
    await Teller.bulk_create(
        Teller(meeting_id=meeting.id, person_id=person_id, role=role)
        for person_id, role in dict.fromkeys(minutes.tellers)
        if (person_id, role) not in chosen
    )


async def _seal(
    village: Village, sitting: Sitting, minutes: Minutes, seat: Seat, *, now: datetime
) -> None:
    meeting, sat = sitting.meeting, sitting.sat
    await ledger.record(
        village,
        seat,
        "meeting.record",
        f"meeting:{meeting.id}",
        now=now,
        entitled=sat.entitled,
        present=sat.present,
        here=ledger.text_digest(*(str(one) for one in sorted(sat.here))),
        words=ledger.text_digest(minutes.text, *(one.resolution for one in minutes.items)),
        late=sitting.late,
        results=[_result(one) for one in sitting.items],
    )


def _result(judged: Judged) -> str:
    item, count = judged.item, judged.count
    about = f"decision:{item.decision_id}/{item.step}"
    if count is None:
        return f"{about}/off"
    return f"{about}/{count.yes}/{count.no}/{count.abstain}/{count.spoiled}/{judged.verdict}"


async def correct(meeting: Meeting, text: str, actor: Actor, *, now: datetime) -> None:
    """Add a correction beside the minutes. Numbers and verdict stay as they were sealed."""
    village = meeting.village
    seat = actor.require(Permission.MEETING_RECORD, village.id, village.township_id)
    if not text.strip():
        raise InvalidInput({"text": "请写明要更正什么。"})
    async with storage.writing(village.id):
        if not await Meeting.exists(id=meeting.id, recorded_at__isnull=False):
            raise Stale("这次会议的记录")
        await MinutesCorrection.create(
            meeting=meeting, text=text, made_by_id=seat.person_id, made_at=now
        )
        subject, digest = f"meeting:{meeting.id}", ledger.text_digest(text)
        await ledger.record(village.id, seat, "meeting.correct", subject, now=now, words=digest)
