"""Said for somebody else: by the window, on the telephone, or 代填 by a helper near the house.

Both are named on the record; whoever it is for gets a slip with the number and the code.
"""

from dataclasses import dataclass, field

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import concern_doors, deadlines, raising
from deliberation.models import ConcernAudience, ConcernChannel
from deliberation.raising import Caller, Receipt
from village import clock, names, people, rules
from village.errors import Blocked, InvalidInput, NotFound
from village.models import Person, Village
from village.names import WrongName
from village.permissions import Permission
from web import claims, forms, headers, qr
from web.forms import Reader
from web.guards import actor_of, village_of
from web.pages import say_form
from web.pages.meetings import may, require
from web.pages.notices import bare
from web.render import render
from web.retyped import REFUSED, again

WINDOW, HELP = "concerns/window.html", "concerns/help.html"
CHANNELS = raising.AT_WINDOW
NOT_FOUND = "名册里没有叫这个名字的村民。请照户口本上的名字写。"
SEVERAL = "名册里有 {} 位叫这个名字的村民，请在下面选是哪一位，再交一次。"


@dataclass(slots=True)
class Sought:
    """The villager somebody writes for, by name; `namesakes` when there are several."""

    village: Village
    name: str = ""
    person: Person | None = None
    namesakes: list[tuple[str, str]] = field(default_factory=list)


async def ask_window(request: Request) -> Response:
    _require_window(request)
    channel = str(ConcernChannel.WINDOW)
    form = forms.blank(audience=str(ConcernAudience.EVERYONE), channel=channel)
    return await _page(request, WINDOW, form)


async def ask_help(request: Request) -> Response:
    require(request, Permission.CONCERN_HELP)
    form = forms.blank(audience=str(ConcernAudience.EVERYONE))
    return await _page(request, HELP, form)


async def _page(request: Request, template: str, form: forms.Filled) -> Response:
    context = await _context(request, Sought(village_of(request)))
    return _speaking(render(request, template, {**context, "form": form, "blockers": ()}))


async def _context(request: Request, sought: Sought) -> dict[str, object]:
    told = await say_form.context_of(request, "", "")
    return {**told, "channels": CHANNELS, "namesakes": sought.namesakes}


def _speaking(answer: Response) -> Response:
    answer.headers.update(headers.SPEAKING)
    return answer


def _require_window(request: Request) -> None:
    """Those who handle concerns; the supervisors write down what is meant for them."""
    if not may(request, Permission.CONCERN_SUPERVISE):
        require(request, Permission.CONCERN_HANDLE)


async def window(request: Request) -> Response:
    _require_window(request)
    village, form = village_of(request), await request.form()
    sought = Sought(village)
    try:
        with forms.reading(form) as read:
            channel = read.choice("channel", ConcernChannel, "请选是怎么说的。")
            outside = read.flag("outside")
            caller = Caller(read.text("name", most=30), read.text("phone", most=20))
            if caller.name and not outside:
                await _look_up(request, read, sought)
        said = await say_form.said_in(form, village)
        receipt = await raising.write_down(
            village,
            said,
            sought.person or caller,
            channel,
            actor_of(request),
            secret=_secret(request),
            now=request.state.now,
        )
    except REFUSED as refusal:
        return await _again(request, WINDOW, sought, form, refusal)
    return RedirectResponse(_slip(request, receipt), status_code=303)


async def help_(request: Request) -> Response:
    require(request, Permission.CONCERN_HELP)
    village, form = village_of(request), await request.form()
    sought = Sought(village)
    try:
        with forms.reading(form) as read:
            read.text("name", "请写是替谁说的。", most=30)
            await _look_up(request, read, sought)
        said = await say_form.said_in(form, village)
        if sought.person is None:
            raise InvalidInput({"name": NOT_FOUND})
        receipt = await raising.raise_for(
            village,
            said,
            sought.person,
            actor_of(request),
            secret=_secret(request),
            now=request.state.now,
        )
    except REFUSED as refusal:
        return await _again(request, HELP, sought, form, refusal)
    return RedirectResponse(_slip(request, receipt), status_code=303)


def _secret(request: Request) -> str:
    return str(request.app.state.settings.secret_key)


async def _again(
    request: Request,
    template: str,
    sought: Sought,
    form: FormData,
    refusal: InvalidInput | Blocked,
) -> Response:
    return _speaking(again(request, template, await _context(request, sought), form, refusal))


async def _look_up(request: Request, read: Reader, sought: Sought) -> None:
    """One person of that very name; of several, the one chosen."""
    if not read.fine("name"):
        return
    today = clock.local_date(request.state.now)
    found = await people.named(sought.village, _tidy(read.raw("name")), today)
    if len(found) > 1:
        sought.namesakes = [(str(one.person_id), _told(one)) for one in found]
    ids = {str(one.person_id): one.person_id for one in found}
    chosen = read.maybe_pick("person", ids) or (found[0].person_id if len(found) == 1 else None)
    if chosen is None:
        read.wrong("name", SEVERAL.format(len(found)) if found else NOT_FOUND)
    else:
        sought.person = await Person.get(id=chosen)


def _tidy(name: str) -> str:
    try:
        return names.clean(name)
    except WrongName:
        return ""


def _told(one: people.Found) -> str:
    return "，".join(part for part in (one.name, one.group, f"{one.household} 户") if part)


def _slip(request: Request, receipt: Receipt) -> str:
    concern = receipt.concern
    sealed = claims.seal(request, concern.id, receipt.code)
    place = f"/v/{village_of(request).code}/concerns/{concern.number}/slip"
    return f"{place}?c={sealed}"


async def slip(request: Request) -> Response:
    """To be handed over on paper at once: the code is on it, and nowhere else."""
    village, number = village_of(request), request.path_params["concern"]
    sealed = claims.unseal(request, request.query_params.get("c", "")[:400])
    concern = await concern_doors.found(village.id, number)
    if sealed is None or sealed.concern_id != concern.id:
        raise NotFound("这张回执（查询码只在登记后一天里印得出来）")
    await concern.fetch_related("raised_by", "recorded_by")
    follow = f"{request.state.public_url}/v/{village.code}/concerns/follow"
    raised_on = clock.local_date(concern.raised_at)
    context = {
        "concern": concern,
        "code": sealed.code,
        "promise": deadlines.promised(rules.profile(village.profile_code), raised_on),
        "qr": qr.svg(f"{follow}?number={concern.number}", "扫码查这件事办到哪了"),
        "shown": bare(follow),
    }
    answer = render(request, "concerns/slip.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer
