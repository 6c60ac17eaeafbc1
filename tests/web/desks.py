"""Shared by the tests of the desk's pages: a village with its offices signed in."""

from tests import doors, make
from village.models import Person
from village.permissions import Office


class Desk:
    """A village at whose desk different offices sit. `clerk` is the clerk's own browser."""

    def __init__(self, app, village, clerk):
        self.app, self.village, self.clerk = app, village, clerk

    @property
    def here(self):
        return f"/desk/{self.village.code}/"

    def of(self, decision, page=""):
        return f"{self.here}decisions/{decision.id}{page and '/'}{page}"

    async def sit(self, *offices, village=None, name=""):
        """A browser of somebody who holds these offices."""
        actor = await make.holder(village or self.village, *offices, name=name)
        return await doors.browser(self.app, await Person.get(id=actor.person_id))


async def opened(db, clock, **fields):
    village = await make.village("liuwan", **fields)
    desk = Desk(doors.site(db, clock), village, None)
    desk.clerk = await desk.sit(Office.VILLAGE_CLERK, name="周文书")
    return desk


def day(name, on):
    """The three fields of a day."""
    return {f"{name}-year": on.year, f"{name}-month": on.month, f"{name}-day": on.day}
