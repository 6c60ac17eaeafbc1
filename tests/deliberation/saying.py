"""Shared by the tests of 说事: a village with its people, and concerns that have come some way.

Concerns come here by the deeds themselves, so that every test stands on a lawful history.
"""

from datetime import timedelta

from deliberation import concern_doors, handling, raising, routing
from deliberation.decisions import Proposal
from deliberation.models import (
    Concern,
    ConcernCategory,
    ConcernEntry,
    ConcernResult,
    Road,
    Satisfaction,
    Source,
)
from deliberation.raising import Said
from deliberation.ratings import Rating
from deliberation.routing import Routing
from tests import make
from tests.make import DAY, NOW
from village.models import Person
from village.permissions import Office
from village.rules import Body, MatterKind, Unit

SECRET = "柳湾村的密钥" * 4
LAMP = "三组晒谷场边上的路灯坏了快一个月，晚上老人走路看不见。"
GOOD, FAIR, POOR = Satisfaction.GOOD, Satisfaction.FAIR, Satisfaction.POOR


def said(text=LAMP, **fields):
    return Said(text, **{"category": ConcernCategory.WORKS, **fields})


async def villager(village, **fields):
    return await make.holder(village, Office.VILLAGER, **fields)


async def clerk(village):
    return await make.holder(village, Office.VILLAGE_CLERK)


async def raised(village, actor=None, text=LAMP, *, now=NOW, **fields):
    """By a villager with a pass."""
    actor = actor or await villager(village)
    receipt = await raising.raise_own(village, said(text, **fields), actor, now=now)
    return await again(receipt.concern)


async def again(concern):
    return await Concern.get(id=concern.id).select_related("village", "group")


async def sent(concern, road, actor, *, now=NOW, **fields):
    told = {
        "words": "今天下午去看过，线路老化。",
        "result": ConcernResult.SOLVED if road is Road.ON_THE_SPOT else None,
    }
    await routing.route(concern, Routing(road, **{**told, **fields}), actor, now=now)
    return await again(concern)


async def assigned(village, actor, raiser=None, *, to=None, now=NOW):
    """Received, sent the village's own way and given to somebody."""
    concern = await sent(await raised(village, raiser, now=now), Road.VILLAGE, actor, now=now)
    to = to or await make.holder(village, Office.COMMITTEE_MEMBER)
    task = handling.Assignment(to.person_id, DAY + timedelta(5))
    await handling.assign(concern, task, actor, now=now)
    return await again(concern)


async def answered(village, actor, raiser=None, *, now=NOW):
    """On the spot: the shortest way to an answer."""
    return await sent(await raised(village, raiser, now=now), Road.ON_THE_SPOT, actor, now=now)


def rating(result=GOOD, *, attitude=GOOD, process=GOOD, reason="", again=True):
    return Rating(attitude, process, result, reason, again)


def unhappy(*, again=True):
    return rating(POOR, reason="灯还是不亮", again=again)


async def kinds(concern, **narrowed):
    rows = ConcernEntry.filter(concern_id=concern.id, **narrowed).order_by("id")
    return [str(kind) for kind in await rows.values_list("kind", flat=True)]


async def person_of(actor):
    return await Person.get(id=actor.person_id)


async def mine(concern, actor):
    return await concern_doors.own(actor, concern.village_id, concern.number)


async def ended(concern):
    row = await again(concern)
    return row.stage, row.outcome, row.ended_at is not None, row.due_on


def proposal(**fields):
    """Of the matter that such a concern becomes."""
    ordinary = {
        "title": "三组换路灯线路",
        "summary": "换 620 米线路，装 12 盏灯。",
        "collective": False,
        "kind": MatterKind.PUBLIC_WORKS,
        "body": Body.VILLAGERS_ASSEMBLY,
        "unit": Unit.ADULTS,
        "source": Source.PEOPLE,
    }
    return Proposal(**{**ordinary, **fields})
