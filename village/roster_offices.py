"""Offices named in a roster, taken over by the same rules as one by one.

One unlawful office never stops the others; a second import of the same roster changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from village import clock, eligibility, kinship, ledger, offices, rules
from village.eligibility import Held, Mandate
from village.errors import Blocker
from village.models import Appointment, Person, Village
from village.permissions import Actor, Office, Permission, Seat

HOW = "名册导入"


@dataclass(frozen=True, slots=True)
class Wish:
    """An office that a roster names beside a person."""

    person_id: int
    office: Office
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    wish: Wish
    blockers: tuple[Blocker, ...]


async def appoint_from_roster(
    village: Village, wishes: Iterable[Wish], actor: Actor, *, now: datetime
) -> tuple[int, tuple[Refused, ...]]:
    """Inside the import's deed: how many were appointed, and who was not and why.

    The same rules as `appoint`; one unlawful office never stops the others; who already holds
    the office stays as he is. A roster knows no terms, so `term_ends_on` stays empty.
    """
    seat = actor.require(Permission.OFFICE_APPOINT, village.id, village.township_id)
    asked = list(dict.fromkeys(wishes))
    people = {
        row.id: row
        for row in await Person.filter(
            id__in={wish.person_id for wish in asked}, village_id=village.id
        )
    }
    kin = await kinship.relatives_of(
        wish.person_id for wish in asked if wish.office in offices.KIN_MATTERS
    )
    held = await offices.held_in(village)
    profile = rules.profile(village.profile_code)
    rows: list[Appointment] = []
    refused: list[Refused] = []
    for wish in asked:
        candidate = offices.as_candidate(people[wish.person_id], kin.get(wish.person_id, ()))
        mandate = Mandate(wish.office, clock.local_date(now), None, wish.group_id, HOW)
        found = eligibility.blockers(candidate, mandate, held, profile)
        codes = {one.code for one in found}
        if "already-holds" in codes:
            continue
        if found:
            refused.append(Refused(wish, found))
            continue
        rows.append(offices.new_row(village, candidate, mandate, None))
        held.append(
            Held(
                *(candidate.person_id, candidate.name, wish.office, wish.group_id),
                *(mandate.began_on, None),
            )
        )
    await _keep(village, rows, seat, now)
    return len(rows), tuple(refused)


async def _keep(village: Village, rows: Sequence[Appointment], seat: Seat, now: datetime) -> None:
    if not rows:
        return
    await Appointment.bulk_create(rows, batch_size=200)
    told = [f"person:{row.person_id}/{row.office}/{row.group_id or 0}" for row in rows]
    await ledger.record(
        *(village.id, seat, "office.import", f"village:{village.id}"),
        now=now,
        appointed=len(rows),
        digest=ledger.text_digest(*told),
    )
