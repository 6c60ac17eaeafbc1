"""A village with every office filled, as journeys need it: who holds what is known by name."""

from datetime import date

from tests import make
from village.models import Appointment, Person
from village.permissions import Office

CAST = {
    Office.PARTY_SECRETARY: "周志刚",
    Office.PARTY_DEPUTY: "吴建国",
    Office.PARTY_COMMITTEE: "郑文华",
    Office.COMMITTEE_CHAIR: "陈国强",
    Office.COMMITTEE_MEMBER: "林秀英",
    Office.SUPERVISION_CHAIR: "孙永福",
    Office.SUPERVISOR: "马德明",
    Office.VILLAGE_CLERK: "周文书",
    Office.COLLECTIVE_CHAIR: "何春生",
}
PARTY = (Office.PARTY_SECRETARY, Office.PARTY_DEPUTY, Office.PARTY_COMMITTEE)
ADVISER = "何明律"
COMMITTEE = 2
LONG_AGO = date(2012, 1, 1)  # some stories are real records of years ago


async def settled(of, *, assembly=31, party=9, one_shoulder=False):
    """Office → person. `assembly` is the whole 村民代表会议, its committee members counted in."""
    home = await make.household(of, group=await make.group(of, "一组"))
    cast = {}
    for office, name in CAST.items():
        if office is Office.COMMITTEE_CHAIR and one_shoulder:
            who = cast[Office.PARTY_SECRETARY]
        else:
            own = await make.household(of, group=home.group)
            status = "full" if office in PARTY else "none"
            who = await make.person(of, name, party=status, household=own, is_head=True)
        await make.appointment(of, who, office)
        cast[office] = who
    outside = await make.outsider(await of.township, ADVISER, born_on=make.BORN)
    await make.appointment(of, outside, Office.LEGAL_ADVISER)
    cast[Office.LEGAL_ADVISER] = outside
    cast[Office.VILLAGER] = await make.person(of, "王大娘", woman=True, household=home)
    seats = assembly - COMMITTEE
    await make.assembly(of, seats, women=seats // 2)
    ordinary = await Person.filter(village_id=of.id, appointments__office=Office.REPRESENTATIVE)
    for who in ordinary[: party - len(PARTY)]:
        await Person.filter(id=who.id).update(party="full")
    await Appointment.filter(village_id=of.id).update(began_on=LONG_AGO)
    return cast
