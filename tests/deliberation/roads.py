"""Shared by the tests of the cycle: matters that have come some way, and the meetings behind them.

Meetings stand here as the minutes leave them; how they come to their verdict is tested elsewhere.
"""

import json
from dataclasses import replace
from datetime import timedelta

from deliberation.dossier import dossier_of
from deliberation.models import (
    AgendaItem,
    CycleStep,
    Decision,
    DecisionStage,
    Meeting,
    MeetingStage,
    VoteMethod,
    Works,
)
from deliberation.sequence import BODIES_OF
from publicity.models import NoticeKind
from tests import make
from tests.make import DAY, NOW
from village import clock
from village.permissions import Office

S, C = DecisionStage, CycleStep
REASONS = {
    "no_quorum": [{"code": "no-quorum", "text": "到会不够。", "basis": "甲法"}],
    "rejected": [{"code": "majority-missed", "text": "同意的不够。", "basis": "乙法"}],
    "unlawful": [{"code": "wrong-body", "text": "会议不对。", "basis": "丙法"}],
    "undecided": [{"code": "no-count", "text": "没有票数。", "basis": "丁法"}],
}


async def held(decision, step, verdict="passed", *, day=DAY, **fields):
    """A recorded meeting on this step: 31 entitled, 25 there, 20 in favour."""
    counted = {"present": 25, "yes": 20, "no": 3, "abstain": 2, "spoiled": 0}
    counted |= {key: fields.pop(key) for key in list(fields) if key in counted | {"method": 0}}
    found = [{**one, "calls_for": verdict} for one in REASONS.get(verdict, ())]
    ruling = {"needed_present": 21, "needed_yes": 13, "reasons": found}
    ruling |= fields.pop("ruling", {})
    ordinary = {
        "body": BODIES_OF.get(step, decision.body),
        "unit": decision.unit,
        "title": "柳湾村会议",
        "place": "文化礼堂",
        "starts_at": clock.at_local(day, 8),
        "notified_on": day - timedelta(12),
        "stage": MeetingStage.FAILED if verdict == "no_quorum" else MeetingStage.HELD,
        "called_at": NOW,
        "recorded_at": NOW,
        "entitled": 31,
        "present": 25,
    }
    meeting = await Meeting.create(village_id=decision.village_id, **{**ordinary, **fields})
    return await AgendaItem.create(
        meeting=meeting,
        decision_id=decision.id,
        step=step,
        position=1,
        resolution="同意按方案铺路。",
        verdict=verdict,
        ruling=json.dumps(ruling, ensure_ascii=False),
        **{"method": VoteMethod.HANDS, **counted},
    )


async def called(decision, step=C.RESOLVE, *, day=DAY + timedelta(12)):
    """A meeting to come on this step."""
    meeting = await Meeting.create(
        village_id=decision.village_id,
        body=BODIES_OF.get(step, decision.body),
        title="柳湾村会议",
        place="文化礼堂",
        starts_at=clock.at_local(day, 8),
        notified_on=DAY,
        called_at=NOW,
    )
    await AgendaItem.create(meeting=meeting, decision_id=decision.id, step=step, position=1)
    return meeting


async def at(village, stage, **fields):
    """A matter at that stage with the meetings that brought it there, a week apart."""
    decision = await make.matter(village, stage=stage, **fields)
    road = (S.PROPOSED, S.CONSULTED, S.REVIEWED, S.RESOLVED)
    steps = (C.PROPOSE, C.CONSULT, C.REVIEW, C.RESOLVE)
    passed = [one for one in road if list(S).index(one) <= list(S).index(stage)]
    first = DAY - timedelta(7 * len(passed))
    for place, step in enumerate(steps[: len(passed)]):
        await held(decision, step, day=first + timedelta(7 * place))
    return decision


async def posted(decision, kind=NoticeKind.RESOLUTION, *, days_ago=0, **fields):
    """A paper of this matter that hung for fifteen days, or still does."""
    first = DAY - timedelta(days_ago)
    subject = f"decision:{decision.id}"
    told = {"kind": kind, "first_day": first, "last_day": first + timedelta(15), **fields}
    return await make.notice(decision.village, subject, **told)


async def works(decision, **fields):
    ordinary = {
        "doer": "青溪建筑队",
        "budget_cents": 8_640_000,
        "began_on": DAY - timedelta(20),
        "due_on": DAY + timedelta(10),
    }
    return await Works.create(decision=decision, **{**ordinary, **fields})


async def again(decision):
    return await Decision.get(id=decision.id).select_related("village", "group", "petition")


async def secretary_of(village):
    return await make.holder(village, Office.PARTY_SECRETARY)


async def clerk_of(village):
    return await make.holder(village, Office.VILLAGE_CLERK)


def codes(answer):
    """Of one blocker, of several, or of what is no obstacle."""
    found = [answer] if hasattr(answer, "code") else answer or []
    return [one.code for one in found]


async def dossier(decision, **changed):
    return replace(await dossier_of(decision, today=DAY), **changed)
