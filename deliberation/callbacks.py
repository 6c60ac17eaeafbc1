"""回访: somebody who did not do the work asks the raiser, and writes down the answer.

Without a callback on record nothing is archived, however long ago it was answered.
"""

from dataclasses import dataclass
from datetime import datetime

from deliberation import deadlines
from deliberation.concern_flow import Said, fresh, move, note, out_of_turn
from deliberation.handling import check_words
from deliberation.models import Concern, EntryKind, RatingVia
from deliberation.rating_words import Rating, check_rating
from deliberation.ratings import RATEABLE, caller_seat, check_not_own, rated
from village import clock, rules, storage
from village.errors import Blocked, InvalidInput
from village.ledger import text_digest
from village.permissions import Actor, Seat

__all__ = ["Called", "call_back", "caller_seat"]


@dataclass(frozen=True, slots=True)
class Called:
    """What was said on the telephone; nobody there is also written down."""

    reached: bool
    words: str
    rating: Rating | None = None


async def call_back(concern: Concern, called: Called, actor: Actor, *, now: datetime) -> None:
    """After the answer. With a rating it closes as the raiser would have closed it."""
    seat = caller_seat(concern, actor)
    check_words(called.words, "words", "请写一句回访的情况，没有联系上的写怎么联系的。")
    if called.rating is not None:
        check_rating(called.rating)
        if not called.reached:
            raise InvalidInput({"reached": "没有联系上说事人，不能替他评价。"})
    async with storage.writing(concern.village_id):
        current = await fresh(concern)
        if current.stage not in RATEABLE:
            raise Blocked([out_of_turn("concern.call_back", current)])
        check_not_own(current, seat)
        await _keep(current, called, seat, now)
        if called.rating is not None:
            await rated(current, called.rating, seat, RatingVia.CALLBACK, now=now)


async def _keep(concern: Concern, called: Called, seat: Seat, now: datetime) -> None:
    today = clock.local_date(now)
    profile = rules.profile(concern.village.profile_code)
    changes = {"called_on": today, "due_on": deadlines.after(profile, "rate_days", today)}
    kind = EntryKind.CALLED_BACK if called.reached else EntryKind.NOT_REACHED
    said = Said(kind, called.words.strip(), public=False, told=called.reached)
    words = text_digest(called.words)
    if called.reached:
        await move(
            *(concern, "concern.call_back", seat, said), now=now, changes=changes, words=words
        )
        return
    await Concern.filter(id=concern.id).update(**changes)
    await note(concern, "concern.miss", seat, said, now=now, words=words)
