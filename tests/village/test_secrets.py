from datetime import timedelta

import pyotp
import pytest

from tests import doors, make
from village import offices, secrets, sessions
from village.errors import InvalidInput, NotPermitted, TooOften
from village.idnumbers import WrongNumber
from village.models import LedgerEntry, Person, Secret
from village.permissions import Office

GOOD = "青石板 过雨 3"
CODES = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


async def clerk_of(of):
    return await Person.get(id=(await make.holder(of, Office.VILLAGE_CLERK)).person_id)


@pytest.mark.parametrize(
    "password",
    ["1234567", "12345678", "87654321", "88888888", "password", "12121212", "李山秀的好口令啊"],
)
async def test_passwords_that_others_would_try_first_are_refused(db, clock, password):
    of = await make.village()
    who = await make.person(of, "李山秀")

    with pytest.raises(InvalidInput) as refused:
        await secrets.set_password(who, password, secret=doors.SECRET, now=clock.now())

    assert list(refused.value.fields) == ["password"]
    assert await Secret.all().count() == 0


async def test_a_password_is_kept_as_a_slow_hash_and_on_the_record(db, clock):
    who = await clerk_of(await make.village())

    await secrets.set_password(who, GOOD, secret=doors.SECRET, now=clock.now())

    kept = await secrets.of(who.id)
    assert kept.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await LedgerEntry.filter(action="secret.password").count() == 1
    await secrets.check_password(who, GOOD, secret=doors.SECRET, now=clock.now())


async def test_the_eleventh_wrong_password_within_an_hour_waits(db, clock):
    who = await clerk_of(await make.village())
    await secrets.set_password(who, GOOD, secret=doors.SECRET, now=clock.now())
    for _ in range(10):
        with pytest.raises(InvalidInput):
            await secrets.check_password(who, "wrong one", secret=doors.SECRET, now=clock.now())

    with pytest.raises(TooOften):
        await secrets.check_password(who, GOOD, secret=doors.SECRET, now=clock.now())
    clock.forward(hours=1)
    await secrets.check_password(who, GOOD, secret=doors.SECRET, now=clock.now())


async def test_who_set_no_password_cannot_come_in_with_an_empty_one(db, clock):
    who = await clerk_of(await make.village())

    with pytest.raises(InvalidInput):
        await secrets.check_password(who, "", secret=doors.SECRET, now=clock.now())


async def code_holder(clock, **fields):
    of = await make.village()
    officer = await make.officer(of.township)
    who = await Person.get(id=officer.person_id).select_related("township")
    await secrets.set_code(who, CODES, secret=doors.SECRET, now=clock.now(), **fields)
    return who


async def try_code(who, moment, clock):
    code = pyotp.TOTP(CODES).at(moment)
    await secrets.check_code(who, code, secret=doors.SECRET, now=clock.now(), wall=clock.now())


async def test_a_code_opens_once(db, clock):
    who = await code_holder(clock)
    await try_code(who, clock.now(), clock)

    with pytest.raises(InvalidInput):
        await try_code(who, clock.now(), clock)
    with pytest.raises(InvalidInput):
        await try_code(who, clock.now() - timedelta(seconds=30), clock)
    await try_code(who, clock.now() + timedelta(seconds=30), clock)


@pytest.mark.parametrize(("seconds", "right"), [(-60, False), (-30, True), (30, True), (60, False)])
async def test_clocks_may_differ_by_one_step(db, clock, seconds, right):
    who = await code_holder(clock)
    moment = clock.now() + timedelta(seconds=seconds)

    if right:
        await try_code(who, moment, clock)
    else:
        with pytest.raises(InvalidInput):
            await try_code(who, moment, clock)


async def test_codes_can_be_guessed_five_times_in_a_quarter_of_an_hour(db, clock):
    who = await code_holder(clock)
    for _ in range(5):
        with pytest.raises(InvalidInput):
            await secrets.check_code(
                who, "", secret=doors.SECRET, now=clock.now(), wall=clock.now()
            )

    with pytest.raises(TooOften) as refused:
        await try_code(who, clock.now(), clock)

    assert refused.value.seconds == 15 * 60


async def test_the_code_of_the_enrolment_cannot_be_used_again(db, clock):
    of = await make.village()
    officer = await make.officer(of.township)
    who = await Person.get(id=officer.person_id).select_related("township")
    code = pyotp.TOTP(CODES).at(clock.now())

    await secrets.enrol(who, CODES, code, secret=doors.SECRET, now=clock.now(), wall=clock.now())

    kept = await secrets.of(who.id)
    assert CODES not in kept.totp_cipher
    with pytest.raises(InvalidInput):
        await try_code(who, clock.now(), clock)


async def test_an_offer_made_to_one_session_is_worth_nothing_in_another(db):
    sealed = secrets.offer(CODES, 7, doors.SECRET)

    assert secrets.offered(sealed, 7, doors.SECRET) == CODES
    with pytest.raises(WrongNumber):
        secrets.offered(sealed, 8, doors.SECRET)


async def test_the_township_clears_a_forgotten_password_and_the_clerk_does_not(db, clock):
    of = await make.village()
    clerk = await make.holder(of, Office.VILLAGE_CLERK)
    secretary = await make.holder(of, Office.PARTY_SECRETARY)
    who = await Person.get(id=secretary.person_id)
    await secrets.set_password(who, GOOD, secret=doors.SECRET, now=clock.now())

    with pytest.raises(NotPermitted):
        await secrets.clear(who, clerk, now=clock.now())
    await secrets.clear(who, await make.officer(of.township), now=clock.now())

    assert (await secrets.of(who.id)).password_hash is None
    assert await LedgerEntry.filter(action="secret.clear", subject=f"person:{who.id}").count() == 1


async def test_a_new_password_shows_the_other_sessions_out(db, clock):
    who = await clerk_of(await make.village())
    await secrets.set_password(who, GOOD, secret=doors.SECRET, now=clock.now())
    mine = await sessions.found(await doors.session(who, now=clock.now()), now=clock.now())
    other = await doors.session(who, now=clock.now())

    await secrets.change_password(
        mine, GOOD, "另一句 好记的话", secret=doors.SECRET, now=clock.now()
    )

    assert await sessions.found(other, now=clock.now()) is None
    with pytest.raises(InvalidInput) as refused:
        await secrets.change_password(
            mine, GOOD, "第三句 好记的话", secret=doors.SECRET, now=clock.now()
        )
    assert list(refused.value.fields) == ["old_password"]
    assert await offices.seats_of(who, make.DAY) != ()
