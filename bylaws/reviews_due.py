"""定期梳理: the text in force is read again at least as often as the profile says.

A reminder, never a limit: a text does not lapse because nobody looked at it.
"""

from datetime import date, datetime

from bylaws import in_force
from bylaws.models import BylawKind, Edition, TextReview
from village import clock, ledger, profiles, rules, storage
from village.errors import Blocked, Blocker, InvalidInput
from village.models import Village
from village.permissions import Actor, Permission


async def next_review(village: Village, kind: BylawKind, today: date) -> date | None:
    """By when the text in force is to be read again; None where no text is in force."""
    edition = await in_force.text_on(village.id, kind, today)
    if edition is None or edition.in_force_on is None:
        return None
    years = rules.profile(village.profile_code).whole("bylaws.review_years") or 0
    last = await TextReview.filter(edition_id=edition.id).order_by("-reviewed_on").first()
    since = edition.in_force_on if last is None else max(last.reviewed_on, edition.in_force_on)
    return years_after(since, years)


def years_after(day: date, years: int) -> date:
    """The same day of a later year; the 29th of February falls on the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


async def record(
    edition: Edition, revise: bool, note: str, actor: Actor, *, now: datetime
) -> TextReview:
    """It was read again: kept as it is, or to be revised by a new edition."""
    village = edition.village
    seat = actor.require(Permission.BYLAW_KEEP, village.id, village.township_id)
    if not note.strip():
        raise InvalidInput({"note": "请写明看了哪些、结论是什么。"})
    today = clock.local_date(now)
    async with storage.writing(village.id) as held:
        current = await in_force.text_on(village.id, edition.kind, today)
        if current is None or current.id != edition.id:
            text = f"第 {edition.number} 版现在没有施行，不用梳理。"
            raise Blocked([Blocker("not-in-force", text, remedy="梳理现行有效的那一版")])
        review = await TextReview.create(
            edition_id=edition.id,
            reviewed_on=today,
            revise=revise,
            note=note.strip(),
            recorded_at=now,
            recorded_by_id=seat.person_id,
        )
        await ledger.record(
            *(held, seat, "edition.reread", f"edition:{edition.id}"),
            now=now,
            revise=revise,
            words=ledger.text_digest(note),
        )
        return review


async def of_edition(edition_id: int) -> list[TextReview]:
    return await TextReview.filter(edition_id=edition_id).order_by("-reviewed_on", "-id")


async def basis_of(edition: Edition) -> str:
    profile = await profiles.kept(edition.profile_code, edition.profile_digest)
    return profile.basis("bylaws.review_years")
