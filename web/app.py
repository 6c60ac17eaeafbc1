"""The web application put together: what surrounds every page, what opens and closes with it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from deliberation import documents
from village import evidence, limits, rules, sessions, storage
from village.clock import Clock
from village.errors import NotReady, Refusal
from web import errors, logs, migrating, parked, rehearsal, tables
from web.arrival import Arrival
from web.bodies import BodyLimit
from web.cache import PublicCache
from web.crossorigin import CrossOrigin
from web.headers import SafeHeaders
from web.live import Hub
from web.metrics import Figures
from web.once import Places
from web.render import STATIC
from web.routes import ROUTES
from web.routing import Likes
from web.settings import Settings

log = logging.getLogger("cunyi.web")

SWEEP_EVERY = 3600  # seconds


def create_app(settings: Settings, clock: Clock) -> Starlette:
    """Its lifespan opens the storage; who calls it without one opens the storage himself."""
    logs.quiet()
    rules.use_extra(settings.data_dir / "rulebook")
    evidence.store_in(settings.data_dir)
    documents.store_in(settings.data_dir)
    figures = Figures()
    app = Starlette(
        routes=[Mount("/static", StaticFiles(directory=STATIC)), Likes(ROUTES)],
        middleware=[
            Middleware(PublicCache, clock, figures),
            Middleware(logs.AccessLog, figures),
            Middleware(SafeHeaders, settings.public_url),
            Middleware(GZipMiddleware, minimum_size=800, compresslevel=5),  # for weak signal
            Middleware(Arrival, settings, clock),
            Middleware(CrossOrigin, settings.public_url),
            Middleware(BodyLimit),
        ],
        exception_handlers={
            Refusal: errors.refused,
            HTTPException: errors.protocol,
            Exception: errors.broken,
        },
        lifespan=_lifespan(settings, clock),
    )
    app.router.redirect_slashes = False
    app.state.settings, app.state.clock = settings, clock
    app.state.figures, app.state.places, app.state.hub = figures, Places(), Hub()
    return app


def from_environment() -> Starlette:
    """What `run.py serve` starts in each process."""
    settings = Settings.from_environment()
    logs.configure(settings.log_format)
    return create_app(settings, Clock())


def _lifespan(
    settings: Settings, clock: Clock
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with storage.opened(tables.config_for(settings.database_url)):
            await migrating.check()
            clock.offset = await rehearsal.offset()
            sweeper = asyncio.create_task(_sweep(settings, clock))
            try:
                yield
            finally:
                await app.state.hub.close()
                sweeper.cancel()
                with suppress(asyncio.CancelledError):
                    await sweeper

    return lifespan


async def _sweep(settings: Settings, clock: Clock) -> None:
    """Once an hour what nobody asks for any more is forgotten."""
    while True:
        await asyncio.sleep(SWEEP_EVERY)
        try:
            await sessions.sweep(now=clock.now())
            await limits.sweep(now=clock.now())
            await parked.sweep(settings.data_dir, now=clock.now())
        except (NotReady, OSError):
            log.warning("could not sweep now; next time")
