"""How much may be sent. The framework's own limit answers in English, so we keep our own.

An address that takes files says how much in `action(..., max_body=...)`; all others take little.
"""

from urllib.parse import parse_qsl

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from village.errors import TooLarge

FORM = 256 * 1024  # a field with far too much in it comes back as typed, with its mistake
PHOTO = 12 * 1024 * 1024
MOST_FIELDS = 5000
MOST_FILES = 40
PLAIN = "application/x-www-form-urlencoded"
PAPER = 14 * 1024 * 1024  # more than one paper may weigh, so that the form can say so itself
SAY = 48 * 1024 * 1024  # four photographs as the phone took them, and a voice note


class BodyLimit:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request, taken = Request(scope), 0

        async def counted() -> Message:
            nonlocal taken
            most = getattr(request.state, "max_body", FORM)
            _refuse_if_over(_announced(request), most)
            message = await receive()
            taken += len(message.get("body", b""))
            _refuse_if_over(taken, most)
            return message

        await self.app(scope, counted, send)


async def form_of(request: Request) -> FormData:
    """The form that was sent, read once; a plain one in one go, for most forms are."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != PLAIN:
        return await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)
    try:
        pairs = parse_qsl(
            (await request.body()).decode("latin-1"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as failure:
        raise HTTPException(400) from failure
    form = request._form = FormData(
        list[tuple[str, str | UploadFile]](pairs)
    )  # where `request.form()` finds it
    return form


def _announced(request: Request) -> int:
    said = request.headers.get("content-length", "0")
    return int(said) if said.isascii() and said.isdigit() else 0


def _refuse_if_over(size: int, most: int) -> None:
    if size > most:
        raise TooLarge(f"这里一次最多收 {_words(most)}，您交的超过了，没有保存。")


def _words(size: int) -> str:
    mega = 1024 * 1024
    return f"{size // mega} MB" if size >= mega else f"{size // 1024} KB"
