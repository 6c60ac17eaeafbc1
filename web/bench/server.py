"""Servers to measure, all started as the product starts its own: `python -m web.bench.server`.

`product` is the site as it is; `uncached` the same without its page cache; `constant` answers one
string, `headed` with the headers of a public page; `insert` stores one row through the ORM, and
`stock` does so with Tortoise's own engine.
"""

import itertools
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from village import storage
from village.models import Household, Village
from web import app, headers, tables
from web.cache import PublicCache
from web.commands.serve import SITE, listen
from web.settings import Settings

TEXT = "村议"
STOCK = "tortoise.backends.sqlite"


def uncached() -> Starlette:
    return without_cache(app.from_environment())


def without_cache(site: Starlette) -> Starlette:
    cache: object = PublicCache
    site.user_middleware = [one for one in site.user_middleware if one.cls is not cache]
    return site


def constant() -> Starlette:
    return _answering({})


def headed() -> Starlette:
    settings = Settings.from_environment()
    kept = {"Vary": "Cookie, Accept-Encoding", "ETag": 'W/"0"', "Cache-Control": "no-cache"}
    return _answering({**headers.always(settings.public_url), **kept})


def _answering(always: dict[str, str]) -> Starlette:
    async def answer(_request: Request) -> Response:
        return PlainTextResponse(TEXT, headers=always)

    return Starlette(routes=[Route("/", answer)])


def insert() -> Starlette:
    return _inserting("")


def stock() -> Starlette:
    return _inserting(STOCK)


def _inserting(engine: str) -> Starlette:
    """One row of the product's own table, with what it needs and nothing around it."""
    numbers = itertools.count(1)
    config = tables.config_for(Settings.from_environment().database_url)
    if engine:
        config["connections"][storage.CONNECTION]["engine"] = engine

    @asynccontextmanager
    async def lifespan(of: Starlette) -> AsyncIterator[None]:
        async with storage.opened(config):
            village = await Village.first()
            of.state.village_id = village.id if village else 0
            yield

    async def answer(request: Request) -> Response:
        form = await request.form()
        number = f"{form['number']}-{next(numbers)}"
        await Household.create(village_id=request.app.state.village_id, number=number)
        return PlainTextResponse(TEXT)

    return Starlette(routes=[Route("/", answer, methods=["POST"])], lifespan=lifespan)


if __name__ == "__main__":
    kind, port = sys.argv[1:]
    listen("127.0.0.1", int(port), app=SITE if kind == "product" else f"web.bench.server:{kind}")
