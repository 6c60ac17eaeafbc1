"""说事台账: what was raised in a quarter, each with everything done about it, as the books keep it.

Rows the reader may not read are not in it; a name and a phone only stand where the reader handles
that concern or calls its raiser back.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from deliberation.concern_doors import audiences_of, name_of, phone_of
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernEntry,
    ConcernMedium,
    ConcernRating,
    ConcernStage,
    EntryKind,
    MediumKind,
)
from village import clock, people
from village.idnumbers import vault
from village.models import Village
from village.permissions import Actor, Permission

NAMED = ("group", "place", "raised_by", "received_by", "assignee")
BATCH = 500
KEPT_BACK = "（不显示）"
CALLS = (EntryKind.CALLED_BACK, EntryKind.NOT_REACHED)
COLUMNS = (
    "编号",
    "说事时间",
    "渠道",
    "说事人",
    "组别",
    "联系电话",
    "类别",
    "事项内容",
    "照片",
    "受理人（首问责任人）",
    "受理时间",
    "分流",
    "承办人",
    "办理时限",
    "办理经过",
    "办结时间",
    "答复内容",
    "回访",
    "满意度（态度、过程、结果）",
    "是否公开",
    "归档号",
)


@dataclass(frozen=True, slots=True)
class Behind:
    """What belongs to these concerns, by their id."""

    entries: dict[int, list[ConcernEntry]]
    photos: dict[int, int]
    ratings: dict[int, ConcernRating]


async def listed(
    actor: Actor, village: Village, since: date, last: date, *, secret: str, skip: int, most: int
) -> list[tuple[str, ...]]:
    """Lines in the order they were raised, each of the cells named in COLUMNS."""
    actor.require(Permission.CONCERN_VIEW, village.id, village.township_id)
    after = date.fromordinal(last.toordinal() + 1)
    rows = Concern.filter(
        village_id=village.id,
        raised_at__gte=clock.at_local(since),
        raised_at__lt=clock.at_local(after),
        audience__in=list(audiences_of(actor, village)),
    )
    found = await rows.order_by("id").offset(skip).limit(most).select_related(*NAMED)
    named = _named(actor, village)
    lines: list[tuple[str, ...]] = []
    for at in range(0, len(found), BATCH):
        part = found[at : at + BATCH]
        behind = await _behind([one.id for one in part])
        lines += [_line(one, behind, secret if one.audience in named else "") for one in part]
    return lines


def _named(actor: Actor, village: Village) -> Collection[ConcernAudience]:
    """Whose raisers this visitor deals with."""
    place = (village.id, village.township_id)
    found = set()
    if actor.may(Permission.CONCERN_HANDLE, *place):
        found |= {ConcernAudience.EVERYONE, ConcernAudience.COMMITTEE}
    if actor.may(Permission.CONCERN_CALL_BACK, *place):
        found.add(ConcernAudience.EVERYONE)
    if actor.may(Permission.CONCERN_SUPERVISE, *place):
        found.add(ConcernAudience.SUPERVISORS)
    return found


async def _behind(ids: Sequence[int]) -> Behind:
    entries: dict[int, list[ConcernEntry]] = {}
    rows = ConcernEntry.filter(concern_id__in=ids).order_by("id").select_related("by")
    for one in await rows:
        entries.setdefault(one.concern_id, []).append(one)
    photos: dict[int, int] = {}
    media = ConcernMedium.filter(concern_id__in=ids, kind=MediumKind.PHOTO)
    for key in await media.values_list("concern_id", flat=True):
        photos[int(str(key))] = photos.get(int(str(key)), 0) + 1
    given = ConcernRating.filter(concern_id__in=ids, voice="raiser").order_by("round", "id")
    return Behind(entries, photos, {one.concern_id: one for one in await given})


def _line(concern: Concern, behind: Behind, secret: str) -> tuple[str, ...]:
    """Without a secret the reader is not told who it was."""
    entries, photos = behind.entries.get(concern.id, []), behind.photos.get(concern.id, 0)
    return (
        concern.number,
        _moment(concern.raised_at),
        concern.channel.label,
        *_whose(concern, secret),
        concern.category.label,
        _content(concern),
        f"{photos} 张" if photos else "",
        concern.received_by.name if concern.received_by else "",
        _moment(concern.received_at),
        _road(concern),
        concern.assignee.name if concern.assignee else "",
        _day(concern.extended_on or concern.answer_by),
        "\n".join(_step(one) for one in entries if one.kind not in CALLS),
        _moment(concern.answered_at),
        concern.answer,
        "\n".join(_step(one, who=True) for one in entries if one.kind in CALLS),
        _rating(behind.ratings.get(concern.id)),
        concern.sight.label,
        concern.number if concern.stage is ConcernStage.ARCHIVED else "",
    )


def _whose(concern: Concern, secret: str) -> tuple[str, str, str]:
    """说事人, 组别, 联系电话."""
    group = concern.group.name if concern.group else "全村"
    if not secret:
        return KEPT_BACK, group, KEPT_BACK
    person, phone = concern.raised_by, phone_of(concern, secret)
    if person is not None:
        return person.name, group, phone or people.phone_of(person, vault(secret))
    return name_of(concern, secret) or "没有留名", group, phone


def _content(concern: Concern) -> str:
    where = " ".join(one for one in (_place(concern), concern.where) if one)
    return f"{concern.text or '一段录音'}{f'（地点：{where}）' if where else ''}"


def _place(concern: Concern) -> str:
    return concern.place.name if concern.place else ""


def _road(concern: Concern) -> str:
    road = concern.road.label if concern.road else ""
    return f"{road}：{concern.refusal.label}" if concern.refusal else road


def _step(entry: ConcernEntry, *, who: bool = False) -> str:
    name = f"{entry.by.name} " if who and entry.by else ""
    said = f"：{entry.text}" if entry.text else ""
    return f"{_moment(entry.at)} {name}{entry.kind.label}{said}"


def _rating(given: ConcernRating | None) -> str:
    if given is None:
        return ""
    return "、".join(one.label for one in (given.attitude, given.process, given.result))


def _moment(at: datetime | None) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M}" if at else ""


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""
