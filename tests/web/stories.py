"""Matters as villagers find them on the public pages, told through the product's own deeds."""

from datetime import timedelta

from deliberation import cycle, disclosure
from deliberation.disclosure import Wish
from deliberation.models import CycleStep, Decision
from publicity import objections
from tests import make
from tests.deliberation import sittings
from village.permissions import Office
from village.rules import Body

YES, NO, ABSTAIN = 18, 3, 2


async def before_vote(of, **fields):
    """A matter before representatives: 34 entitled, 23 must come."""
    await make.assembly(of, 33, chair="陈国强")
    await make.delegation(of)
    return await sittings.reviewed(of, body=Body.REPRESENTATIVE_ASSEMBLY, **fields)


async def voted(decision, clerk, present=23, numbers=(YES, NO, ABSTAIN), **fields):
    """Its meeting held this morning and entered."""
    meeting = await sittings.called(decision.village, decision, clerk)
    await sittings.come(meeting, clerk, present)
    return await sittings.recorded(meeting, clerk, *numbers, **fields)


async def resolved(of, clerk=None, **fields):
    """Passed, and standing as a resolution."""
    clerk = clerk or await sittings.clerk_of(of)
    decision = await before_vote(of, **fields)
    await voted(decision, clerk)
    secretary = await make.holder(of, Office.PARTY_SECRETARY)
    await cycle.advance(await again(decision), secretary, now=make.NOW)
    return await again(decision)


async def disclosed(of, clerk=None, **fields):
    """Its resolution on the board since this morning."""
    clerk = clerk or await sittings.clerk_of(of)
    decision = await resolved(of, clerk, **fields)
    notice = await disclosure.post(decision, Wish(), clerk, now=make.NOW)
    notice.village = of
    return decision, notice


async def again(decision):
    return await Decision.get(id=decision.id).select_related("village", "group", "petition")


async def objected(notice, text="预算怎么算的，没有写清楚。", name="刘桂兰", days=5):
    who = await make.holder(notice.village, Office.VILLAGER, name=name)
    return await objections.raise_own(notice, text, who, answer_days=days, now=make.NOW)


async def heard(of, clerk, entitled=40, present=37, numbers=(35, 1, 1)):
    """A hearing on a matter: everybody says yes, and nothing is decided."""
    decision = await sittings.reviewed(of)
    meeting = await sittings.called(
        of, decision, clerk, CycleStep.HEAR, body=Body.HEARING, title="机耕路听证会"
    )
    await sittings.recorded(meeting, clerk, *numbers, entitled=entitled, present=present)
    return decision


async def many(of, count):
    """So many resolutions on the board, and as many matters in progress."""
    for place in range(count):
        decision = await make.matter(of, f"第 {place + 1} 段机耕路硬化工程")
        first = make.DAY - timedelta(place % 10)
        await make.notice(
            of,
            f"decision:{decision.id}",
            first_day=first,
            last_day=first + timedelta(15),
            body="会议对“机耕路硬化工程”以举手方式表决：同意 24 票，反对 3 票，弃权 2 票。\n\n"
            f"决议内容：同意第 {place + 1} 段按方案实施。",
        )


def cards(page):
    """The titles of a list's cards, in order."""
    return [
        found.all("h3")[0].text
        for listing in page.root.all("ul")
        if listing.get("class") == "posted"
        for found in listing.all("li")
    ]
