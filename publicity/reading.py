"""One notice as anybody may read it. Who objected is never among it, nor what they wrote.

An objection is seen through its answer; its words are shown to the one who raised it alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from publicity import notices, shortcodes, supervision
from publicity.models import Notice, Objection, SupervisionOpinion
from publicity.objections import public_name
from village import clock, ledger
from village.errors import NotFound
from village.evidence import PUBLIC
from village.models import Evidence, LedgerEntry
from village.permissions import Actor


@dataclass(frozen=True, slots=True)
class Answered:
    """`by` is 刘某."""

    by: str
    raised_on: date
    late: bool
    upheld: bool
    answer: str
    answered_on: date


@dataclass(frozen=True, slots=True)
class Waiting:
    raised_on: date
    answer_due: date


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper with all that became of it. `own` are the reader's own objections."""

    notice: Notice
    seal: LedgerEntry | None
    code: str
    opinion: SupervisionOpinion | None
    photographs: tuple[Evidence, ...]
    answered: tuple[Answered, ...]
    waiting: tuple[Waiting, ...]
    own: tuple[Objection, ...]
    corrected_by: Notice | None


async def sheet(notice: Notice, reader: Actor | None) -> Sheet:
    found = await _objections(notice)
    return Sheet(
        notice=notice,
        seal=await posting_seal(notice),
        code=await shortcodes.known_code(notice.village_id, f"notice:{notice.id}"),
        opinion=await supervision.latest(notice.id),
        photographs=await _photographs(notice),
        answered=tuple(_answered(one) for one in found if one.answered_at is not None),
        waiting=tuple(
            Waiting(clock.local_date(one.raised_at), one.answer_due)
            for one in found
            if one.answered_at is None
        ),
        own=tuple(one for one in found if reader and one.person_id == reader.person_id),
        corrected_by=await _corrected_by(notice),
    )


async def posting_seal(notice: Notice) -> LedgerEntry | None:
    """The line of its posting: what is printed on the paper stays true as more is recorded."""
    return await LedgerEntry.filter(
        log=f"village:{notice.village_id}", subject=f"notice:{notice.id}", action="notice.post"
    ).first()


async def latest_seal(village_id: int, subject: str) -> LedgerEntry | None:
    return await ledger.seal_of(village_id, subject)


async def _objections(notice: Notice) -> Sequence[Objection]:
    found = Objection.filter(notice_id=notice.id).order_by("id").select_related("person")
    return await found


def _answered(objection: Objection) -> Answered:
    at = objection.answered_at or objection.raised_at
    return Answered(
        by=public_name(objection.person.name),
        raised_on=clock.local_date(objection.raised_at),
        late=objection.late,
        upheld=bool(objection.upheld),
        answer=objection.answer,
        answered_on=clock.local_date(at),
    )


async def _photographs(notice: Notice) -> tuple[Evidence, ...]:
    found = Evidence.filter(
        village_id=notice.village_id, subject=f"notice:{notice.id}", kind__in=list(PUBLIC)
    )
    return tuple(await found.order_by("id").only("id", "kind", "width", "height", "kept_at"))


async def _corrected_by(notice: Notice) -> Notice | None:
    if notice.withdrawn_at is None:
        return None
    return await Notice.filter(replaces_id=notice.id).order_by("-id").first()


async def own_objection(notice: Notice, reader: Actor, objection_id: int) -> Objection:
    """One's own objection and nobody else's, by an id from outside."""
    found = await Objection.get_or_none(
        id=objection_id, notice_id=notice.id, person_id=reader.person_id
    )
    if found is None:
        raise NotFound("这条异议")
    return found


def paper_says(notice: Notice) -> list[str]:
    return [one.strip() for one in notice.body.split("\n\n") if one.strip()]


def ran_out(notice: Notice, now: datetime) -> bool:
    return notices.ran_its_days(notice, clock.local_date(now))
