"""评: attitude, process and result, rated apart. Only the one who raised it closes it by rating.

Dissatisfied needs a reason; it reopens once by right, then goes up to the township.
"""

from datetime import datetime

from deliberation import hand_ups
from deliberation.concern_doors import Claim, villager
from deliberation.concern_flow import Said, ended, fresh, move, note, out_of_turn
from deliberation.concern_guards import Facts
from deliberation.deadlines import promised
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernBacking,
    ConcernOutcome,
    ConcernRating,
    ConcernStage,
    EntryKind,
    RatingVia,
    Road,
)
from deliberation.rating_words import Rating, check_rating
from village import clock, rules, storage
from village.errors import Blocked, Blocker, NotFound
from village.ledger import text_digest
from village.permissions import Actor, Permission, Seat

__all__ = ["Rating", "rate", "rate_as_neighbour", "rate_for", "rated"]

RAISER = "raiser"
RATEABLE = (ConcernStage.ANSWERED, ConcernStage.CALLED_BACK)
BY_RIGHT = 1  # times the village must take it up anew before it goes up
UNRATEABLE = (ConcernOutcome.WITHDRAWN, ConcernOutcome.MERGED)


async def rate(claim: Claim, rating: Rating, *, now: datetime) -> None:
    """By the one who raised it, or by one whose concern was merged into it."""
    check_rating(rating)
    mine = claim.concern
    async with storage.writing(mine.village_id):
        mine = await Concern.get(id=mine.id).select_related("village")
        if mine.merged_into_id is None:
            await rated(await fresh(mine), rating, claim.seat, _via(claim), now=now)
        else:
            await _rated_by_merged(mine, rating, claim.seat, now=now)


def _via(claim: Claim) -> RatingVia:
    """Whoever printed the slip has seen its code: the history tells it from one's own pass."""
    return RatingVia.CODE if claim.person_id is None else RatingVia.PHONE


async def rate_for(concern: Concern, rating: Rating, actor: Actor, *, now: datetime) -> None:
    """At the window: written down for the raiser by somebody whose own work it is not."""
    seat = caller_seat(concern, actor)
    check_rating(rating)
    async with storage.writing(concern.village_id):
        current = await fresh(concern)
        check_not_own(current, seat)
        await rated(current, rating, seat, RatingVia.WINDOW, now=now)


def caller_seat(concern: Concern, actor: Actor) -> Seat:
    """What only the supervisors may read, only they call back about or write a rating down for."""
    village, permission = concern.village, Permission.CONCERN_CALL_BACK
    if concern.audience is ConcernAudience.SUPERVISORS:
        permission = Permission.CONCERN_SUPERVISE
    return actor.require(permission, village.id, village.township_id)


def check_not_own(concern: Concern, seat: Seat) -> None:
    if seat.person_id not in (concern.answered_by_id, concern.assignee_id):
        return
    text = "这件事是您办的、您答复的，不能由您自己回访或者代记评价。"
    remedy = "请别的干部或者监委会委员来回访；说事人自己也可以用手机评"
    raise Blocked([Blocker("own-work", text, remedy=remedy)])


async def rated(
    concern: Concern, rating: Rating, seat: Seat, via: RatingVia, *, now: datetime
) -> None:
    """Inside the deed: the raiser's word, and what follows from it."""
    taken_by = None if via is RatingVia.PHONE else seat.person_id
    if concern.stage not in RATEABLE:
        raise Blocked([out_of_turn("concern.rate", concern)])
    await _keep(concern, RAISER, concern.raised_by_id, rating, via, taken_by, now)
    who = via.label if via is RatingVia.CODE else "说事人评价"
    text = f"{who}：{rating.words}。{rating.reason.strip()}"
    said = Said(EntryKind.RATED, text, public=False)
    await move(concern, "concern.rate", seat, said, now=now, via=str(via), marks=rating.marks)
    if rating.dissatisfied and rating.again and concern.round <= BY_RIGHT + 1:
        await _again(concern, rating, seat, now=now)
    else:
        outcome = outcome_of(concern, rating)
        await close(concern, outcome, seat, now=now)


def outcome_of(concern: Concern, rating: Rating | None) -> ConcernOutcome:
    if concern.road is Road.NOT_ACCEPTED:
        return ConcernOutcome.NOT_ACCEPTED
    if rating is None:
        return ConcernOutcome.UNRATED
    return ConcernOutcome.DISSATISFIED if rating.dissatisfied else ConcernOutcome.SETTLED


