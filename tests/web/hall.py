"""A hall for tests of its pages: a clerk at the desk, voters with phones, a supervisor."""

from types import SimpleNamespace

from deliberation import doors as hall_doors
from deliberation.models import Ballot, Meeting, Tally
from tests import doors, make
from tests.deliberation.sittings import called, come, reviewed
from village.models import Person
from village.permissions import Office
from village.rules import Unit


async def hall(db, clock, *, adults=6, here=0, unit=Unit.ADULTS, **fields):
    """A villagers' assembly today; `here` of the roll are ticked, in the roll's order."""
    village = await make.village("liuwan")
    clerk = await make.holder(village, Office.VILLAGE_CLERK, name="周文书")
    people = list(await make.people(village, adults - 2))
    supervisor = await make.holder(village, Office.SUPERVISOR, name="孙监督")
    decision = await reviewed(village, unit=unit)
    meeting = await called(village, decision, clerk, **fields)
    if here:
        await come(meeting, clerk, here)
    app = doors.site(db, clock)
    return SimpleNamespace(
        app=app,
        clock=clock,
        village=village,
        clerk=clerk,
        supervisor=supervisor,
        people=people,
        meeting=meeting,
        desk=await browser(app, clerk),
        on_desk=f"/desk/liuwan/meetings/{meeting.id}",
        place=f"/v/liuwan/meetings/{meeting.id}",
    )


async def browser(app, actor, **fields):
    return await doors.browser(app, await Person.get(id=actor.person_id), **fields)


async def phone(of, person):
    """One's own phone: with a pass and the PIN just given."""
    return await doors.browser(of.app, person, level="pass")


async def scanned(of):
    """The address on the wall just now."""
    secret = of.app.state.settings.secret_key
    code = hall_doors.code(of.meeting.id, secret=secret, now=of.clock.now())
    return f"{of.place}/in/{code}"


async def arrived(of, person):
    """Somebody who scanned the wall and pressed the one button. His phone."""
    made = await phone(of, person)
    page = await made.follow(await made.get(await scanned(of)))
    await made.submit(page.form())
    return made


async def opened(of):
    page = await of.desk.get(f"{of.on_desk}/doors")
    return await of.desk.submit(page.form(f"{of.on_desk}/doors/open"))


async def prepared(of, **changed):
    """The vote on the one matter, drawn up on the desk: its row, and where it stands there."""
    page = await of.desk.get(f"{of.on_desk}/doors")
    form = (await of.desk.get(page.link("准备表决"))).form()
    page = await of.desk.submit(form, **{"method": "secret", "kind": "yes_no", **changed})
    assert page.errors == {}
    ballot = await Ballot.get(meeting_id=of.meeting.id, stage="ready")
    return ballot, page


async def begun(of, **changed):
    ballot, page = await prepared(of, **changed)
    await of.desk.submit(page.form(f"/desk/liuwan/ballots/{ballot.id}/open"))
    return ballot


async def voted(made, ballot, choice="yes"):
    page = await made.get(f"/v/liuwan/ballots/{ballot.id}")
    look = await made.submit(page.form(), choice=choice)
    return await made.submit(look.form())


async def fresh(of):
    return await Meeting.get(id=of.meeting.id)


async def tallies(ballot):
    return dict(await Tally.filter(ballot_id=ballot.id).values_list("option", "votes"))


def actions(page):
    return [form.action for form in page.forms]


def key_on(page):
    return next(one.values["_key"][0] for one in page.forms if "_key" in one.values)
