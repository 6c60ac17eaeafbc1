"""What a village settles for itself: which rules it goes by, its term, its phone, its boards.

A matter that is running keeps the rules it began under; a change here reaches only new ones.
"""

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from village import ledger, profiles, rules, storage
from village.errors import InvalidInput, NotFound
from village.models import Village
from village.permissions import Actor, Permission

TERM = re.compile(r"第[一二三四五六七八九十百0-9]{1,6}届")
PHONE = re.compile(r"[0-9][0-9 、，,\-（）()转]{4,38}[0-9）)]")
MOST_PLACES = 200


@dataclass(frozen=True, slots=True)
class Settlement:
    """`profile_code` names the rules; `board_places` where the paper boards hang."""

    profile_code: str
    term: str
    duty_phone: str
    board_places: str


def settled(village: Village) -> Settlement:
    """As it stands now."""
    return Settlement(village.profile_code, village.term, village.duty_phone, village.board_places)


async def settle(village: Village, wish: Settlement, actor: Actor, *, now: datetime) -> bool:
    """Whether anything changed; a form sent unchanged leaves no line in the record."""
    seat = actor.require(Permission.VILLAGE_SETTLE, village.id, village.township_id)
    check_words(wish)
    profile = rules.profile(wish.profile_code)
    async with storage.writing(village.id) as fresh:
        before, after = asdict(settled(fresh)), asdict(wish)
        changed = sorted(name for name in after if after[name] != before[name])
        if not changed:
            return False
        await profiles.keep(profile, now=now)
        await Village.filter(id=village.id).update(**{name: after[name] for name in changed})
        await ledger.record(
            *(village.id, seat, "village.settle", f"village:{village.id}"),
            now=now,
            fields=changed,
            profile=wish.profile_code,
            rules=profile.digest,
            words=ledger.text_digest(wish.term, wish.duty_phone, wish.board_places),
        )
    return True


def check_words(wish: Settlement) -> None:
    wrong: dict[str, str] = {}
    try:
        rules.profile(wish.profile_code)
    except NotFound:
        wrong["profile_code"] = "没有这一套议事规则，请在列出的里面选一套。"
    if wish.term and not TERM.fullmatch(wish.term):
        wrong["term"] = "届次请写成“第十二届”的样子。"
    if wish.duty_phone and not PHONE.fullmatch(wish.duty_phone):
        wrong["duty_phone"] = "值班电话请只写号码，例如 0574-6512 0000；两个号码用顿号隔开。"
    if len(wish.board_places) > MOST_PLACES:
        over = len(wish.board_places) - MOST_PLACES
        wrong["board_places"] = f"最多 {MOST_PLACES} 个字，请删去 {over} 个字。"
    if wrong:
        raise InvalidInput(wrong)
