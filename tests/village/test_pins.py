"""First use, the PIN, and what becomes of who guesses."""

from datetime import date

import pytest

from tests import doors, make
from tests.village.cards import clerk_of, fresh
from village import entering, limits, pass_lists, passes, pins, sessions
from village.entering import Visit
from village.errors import Blocked, InvalidInput
from village.idnumbers import vault
from village.models import LedgerEntry, Pass, Session
from village.pass_lists import PassState
from village.pins import ProofKind

KEYS = vault(doors.SECRET)

NUMBER = "33080219800501231X"

VISIT = Visit("203.0.113.9", "安卓手机，微信", doors.SECRET)


async def used(of, clock, pin=doors.PIN, **fields):
    card, token = await fresh(of, clock, **fields)
    await entering.activate(card, card.person.born_on, pin, VISIT, now=clock.now())
    return await passes.by_token(token, now=clock.now()), token


async def test_first_use_asks_the_birth_date_and_sets_the_pin(db, clock):
    of = await make.village()
    card, token = await fresh(of, clock)

    session, cookie = await entering.activate(card, make.BORN, doors.PIN, VISIT, now=clock.now())

    row = await Pass.get(id=card.id)
    assert pins.asked_of(card.person) is ProofKind.BIRTHDAY
    assert row.activated_at == clock.now()
    assert row.pin_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert doors.PIN not in row.pin_hash
    assert (await sessions.found(cookie, now=clock.now())).id == session.id
    assert await LedgerEntry.filter(action="pass.activate", subject=f"pass:{card.id}").count() == 1
    again, _ = await entering.enter(
        await passes.by_token(token, now=clock.now()), doors.PIN, VISIT, now=clock.now()
    )
    assert again.id != session.id


@pytest.mark.parametrize(("answer", "right"), [("231X", True), ("231x", True), ("2310", False)])
async def test_with_an_id_number_on_record_its_last_four_are_asked(db, clock, answer, right):
    of = await make.village()
    card, _ = await fresh(of, clock, id_cipher=KEYS.seal(NUMBER))

    assert pins.asked_of(card.person) is ProofKind.ID_TAIL
    assert pins.proves(card.person, answer, KEYS) is right


async def test_the_birth_date_is_no_answer_when_the_id_number_is_asked(db, clock):
    of = await make.village()
    card, _ = await fresh(of, clock, id_cipher=KEYS.seal(NUMBER))

    with pytest.raises(InvalidInput) as refused:
        await entering.activate(card, make.BORN, doors.PIN, VISIT, now=clock.now())

    assert refused.value.fields == {"proof": "与名册里登记的不一样。还可以试 4 次。"}
    assert (await Pass.get(id=card.id)).activated_at is None


async def test_where_the_register_knows_nothing_the_window_must_help_first(db, clock):
    of = await make.village()
    card, _ = await fresh(of, clock, born_on=None)

    with pytest.raises(Blocked) as refused:
        await entering.activate(card, "", doors.PIN, VISIT, now=clock.now())

    assert refused.value.codes == ("nothing-to-ask",)


async def test_first_use_sent_twice_sets_one_pin_and_lets_in_both_times(db, clock):
    of = await make.village()
    card, _ = await fresh(of, clock)
    stale = await Pass.get(id=card.id).select_related(*passes.JOINED)
    await entering.activate(card, make.BORN, doors.PIN, VISIT, now=clock.now())

    await entering.activate(stale, make.BORN, doors.PIN, VISIT, now=clock.now())

    assert await Session.filter(entered_by_id=card.id).count() == 2
    assert await LedgerEntry.filter(action="pass.activate").count() == 1


async def test_who_comes_second_cannot_change_the_pin_by_first_use(db, clock):
    of = await make.village()
    card, token = await fresh(of, clock)
    stale = await Pass.get(id=card.id).select_related(*passes.JOINED)
    await entering.activate(card, make.BORN, doors.PIN, VISIT, now=clock.now())

    with pytest.raises(InvalidInput) as refused:
        await entering.activate(stale, make.BORN, "730164", VISIT, now=clock.now())

    assert list(refused.value.fields) == ["pin"]
    card = await passes.by_token(token, now=clock.now())
    await entering.check_pin(card, doors.PIN, VISIT, now=clock.now())


@pytest.mark.parametrize(
    "pin",
    [
        "000000",
        "123456",
        "654321",
        "890123",
        "112233",
        "121212",
        "123123",
        "147258",
        "101010",
        "800501",
        "050180",
        "198005",
        "198051",
        "12345",
        "1234567",
        "12345a",
        "１２９４５６",
    ],
)
async def test_pins_that_others_would_try_first_are_refused(db, pin):
    of = await make.village()
    who = await make.person(of)

    assert pins.weakness(pin, who, KEYS) != ""
    assert pins.weakness(doors.PIN, who, KEYS) == ""


