"""The site as journeys find it: in this process with a clock that stands, or live with Chromium.

Chromium's tests are plain functions and open their own SQLite file: Playwright's event loop
suffers no other beside it, so what they store beforehand is done in the server's own loop.
"""

import asyncio
import shutil
import socket
import threading
import time

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from tests import doors
from tests.journeys.story import Story
from tests.make import DAY
from village import rules
from village.clock import FrozenClock, at_local
from web.app import create_app
from web.settings import Settings

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture
def rulebook():
    """File name → text: the profiles that a township has laid into its rulebook folder."""
    return {}


def lay(rulebook, folder):
    (folder / "rulebook").mkdir()
    for name, text in rulebook.items():
        (folder / "rulebook" / name).write_text(text)


@pytest.fixture
def site(db, clock, tmp_path, rulebook):
    lay(rulebook, tmp_path)
    settings = Settings(db, tmp_path, doors.SECRET, public_url="http://cunyi.test")
    yield create_app(settings, clock)
    rules.use_extra(None)


@pytest.fixture
async def story(site, clock):
    told = Story(site, clock)
    yield told
    await told.close()


class Live:
    """The server that people's browsers talk to; `do` runs something in its loop."""

    def __init__(self, folder, database):
        self.clock = FrozenClock(at_local(DAY, 9))
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        settings = Settings(
            f"sqlite://{database}?synchronous=OFF", folder, doors.SECRET, public_url=self.address
        )
        self.app = create_app(settings, self.clock)
        config = uvicorn.Config(self.app, log_level="warning", access_log=False, lifespan="on")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    async def _serve(self):
        self.loop = asyncio.get_running_loop()
        await self._server.serve(sockets=[self._socket])

    def __enter__(self):
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        return self

    def __exit__(self, *_):
        self._server.should_exit = True
        self._thread.join()

    def do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def move_to(self, day, hour=9, minute=0):
        self.clock.at = at_local(day, hour, minute)


@pytest.fixture
def live(tmp_path, migrated_file, rulebook):
    lay(rulebook, tmp_path)
    database = tmp_path / "cunyi.db"
    shutil.copyfile(migrated_file, database)
    with Live(tmp_path, database) as server:
        yield server
    rules.use_extra(None)


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()
