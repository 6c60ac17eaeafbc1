from datetime import date, timedelta

import pytest

from tests import doors, make
from village import offices, sessions
from village.errors import NotFound
from village.models import Pass, Person, Session, SessionLevel
from village.permissions import Office, Permission

PASS, PASSWORD, CODE = SessionLevel.PASS, SessionLevel.PASSWORD, SessionLevel.CODE


async def came(who, clock, level=PASS):
    token = await doors.session(who, now=clock.now(), level=level)
    return await sessions.found(token, now=clock.now()), token


async def test_the_database_never_holds_what_the_cookie_holds(db, clock):
    who = await make.person(await make.village())
    card, _ = await doors.card(who, now=clock.now(), activated_at=clock.now())

    session, token = await sessions.opened(card, "安卓手机，微信", now=clock.now())

    row = await Session.get(id=session.id)
    assert len(token) >= 43
    assert token not in repr(dict(row))
    assert (row.level, row.device) == (PASS, "安卓手机，微信")
    assert row.expires_at == clock.now() + timedelta(hours=12)


async def test_a_session_ends_after_twelve_hours_whatever_is_done_in_it(db, clock):
    who = await make.person(await make.village())
    card, _ = await doors.card(who, now=clock.now(), activated_at=clock.now())
    session, token = await sessions.opened(card, "", now=clock.now())
    clock.forward(hours=11, minutes=59, seconds=59)
    await sessions.proven(session, now=clock.now())

    assert await sessions.found(token, now=clock.now()) is not None
    clock.forward(seconds=1)
    assert await sessions.found(token, now=clock.now()) is None


async def test_a_session_ends_with_its_pass(db, clock):
    who = await make.person(await make.village())
    session, token = await came(who, clock)

    await Pass.filter(id=session.entered_by_id).update(revoked_at=clock.now())

    assert await sessions.found(token, now=clock.now()) is None


async def test_a_session_ends_on_the_day_its_holder_leaves(db, clock):
    who = await make.person(await make.village())
    _, token = await came(who, clock)

    await Person.filter(id=who.id).update(left_on=date(2026, 11, 23))
    assert await sessions.found(token, now=clock.now()) is not None
    await Person.filter(id=who.id).update(left_on=make.DAY)
    assert await sessions.found(token, now=clock.now()) is None


async def test_more_shown_means_a_new_token_and_the_old_one_stays_low(db, clock):
    who = await make.person(await make.village())
    session, old = await came(who, clock)

    new = await sessions.raised(session, PASSWORD, now=clock.now())

    before, after = [await sessions.found(one, now=clock.now()) for one in (old, new)]
    assert (before.level, after.level) == (PASS, PASSWORD)
    assert after.expires_at == clock.now() + timedelta(hours=10)
    clock.forward(minutes=2)
    assert await sessions.found(old, now=clock.now()) is None


async def test_the_pin_counts_for_a_quarter_of_an_hour(db, clock):
    who = await make.person(await make.village())
    session, _ = await came(who, clock)
    clock.forward(minutes=15)

    assert sessions.recently_proven(session, now=clock.now())
    clock.forward(seconds=1)
    assert not sessions.recently_proven(session, now=clock.now())
    await sessions.proven(session, now=clock.now())
    assert sessions.recently_proven(session, now=clock.now())


async def test_a_password_does_not_make_the_pin_fresh_again(db, clock):
    who = await make.person(await make.village())
    session, _ = await came(who, clock)
    clock.forward(minutes=16)

    new = await sessions.raised(session, PASSWORD, now=clock.now())

    found = await sessions.found(new, now=clock.now())
    assert not sessions.recently_proven(found, now=clock.now())


async def test_one_ends_ones_own_sessions_and_nobody_elses(db, clock):
    of = await make.village()
    who, neighbour = await make.person(of), await make.person(of)
    mine, _ = await came(who, clock)
    other, other_token = await came(who, clock)
    foreign, foreign_token = await came(neighbour, clock)

    with pytest.raises(NotFound):
        await sessions.end_one(mine, foreign.id, now=clock.now())
    await sessions.end_one(mine, other.id, now=clock.now())
    with pytest.raises(NotFound):
        await sessions.end_one(mine, other.id, now=clock.now())

    assert await sessions.found(other_token, now=clock.now()) is None
    assert await sessions.found(foreign_token, now=clock.now()) is not None


async def test_all_the_others_end_and_this_one_stays(db, clock):
    who = await make.person(await make.village())
    mine, token = await came(who, clock)
    tokens = [(await came(who, clock))[1] for _ in range(2)]

    assert await sessions.end_others(mine, now=clock.now()) == 2

    assert await sessions.found(token, now=clock.now()) is not None
    assert [await sessions.found(one, now=clock.now()) for one in tokens] == [None, None]


@pytest.mark.parametrize(
    ("level", "offices_earned"),
    [
        (PASS, [Office.VILLAGER]),
        (PASSWORD, [Office.PARTY_SECRETARY, Office.VILLAGER]),
        (CODE, [Office.PARTY_SECRETARY, Office.VILLAGER]),
    ],
)
async def test_a_village_office_is_earned_with_the_password(db, clock, level, offices_earned):
    of = await make.village()
    secretary = await make.holder(of, Office.PARTY_SECRETARY)
    who = await Person.get(id=secretary.person_id)
    session, _ = await came(who, clock, level)

    held = await offices.seats_of(session.person, make.DAY)
    actor = sessions.actor_of(session, held)

    assert sorted(seat.office for seat in actor.seats) == sorted(offices_earned)
    allowed = actor.may(Permission.MEETING_CALL, of.id, of.township_id)
    assert allowed is (level is not PASS)


@pytest.mark.parametrize(("level", "allowed"), [(PASS, False), (PASSWORD, False), (CODE, True)])
async def test_a_township_office_is_earned_with_the_code(db, clock, level, allowed):
    of = await make.village()
    officer = await make.officer(of.township)
    who = await Person.get(id=officer.person_id)
    session, _ = await came(who, clock, level)

    held = await offices.seats_of(session.person, make.DAY)
    actor = sessions.actor_of(session, held)

    assert actor.may(Permission.TOWNSHIP_VIEW, of.id, of.township_id) is allowed


async def test_the_place_told_is_the_group_the_village_or_the_township(db, clock):
    of = await make.village(name="石桥村")
    home = await make.household(of, group=await make.group(of, "二组"))
    told = []
    for who in (
        await make.person(of, household=home),
        await make.person(of),
        await make.outsider(of.township),
    ):
        session, _ = await came(who, clock)
        told.append(sessions.place_of(session.person))

    assert told == ["二组", "石桥村", "青溪镇"]


async def test_what_nobody_asks_for_any_more_is_swept(db, clock):
    who = await make.person(await make.village())
    await came(who, clock)
    clock.forward(days=30)
    await sessions.sweep(now=clock.now())
    kept = await Session.all().count()
    clock.forward(hours=11)
    await sessions.sweep(now=clock.now())

    assert (kept, await Session.all().count()) == (1, 0)
