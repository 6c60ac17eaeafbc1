"""Opening a matter, one question a page: is it the collective's, what is it, who decides it.

Nothing is stored before the last page; the first answers travel in the address.
"""

from datetime import date

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import concern_doors, concern_matters, decisions, delegations
from deliberation.decisions import Proposal
from deliberation.models import Concern, Decision, Petition, Source
from village import clock, rules
from village.errors import Blocker
from village.models import Group, Village
from village.permissions import Permission
from village.rules import Body, MatterKind, MatterRules, Profile, Unit
from web import forms
from web.forms import Filled
from web.guards import actor_of, village_of
from web.render import render
from web.retyped import REFUSED, again
from web.wording import full_day

ASKED = {"yes": True, "no": False}
OPENING = tuple(one for one in Source)
MOST_TITLE = 40
FORM = "matters/new.html"


async def index(request: Request) -> Response:
    village, actor = village_of(request), actor_of(request)
    actor.require(Permission.DESK_VIEW, village.id, village.township_id)
    context = {
        "matters": await decisions.of_village(village.id),
        "may_open": actor.may(Permission.DECISION_OPEN, village.id, village.township_id),
    }
    return render(request, "matters/index.html", context)


async def new(request: Request) -> Response:
    """Three pages in one address: each shows the first question that has no answer yet."""
    village, actor = village_of(request), actor_of(request)
    actor.require(Permission.DECISION_OPEN, village.id, village.township_id)
    collective = ASKED.get(request.query_params.get("collective", ""))
    concern = await _concern(request, request.query_params.get("concern", ""))
    if collective is None:
        context = {"form": forms.blank(), "petitions": await _petitions(village)}
        return render(request, "matters/first.html", context | {"concern": concern})
    profile = rules.profile(village.profile_code)
    kind = _kind(request.query_params.get("kind", ""), profile, collective)
    if kind is None:
        context = {"form": forms.blank(), "collective": collective, "concern": concern}
        return render(
            request, "matters/kind.html", context | {"kinds": _kinds(profile, collective)}
        )
    today = clock.local_date(request.state.now)
    found = await _context(village, profile, kind, today)
    begun = _begun(profile, kind, concern)
    return render(request, FORM, {**found, "concern": concern, "form": begun, "blockers": ()})


def _begun(profile: Profile, kind: MatterKind, concern: Concern | None) -> Filled:
    """What is known already; what a villager raised is proposed in the words fit to be read."""
    known: dict[str, object] = {
        "body": str(profile.matters[kind].bodies[0]),
        "unit": str(Unit.ADULTS),
    }
    if concern is not None:
        words = concern.public_text or concern.text
        first = words.partition("。")[0].partition("\n")[0]
        known |= {"title": first[:MOST_TITLE], "summary": words, "source": str(Source.PEOPLE)}
    return forms.blank(**known)


async def _concern(request: Request, key: str) -> Concern | None:
    """The concern a matter is made from, for those who may read it."""
    if not key:
        return None
    today = clock.local_date(request.state.now)
    return await concern_doors.on_desk(
        actor_of(request), village_of(request).id, key[:20], today=today
    )


def _kinds(profile: Profile, collective: bool) -> list[tuple[str, str, str]]:
    """The kinds that fit the first answer, each with the body that decides it."""
    return [
        (str(kind), kind.label, "由" + "、".join(body.label for body in found.bodies) + "决定")
        for kind, found in profile.matters.items()
        if found.collective.value == collective
    ]


def _kind(code: str, profile: Profile, collective: bool) -> MatterKind | None:
    for kind, found in profile.matters.items():
        if str(kind) == code and found.collective.value == collective:
            return kind
    return None


async def _context(
    village: Village, profile: Profile, kind: MatterKind, today: date
) -> dict[str, object]:
    matter = profile.matters[kind]
    return {
        "kind": kind,
        "collective": matter.collective.value,
        "bodies": await _bodies(village, matter, today),
        "refused": _refused(profile, kind),
        "units": list(Unit) if any(_by_unit(body) for body in matter.bodies) else [],
        "basis": matter.basis,
        "sources": OPENING,
        "petitions": await _petitions(village),
        "groups": [(str(one.id), one.name) for one in await _groups(village)],
        "may_merge": await decisions.may_merge(village, profile, kind, today),
    }


