"""Shared by the tests of 村规民约: who makes the rules of a village, and an edition some way on.

Steps are taken by the product's own deeds; where a test is not about the vote of the cycle, it is
put there as it would stand.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bylaws import (
    adoption,
    adviser,
    collecting,
    drafting,
    editions,
    filing,
    publication,
    texts,
    township_review,
)
from bylaws.articles import read_text
from bylaws.editions import Start
from bylaws.models import BylawKind, Edition, EditionStage
from deliberation.models import CycleStep, Decision, DecisionStage
from tests import make
from tests.deliberation import roads
from tests.make import DAY, NOW
from village.errors import Blocked
from village.models import Village
from village.permissions import Actor, Office

ARTICLES = (
    "爱护公共财物，积极参加村务活动。",
    "垃圾分类投放，不侵占道路和沟渠。",
    "家禽家畜圈养，遛犬拴绳。",
    "孝敬老人，关爱儿童。",
    "本村规民约自村民会议通过之日起施行，报乡镇人民政府备案；修改须经村民会议通过。",
)
FAULTY = ("乱倒垃圾的罚款五十元。", *ARTICLES)
PREAMBLE = "为推进移风易俗、维护公共秩序，结合本村实际，经村民会议讨论通过，制定本村规民约。"
TITLE = "柳湾村村规民约"
NUMBERS = "一二三四五六七八九十"


def text_of(*articles, title=TITLE, preamble=PREAMBLE):
    lines = [f"第{NUMBERS[place]}条 {one}" for place, one in enumerate(articles or ARTICLES)]
    return read_text("\n".join([title, preamble, *lines]))


@contextmanager
def blocked(code):
    """Refused for this one reason."""
    with pytest.raises(Blocked) as refused:
        yield refused
    assert refused.value.codes == (code,)


@dataclass
class Makers:
    """Who makes the rules of one village, and who looks at them from the township."""

    village: Village
    clerk: Actor
    chair: Actor
    adviser: Actor
    officer: Actor
    villager: Actor


async def makers(**fields):
    village = await make.village(**fields)
    officer = await make.officer(await village.township)
    return Makers(
        village=village,
        clerk=await make.holder(village, Office.VILLAGE_CLERK),
        chair=await make.holder(village, Office.COMMITTEE_CHAIR),
        adviser=await make.holder(village, Office.LEGAL_ADVISER),
        officer=officer,
        villager=make.acting(await make.person(village, woman=True)),
    )


def later(days):
    return NOW + timedelta(days)


async def again(edition):
    return await Edition.get(id=edition.id).select_related("village", "decision", "notice")


async def rows(edition, **asked):
    return await texts.rows_of(edition.id, **asked)


async def started(who, text=None, *, kind=BylawKind.RULES, **fields):
    """An edition with its text, before anybody was asked about it."""
    ordinary = {"title": TITLE, "why": "垃圾分类要写进去。"}
    asked = Start(kind, **{**ordinary, **fields})
    edition = await editions.start(who.village, asked, who.clerk, now=NOW)
    if text is not None or edition.based_on_id is None:
        text = text or text_of()
        await drafting.set_text(edition, text, edition.text_version, who.clerk, now=NOW)
    return await again(edition)


async def collected(who, text=None, **fields):
    """The period of seven days was over yesterday; on NOW it is drafted."""
    edition = await started(who, text, **fields)
    await collecting.open_for_opinions(edition, None, who.clerk, now=later(-8))
    await collecting.begin_drafting(await again(edition), who.clerk, now=NOW)
    return await again(edition)


async def under_check(who, text=None, **fields):
    edition = await collected(who, text, **fields)
    await adviser.begin_check(edition, who.clerk, now=NOW)
    return await again(edition)


async def reviewing(who, text=None, **fields):
    """Signed by the adviser, before the township."""
    edition = await under_check(who, text, **fields)
    await adviser.sign(edition, "", who.adviser, now=NOW)
    await township_review.send(edition, who.clerk, now=NOW)
    return await again(edition)


async def voting(who, text=None, **fields):
    """Before the assembly: the township had said nothing in its ten days."""
    edition = await reviewing(who, text, **fields)
    await adoption.open_vote(edition, who.clerk, now=later(11))
    return await again(edition)


async def resolved(edition, *, day=None, **fields):
    """The assembly has met and said yes, as the cycle leaves it."""
    decision = await Decision.get(id=edition.decision_id)
    item = await roads.held(decision, CycleStep.RESOLVE, day=day or DAY + timedelta(22), **fields)
    await Decision.filter(id=decision.id).update(stage=DecisionStage.RESOLVED)
    return item


async def adopted(who, text=None, *, day=None, **fields):
    """Voted through on the 22nd day."""
    edition = await voting(who, text, **fields)
    await resolved(edition, day=day)
    await adoption.adopt(edition, who.clerk, now=later(23))
    return await again(edition)


async def filed(who, text=None, **fields):
    edition = await adopted(who, text, **fields)
    await filing.submit(edition, who.clerk, now=later(24))
    return await again(edition)


async def published(who, text=None, *, in_force=None, **fields):
    edition = await filed(who, text, **fields)
    day = in_force or DAY + timedelta(40)
    await publication.publish(edition, day, who.chair, now=later(25))
    return await again(edition)


async def in_stage(who, stage):
    """An edition as if it had come there lawfully."""
    edition = await started(who)
    told = {"stage": stage}
    if stage is not EditionStage.COLLECTING:
        told |= {"collect_from": DAY - timedelta(9), "collect_to": DAY - timedelta(1)}
    await Edition.filter(id=edition.id).update(**told)
    return await again(edition)
