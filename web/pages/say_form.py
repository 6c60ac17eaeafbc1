"""What somebody says, read from a form: words, a voice, photographs, where, for whom to see.

Files lie on the disk before the deed, so that a row never names what is not there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.datastructures import FormData
from starlette.requests import Request

from deliberation import concern_places, queries, say_days
from deliberation.concern_checks import (
    LONGEST,
    LONGEST_WHERE,
    Medium,
    Said,
    check,
    check_subject,
)
from deliberation.models import ConcernAudience, ConcernCategory, ConcernPlace, MediumKind
from publicity import notices
from village import evidence, pictures, recordings, rules
from village.errors import InvalidInput, NotFound
from village.models import Group, Household, Village
from web import forms, uploads
from web.guards import LARGEST_ID, village_of
from web.uploads import Sent

PHOTOS = 4
AUDIENCES = (
    (ConcernAudience.EVERYONE, "大家都能看", "不写您的名字"),
    (ConcernAudience.COMMITTEE, "只给村里看", ""),
    (ConcernAudience.SUPERVISORS, "只给监委会和镇里看", "村委会看不到"),
)
CATEGORIES = tuple(one for one in ConcernCategory if one is not ConcernCategory.QUESTION)


async def said_in(form: FormData, village: Village) -> Said:
    """Read, then made safe and stored; every mistake at once, what was typed is kept."""
    offered = {str(one.id): one.id for one in await groups_of(village)}
    with forms.reading(form) as read:
        text = read.text("text", most=LONGEST, lines=True)
        photos = read.uploads("photo", uploads.PHOTO, most=PHOTOS)
        voice = read.maybe_upload("voice", uploads.VOICE)
        if not text and voice is None and read.fine("voice"):
            read.wrong("text", "请写一写是什么事，或者录一段话。")
        about = read.text("about", most=60)
        category = read.maybe_choice("category", ConcernCategory)
        group_id = read.maybe_pick("group", offered)
        where = read.text("where", most=LONGEST_WHERE)
        audience = read.choice("audience", ConcernAudience, "请选谁可以看到。")
        place_id = read.maybe_whole("place", least=1, most=LARGEST_ID)
    usual = ConcernCategory.QUESTION if about else ConcernCategory.OTHER
    said = Said(
        text=text,
        category=category or usual,
        audience=audience,
        group_id=group_id,
        place_id=place_id,
        where=where,
        subject=about,
    )
    if text:
        check(said)  # what is refused for its words leaves no file behind
    return replace(said, media=await stored(photos, voice))


async def stored(photos: Sequence[Sent], voice: Sent | None) -> list[Medium]:
    """Drawn anew without place and camera, heard as far as its length; on the disk by digest."""
    wrong: dict[str, str] = {}
    taken, said = [], None
    for number, sent in enumerate(photos, 1):
        try:
            taken.append(await pictures.accept(sent.content, field="photo"))
        except InvalidInput as refused:
            wrong.setdefault("photo", f"第 {number} 张：{refused.fields['photo']}")
    try:
        said = await recordings.accept(voice.content) if voice is not None else None
    except InvalidInput as refused:
        wrong |= refused.fields
    if wrong:
        raise InvalidInput(wrong)
    media = []
    for picture in taken:
        await evidence.on_disk(picture)
        size = {"width": picture.width, "height": picture.height}
        media.append(Medium(MediumKind.PHOTO, picture.digest, **size))
    if said is not None:
        await recordings.on_disk(said)
        media.append(Medium(MediumKind.VOICE, said.digest, seconds=said.seconds))
    return media


async def groups_of(village: Village) -> list[Group]:
    return await Group.filter(village_id=village.id).order_by("position", "id")


async def context_of(request: Request, place_id: str, about: str) -> dict[str, object]:
    """What the page offers and promises; a place or paper that is not there is a 404."""
    village = village_of(request)
    if about:
        await check_subject(village.id, about)
    place = await _place(village, place_id)
    return {
        "place": place,
        "about": about,
        "about_title": await title_of(village, about) if about else "",
        "groups": [(one.id, one.name) for one in await groups_of(village)],
        "categories": CATEGORIES,
        "audiences": AUDIENCES,
        "photo": uploads.PHOTO,
        "voice": uploads.VOICE,
        "longest_voice": recordings.MOST_SECONDS,
        "days": days_of(village),
    }


async def _place(village: Village, place_id: str) -> ConcernPlace | None:
    if not place_id:
        return None
    if not (place_id.isascii() and place_id.isdigit()) or int(place_id) > LARGEST_ID:
        raise NotFound("这个地点")
    return await concern_places.in_village(village.id, int(place_id))


async def title_of(village: Village, about: str) -> str:
    """What a question is about, as it is called on its own page, also when that was withdrawn
    since; `about` was checked when it was asked."""
    noun, _, key = about.partition(":")
    if noun == "notice":
        return (await notices.shown_in(village.id, int(key))).title
    if noun == "say":
        session = await say_days.in_village(village.id, int(key))
        return f"{session.day.month} 月 {session.day.day} 日{session.form.label}"
    return (await queries.titles([int(key)])).get(int(key), "")


def days_of(village: Village) -> Mapping[str, int]:
    profile = rules.profile(village.profile_code)
    named = ("accept_days", "general_days", "backers")
    return {name: profile.whole(f"issue.{name}") or 0 for name in named}


async def own_group(request: Request) -> str:
    """The group of whoever is signed in, so that it need not be chosen."""
    actor, village = request.state.actor, village_of(request)
    if actor is None or actor.person_id is None:
        return ""
    home = await Household.filter(village_id=village.id, people__id=actor.person_id).first()
    return str(home.group_id) if home is not None and home.group_id is not None else ""
