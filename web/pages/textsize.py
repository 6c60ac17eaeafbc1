"""The size of letters, kept in a cookie on the device; the only cookie public pages look at."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.render import SIZE_COOKIE, TEXT_SIZES, own_path, render

SIZES = ((18, "标准字"), (22, "大字"), (26, "更大的字"), (30, "最大的字"))
A_YEAR = 365 * 24 * 3600


async def show(request: Request) -> Response:
    context = {"sizes": SIZES, "back": own_path(request.query_params.get("back", "/"))}
    return render(request, "textsize/show.html", context)


async def choose(request: Request) -> Response:
    form = await request.form(max_files=0, max_fields=8)
    back, size = form.get("back"), form.get("size")
    place = own_path(back if isinstance(back, str) else "/")
    answer = RedirectResponse(place, status_code=303)
    if size in {str(known) for known in TEXT_SIZES}:
        answer.set_cookie(SIZE_COOKIE, str(size), max_age=A_YEAR, samesite="lax", httponly=True)
    return answer