@pytest.mark.parametrize("pin", ["05231X", "501231", "330802"])
async def test_the_id_number_gives_no_pin(db, pin):
    of = await make.village()
    who = await make.person(of, id_cipher=KEYS.seal(NUMBER))

    assert pins.weakness(pin, who, KEYS) != ""


async def test_a_weak_pin_is_told_only_to_who_proved_himself(db, clock):
    """Otherwise the refusal of 800501 would tell a finder the birth date, at no cost."""
    of = await make.village()
    card, _ = await fresh(of, clock)

    with pytest.raises(InvalidInput) as stranger:
        await entering.activate(card, date(1970, 1, 1), "800501", VISIT, now=clock.now())
    with pytest.raises(InvalidInput) as holder:
        await entering.activate(card, make.BORN, "800501", VISIT, now=clock.now())

    assert list(stranger.value.fields) == ["proof"]
    assert list(holder.value.fields) == ["pin"]
    assert await Session.all().count() == 0


async def test_five_wrong_pins_lock_the_pass_and_then_the_right_one_fails_too(db, clock):
    of = await make.village()
    card, _ = await used(of, clock)

    said = []
    for _ in range(5):
        with pytest.raises(InvalidInput) as wrong:
            await entering.enter(card, "730164", VISIT, now=clock.now())
        said.append(wrong.value.fields["pin"])
    with pytest.raises(Blocked) as refused:
        await entering.enter(card, doors.PIN, VISIT, now=clock.now())

    assert [text.rpartition("试 ")[2] for text in said[:4]] == [
        "4 次。",
        "3 次。",
        "2 次。",
        "1 次。",
    ]
    assert said[4].startswith("密码不对。这张通行码已经锁上了")
    assert refused.value.codes == ("pass-locked",)


async def test_the_right_pin_after_four_wrong_ones_begins_the_count_anew(db, clock):
    of = await make.village()
    card, _ = await used(of, clock)
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(InvalidInput):
                await entering.enter(card, "730164", VISIT, now=clock.now())
        await entering.enter(card, doors.PIN, VISIT, now=clock.now())

    assert not await limits.used_up(limits.PASS_PIN, str(card.id), now=clock.now())


async def test_a_lock_does_not_pass_with_time_but_the_window_lifts_it(db, clock):
    of = await make.village()
    clerk = await clerk_of(of)
    card, _ = await used(of, clock)
    for _ in range(5):
        with pytest.raises(InvalidInput):
            await entering.enter(card, "730164", VISIT, now=clock.now())
    clock.forward(days=90)

    assert (await entering.locked(card, now=clock.now())).code == "pass-locked"
    assert await pass_lists.state_of(card, now=clock.now()) is PassState.LOCKED
    await passes.unlock(of, card, clerk, now=clock.now())

    await entering.enter(card, doors.PIN, VISIT, now=clock.now())
    assert await LedgerEntry.filter(action="pass.unlock", subject=f"pass:{card.id}").count() == 1


async def test_wrong_proofs_lock_like_wrong_pins(db, clock):
    of = await make.village()
    card, _ = await fresh(of, clock)
    for day in range(1, 6):
        with pytest.raises(InvalidInput):
            await entering.activate(card, date(1970, 1, day), doors.PIN, VISIT, now=clock.now())

    with pytest.raises(Blocked) as refused:
        await entering.activate(card, make.BORN, doors.PIN, VISIT, now=clock.now())

    assert refused.value.codes == ("pass-locked",)


async def test_pins_and_passwords_of_a_stolen_database_need_the_secret_too(db, clock):
    of = await make.village()
    card, _ = await used(of, clock)
    elsewhere = Visit(VISIT.address, VISIT.device, "another secret of thirty-two characters")

    with pytest.raises(InvalidInput):
        await entering.enter(card, doors.PIN, elsewhere, now=clock.now())


async def test_a_new_pin_needs_the_old_one_and_shows_the_others_out(db, clock):
    of = await make.village()
    card, token = await used(of, clock)
    mine, _ = await entering.enter(card, doors.PIN, VISIT, now=clock.now())

    with pytest.raises(InvalidInput):
        await entering.change_pin(mine, "111222", "730164", VISIT, now=clock.now())
    await entering.change_pin(mine, doors.PIN, "730164", VISIT, now=clock.now())

    live = await sessions.live_of(card.person_id, now=clock.now())
    assert [one.id for one in live] == [mine.id]
    card = await passes.by_token(token, now=clock.now())
    await entering.enter(card, "730164", VISIT, now=clock.now())
    with pytest.raises(InvalidInput):
        await entering.enter(card, doors.PIN, VISIT, now=clock.now())
