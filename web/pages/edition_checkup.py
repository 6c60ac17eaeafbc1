"""法治体检 on the desk: the adviser's word on one finding after another, notes, the signature.

The check points, the adviser decides; what is to be changed is changed by those who draft.
"""

from collections import Counter
from collections.abc import Sequence

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bylaws import adviser, texts
from bylaws.adviser import UNDER_CHECK, Word
from bylaws.checked import Checked, FindingState
from bylaws.models import Edition
from bylaws.review_rules import CheckupAction
from village.errors import InvalidInput
from village.permissions import Permission
from web import asking, forms
from web.asking import Asked, Field
from web.forms import reading
from web.guards import actor_of
from web.pages.edition import done, edition_for, edition_of, here_of
from web.pages.meetings import may
from web.render import render
from web.retyped import REFUSED, again
from web.strip import Link

P = Permission
TEMPLATE = "bylaw_desk/checkup.html"
ACTIONS = (
    (str(CheckupAction.STRIKE), "剔除"),
    (str(CheckupAction.CORRECT), "更正"),
    (str(CheckupAction.ADD), "补充"),
    (str(CheckupAction.KEEP), "保留", "没有问题，或者合法，写明理由"),
)
WHY = "请写明理由，起草的人照着改。"


async def show(request: Request) -> Response:
    edition = await edition_of(request)
    found = await _found(edition)
    one = _current(found, request.query_params.get("at", ""))
    context = await _context(request, edition, found, one)
    return render(request, TEMPLATE, {**context, "form": _begun(one), "blockers": ()})


async def _found(edition: Edition) -> list[Checked]:
    return await adviser.findings(edition, await texts.rows_of(edition.id))


def _current(found: Sequence[Checked], key: str) -> Checked | None:
    """The one asked for, else the first nobody has decided on."""
    asked = next((one for one in found if one.key == key), None)
    if asked is not None:
        return asked
    return next((one for one in found if one.state is FindingState.UNDECIDED), None)


def _begun(one: Checked | None) -> forms.Filled:
    if one is None or one.finding is None:
        return forms.blank()
    return forms.blank(key=one.key, action=str(one.finding.action))


async def _context(
    request: Request, edition: Edition, found: Sequence[Checked], one: Checked | None
) -> dict[str, object]:
    states = Counter(each.state for each in found)
    checks = edition.stage in UNDER_CHECK
    return {
        "edition": edition,
        "found": found,
        "counts": [(state, states[state]) for state in FindingState],
        "one": one,
        "actions": ACTIONS,
        "decides": checks and may(request, P.LEGAL_CHECK),
        "drafts": may(request, P.BYLAW_DRAFT),
        "early": not checks,
        "signature": await adviser.signature_of(edition),
        "open_parts": await adviser.open_parts(edition, await texts.rows_of(edition.id)),
    }


async def decide(request: Request) -> Response:
    """By the key the page showed; 照此办理 takes what the check proposes, wording and all."""
    edition, form = await edition_for(request, P.LEGAL_CHECK), await request.form()
    found = await _found(edition)
    key = str(form.get("key", ""))
    one = next((each for each in found if each.key == key), None)
    try:
        if one is None:
            raise InvalidInput({"": "这一处现在没有了，文字可能刚刚改过，请从下面重新选。"})
        word = _word(form, one)
        await adviser.decide(edition, key, word, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        context = await _context(request, edition, found, one)
        return again(request, TEMPLATE, context, form, refusal)
    return done(edition, "/checkup")


def _word(form: FormData, one: Checked) -> Word:
    if "as_found" in form and one.finding is not None:
        found = one.finding
        told = f"{found.why}可以写成：{found.suggest}" if found.suggest else found.why
        return Word(found.action, told[: adviser.LONGEST])
    with reading(form) as read:
        action = read.choice("action", CheckupAction, "请选择怎样处理。")
        reason = read.text("reason", WHY, most=adviser.LONGEST, lines=True)
    return Word(action, reason)


async def _note_sheet(edition: Edition) -> Asked:
    rows = await texts.rows_of(edition.id)
    places = [("whole", "全文")] + [(str(one.id), f"{one.label} {one.text[:14]}") for one in rows]
    fields = (
        Field("select", "row", "哪一条", options=places),
        Field("text", "quote", "哪几个字", "照原文抄；说全文的可以不填。"),
        Field("radios", "action", "怎样处理", options=ACTIONS),
        Field("long", "reason", "理由和建议的写法", rows=4),
    )
    here = f"{here_of(edition)}/checkup"
    lead = "检查没有指出来、您自己看出来的，写在这里。"
    return Asked("自己提一处", f"{here}/note", "记下来", Link(here, "法治体检"), fields, (lead,))


async def ask_note(request: Request) -> Response:
    edition = await edition_for(request, P.LEGAL_CHECK)
    return asking.ask(request, await _note_sheet(edition))


async def note(request: Request) -> Response:
    edition, form = await edition_for(request, P.LEGAL_CHECK), await request.form()
    rows = {"whole": 0} | {str(one.id): one.id for one in await texts.rows_of(edition.id)}
    try:
        with reading(form) as read:
            row = read.pick("row", rows, "请选择是哪一条。") or None
            quote = read.text("quote", most=300)
            action = read.choice("action", CheckupAction, "请选择怎样处理。")
            reason = read.text("reason", WHY, most=adviser.LONGEST, lines=True)
            if row is not None and not quote:
                read.wrong("quote", "请写是哪几个字。")
        word = Word(action, reason)
        await adviser.note(edition, row, quote, word, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return asking.again(request, await _note_sheet(edition), form, refusal)
    return done(edition, "/checkup")


async def sign(request: Request) -> Response:
    edition, form = await edition_for(request, P.LEGAL_CHECK), await request.form()
    try:
        with reading(form) as read:
            opinion = read.text("opinion", most=adviser.LONGEST, lines=True)
        await adviser.sign(edition, opinion, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        context = await _context(request, edition, await _found(edition), None)
        return again(request, TEMPLATE, context, form, refusal)
    return done(edition, "/checkup")