async def _bodies(village: Village, matter: MatterRules, today: date) -> list[tuple[str, str, str]]:
    """The lawful bodies; beside the representatives, whether they have the mandate they need."""
    notes: dict[Body, str] = {}
    if Body.REPRESENTATIVE_ASSEMBLY in matter.bodies:
        given = await delegations.of_village(village.id)
        found = delegations.covering(given, matter.matter, today)
        notes[Body.REPRESENTATIVE_ASSEMBLY] = (
            "村民会议还没有授权，表决了也不作数"
            if found is None
            else f"村民会议已授权，到 {full_day(found.ends_on)}"
        )
    return [(str(body), body.label, notes.get(body, "")) for body in matter.bodies]


def _by_unit(body: Body) -> bool:
    return body in (Body.VILLAGERS_ASSEMBLY, Body.GROUP_MEETING)


def _refused(profile: Profile, kind: MatterKind) -> list[Blocker]:
    """The two mistakes villages make most: shown before anybody makes them."""
    usual = (Body.REPRESENTATIVE_ASSEMBLY, Body.TWO_COMMITTEES)
    return [one for body in usual for one in decisions.body_blockers(profile, kind, body)]


async def _petitions(village: Village) -> list[tuple[str, str]]:
    """Joint requests that no matter was opened for yet."""
    unused = Petition.filter(village_id=village.id, decisions__id__isnull=True)
    found = await unused.order_by("-id").limit(20)
    return [(str(one.id), f"{one.title}（{one.signed} 人联名）") for one in found]


async def _groups(village: Village) -> list[Group]:
    return await Group.filter(village_id=village.id).order_by("position", "id")


async def create(request: Request) -> Response:
    village, actor = village_of(request), actor_of(request)
    actor.require(Permission.DECISION_OPEN, village.id, village.township_id)
    form = await request.form()
    today = clock.local_date(request.state.now)
    profile = rules.profile(village.profile_code)
    kind = _kind(str(form.get("kind", "")), profile, form.get("collective") == "yes")
    if kind is None:
        return RedirectResponse(f"/desk/{village.code}/decisions/new", status_code=303)
    concern = await _concern(request, str(form.get("concern", "")))
    try:
        proposal = await _read(form, village, kind)
        decision = await _open(request, concern, proposal)
    except REFUSED as refusal:
        context = await _context(village, profile, kind, today)
        return again(request, FORM, {**context, "concern": concern}, form, refusal)
    return RedirectResponse(f"/desk/{village.code}/decisions/{decision.id}", status_code=303)


async def _open(request: Request, concern: Concern | None, proposal: Proposal) -> Decision:
    village, actor, now = village_of(request), actor_of(request), request.state.now
    if concern is None:
        return await decisions.open_matter(village, proposal, actor, now=now)
    return await concern_matters.make_matter(concern, proposal, actor, now=now)


async def _read(form: FormData, village: Village, kind: MatterKind) -> Proposal:
    groups = {str(one.id): one for one in await _groups(village)}
    petitions = {str(one.id): one for one in await Petition.filter(village_id=village.id)}
    with forms.reading(form) as read:
        source = read.choice("source", Source, "请选择这件事是谁提出来的。")
        return Proposal(
            title=read.text(
                "title", "请写一个标题，让人一看就知道是什么事。", least=4, most=MOST_TITLE
            ),
            summary=read.text("summary", "请写清楚要办什么。", least=10, most=2000, lines=True),
            collective=form.get("collective") == "yes",
            kind=kind,
            body=read.choice("body", Body, "请选择由哪个会议决定。"),
            unit=read.maybe_choice("unit", Unit) or Unit.ADULTS,
            source=source,
            source_note=read.text("source_note", most=200),
            petition=read.maybe_pick("petition", petitions) if source is Source.PETITION else None,
            group=read.maybe_pick("group", groups),
            budget_cents=read.maybe_money("budget"),
            merge_first_two=read.flag("merge"),
        )
