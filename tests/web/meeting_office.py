"""A meeting for tests of its pages: it is called at the desk, names are ticked, votes entered."""

from deliberation.models import AgendaItem
from tests import doors, make
from tests.deliberation.sittings import called, come, reviewed
from village.models import Person
from village.permissions import Office
from village.rules import Body


class Office_:
    """A village with a clerk at the desk."""

    def __init__(self, app, village, actor, browser):
        self.app, self.village, self.actor, self.browser = app, village, actor, browser

    @property
    def desk(self):
        return f"/desk/{self.village.code}"

    def of(self, meeting, page=""):
        return f"{self.desk}/meetings/{meeting.id}{page and '/'}{page}"

    async def get(self, path):
        return await self.browser.get(path)


async def opened(db, clock):
    """A village whose clerk sits at the desk."""
    village = await make.village(code="liuwan", term="第三届")
    actor = await make.holder(village, Office.VILLAGE_CLERK, name="周文书")
    app = doors.site(db, clock)
    who = await Person.get(id=actor.person_id)
    return Office_(app, village, actor, await doors.browser(app, who))


async def colleague(office, holds, **fields):
    actor = await make.holder(office.village, holds, **fields)
    who = await Person.get(id=actor.person_id)
    return await doors.browser(office.app, who)


async def stranger(office):
    other = await make.village(name="石桥村")
    actor = await make.holder(other, Office.VILLAGE_CLERK)
    return await doors.browser(office.app, await Person.get(id=actor.person_id))


async def with_assembly(office, **fields):
    await make.assembly(office.village, 30, chair="陈国强")
    await make.delegation(office.village)
    return await reviewed(office.village, body=Body.REPRESENTATIVE_ASSEMBLY, **fields)


async def met(office, decision=None):
    decision = decision or await with_assembly(office)
    return await called(office.village, decision, office.actor)


async def with_lights(office):
    return await reviewed(office.village, title="村口装路灯")


async def ready(office, present=21, decision=None):
    meeting = await met(office, decision)
    await come(meeting, office.actor, present)
    return meeting, await AgendaItem.get(meeting_id=meeting.id)


async def fill(office, meeting, item, **changed):
    page = await office.get(office.of(meeting, "minutes"))
    form = page.form(office.of(meeting, "minutes/look"))
    told = {
        f"method-{item.id}": "hands",
        f"yes-{item.id}": 11,
        f"no-{item.id}": 10,
        f"resolution-{item.id}": "同意铺路。",
        "chair": office.actor.person_id,
    }
    return await office.browser.submit(form, **{**told, **changed})
