"""The clock, the database and the count of its statements; nothing else is global.

`TESTDB=postgres` runs the same tests on a throw-away PostgreSQL. A test that asks for a database
is marked `db` by itself; tests marked `sqlite` or `postgres` are left out on the other one.
"""

import asyncio
import hashlib
import logging
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import asyncpg
import pytest

from tests import models_once
from tests.emptying import Emptying, plain
from tests.pgtemp import TempPostgres
from village import storage
from village.clock import FrozenClock, at_local
from web import migrating, tables

ROOT = Path(__file__).resolve().parent.parent
ON_POSTGRES = os.environ.get("TESTDB", "sqlite") == "postgres"
SERVER = pytest.StashKey[TempPostgres]()
DATABASES = {"db", "db_url", "own_url", "empty_url"}
ADDRESS = "CUNYI_TEST_SERVER"  # how the workers of xdist learn where the server is

models_once.install()


class Statements(list[str]):
    """What was sent to the database since the test began or since `clear()`."""


def is_left_out(item):
    """Deeds run on both databases; pages run on SQLite, and on PostgreSQL where marked `both`."""
    if item.get_closest_marker("sqlite" if ON_POSTGRES else "postgres"):
        return True
    page = item.nodeid.startswith(("tests/web/", "tests/journeys/"))
    return ON_POSTGRES and page and not item.get_closest_marker("both")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    for item in items:
        if DATABASES & set(item.fixturenames):
            item.add_marker("db")
    left_out = [item for item in items if is_left_out(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session):
    if ON_POSTGRES and not hasattr(session.config, "workerinput"):
        server = TempPostgres().__enter__()
        session.config.stash[SERVER] = server
        os.environ[ADDRESS] = server.url("")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    if server := session.config.stash.get(SERVER, None):
        server.__exit__()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Nothing is skipped because something is missing here; only the corpus may be absent."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and "corpus" not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"Skipped, so not tested: {report.longrepr}"
    return report


@pytest.fixture
def clock():
    return FrozenClock(at_local(date(2026, 11, 22), 9))


@pytest.fixture
def queries():
    log = logging.getLogger("tortoise.db_client")
    statements = Statements()

    class Counter(logging.Handler):
        def emit(self, record):
            statements.append(record.getMessage())

    counter, level = Counter(), log.level
    log.addHandler(counter)
    log.setLevel(logging.DEBUG)
    yield statements
    log.removeHandler(counter)
    log.setLevel(level)


@pytest.fixture
async def db(db_url):
    """The product's storage, open on a fresh, migrated database."""
    async with storage.opened(tables.config_for(db_url)):
        yield db_url


@pytest.fixture
async def db_url(request, tmp_path):
    """The address of a fresh, migrated database that nobody has opened."""
    if ON_POSTGRES:
        server = request.getfixturevalue("migrated_server")
        server.now()
        return server.address
    file = tmp_path / "cunyi.db"
    shutil.copyfile(request.getfixturevalue("migrated_file"), file)
    return f"sqlite://{file}?synchronous=OFF"


@pytest.fixture
async def own_url(request, db_url):
    """The same, and the test may change the schema: nobody else gets this database."""
    if not ON_POSTGRES:
        yield db_url
        return
    request.getfixturevalue("migrated_server").let_go()
    worker = request.getfixturevalue("worker")
    async with _database(f"own_{worker}", f"TEMPLATE test_{worker}") as url:
        yield url


@pytest.fixture
async def empty_url(request, tmp_path):
    """A database without a single table."""
    if not ON_POSTGRES:
        yield f"sqlite://{tmp_path}/empty.db?synchronous=OFF"
        return
    async with _database(f"empty_{request.getfixturevalue('worker')}") as url:
        yield url


@pytest.fixture(scope="session")
def migrated_file():
    """Made once for each state of the migrations, and kept between runs."""
    steps = sorted((ROOT / "web/migrations").glob("*.py"))
    digest = hashlib.sha256(b"".join(step.read_bytes() for step in steps)).hexdigest()[:16]
    template = ROOT / "build" / f"template-{digest}.db"
    if not template.exists():
        template.parent.mkdir(exist_ok=True)
        own = template.with_suffix(f".{os.getpid()}")
        _apart(migrating.migrate(f"sqlite://{own}", template.parent))
        own.rename(template)
    return template


@pytest.fixture(scope="session")
def migrated_server(worker):
    """One database for each worker of this run."""
    name = f"test_{worker}"
    _apart(_make_database(name))
    server = Emptying(os.environ[ADDRESS] + name)
    yield server
    server.end()


@pytest.fixture(scope="session")
def worker():
    return os.environ.get("PYTEST_XDIST_WORKER", "alone")


@asynccontextmanager
async def _database(name, options=""):
    server = await asyncpg.connect(plain(os.environ[ADDRESS] + "postgres"))
    await server.execute(f"CREATE DATABASE {name} {options}")
    try:
        yield os.environ[ADDRESS] + name
    finally:
        await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await server.close()


async def _make_database(name):
    server = await asyncpg.connect(plain(os.environ[ADDRESS] + "postgres"))
    await server.execute(f"CREATE DATABASE {name}")
    await server.close()
    await migrating.migrate(os.environ[ADDRESS] + name, ROOT / "build")


def _apart(work):
    """Run it in a thread, with an event loop of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
