"""One edition on the desk: its steps, what is missing, and what this office may do now."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bylaws import adoption, adviser, collecting, edition_flow, editions, in_force
from bylaws.editing import OPEN_TO_EDITS, frozen
from bylaws.edition_dossier import EditionDossier, dossier_of, remarks
from bylaws.in_force import TextStanding
from bylaws.models import CorrectionOrder, Edition, EditionStage
from deliberation.models import DecisionStage
from village import clock
from village.errors import InvalidInput
from village.permissions import Permission
from web import bylaw_words, edition_strip
from web.guards import actor_of, village_of
from web.pages.desk_bylaws import place_of
from web.pages.meetings import may
from web.render import render
from web.strip import Link

P, S = Permission, EditionStage
Act = tuple[Permission, str, str]


async def edition_of(request: Request) -> Edition:
    """The edition in the address, for this office and this village; else it is not there."""
    village, actor = village_of(request), actor_of(request)
    return await editions.visible_to(actor, village.id, request.path_params["edition_id"])


async def edition_for(request: Request, permission: Permission) -> Edition:
    """The edition, for those who may do this with it: asked before the form is even read."""
    village, edition = village_of(request), await edition_of(request)
    actor_of(request).require(permission, village.id, village.township_id)
    return edition


async def facts_of(request: Request, edition: Edition) -> EditionDossier:
    return await dossier_of(edition, today=clock.local_date(request.state.now))


def here_of(edition: Edition) -> str:
    return place_of(edition.village, edition)


def done(edition: Edition, rest: str = "") -> Response:
    return RedirectResponse(f"{here_of(edition)}{rest}", status_code=303)


def back_of(edition: Edition) -> Link:
    return Link(here_of(edition), edition.title)


def base_of(form: FormData) -> int:
    """The version the form was shown from; it stands in no field that could be pointed at."""
    said = str(form.get("base_version", ""))
    if not said.isdecimal() or len(said) > 9:
        raise InvalidInput({"": "请回到全文，重新打开这一页再改。"})
    return int(said)


class Push(NamedTuple):
    """A step taken with one button, without anything to fill in."""

    permission: Permission
    label: str
    take: Callable[..., Awaitable[None]]


PUSHES: dict[str, Push] = {
    "draft": Push(P.BYLAW_ADVANCE, "征集结束，拟定草案", collecting.begin_drafting),
    "check": Push(P.BYLAW_ADVANCE, "草案拟好了，交法治体检", adviser.begin_check),
    "adopt": Push(P.BYLAW_ADVANCE, "按议题的决议登记通过", adoption.adopt),
    "reject": Push(P.BYLAW_ADVANCE, "按表决未通过结束这一版", adoption.reject),
    "recall": Push(P.BYLAW_ADVANCE, "议题撤回了，草案退回修改", adoption.recall),
}
WAYS = {S.COLLECTING: "draft", S.DRAFTING: "check", S.VOTING: "adopt"}


async def show(request: Request) -> Response:
    edition = await edition_of(request)
    dossier = await facts_of(request, edition)
    published = await in_force.published(edition.village_id, edition.kind)
    standing = in_force.standing_on(edition, published, dossier.today)
    push = _push(request, dossier)
    context = {
        "edition": edition,
        "dossier": dossier,
        "tag": bylaw_words.standing(edition, standing),
        "strip": edition_strip.steps(dossier, standing, here=here_of(edition)),
        "push": (push, PUSHES[push].label) if push else None,
        "acts": _acts(request, dossier, standing),
        "remarks": remarks(dossier),
        "answers": await _answers(edition),
        "shown": editions.is_shown(edition),
    }
    return render(request, "bylaw_desk/edition.html", context)


def _push(request: Request, dossier: EditionDossier) -> str:
    """Which single button may be pressed now."""
    if not may(request, P.BYLAW_ADVANCE):
        return ""
    over = {DecisionStage.REJECTED: "reject", DecisionStage.WITHDRAWN: "recall"}
    stage = dossier.edition.stage
    if stage is S.VOTING and dossier.matter and dossier.matter.decision.stage in over:
        return over[dossier.matter.decision.stage]
    ready = not edition_flow.blockers(dossier)
    return WAYS.get(stage, "") if ready else ""


def _acts(request: Request, dossier: EditionDossier, standing: TextStanding | None) -> list[Link]:
    """What this office may do where the edition stands, the most likely first."""
    here = here_of(dossier.edition)
    found = [*_making(dossier), *_after(dossier, standing), *_writing(dossier)]
    return [Link(f"{here}{rest}", text) for wanted, rest, text in found if may(request, wanted)]


def _making(dossier: EditionDossier) -> list[Act]:
    edition, ready = dossier.edition, not edition_flow.blockers(dossier)
    stage = edition.stage
    vote = (P.BYLAW_ADVANCE, "/vote", "提交村民会议表决")
    if stage is S.COLLECTING and edition.collect_from is None:
        return [(P.BYLAW_ADVANCE, "/collect", "开始征集民意")]
    if stage is S.DRAFTING:
        return [(P.BYLAW_ADVANCE, "/collect", "再征集一次意见")]
    if stage is S.CHECKING:
        sends = dossier.profile.is_on("bylaws.preview_by_township")
        onward = (P.BYLAW_ADVANCE, "/send", "送乡镇审核") if sends else vote
        check = (P.LEGAL_CHECK, "/checkup", "逐条体检、签字")
        return [onward] if ready else [check]
    if stage is S.REVIEWING:
        return _reviewing(dossier, vote if ready else None)
    if stage is S.ADOPTED:
        return [(P.BYLAW_ADVANCE, "/file", "报乡镇备案")]
    if stage is S.FILED and ready:
        return [(P.NOTICE_POST, "/publish", "公布")]
    return []


def _reviewing(dossier: EditionDossier, vote: Act | None) -> list[Act]:
    advice, found = dossier.advice, [vote] if vote else []
    if dossier.open_parts:
        found.append((P.LEGAL_CHECK, "/checkup", "逐条体检、签字"))
    if advice and advice.given_at and not advice.answered_at:
        found.append((P.BYLAW_ADVANCE, "/advice", "答复乡镇的意见"))
    return found


def _writing(dossier: EditionDossier) -> list[Act]:
    edition, found = dossier.edition, []
    if frozen(edition) is None:
        found += [(P.BYLAW_DRAFT, "/text", "写条文"), (P.BYLAW_DRAFT, "/import", "从文件导入")]
    if edition.collect_from is not None and edition.stage in OPEN_TO_EDITS:
        found.append((P.BYLAW_DRAFT, "/opinions", "意见和答复"))
    if edition.stage in OPEN_TO_EDITS:
        found.append((P.BYLAW_ADVANCE, "/withdraw", "撤回这一版"))
    return found


def _after(dossier: EditionDossier, standing: TextStanding | None) -> list[Act]:
    if standing is None:
        return []
    found = [(P.BYLAW_KEEP, "/slips", "签收单")]
    if standing is TextStanding.IN_FORCE:
        found += [(P.BYLAW_KEEP, "/reread", "登记梳理"), (P.BYLAW_ADVANCE, "/repeal", "废止")]
    return found


async def _answers(edition: Edition) -> list[CorrectionOrder]:
    """Orders of correction that this edition is the answer to."""
    orders = CorrectionOrder.filter(answered_by_id=edition.id, revoked_on=None)
    return await orders.order_by("id").select_related("edition")


async def advance(request: Request) -> Response:
    edition, form = await edition_for(request, P.BYLAW_ADVANCE), await request.form()
    push = PUSHES.get(str(form.get("step", "")))
    if push is None:
        raise InvalidInput({"": "请回到这一版，看下一步是什么。"})
    await push.take(edition, actor_of(request), now=request.state.now)
    return done(edition)
