"""Makers: plain functions that store one honest thing each and return it.

What a test does not name is ordinary: an adult villager of the register, at home, no Party member.
Makers write rows as they are; deeds with their checks are called by the tests themselves.
"""

from datetime import UTC, date, datetime, timedelta

from deliberation.models import Decision, Delegation, DelegationWay, Source
from publicity.models import Notice, NoticeKind
from village import names, profiles, rules
from village.models import (
    Appointment,
    Group,
    Household,
    PartyStatus,
    Person,
    Sex,
    Township,
    Village,
)
from village.permissions import TOWNSHIP, Actor, Office, Seat
from village.rules import Body, MatterKind

DAY = date(2026, 11, 22)
"""The day on which the `clock` fixture stands."""

NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)
"""The moment at which the `clock` fixture stands: 9:00 in China."""

BORN = date(1980, 5, 1)
BEGAN = date(2024, 3, 1)
SURNAMES = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "青山秀英建国桂兰志强春梅文华玉珍永福丽娟德明金凤"


async def township(code="", name="青溪镇", **fields):
    number = await Township.all().count()
    return await Township.create(code=code or f"town{number + 1}", name=name, **fields)


async def village(code="", name="柳湾村", *, town=None, profile="national-2025", **fields):
    """In the first township, which is made if there is none."""
    town = town or await Township.first() or await township()
    number = await Village.all().count()
    return await Village.create(
        township=town, code=code or f"v{number + 1}", name=name, profile_code=profile, **fields
    )


async def group(of, name="", **fields):
    number = await Group.filter(village_id=of.id).count() + 1
    return await Group.create(
        village=of, name=name or f"第{number}组", **{"position": number, **fields}
    )


async def household(of, number="", *, group=None):
    count = await Household.filter(village_id=of.id).count() + 1
    return await Household.create(village=of, group=group, number=number or f"{count:03d}")


async def person(of, name="", *, woman=False, **fields):
    """A villager of `of`, aged 46 on the clock's day; with `party=True` a full Party member."""
    name = name or name_of(await Person.all().count())
    if "party" in fields:
        fields["party"] = {True: PartyStatus.FULL}.get(fields["party"], fields["party"])
    ordinary = {
        "born_on": BORN,
        "sex": Sex.FEMALE if woman else Sex.MALE,
        "pinyin": names.pinyin(name),
    }
    return await Person.create(
        township_id=of.township_id, village_id=of.id, name=name, **{**ordinary, **fields}
    )


async def outsider(town, name="", **fields):
    """An officer or adviser from outside: on no village's register."""
    name = name or name_of(await Person.all().count())
    return await Person.create(township_id=town.id, name=name, pinyin=names.pinyin(name), **fields)


def name_of(number):
    """A name of its own for each of the first 460 people."""
    rest, place = divmod(number, len(SURNAMES))
    return SURNAMES[place] + GIVEN[rest % len(GIVEN)] + GIVEN[(rest * 7 + place) % len(GIVEN)]


async def people(of, count, **fields):
    """Many villagers, one household each, in few statements."""
    first = await Household.filter(village_id=of.id).count()
    await Household.bulk_create(
        Household(village_id=of.id, number=f"{first + n:04d}", group=fields.get("group"))
        for n in range(count)
    )
    homes = await Household.filter(village_id=of.id).order_by("id").offset(first)
    ordinary = {"born_on": BORN, "sex": Sex.MALE}
    told = {**ordinary, **{key: value for key, value in fields.items() if key != "group"}}
    await Person.bulk_create(
        Person(
            township_id=of.township_id,
            village_id=of.id,
            household_id=home.id,
            name=name_of(place),
            is_head=True,
            **told,
        )
        for place, home in enumerate(homes)
    )
    return await Person.filter(village_id=of.id, household_id__in=[one.id for one in homes])


async def appointment(of, who, office, **fields):
    ordinary = {"began_on": BEGAN, "term_ends_on": date(2029, 3, 1)}
    return await Appointment.create(
        township_id=of.township_id,
        village_id=of.id,
        person=who,
        office=office,
        **{**ordinary, **fields},
    )


async def holder(of, *offices, name="", **fields):
    """Somebody who holds these offices in a village, ready to act in all of them.

    Offices of the township take a township instead of a village.
    """
    if offices[0] in TOWNSHIP:
        return await officer(of, offices[0], name=name, **fields)
    who = await person(of, name, **fields)
    for office in offices:
        if office is not Office.VILLAGER:
            await appointment(of, who, office)
    return acting(who, *offices)


async def officer(town, office=Office.TOWNSHIP_OFFICER, *, name="", **fields):
    who = await outsider(town, name, **fields)
    await Appointment.create(township_id=town.id, person=who, office=office, began_on=BEGAN)
    return acting(who, office)


def acting(who, *offices):
    """The person with these seats (and a villager's own), whatever stands in the appointments."""
    held = [Office.VILLAGER] if who.village_id is not None else []
    held += [office for office in offices if office not in held]
    return Actor(who.id, who.name, "", tuple(seat(who, office) for office in held))


def seat(who, office, *, village_id=None):
    place = None if office in TOWNSHIP else (village_id or who.village_id)
    return Seat(who.id, office, place, who.township_id)


async def matter(of, title="三组机耕路硬化", **fields):
    """A matter as if it had come to its stage lawfully; by default just opened."""
    profile = rules.profile(of.profile_code)
    await profiles.keep(profile, now=NOW)
    number = await Decision.filter(village_id=of.id).count() + 1
    ordinary = {
        "number": f"2026-{number:03d}",
        "summary": "三组到晒谷场的 620 米机耕路铺水泥，宽 3.5 米。",
        "kind": MatterKind.PUBLIC_WORKS,
        "source": Source.PEOPLE,
        "body": Body.VILLAGERS_ASSEMBLY,
        "opened_at": NOW,
        "profile_code": profile.code,
        "profile_digest": profile.digest,
    }
    made = await Decision.create(village=of, title=title, **{**ordinary, **fields})
    return await Decision.get(id=made.id).select_related("village", "group", "petition")


async def delegation(of, *kinds, **fields):
    """The assembly's mandate for these kinds of matter, running on the clock's day."""
    ordinary = {
        "way": DelegationWay.MEETING,
        "matters": ",".join(kinds or (MatterKind.PUBLIC_WORKS,)),
        "given_on": BEGAN,
        "ends_on": date(2029, 3, 1),
        "recorded_at": NOW,
    }
    return await Delegation.create(village=of, **{**ordinary, **fields})


async def assembly(of, representatives=31, *, women=11, chair=""):
    """Representatives, the first ones women, and a chair of the committee beside them."""
    for place in range(representatives):
        who = await person(of, woman=place < women)
        await appointment(of, who, Office.REPRESENTATIVE)
    if chair:
        await holder(of, Office.COMMITTEE_CHAIR, name=chair)


async def notice(of, subject="announcement:1", **fields):
    """A paper hung up this morning for fifteen days."""
    ordinary = {
        "kind": NoticeKind.RESOLUTION,
        "title": f"{of.name}村民代表会议决议公告",
        "body": "应到 31 人，实到 21 人，同意 11 票，决议通过。",
        "digest": "0" * 64,
        "first_day": DAY,
        "days": 15,
        "last_day": DAY + timedelta(15),
        "posted_at": NOW,
    }
    made = await Notice.create(village=of, subject=subject, **{**ordinary, **fields})
    return await Notice.get(id=made.id).select_related("village")
