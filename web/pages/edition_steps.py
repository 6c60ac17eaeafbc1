"""Steps of an edition that ask for something: each a small form, each taken by its own deed."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import NamedTuple

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bylaws import (
    adoption,
    collecting,
    editions,
    filing,
    publication,
    repealing,
    reviews_due,
    township_review,
)
from bylaws.models import Edition
from deliberation.models import Decision
from village import clock, profiles
from village.errors import Blocked, Blocker
from village.permissions import Permission
from village.rules import Body, Profile, Unit
from web import asking, forms
from web.asking import Asked, Field
from web.forms import Filled
from web.guards import Handler, actor_of
from web.pages.edition import back_of, done, edition_for, facts_of, here_of
from web.retyped import REFUSED
from web.wording import full_day

P = Permission
BODIES = (Body.VILLAGERS_ASSEMBLY, Body.REPRESENTATIVE_ASSEMBLY)
Sheet = Callable[[Request, Edition], Awaitable[tuple[Asked, Filled]]]
Deed = Callable[[Request, Edition, FormData], Awaitable[str]]


def _asks(permission: Permission, sheet: Sheet) -> Handler:
    async def shown(request: Request) -> Response:
        edition = await edition_for(request, permission)
        return asking.ask(request, *await sheet(request, edition))

    return shown


def _does(permission: Permission, sheet: Sheet, deed: Deed) -> Handler:
    async def acted(request: Request) -> Response:
        edition, form = await edition_for(request, permission), await request.form()
        try:
            rest = await deed(request, edition, form)
        except REFUSED as refusal:
            asked, _ = await sheet(request, edition)
            return asking.again(request, asked, form, refusal)
        return done(edition, rest)

    return acted


async def _profile(edition: Edition) -> Profile:
    return await profiles.kept(edition.profile_code, edition.profile_digest)


def _asked(edition: Edition, title: str, rest: str, button: str, *fields: Field) -> Asked:
    return Asked(title, f"{here_of(edition)}/{rest}", button, back_of(edition), fields)


def _lead(asked: Asked, *lead: str) -> Asked:
    return replace(asked, lead=lead)


async def _collect_sheet(_: Request, edition: Edition) -> tuple[Asked, Filled]:
    least = (await _profile(edition)).whole("bylaws.collect_days") or 0
    days = Field("number", "days", "征集几天", f"至少 {least} 天，张贴当日不算。", unit="天")
    asked = _lead(
        _asked(edition, "开始征集民意", "collect", "贴出公告，开始征集", days),
        "公开栏会多一张征集意见的公告。村民扫码可以对每一条提意见，也可以到村里说，由您代录。",
        "征集期间文本不改动，免得大家看的不是同一份。",
    )
    return asked, forms.blank(days=least)


async def _collect(request: Request, edition: Edition, form: FormData) -> str:
    with forms.reading(form) as read:
        days = read.whole("days", "请填写征集几天。", least=1, most=365)
    await collecting.open_for_opinions(edition, days, actor_of(request), now=request.state.now)
    return ""


async def _send_sheet(_: Request, edition: Edition) -> tuple[Asked, Filled]:
    days = (await _profile(edition)).whole("bylaws.advice_days") or 0
    asked = _lead(
        _asked(edition, "送乡镇审核", "send", "送出去"),
        f"把法律顾问签过字的草案送乡镇看，请乡镇在 {days} 天内提意见。",
        "乡镇提的是意见，不是批准；到期没有答复的，村里照常提交表决。",
    )
    return asked, forms.blank()


async def _send(request: Request, edition: Edition, _: FormData) -> str:
    await township_review.send(edition, actor_of(request), now=request.state.now)
    return ""


async def _vote_sheet(request: Request, edition: Edition) -> tuple[Asked, Filled]:
    dossier = await facts_of(request, edition)
    fields = (
        Field("radios", "body", "由哪个会议表决", options=BODIES),
        Field("radios", "unit", "怎样数人数", options=list(Unit)),
    )
    asked = _lead(
        _asked(edition, "提交村民会议表决", "vote", "提交表决，封存文本", *fields),
        f"共 {len(dossier.rows)} 条。提交以后一字不再改动，议题里写明文本校验码；"
        "接着按四议两公开的六步走，应当有妇女到会。",
    )
    begun = {"body": str(BODIES[0]), "unit": str(Unit.ADULTS)}
    return asked, forms.blank(**begun)


async def _vote(request: Request, edition: Edition, form: FormData) -> str:
    with forms.reading(form) as read:
        body = read.choice("body", Body, "请选择由哪个会议表决。")
        unit = read.choice("unit", Unit, "请选择怎样数人数。")
    await adoption.open_vote(
        edition, actor_of(request), now=request.state.now, body=body, unit=unit
    )
    return ""


async def _file_sheet(_: Request, edition: Edition) -> tuple[Asked, Filled]:
    days = (await _profile(edition)).whole("bylaws.file_days") or 0
    lead = [f"通过以后 {days} 天内报乡镇备案。备案是告知，不是批准，编号以前也可以公布。"]
    if edition.adopted_on:
        last = full_day(clock.last_day(edition.adopted_on, days))
        lead.append(f"{full_day(edition.adopted_on)}通过，{last}前报送；晚了也收，会写明晚了几天。")
    return _lead(_asked(edition, "报乡镇备案", "file", "报送备案"), *lead), forms.blank()


async def _file(request: Request, edition: Edition, _: FormData) -> str:
    await filing.submit(edition, actor_of(request), now=request.state.now)
    return ""


async def _publish_sheet(request: Request, edition: Edition) -> tuple[Asked, Filled]:
    fields = (
        Field("day", "in_force_on", "哪天起施行", "最早是公布的这一天。"),
        Field("text", "places", "贴在哪里"),
    )
    asked = _lead(
        _asked(edition, "公布", "publish", "公布", *fields),
        "公开栏会多一张公告，写明通过、备案和施行的日子。全文印出来贴在旁边。",
    )
    today = clock.local_date(request.state.now)
    places = edition.village.board_places
    return asked, forms.blank(in_force_on=today, places=places)


async def _publish(request: Request, edition: Edition, form: FormData) -> str:
    with forms.reading(form) as read:
        on = read.day("in_force_on", "请填写哪天起施行。")
        places = read.text("places", "请写贴在哪里。", most=200)
    await publication.publish(edition, on, actor_of(request), now=request.state.now, places=places)
    return ""


async def _withdraw_sheet(_: Request, edition: Edition) -> tuple[Asked, Filled]:
    why = Field("long", "why", "为什么撤回", "理由会公开。", rows=3)
    asked = _lead(
        _asked(edition, "撤回这一版", "withdraw", "撤回", why),
        "写过的文字、意见和答复都留着，以后起草还可以看。",
    )
    return asked, forms.blank()


async def _withdraw(request: Request, edition: Edition, form: FormData) -> str:
    with forms.reading(form) as read:
        why = read.text("why", "请写明为什么撤回。", least=4, most=300)
    await editions.withdraw(edition, why, actor_of(request), now=request.state.now)
    return ""


async def _advice_sheet(_: Request, edition: Edition) -> tuple[Asked, Filled]:
    advice = await township_review.of_edition(edition.id)
    lead = ["乡镇还没有提意见。"]
    if advice and advice.given_at and advice.view:
        lead = [f"乡镇的意见：{advice.view.label}。", advice.text]
    text = Field("long", "text", "采纳没有，为什么", "乡镇会看到。", rows=5)
    asked = _asked(edition, "答复乡镇的意见", "advice", "答复", text)
    return _lead(asked, *[one for one in lead if one]), forms.blank()


async def _advice(request: Request, edition: Edition, form: FormData) -> str:
    with forms.reading(form) as read:
        text = read.text("text", "请写明采纳没有、为什么。", least=2, most=2000, lines=True)
    advice = await township_review.of_edition(edition.id)
    if advice is None:
        raise Blocked([Blocker("no-advice", "乡镇还没有提意见。", remedy="等提了意见再答复")])
    await township_review.answer(advice, text, actor_of(request), now=request.state.now)
    return ""


REVISE = (("no", "还合适，不用改"), ("yes", "要改，准备起草新的一版"))


async def _reread_sheet(_: Request, edition: Edition) -> tuple[Asked, Filled]:
    years = (await _profile(edition)).whole("bylaws.review_years") or 0
    fields = (
        Field("radios", "revise", "看过以后", options=REVISE),
        Field("long", "note", "看了哪些，结论是什么", rows=4),
    )
    asked = _lead(
        _asked(edition, "登记梳理", "reread", "登记", *fields),
        f"现行的文本至少每 {years} 年看一遍：有没有和新的法律不合的，有没有没人照着做的。",
    )
    return asked, forms.blank()


async def _reread(request: Request, edition: Edition, form: FormData) -> str:
    with forms.reading(form) as read:
        revise = read.pick("revise", dict(REVISE), "请选择看过以后要不要改。") == REVISE[1][1]
        note = read.text("note", "请写明看了哪些、结论是什么。", least=2, most=1000, lines=True)
    await reviews_due.record(edition, revise, note, actor_of(request), now=request.state.now)
    return ""


async def _asked_to_repeal(edition: Edition) -> bool:
    """Whether the assembly has been asked, and has not said no."""
    if edition.repeal_decision_id is None:
        return False
    over = Decision.filter(id=edition.repeal_decision_id, stage__in=repealing.OVER)
    return not await over.exists()


async def _repeal_sheet(request: Request, edition: Edition) -> tuple[Asked, Filled]:
    if not await _asked_to_repeal(edition):
        why = Field("long", "why", "为什么废止", rows=3)
        asked = _asked(edition, "提议废止", "repeal", "提交村民会议表决", why)
        lead = "谁通过的，由谁废止：会立一个议题，由村民会议表决。"
        return _lead(asked, lead), forms.blank()
    on = Field("day", "on", "哪天起废止")
    asked = _asked(edition, "登记废止", "repeal", "登记废止", on)
    lead = "村民会议决议废止以后，在这里登记从哪天起。"
    return _lead(asked, lead), forms.blank(on=clock.local_date(request.state.now))


async def _repeal(request: Request, edition: Edition, form: FormData) -> str:
    actor, now = actor_of(request), request.state.now
    if not await _asked_to_repeal(edition):
        with forms.reading(form) as read:
            why = read.text("why", "请写明为什么废止。", least=4, most=300)
        await repealing.open_repeal(edition, why, actor, now=now)
        return ""
    with forms.reading(form) as read:
        on = read.day("on", "请填写哪天起废止。")
    await repealing.repeal(edition, on, actor, now=now)
    return ""


class Asking(NamedTuple):
    """What shows the form and what takes it."""

    ask: Handler
    act: Handler


def _step(permission: Permission, sheet: Sheet, deed: Deed) -> Asking:
    return Asking(_asks(permission, sheet), _does(permission, sheet, deed))


STEPS: dict[str, Asking] = {
    "collect": _step(P.BYLAW_ADVANCE, _collect_sheet, _collect),
    "send": _step(P.BYLAW_ADVANCE, _send_sheet, _send),
    "vote": _step(P.BYLAW_ADVANCE, _vote_sheet, _vote),
    "file": _step(P.BYLAW_ADVANCE, _file_sheet, _file),
    "publish": _step(P.NOTICE_POST, _publish_sheet, _publish),
    "withdraw": _step(P.BYLAW_ADVANCE, _withdraw_sheet, _withdraw),
    "advice": _step(P.BYLAW_ADVANCE, _advice_sheet, _advice),
    "reread": _step(P.BYLAW_KEEP, _reread_sheet, _reread),
    "repeal": _step(P.BYLAW_ADVANCE, _repeal_sheet, _repeal),
}
"""By the last word of their address."""
