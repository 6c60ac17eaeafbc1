"""What somebody says when raising a concern, and what is wrong with it: told all at once.

Pure but for `placed`, which lets nothing in that belongs to another village.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tortoise.queryset import QuerySet

from deliberation.models import (
    ConcernAudience,
    ConcernCategory,
    ConcernLevel,
    ConcernPlace,
    Decision,
    MediumKind,
    SaySession,
)
from publicity.models import Notice
from village.errors import InvalidInput, NotFound
from village.models import Group

LONGEST, LONGEST_WHERE, LONGEST_NAME = 2000, 100, 30
MOST = {MediumKind.PHOTO: 4, MediumKind.VOICE: 1}
TOO_MANY = {
    MediumKind.PHOTO: "照片最多 4 张。请挑最能说明问题的。",
    MediumKind.VOICE: "录音一次一段，最长两分钟。",
}
PHONE = re.compile(r"(?:\+?86)?1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|[2-9][0-9]{6,7}")
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Medium:
    """A photograph or recording that lies on the disk already, by its digest."""

    kind: MediumKind
    digest: str
    seconds: int = 0
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    category: ConcernCategory
    audience: ConcernAudience = ConcernAudience.EVERYONE
    group_id: int | None = None
    place_id: int | None = None
    where: str = ""
    subject: str = ""
    media: Sequence[Medium] = ()
    show_name: bool = False
    level: ConcernLevel = ConcernLevel.VILLAGE


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody without a pass; both may be left empty."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


def check(said: Said) -> None:
    wrong = {}
    if fault := _words_fault(said):
        wrong["text"] = fault
    if len(said.where.strip()) > LONGEST_WHERE:
        wrong["where"] = f"地点最多 {LONGEST_WHERE} 字。"
    wrong |= media_fault(said.media)
    if said.level is ConcernLevel.GROUP and said.group_id is None:
        wrong["group"] = "交给小组办的，请选是哪个小组。"
    if wrong:
        raise InvalidInput(wrong)


def _words_fault(said: Said) -> str:
    text = said.text.strip()
    if not text:
        voiced = any(one.kind is MediumKind.VOICE for one in said.media)
        return "" if voiced else "请写一写是什么事，或者录一段话。"
    if len(text) > LONGEST:
        rest = "请写主要的，其余的可以拍照，或者到村里说。"
        return f"写了 {len(text)} 字，最多 {LONGEST} 字。{rest}"
    if not any(sign.isalnum() for sign in text):
        return "只有符号和表情，看不出是什么事。请用几个字说一说。"
    return ""


def media_fault(media: Sequence[Medium]) -> dict[str, str]:
    if not all(DIGEST.fullmatch(one.digest) for one in media):
        raise ValueError("a medium is named by the digest of what lies on the disk")
    over = [kind for kind, most in MOST.items() if sum(one.kind is kind for one in media) > most]
    return {"media": TOO_MANY[over[0]]} if over else {}


def check_caller(caller: Caller) -> None:
    wrong = {}
    phone = re.sub(r"\s", "", unicodedata.normalize("NFKC", caller.phone))
    if phone and not PHONE.fullmatch(phone):
        wrong["phone"] = "电话号码不对，请核对；不想留电话的可以不填。"
    if len(caller.name.strip()) > LONGEST_NAME:
        wrong["name"] = f"姓名最多 {LONGEST_NAME} 字，也可以不填。"
    if wrong:
        raise InvalidInput(wrong)


async def placed(village_id: int, said: Said) -> Said:
    """With the group of its printed place; a stranger's group, place or paper is not there."""
    if said.place_id is not None:
        place = await ConcernPlace.get_or_none(
            id=said.place_id, village_id=village_id, retired_at=None
        )
        if place is None:
            raise NotFound("这个地点")
        group_id = said.group_id if said.group_id is not None else place.group_id
        said = replace(said, group_id=group_id)
    group_id = said.group_id
    if group_id is not None and not await Group.exists(id=group_id, village_id=village_id):
        raise NotFound("这个村民小组")
    if said.subject:
        await check_subject(village_id, said.subject)
    return said


async def check_subject(village_id: int, subject: str) -> None:
    """A question is about something of this village that is shown to anybody now: a matter from
    its opening, a session from its calling, a notice until it is withdrawn."""
    noun, _, key = subject.partition(":")
    public: dict[str, QuerySet[Any]] = {
        "notice": Notice.filter(withdrawn_at=None),
        "decision": Decision.all(),
        "say": SaySession.all(),
    }
    plain = key.isascii() and key.isdigit() and len(key) <= 9 and not key.startswith("0")
    if noun not in public or not plain:
        raise NotFound("要问的这项公开内容")
    if not await public[noun].filter(id=int(key), village_id=village_id).exists():
        raise NotFound("要问的这项公开内容")
