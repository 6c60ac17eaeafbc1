"""Is it alive, and its figures: for our own machines only; to others there is nothing here."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from tortoise.connection import get_connection
from tortoise.exceptions import BaseORMException

from village import storage
from village.errors import NotFound, NotReady


def _only_ours(request: Request) -> None:
    if not request.state.from_ours:
        raise NotFound("这一页")


async def healthz(request: Request) -> Response:
    _only_ours(request)
    try:
        with storage.asking():
            await get_connection(storage.CONNECTION).execute_query_dict("SELECT 1 AS alive")
    except (BaseORMException, OSError, NotReady):
        return PlainTextResponse("database away\n", status_code=503)
    return PlainTextResponse("ok\n")


async def metrics(request: Request) -> Response:
    _only_ours(request)
    figures = request.app.state.figures.text()
    return PlainTextResponse(figures, media_type="text/plain; version=0.0.4")
