"""For tests of the door: somebody with a card, and a phone that is nobody's yet."""

from http.cookies import SimpleCookie
from types import SimpleNamespace

from tests import doors, make
from village.models import Attempt, LedgerEntry, Pass, Person, Session, UsedKey

BIRTHDAY = {"proof-year": "1980", "proof-month": "5", "proof-day": "1"}
PINS = {"pin": doors.PIN, "pin_again": doors.PIN}
PASSWORD = "青石板 过雨 3"
CODES = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


async def scene(db, clock, *offices, **settings):
    """A village, somebody in it with a card, and a phone that is nobody's yet."""
    of = await make.village(name="石桥村")
    home = await make.household(of, group=await make.group(of, "二组"))
    who = await make.person(of, "王大娘", household=home)
    for office in offices:
        await make.appointment(of, who, office)
    row, token = await doors.card(who, now=clock.now())
    app = doors.site(db, clock, **settings)
    phone = await doors.browser(app)
    door = f"/enter/{token}"
    return SimpleNamespace(
        app=app, of=of, who=who, card=row, door=door, phone=phone, home=f"/v/{of.code}/"
    )


async def first_use(found, phone=None, **changed):
    phone = phone or found.phone
    form = (await phone.get(found.door)).form(found.door)
    return await phone.post(found.door, {**form.values, **BIRTHDAY, **PINS, **changed})


async def come(found, phone=None, pin=doors.PIN):
    phone = phone or found.phone
    form = (await phone.get(found.door)).form(found.door)
    return await phone.post(found.door, {**form.values, "pin": pin})


def cookie_of(page, name="cunyi"):
    jar = SimpleCookie()
    for header in page.response.headers.get_list("set-cookie"):
        jar.load(header)
    return jar[name]


async def rows():
    tables = (Pass, Session, Attempt, UsedKey, LedgerEntry)
    return [await table.all().order_by("id").values() for table in tables]


async def township_scene(db, clock):
    of = await make.village()
    officer = await make.officer(of.township, born_on=make.BORN)
    who = await Person.get(id=officer.person_id).select_related("township")
    row, token = await doors.card(who, now=clock.now())
    app = doors.site(db, clock)
    phone = await doors.browser(app)
    return SimpleNamespace(app=app, of=of, who=who, card=row, door=f"/enter/{token}", phone=phone)
