"""The one cookie that means something: out of reach of scripts and of other sites."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from village import sessions

NAME = "cunyi"
BACK = "cunyi_back"
BACK_LASTS = 30 * 60


def give(request: Request, response: Response, token: str) -> None:
    lasts = int(sessions.VILLAGER_LASTS.total_seconds())
    put(request, response, NAME, token, lasts)


def drop(request: Request, response: Response) -> None:
    put(request, response, NAME, "", 0)


def remember_back(request: Request, response: Response, place: str) -> None:
    """Where one was going when the pass was asked for; survives the scan."""
    put(request, response, BACK, place.encode().hex(), BACK_LASTS)


def back_of(request: Request) -> str:
    try:
        return bytes.fromhex(request.cookies.get(BACK, "")).decode()
    except ValueError:
        return ""


def forget_back(request: Request, response: Response) -> None:
    put(request, response, BACK, "", 0)


def put(request: Request, response: Response, name: str, value: str, lasts: int) -> None:
    """Out of reach of scripts; `lasts` in seconds, 0 takes it away."""
    secure = urlsplit(request.state.public_url).scheme == "https"
    response.set_cookie(
        name, value, max_age=lasts, path="/", secure=secure, httponly=True, samesite="lax"
    )
