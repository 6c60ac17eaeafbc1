"""Photographs that were kept twice: which one, and of what. Said wherever either is shown.

A repeated sign-in sheet is how meetings are made up; it is flagged, never refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from deliberation.models import Decision, Meeting
from publicity.models import Notice
from village.models import Evidence


@dataclass(frozen=True, slots=True)
class Repeat:
    """`text` says it whole: 这张签到表照片和“……”的签到表照片是同一张。"""

    evidence_id: int
    earlier_id: int
    subject: str
    text: str


async def about(village_id: int, subjects: Iterable[str]) -> list[Repeat]:
    """Repeats among the photographs of these subjects, whichever of the two came first."""
    wanted = list(dict.fromkeys(subjects))
    if not wanted:
        return []
    rows = Evidence.filter(village_id=village_id, same_as_id__not_isnull=True)
    found = await rows.order_by("id").select_related("same_as")
    mine = [one for one in found if one.subject in wanted or _earlier(one).subject in wanted]
    return await _told(mine)


async def of_village(village_id: int) -> list[Repeat]:
    """All of them, the latest first: for the township."""
    rows = Evidence.filter(village_id=village_id, same_as_id__not_isnull=True)
    return await _told(await rows.order_by("-id").select_related("same_as"))


def _earlier(row: Evidence) -> Evidence:
    if row.same_as is None:
        raise LookupError(f"evidence {row.id} repeats nothing")
    return row.same_as


async def _told(rows: list[Evidence]) -> list[Repeat]:
    subjects = {one.subject for one in rows} | {_earlier(one).subject for one in rows}
    names = await _names(subjects)
    return [
        Repeat(one.id, _earlier(one).id, one.subject, _text(one, _earlier(one), names))
        for one in rows
    ]


def _text(later: Evidence, earlier: Evidence, names: dict[str, str]) -> str:
    first, second = names.get(later.subject, ""), names.get(earlier.subject, "")
    if later.subject == earlier.subject:
        return f"“{first}”的{later.kind.label}传了两次，是同一张。"
    return (
        f"“{first}”的{later.kind.label}，和“{second}”的{earlier.kind.label}是同一张照片。"
        "每次会都要有自己的签到表；传错了的，请补传正确的照片，并在会议记录里写明。"
    )


async def _names(subjects: Iterable[str]) -> dict[str, str]:
    """What each subject is called, in one statement for each kind."""
    ids: dict[str, list[int]] = {"meeting": [], "notice": [], "decision": []}
    for subject in subjects:
        kind, _, number = subject.partition(":")
        if kind in ids and number.isdigit():
            ids[kind].append(int(number))
    names: dict[str, str] = {}
    if ids["meeting"]:
        rows = await Meeting.filter(id__in=ids["meeting"]).values_list("id", "title")
        names |= {f"meeting:{key}": str(title) for key, title in rows}
    if ids["notice"]:
        rows = await Notice.filter(id__in=ids["notice"]).values_list("id", "title")
        names |= {f"notice:{key}": str(title) for key, title in rows}
    if ids["decision"]:
        rows = await Decision.filter(id__in=ids["decision"]).values_list("id", "title")
        names |= {f"decision:{key}": str(title) for key, title in rows}
    return names