async def close(
    concern: Concern,
    outcome: ConcernOutcome,
    seat: Seat,
    *,
    now: datetime,
    facts: Facts | None = None,
) -> None:
    """归档, inside the deed."""
    said = Said(EntryKind.ARCHIVED, outcome.label)
    changes = {"outcome": outcome, "ended_at": now, "due_on": None}
    await move(
        *(concern, "concern.archive", seat, said),
        now=now,
        facts=facts,
        changes=changes,
        outcome=str(outcome),
    )


async def _again(concern: Concern, rating: Rating, seat: Seat, *, now: datetime) -> None:
    """The first time the village takes it up anew; the second time the township has to."""
    up = concern.round > BY_RIGHT
    await Concern.filter(id=concern.id).update(round=concern.round + 1, called_on=None)
    concern.round += 1
    if up:
        await hand_ups.sent_up(concern, rating.reason, seat, now=now, by_raiser=True)
        return
    today = clock.local_date(now)
    promise = promised(rules.profile(concern.village.profile_code), today)
    day = f"{promise.answer_by.month} 月 {promise.answer_by.day} 日"
    said = Said(EntryKind.REOPENED, f"说事人不满意，重新办理，{day}前再答复。")
    changes = {
        "road": None,
        "refusal": None,
        "assignee_id": None,
        "complex": False,
        "answer_by": promise.answer_by,
        "due_on": promise.accept_by,
        "extended_on": None,
        "extended_why": "",
    }
    await move(
        *(concern, "concern.reopen", seat, said),
        now=now,
        changes=changes,
        round=concern.round,
        why=text_digest(rating.reason),
    )


async def _rated_by_merged(mine: Concern, rating: Rating, seat: Seat, *, now: datetime) -> None:
    """One of n voices: counted, and by the same right it can be taken up anew."""
    concern = await Concern.get(id=mine.merged_into_id).select_related("village")
    _check_answered(concern)
    voice = f"concern:{mine.id}"
    await _keep(concern, voice, seat.person_id, rating, RatingVia.PHONE, None, now)
    said = Said(EntryKind.RATED, f"并入的说事人评价：{rating.words}。", public=False, told=False)
    await note(concern, "concern.rate", seat, said, now=now, of=mine.id, marks=rating.marks)
    takes_up = rating.dissatisfied and rating.again and concern.round <= BY_RIGHT
    if takes_up and concern.outcome is None:
        await Concern.filter(id=concern.id).update(stage=ConcernStage.RATED)
        concern.stage = ConcernStage.RATED
        await _again(concern, rating, seat, now=now)


async def rate_as_neighbour(
    concern: Concern, rating: Rating, actor: Actor, *, now: datetime
) -> None:
    """By one who seconded it: counted beside the raiser's, and moves nothing."""
    village = concern.village
    actor.require(Permission.CONCERN_RAISE, village.id, village.township_id)
    check_rating(rating)
    async with storage.writing(village.id):
        current = await Concern.get(id=concern.id).select_related("village")
        if not await ConcernBacking.exists(concern_id=current.id, person_id=actor.person_id):
            raise NotFound("您附议过的这件说事")
        _check_answered(current)
        seat = villager(actor.person_id, village)
        voice = f"person:{actor.person_id}"
        await _keep(current, voice, actor.person_id, rating, RatingVia.PHONE, None, now)
        said = Said(EntryKind.RATED, f"附议的村民评价：{rating.words}。", public=False, told=False)
        await note(current, "concern.rate", seat, said, now=now, marks=rating.marks)


def _check_answered(concern: Concern) -> None:
    if concern.outcome in UNRATEABLE:
        raise Blocked([ended(concern)])
    if concern.stage not in (*RATEABLE, ConcernStage.ARCHIVED):
        raise Blocked([out_of_turn("concern.rate", concern)])


async def _keep(  # noqa: PLR0917 - the columns of one row
    concern: Concern,
    voice: str,
    person_id: int | None,
    rating: Rating,
    via: RatingVia,
    taken_by: int | None,
    now: datetime,
) -> None:
    if await ConcernRating.exists(concern_id=concern.id, round=concern.round, voice=voice):
        text = "这一次的办理已经评过了，只能评一次。"
        raise Blocked([Blocker("rated-before", text, remedy="有新情况的，请另提一件")])
    await ConcernRating.create(
        concern_id=concern.id,
        round=concern.round,
        voice=voice,
        person_id=person_id,
        attitude=rating.attitude,
        process=rating.process,
        result=rating.result,
        reason=rating.reason.strip(),
        via=via,
        rated_at=now,
        taken_by_id=taken_by,
    )
