"""The rules of a village as anybody may read them: the text on a day, editions, one article.

Reads only. Who gave an opinion is never among it, nor the words of it: it is seen by its answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bylaws import edition_dossier, in_force, opinions, texts
from bylaws.articles import BylawText
from bylaws.comparison import ArticleChange
from bylaws.diffing import Span, diff
from bylaws.editing import IN_THE_MAKING
from bylaws.editions import is_shown
from bylaws.in_force import TextStanding
from bylaws.models import (
    BylawFiling,
    BylawKind,
    BylawOpinion,
    CorrectionOrder,
    Edition,
    EditionArticle,
    OpinionOutcome,
)
from publicity.objections import public_name
from village import clock
from village.errors import Blocker, NotFound
from village.permissions import Actor

RELATED = ("village", "based_on", "notice", "decision")


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that is shown of one document, the latest first. `bound` was in force on `day`."""

    kind: BylawKind
    day: date
    editions: tuple[Edition, ...]
    published: tuple[Edition, ...]
    bound: Edition | None
    making: Edition | None
    upcoming: Edition | None

    def standing(self, edition: Edition, today: date) -> TextStanding | None:
        return in_force.standing_on(edition, self.published, today)

    def ended_on(self, edition: Edition) -> date | None:
        return in_force.ended_on(edition, self.published)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One edition with its words."""

    edition: Edition
    rows: tuple[EditionArticle, ...]
    text: BylawText
    filing: BylawFiling | None
    orders: tuple[CorrectionOrder, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """An opinion through its answer. `by` is 王某; `about` is an article's label or empty."""

    by: str
    given_on: date
    about: str
    outcome: OpinionOutcome
    answer: str
    answered_on: date


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said of an edition: how many opinions, how many people, the answers, one's own."""

    count: int
    people: int
    waiting: int
    answered: tuple[Answered, ...]
    own: tuple[BylawOpinion, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """An article as one edition has it, and how it came from the edition before."""

    edition: Edition
    row: EditionArticle
    before: EditionArticle | None
    spans: tuple[Span, ...]
    marks: tuple[ArticleChange, ...]


async def shelf(village_id: int, kind: BylawKind, day: date) -> Shelf:
    found = await Edition.filter(village_id=village_id, kind=kind).select_related(*RELATED)
    editions = sorted((one for one in found if is_shown(one)), key=lambda one: -one.number)
    published = await in_force.published(village_id, kind)
    later = [one for one in published if one.in_force_on and one.in_force_on > day]
    return Shelf(
        kind=kind,
        day=day,
        editions=tuple(editions),
        published=tuple(published),
        bound=in_force.among(published, day),
        making=next((one for one in editions if one.stage in IN_THE_MAKING), None),
        upcoming=later[0] if later else None,
    )


def collecting(edition: Edition | None, now: datetime) -> bool:
    """Whether opinions are taken now."""
    return edition is not None and opinions.not_open(edition, now) is None


async def remarks(edition: Edition, today: date) -> tuple[Blocker, ...]:
    """What readers should know of how it was adopted and filed; what to do is for the desk."""
    if edition.adopted_on is None:
        return ()
    dossier = await edition_dossier.dossier_of(edition, today=today)
    found = edition_dossier.remarks(dossier)
    return tuple(replace(one, remedy="") for one in found if one.code != "correction-ordered")


async def any_shown(village_id: int, kind: BylawKind) -> bool:
    """Whether there is anything to read, so that no door leads to an empty room."""
    asked = Edition.filter(village_id=village_id, kind=kind)
    return any(is_shown(one) for one in await asked.only("id", "imported", "collect_from"))


async def sheet(edition: Edition) -> Sheet:
    rows = await texts.rows_of(edition.id)
    orders = CorrectionOrder.filter(edition_id=edition.id, revoked_on=None)
    return Sheet(
        edition=edition,
        rows=tuple(rows),
        text=texts.bylaw_text(edition, rows),
        filing=await BylawFiling.get_or_none(edition_id=edition.id),
        orders=tuple(await orders.order_by("id").select_related("article", "answered_by")),
    )


async def pair(village_id: int, first_id: int, second_id: int) -> tuple[Edition, Edition]:
    """Two editions of one document that may both be read."""
    found = await Edition.filter(village_id=village_id, id__in=[first_id, second_id])
    known = {one.id: one for one in found if is_shown(one)}
    if first_id not in known or second_id not in known:
        raise NotFound("这两版")
    first, second = known[first_id], known[second_id]
    if first.kind is not second.kind:
        raise NotFound("这两版")
    return first, second


async def heard(edition: Edition, rows: Sequence[EditionArticle], reader: Actor | None) -> Heard:
    found = await BylawOpinion.filter(edition_id=edition.id).order_by("id").select_related("person")
    labels = {row.article_id: row.label for row in rows}
    return Heard(
        count=len(found),
        people=len({one.person_id for one in found}),
        waiting=sum(one.answered_at is None for one in found),
        answered=tuple(_answered(one, labels) for one in found if one.answered_at),
        own=tuple(one for one in found if reader and one.person_id == reader.person_id),
    )


def _answered(opinion: BylawOpinion, labels: dict[int, str]) -> Answered:
    about = labels.get(opinion.article_id, "原来的一条") if opinion.article_id else ""
    return Answered(
        by=public_name(opinion.person.name),
        given_on=clock.local_date(opinion.given_at),
        about=about,
        outcome=opinion.outcome or OpinionOutcome.DECLINED,
        answer=opinion.answer,
        answered_on=clock.local_date(opinion.answered_at or opinion.given_at),
    )


async def own_opinion(edition: Edition, reader: Actor, opinion_id: int) -> BylawOpinion:
    """One's own opinion and nobody else's, by an id from outside."""
    found = await BylawOpinion.get_or_none(
        id=opinion_id, edition_id=edition.id, person_id=reader.person_id
    )
    if found is None:
        raise NotFound("这条意见")
    return found


async def way_of(village_id: int, article_id: int) -> list[Wording]:
    """One article through all editions that may be read, the latest first."""
    known = await texts.wordings_of(village_id, article_id)
    found = [one for one in known if is_shown(one.edition)]
    if not found:
        raise NotFound("这一条")
    told: list[Wording] = []
    for row in found:
        told.append(_wording(row, told[-1].row if told else None))
    return told[::-1]


def _wording(row: EditionArticle, before: EditionArticle | None) -> Wording:
    marks: tuple[ArticleChange, ...]
    if row.struck:
        marks = (ArticleChange.STRUCK,)
    elif before is None and row.edition.based_on_id is None:
        marks = ()  # the beginning of a text, not an addition to it
    elif before is None or before.struck:
        marks = (ArticleChange.ADDED,)
    else:
        changed = before.text != row.text
        marks = (ArticleChange.CHANGED if changed else ArticleChange.SAME,)
    same = before is not None and not row.struck
    spans = diff(before.text if same and before else row.text, row.text)
    return Wording(row.edition, row, before, spans, marks)
