"""The site as tests open it, and people signed in without walking through the door each time.

app = doors.site(db, clock)
clerk = await doors.browser(app, who, level=SessionLevel.PASSWORD)
"""

from datetime import timedelta
from pathlib import Path

from tests.browser import Browser
from village import passes, sessions
from village.models import Pass, Session, SessionLevel
from web.app import create_app
from web.settings import Settings

SECRET = "a secret for tests that is long enough"
PIN = "295038"


def site(db_url, clock, **changed):
    """The application beside a storage that is open already (fixture `db`)."""
    told = {"public_url": "http://cunyi.test", **changed}
    folder = told.pop("data_dir", Path("var"))
    return create_app(Settings(db_url, folder, SECRET, **told), clock)


async def card(person, *, now, **fields):
    """A pass as it lies in the database, and its token."""
    number = await Pass.all().count()
    token = f"token{number:019d}"
    row = await Pass.create(
        person_id=person.id,
        digest=passes.digest_of(token),
        serial=f"TEST-{number:02d}",
        issued_at=now - timedelta(days=1),
        **fields,
    )
    return row, token


async def session(person, *, now, level=SessionLevel.PASS):
    """An open session at that level, and the token for the cookie."""
    row, _ = await card(person, now=now, activated_at=now)
    token = f"session-of-pass-{row.id}"
    await Session.create(
        person_id=person.id,
        entered_by_id=row.id,
        digest=sessions.digest_of(token),
        level=level,
        device="电脑",
        opened_at=now,
        proven_at=now,
        expires_at=now + timedelta(hours=10),
    )
    return token


async def browser(app, person=None, *, level=SessionLevel.PASSWORD, address="203.0.113.9"):
    """A browser with that person signed in; without a person, a visitor."""
    made = Browser(app, address=address)
    if person is not None:
        token = await session(person, now=app.state.clock.now(), level=level)
        made.client.cookies.set("cunyi", token, domain="cunyi.test")
    return made
