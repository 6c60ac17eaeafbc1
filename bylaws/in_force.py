"""Which text bound the village on a day, told by days alone: no stage goes stale overnight.

Of the published editions the one that came into force last counts; a repealed text leaves none
behind, and never brings back the one before it.
"""

from collections.abc import Sequence
from datetime import date

from bylaws.models import BylawKind, Edition, EditionStage
from village.naming import Named

RELATED = ("village", "based_on", "notice")


class TextStanding(Named):
    UPCOMING = "upcoming", "已公布，还没有到施行日"
    IN_FORCE = "in_force", "现行有效"
    REPLACED = "replaced", "已被新的一版代替"
    REPEALED = "repealed", "已废止"


async def published(village_id: int, kind: BylawKind) -> list[Edition]:
    """All that ever bound the village or will, the earliest first."""
    found = Edition.filter(village_id=village_id, kind=kind, stage=EditionStage.PUBLISHED)
    return await found.order_by("in_force_on", "id").select_related(*RELATED)


async def text_on(village_id: int, kind: BylawKind, day: date) -> Edition | None:
    return among(await published(village_id, kind), day)


def among(editions: Sequence[Edition], day: date) -> Edition | None:
    """Pure: of the published editions the one in force on that day, if any."""
    begun = [one for one in editions if one.in_force_on is not None and one.in_force_on <= day]
    if not begun:
        return None
    last = max(begun, key=_order)
    gone = last.repealed_on is not None and last.repealed_on <= day
    return None if gone else last


def _order(edition: Edition) -> tuple[date, int]:
    return edition.in_force_on or date.max, edition.id


def standing_on(edition: Edition, editions: Sequence[Edition], day: date) -> TextStanding | None:
    """How this edition stands on that day beside all published ones; None before publication."""
    if edition.stage is not EditionStage.PUBLISHED or edition.in_force_on is None:
        return None
    if edition.in_force_on > day:
        return TextStanding.UPCOMING
    if edition.repealed_on is not None and edition.repealed_on <= day:
        end = ended_on(edition, editions)
        return TextStanding.REPEALED if end == edition.repealed_on else TextStanding.REPLACED
    current = among(editions, day)
    same = current is not None and current.id == edition.id
    return TextStanding.IN_FORCE if same else TextStanding.REPLACED


def ended_on(edition: Edition, editions: Sequence[Edition]) -> date | None:
    """The first day on which this edition no longer bound anybody, as far as is known today."""
    later = [
        one.in_force_on
        for one in editions
        if one.in_force_on is not None and _order(one) > _order(edition)
    ]
    ends = [*later, *([edition.repealed_on] if edition.repealed_on else [])]
    return min(ends, default=None)
