"""Village bylaws on the desk: what is in force, what is being made, every edition; a new one."""

from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bylaws import editions, in_force, reviews_due
from bylaws.editing import IN_THE_MAKING
from bylaws.editions import Start
from bylaws.models import BylawKind, Edition
from village import clock, profiles
from village.models import Village
from village.permissions import Permission
from web import asking, bylaw_words, edition_strip, forms
from web.asking import Asked, Field
from web.bylaw_words import Tag
from web.guards import actor_of, village_of
from web.pages.meetings import may, require
from web.render import render
from web.retyped import REFUSED
from web.strip import Link, StripStep

P = Permission
BASES = (("latest", "在现行的文本上修订"), ("scratch", "从空白写起（制定）"))


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the village, as the desk lists it."""

    kind: BylawKind
    bound: Edition | None
    making: Edition | None
    strip: list[StripStep]
    listed: list[tuple[Edition, Tag]]
    review_on: date | None


async def index(request: Request) -> Response:
    village, today = village_of(request), clock.local_date(request.state.now)
    require(request, P.DESK_VIEW)
    context = {
        "documents": [await _document(village, kind, today) for kind in BylawKind],
        "may_draft": may(request, P.BYLAW_DRAFT),
        "may_keep": may(request, P.BYLAW_KEEP),
    }
    return render(request, "bylaw_desk/index.html", context)


async def _document(village: Village, kind: BylawKind, today: date) -> Document:
    known = await editions.of_village(village.id, kind)
    published = await in_force.published(village.id, kind)
    making = next((one for one in known if one.stage in IN_THE_MAKING), None)
    return Document(
        kind=kind,
        bound=in_force.among(published, today),
        making=making,
        strip=await _strip(making) if making else [],
        listed=[
            (one, bylaw_words.standing(one, in_force.standing_on(one, published, today)))
            for one in known
        ],
        review_on=await reviews_due.next_review(village, kind, today),
    )


async def _strip(edition: Edition) -> list[StripStep]:
    profile = await profiles.kept(edition.profile_code, edition.profile_digest)
    preview = profile.is_on("bylaws.preview_by_township")
    return edition_strip.brief(edition.stage, preview=preview)


def place_of(village: Village, edition: Edition | None = None) -> str:
    here = f"/desk/{village.code}/bylaws/"
    return here if edition is None else f"{here}{edition.id}"


def back_of(village: Village) -> Link:
    return Link(place_of(village), "村规民约")


def _start(village: Village) -> Asked:
    return Asked(
        "起草新的一版",
        place_of(village),
        "开始",
        back_of(village),
        (
            Field("radios", "kind", "哪一份文本", options=list(BylawKind)),
            Field("text", "title", "名称", f"例如“{village.name}村规民约（2026 年修订）”。"),
            Field("long", "why", "为什么制定或者修订", "征集意见的公告上会写。", rows=3),
            Field("radios", "base", "从哪里写起", options=BASES),
        ),
        ("先开个头，再写条文，或者从文件导入。乡镇责令改正的，新的一版就是答复。",),
    )


async def new(request: Request) -> Response:
    village = village_of(request)
    require(request, P.BYLAW_DRAFT)
    wanted = request.query_params.get("kind", "")
    kind = next((one for one in BylawKind if one == wanted), BylawKind.RULES)
    known = await editions.latest_adopted(village.id, kind)
    title = known.title if known else f"{village.name}{kind.label}"
    begun = {"kind": str(kind), "title": title, "base": "latest" if known else "scratch"}
    return asking.ask(request, _start(village), forms.blank(**begun))


async def create(request: Request) -> Response:
    village, form = village_of(request), await request.form()
    require(request, P.BYLAW_DRAFT)
    try:
        with forms.reading(form) as read:
            asked = Start(
                kind=read.choice("kind", BylawKind, "请选择是哪一份文本。"),
                title=read.text("title", "请写名称。", most=editions.LONGEST_TITLE),
                why=read.text("why", "请写明为什么制定或者修订。", least=4, most=300),
                from_scratch=read.pick("base", dict(BASES), "请选择从哪里写起。") == BASES[1][1],
            )
        edition = await editions.start(village, asked, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return asking.again(request, _start(village), form, refusal)
    return RedirectResponse(f"{place_of(village, edition)}/text", status_code=303)
