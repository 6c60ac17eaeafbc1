"""Officers of the township: their seat covers all its villages, and stands in its own record."""

from datetime import date, datetime

from village import clock, ledger, offices, storage
from village.eligibility import Mandate
from village.errors import Blocked, Blocker, InvalidInput, NotFound
from village.models import Appointment, Person, Township
from village.permissions import TOWNSHIP, Actor, Permission


async def appoint(
    township: Township, person: Person, mandate: Mandate, actor: Actor, *, now: datetime
) -> Appointment:
    """An officer of the township, whose seat covers all its villages."""
    seat = actor.require(Permission.TOWNSHIP_FOUND, None, township.id)
    offices.check_words(mandate, clock.local_date(now))
    if mandate.office not in TOWNSHIP:
        raise InvalidInput({"office": f"{mandate.office.label}要在村里登记，不是乡镇的职务。"})
    async with storage.writing_township(township.id):
        fresh = await Person.get_or_none(id=person.id, township_id=township.id)
        if fresh is None:
            raise NotFound("这个人")
        if await Appointment.exists(
            offices.running(mandate.began_on),
            person_id=fresh.id,
            village_id=None,
            office=mandate.office,
        ):
            text = f"{fresh.name}已经是{mandate.office.label}。"
            raise Blocked([Blocker("already-holds", text)])
        row = await Appointment.create(
            township_id=township.id,
            person_id=fresh.id,
            office=mandate.office,
            began_on=mandate.began_on,
            term_ends_on=mandate.term_ends_on,
            how=mandate.how,
        )
        await ledger.record_township(
            *(township.id, seat, "office.appoint", f"appointment:{row.id}"),
            now=now,
            person=fresh.id,
            office=mandate.office,
            began=row.began_on,
        )
    return row


async def end(
    appointment: Appointment, why: str, actor: Actor, *, ended_on: date, now: datetime
) -> None:
    township_id = appointment.township_id
    seat = actor.require(Permission.TOWNSHIP_FOUND, None, township_id)
    async with storage.writing_township(township_id):
        await offices.close(appointment, why.strip(), ended_on, clock.local_date(now))
        subject = f"appointment:{appointment.id}"
        await ledger.record_township(
            *(township_id, seat, "office.end", subject),
            now=now,
            ended=ended_on,
            why=ledger.text_digest(why.strip()),
        )
