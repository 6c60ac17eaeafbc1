"""Shared by the tests of meetings: a village with its bodies, calls with honest defaults."""

import json
from datetime import timedelta

import pytest

from deliberation import attendance, meetings, minutes
from deliberation.attendance import Tick
from deliberation.meetings import Call
from deliberation.minutes import ItemCount, Minutes
from deliberation.models import (
    AgendaItem,
    AttendanceState,
    CycleStep,
    DecisionStage,
    Meeting,
    MeetingStage,
    VoteMethod,
)
from tests import make
from tests.make import DAY, NOW
from village import clock, profiles, rules
from village.errors import Blocked
from village.models import LedgerEntry, Roll
from village.permissions import Office
from village.rules import Body, Profile

S = DecisionStage
TOMORROW = DAY + timedelta(1)
TOLD = DAY - timedelta(12)


async def clerk_of(village):
    return await make.holder(village, Office.VILLAGE_CLERK)


def call_for(decision, step=CycleStep.RESOLVE, **fields):
    """A meeting this morning at eight, an hour before the clock's moment, entered afterwards."""
    ordinary = {
        "body": decision.body,
        "unit": decision.unit,
        "title": "柳湾村会议",
        "place": "文化礼堂",
        "starts_at": clock.at_local(DAY, 8),
        "notified_on": TOLD,
        "notified_how": "广播、张贴、入户",
        "agenda": ((decision, step),),
        "late_reason": "村里停电",
    }
    return Call(**{**ordinary, **fields})


async def reviewed(village, **fields):
    """A matter that waits for its resolution."""
    return await make.matter(village, **{"stage": DecisionStage.REVIEWED, **fields})


async def called(village, decision, clerk, step=CycleStep.RESOLVE, **fields):
    asked = call_for(decision, step, **fields)
    return await meetings.call(village, asked, clerk, now=make.NOW)


async def assembled(adults, **fields):
    """A village of so many adults with a matter before the assembly, and its meeting called."""
    village = await make.village()
    clerk = await clerk_of(village)
    await make.people(village, adults - 1)
    decision = await reviewed(village, **fields)
    return await called(village, decision, clerk), clerk


async def representatives_met(entitled=31, **fields):
    """A representative assembly of so many, the last one its chair, with a mandate."""
    village = await make.village(**fields)
    clerk = await clerk_of(village)
    await make.assembly(village, entitled - 1, chair="陈国强")
    await make.delegation(village)
    decision = await reviewed(village, body=Body.REPRESENTATIVE_ASSEMBLY)
    return await called(village, decision, clerk), clerk


async def come(meeting, clerk, count, *, now=make.NOW):
    """The first `count` of the roll are here; the others are absent."""
    entries = await attendance.entries_of(meeting)
    states = [AttendanceState.PRESENT] * count
    states += [AttendanceState.ABSENT] * (len(entries) - count)
    ticks = [Tick(one.id, state) for one, state in zip(entries, states, strict=True)]
    await attendance.mark(meeting, ticks, clerk, now=now)
    return entries


async def counted(meeting, yes=None, no=0, abstain=0, spoiled=0, **fields):
    """Minutes of a meeting with one matter on its agenda."""
    item = await AgendaItem.get(meeting_id=meeting.id)
    method = VoteMethod.NONE if yes is None else VoteMethod.HANDS
    told = {"method": method, "resolution": "同意铺路。", "discussion": "先修三组。"}
    told |= {key: fields.pop(key) for key in ("method", "recused", "resolution") if key in fields}
    count = ItemCount(item.id, yes=yes, no=no, abstain=abstain, spoiled=spoiled, **told)
    ordinary = {"chair_id": None, "recorder_id": None, "text": "", "items": (count,)}
    return Minutes(**{**ordinary, **fields})


async def recorded(meeting, clerk, *numbers, now=make.NOW, **fields):
    told = await counted(meeting, *numbers, **fields)
    await minutes.record(meeting, told, clerk, now=now)
    return await AgendaItem.get(meeting_id=meeting.id)


async def lines(action):
    """What the record says of these deeds."""
    rows = await LedgerEntry.filter(action=action).order_by("seq")
    return [json.loads(row.line)["data"] for row in rows]


async def edition(**values):
    """The fields of a matter that began under other rules: `pace__min_gap_days=7`."""
    document = rules.profile("national-2025").to_json()
    for name, value in values.items():
        document["values"][name.replace("__", ".")]["value"] = value
    made = Profile.from_json(document)
    await profiles.keep(made, now=make.NOW)
    return {"profile_digest": made.digest}


async def refused_minutes(meeting, told, clerk, now=NOW):
    """The same answer to a look and to recording, and nothing stored by either."""
    with pytest.raises(Blocked) as looking:
        await minutes.preview(meeting, told, clerk, now=now)
    with pytest.raises(Blocked) as recording:
        await minutes.record(meeting, told, clerk, now=now)
    assert looking.value.codes == recording.value.codes
    assert (await Meeting.get(id=meeting.id)).stage is MeetingStage.CALLED
    assert await LedgerEntry.filter(action="meeting.record").count() == 0
    return recording.value


async def refused_call(village, asked, clerk, now=NOW):
    with pytest.raises(Blocked) as refusal:
        await meetings.call(village, asked, clerk, now=now)
    assert await Meeting.all().count() == 0
    assert await Roll.all().count() == 0
    return refusal.value


def to_come(decision, days, told=DAY, **fields):
    at = clock.at_local(DAY + timedelta(days), 9)
    more = {"starts_at": at, "notified_on": told, "late_reason": "", **fields}
    return call_for(decision, **more)


async def fetched(meeting):
    return await Meeting.get(id=meeting.id).select_related("village")
