"""One matter on the desk: its six steps, what is missing, and what this office may do now."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import (
    concern_doors,
    concern_matters,
    cycle,
    decisions,
    disclosure,
    guards,
    queries,
)
from deliberation.decisions import ENDED
from deliberation.dossier import Dossier, dossier_of
from deliberation.models import Concern, CycleStep, Decision, DecisionStage, Meeting
from deliberation.sequence import PREPARING
from publicity.models import NoticeKind
from village import clock
from village.permissions import Permission
from web import forms, repeats, stages, strips
from web.guards import actor_of, village_of
from web.render import render
from web.repeats import Repeat
from web.retyped import REFUSED, again
from web.strip import Link
from web.wording import day

P, S = Permission, DecisionStage


async def matter_of(request: Request) -> Decision:
    """The matter in the address, for this office and this village; else it is not there."""
    village, actor = village_of(request), actor_of(request)
    return await decisions.visible_to(actor, village.id, request.path_params["decision_id"])


async def matter_for(request: Request, permission: Permission) -> Decision:
    """The matter, for those who may do this with it: asked before the form is even read."""
    village, decision = village_of(request), await matter_of(request)
    actor_of(request).require(permission, village.id, village.township_id)
    return decision


def place_of(decision: Decision) -> str:
    return f"/desk/{decision.village.code}/decisions/{decision.id}"


async def facts_of(request: Request, decision: Decision) -> Dossier:
    return await dossier_of(decision, today=clock.local_date(request.state.now))


async def show(request: Request) -> Response:
    decision = await matter_of(request)
    today = clock.local_date(request.state.now)
    matter = await queries.public_matter(decision, today=today)
    dossier = matter.dossier
    may = cycle.next_step(decision) is not None and not cycle.blockers(dossier)
    context = {
        "decision": decision,
        "dossier": dossier,
        "matter": matter,
        "strip": strips.full(dossier, desk=True),
        "advances": may and _may(request, P.DECISION_ADVANCE),
        "next_stage": _next_label(decision),
        "acts": _acts(request, dossier, matter.called),
        "hearings": dossier.sittings.get(CycleStep.HEAR, ()),
        "ended": decision.stage in ENDED,
        "today": dossier.today,
        "text_at": stages.text_at(decision, f"/desk/{decision.village.code}"),
        "repeats": await _repeats(dossier),
        "behind": await _behind(request, decision),
    }
    return render(request, "matter/show.html", context)


async def _behind(request: Request, decision: Decision) -> Concern | None:
    """The concern it came from, for those who may read it."""
    found = await concern_matters.behind_on_desk(decision)
    today = clock.local_date(request.state.now)
    if found is None or not await concern_doors.sees(actor_of(request), found, today):
        return None
    return found


async def _repeats(dossier: Dossier) -> list[Repeat]:
    """Photographs of its meetings and papers that were used before."""
    held = [one.item.meeting_id for sat in dossier.sittings.values() for one in sat]
    subjects = [f"decision:{dossier.decision.id}", *(f"meeting:{one}" for one in held)]
    subjects += [f"notice:{one.notice.id}" for one in dossier.postings.values()]
    return await repeats.about(dossier.decision.village_id, subjects)


def _may(request: Request, permission: Permission) -> bool:
    village = village_of(request)
    return actor_of(request).may(permission, village.id, village.township_id)


def _next_label(decision: Decision) -> str:
    step = cycle.next_step(decision)
    return "" if step is None else DecisionStage(step.target).label


def _acts(request: Request, dossier: Dossier, called: Sequence[Meeting]) -> list[Link]:
    """What this office may do with the matter where it stands, the most likely first."""
    decision = dossier.decision
    found = [
        *_meeting_acts(dossier, called),
        *_paper_acts(dossier),
        *_before_acts(decision),
        *_works_acts(dossier),
        *_ending_acts(dossier),
    ]
    return [Link(href, text) for permission, href, text in found if _may(request, permission)]


Act = tuple[Permission, str, str]


def _meeting_acts(dossier: Dossier, called: Sequence[Meeting]) -> list[Act]:
    """The meeting it waits for: to be called, or to be gone to where it was called already."""
    decision, step = dossier.decision, cycle.step_in_hand(dossier.decision)
    if step is None:
        return []
    desk, body = f"/desk/{decision.village.code}", strips.body_of(decision, step)
    base = f"{desk}/meetings/new?decision={decision.id}&step="
    found = [(P.MEETING_CALL, f"{base}{CycleStep.HEAR}", "召集听证会、恳谈会")]
    sitting = dossier.sitting(step)
    if coming := next((one for one in called if one.body is body), None):
        words = f"看 {day(clock.local_date(coming.starts_at))}的{body.label}"
        return [(P.DESK_VIEW, f"{desk}/meetings/{coming.id}", words), *found]
    if sitting is None or not sitting.passed:
        found.insert(0, (P.MEETING_CALL, f"{base}{step}", f"召集{body.label}“{step.label}”"))
    return found


def _before_acts(decision: Decision) -> list[Act]:
    if decision.stage not in PREPARING:
        return []
    here = place_of(decision)
    return [
        (P.DECISION_PREPARE, f"{here}/canvass", "登记征求意见"),
        (P.LEGAL_CHECK, f"{here}/legality", "出具合法性审查意见"),
        (P.DECISION_PREPARE, f"{here}/risk", "登记风险评估"),
    ]


def _paper_acts(dossier: Dossier) -> list[Act]:
    decision, here = dossier.decision, place_of(dossier.decision)
    kind = disclosure.may_post(dossier)
    found = []
    if kind is not None and dossier.posting(kind) is None:
        found.append((P.NOTICE_POST, f"{here}/post", f"张贴{kind.label}的公告"))
    asks = dossier.profile.is_on("township_review.enabled")
    if asks and decision.stage is S.RESOLVED and dossier.review is None:
        found.append((P.DECISION_PREPARE, f"{here}/township", "送乡镇审查"))
    return found


def _works_acts(dossier: Dossier) -> list[Act]:
    decision, here = dossier.decision, place_of(dossier.decision)
    if decision.stage is S.ACCEPTED:
        return _accepting_late(dossier)
    if decision.stage is not S.DISCLOSED or dossier.by_publication:
        return []
    found = _carrying_out(dossier)
    if dossier.open_change is None:
        found.append((P.WORKS_RECORD, f"{here}/change", "提出变更"))
    else:
        base = f"/desk/{decision.village.code}/meetings/new?decision={decision.id}&step="
        text = f"召集{decision.body.label}讨论变更"
        found.insert(0, (P.MEETING_CALL, f"{base}{CycleStep.CHANGE}", text))
    return found


def _accepting_late(dossier: Dossier) -> list[Act]:
    works = dossier.works
    if works is None or works.accepted_on is not None or dossier.posting(NoticeKind.RESULT):
        return []
    return [(P.WORKS_ACCEPT, f"{place_of(dossier.decision)}/acceptance", "登记验收意见")]


def _carrying_out(dossier: Dossier) -> list[Act]:
    works, here = dossier.works, place_of(dossier.decision)
    if works is None:
        return [(P.WORKS_RECORD, f"{here}/works", "登记由谁实施")]
    if works.accepted_on is not None:
        return []
    found = [(P.WORKS_RECORD, f"{here}/progress", "登记进度")]
    if works.finished_on is None:
        return [*found, (P.WORKS_RECORD, f"{here}/finish", "登记完成和决算")]
    accept = (P.WORKS_ACCEPT, f"{here}/acceptance", "登记验收意见")
    return [accept, *found, (P.WORKS_RECORD, f"{here}/finish", "更正完成日期和决算")]


def _ending_acts(dossier: Dossier) -> list[Act]:
    here = place_of(dossier.decision)
    found = []
    if cycle.voted_down(dossier):
        found.append((P.DECISION_ADVANCE, f"{here}/reject", "按“未通过”结束"))
    passed = dossier.decision.stage is S.REVIEWED and guards.lawfully_resolved(dossier)
    if dossier.decision.stage in PREPARING and not passed:
        found.append((P.DECISION_ADVANCE, f"{here}/withdraw", "撤回议题"))
    return found


async def advance(request: Request) -> Response:
    decision = await matter_of(request)
    await cycle.advance(decision, actor_of(request), now=request.state.now)
    return RedirectResponse(place_of(decision), status_code=303)


async def ask_withdraw(request: Request) -> Response:
    decision = await matter_for(request, P.DECISION_ADVANCE)
    context = {"decision": decision, "form": forms.blank(), "blockers": ()}
    return render(request, "matter/withdraw.html", context)


async def withdraw(request: Request) -> Response:
    decision, form = await matter_for(request, P.DECISION_ADVANCE), await request.form()
    try:
        with forms.reading(form) as read:
            why = read.text("why", "请写明为什么撤回，理由会公开。", least=4, most=300)
        await decisions.withdraw(decision, why, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, "matter/withdraw.html", {"decision": decision}, form, refusal)
    return RedirectResponse(place_of(decision), status_code=303)


async def ask_reject(request: Request) -> Response:
    decision = await matter_for(request, P.DECISION_ADVANCE)
    return render(request, "matter/reject.html", {"decision": decision})


async def reject(request: Request) -> Response:
    decision = await matter_of(request)
    await cycle.reject(decision, actor_of(request), now=request.state.now)
    return RedirectResponse(place_of(decision), status_code=303)


async def ask_post(request: Request) -> Response:
    decision = await matter_for(request, P.NOTICE_POST)
    context = await _paper(request, decision)
    form = forms.blank(days=context["least"], places=decision.village.board_places)
    return render(request, "matter/post.html", {**context, "form": form, "blockers": ()})


async def _paper(request: Request, decision: Decision) -> dict[str, object]:
    """The paper as it would hang, written from the record."""
    dossier = await facts_of(request, decision)
    kind = disclosure.may_post(dossier)
    if kind is None:
        return {"decision": decision, "paper": None, "kind": None, "least": 0}
    paper = disclosure.drafted(dossier, kind, disclosure.Wish())
    return {"decision": decision, "paper": paper, "kind": kind, "least": paper.least}


async def post(request: Request) -> Response:
    decision, form = await matter_for(request, P.NOTICE_POST), await request.form()
    try:
        with forms.reading(form) as read:
            wish = disclosure.Wish(
                days=read.whole("days", "请填写公示天数。", least=1, most=365),
                places=read.text("places", "请写贴在哪里。", most=200),
                addition=read.text("addition", most=1000, lines=True),
            )
        notice = await disclosure.post(decision, wish, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        context = await _paper(request, decision)
        return again(request, "matter/post.html", context, form, refusal)
    return RedirectResponse(f"/desk/{decision.village.code}/notices/{notice.id}", status_code=303)
