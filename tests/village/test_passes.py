import json
from datetime import date

import pytest

from tests import doors, make
from tests.village.cards import clerk_of, fresh
from village import pass_lists, passes, sessions
from village.errors import Blocked, NotFound, NotPermitted
from village.models import LedgerEntry, Pass, Township
from village.pass_lists import PassState
from village.passes import PassEnd
from village.permissions import Office, operator


async def test_a_token_is_on_the_card_and_only_its_digest_in_the_database(db, clock):
    of = await make.village()
    clerk, who = await clerk_of(of), await make.person(of)

    (card,) = await passes.issue(of, [who], clerk, now=clock.now())

    row = await Pass.get(person_id=who.id)
    line = await LedgerEntry.get(action="pass.issue")
    assert row.digest == passes.digest_of(card.token)
    assert card.token not in repr(dict(row)) + line.line
    assert len(card.token) * 6 >= 128
    assert passes.TOKEN.fullmatch(card.token)
    assert json.loads(line.line)["data"] == {"people": [who.id], "serials": [card.serial]}
    assert json.loads(line.line)["by"] == clerk.person_id


async def test_a_new_card_ends_the_old_one_and_whoever_is_in_with_it(db, clock):
    of = await make.village()
    clerk, who = await clerk_of(of), await make.person(of)
    token = await doors.session(who, now=clock.now())

    await passes.issue(of, [who], clerk, now=clock.now())

    old, new = await Pass.filter(person_id=who.id).order_by("id")
    assert (old.revoked_why, old.revoked_at) == ("reissued", clock.now())
    assert new.revoked_at is None
    assert await sessions.found(token, now=clock.now()) is None
    assert await sessions.live_of(who.id, now=clock.now()) == []


async def test_a_clerk_issues_no_pass_in_another_village(db, clock):
    of, other = await make.village(), await make.village()
    clerk, stranger = await clerk_of(of), await make.person(other)

    with pytest.raises(NotPermitted):
        await passes.issue(other, [stranger], clerk, now=clock.now())
    with pytest.raises(NotFound):
        await passes.issue(of, [stranger], clerk, now=clock.now())

    assert await Pass.all().count() == 0


@pytest.mark.parametrize("office", [Office.VILLAGER, Office.PARTY_SECRETARY, Office.SUPERVISOR])
async def test_nobody_but_the_clerk_issues_passes(db, clock, office):
    of = await make.village()
    who = await make.person(of)

    with pytest.raises(NotPermitted):
        await passes.issue(of, [who], await make.holder(of, office), now=clock.now())


async def test_the_township_issues_the_clerks_pass_and_no_other(db, clock):
    of = await make.village()
    clerk, who = await clerk_of(of), await make.person(of)
    officer = await make.officer(of.township)
    person = await make.Person.get(id=clerk.person_id)

    (card,) = await passes.issue(of, [person], officer, now=clock.now())

    assert card.person.id == clerk.person_id
    with pytest.raises(NotPermitted):
        await passes.issue(of, [person, who], officer, now=clock.now())


async def test_an_adviser_from_outside_gets_a_pass_where_he_serves(db, clock):
    of, other = await make.village(), await make.village()
    clerk = await clerk_of(of)
    adviser = await make.outsider(of.township)
    await make.appointment(of, adviser, Office.LEGAL_ADVISER)

    (card,) = await passes.issue(of, [adviser], clerk, now=clock.now())

    assert card.person.id == adviser.id
    with pytest.raises(NotFound):
        await passes.issue(other, [adviser], await clerk_of(other), now=clock.now())


async def test_people_who_left_get_no_pass_from_the_day_on(db, clock):
    of = await make.village()
    clerk = await clerk_of(of)
    gone = await make.person(of, left_on=make.DAY)
    going = await make.person(of, left_on=date(2026, 11, 23))

    with pytest.raises(NotFound):
        await passes.issue(of, [gone], clerk, now=clock.now())
    assert len(await passes.issue(of, [going], clerk, now=clock.now())) == 1


async def test_two_hundred_cards_are_one_sheet_and_one_more_is_too_many(db, clock):
    of = await make.village()
    clerk, everybody = await clerk_of(of), await make.people(of, 201)

    with pytest.raises(Blocked) as refused:
        await passes.issue(of, everybody, clerk, now=clock.now())
    cards = await passes.issue(of, everybody[:200], clerk, now=clock.now())

    assert refused.value.codes == ("too-many-passes",)
    assert len({card.serial for card in cards}) == len({card.token for card in cards}) == 200
    assert all(len(card.serial) == 7 and card.serial[4] == "-" for card in cards)


async def test_a_revoked_card_opens_nothing_and_cannot_be_revoked_twice(db, clock):
    of = await make.village()
    clerk = await clerk_of(of)
    card, token = await fresh(of, clock)
    await sessions.opened(card, "", now=clock.now())

    await passes.revoke(of, card, PassEnd.LOST, clerk, now=clock.now())

    assert await sessions.live_of(card.person_id, now=clock.now()) == []
    with pytest.raises(NotFound):
        await passes.by_token(token, now=clock.now())
    with pytest.raises(Blocked) as refused:
        await passes.revoke(of, card, PassEnd.LOST, clerk, now=clock.now())
    assert refused.value.codes == ("pass-ended",)
    assert await LedgerEntry.filter(action="pass.revoke", subject=f"pass:{card.id}").count() == 1


async def test_another_villages_clerk_cannot_even_see_the_card(db, clock):
    of, other = await make.village(), await make.village()
    card, _ = await fresh(of, clock)

    with pytest.raises(NotFound):
        await passes.for_window(other, card.id, await clerk_of(other))
    with pytest.raises(NotFound):
        await passes.for_window(of, card.id, await clerk_of(other))
    assert (await passes.for_window(of, card.id, await clerk_of(of))).id == card.id


@pytest.mark.parametrize("token", ["", "x", f"token{99:019d}", "令牌" * 12, "a" * 5000])
async def test_unknown_tokens_look_like_revoked_ones(db, clock, token):
    with pytest.raises(NotFound, match="没有找到这张通行码"):
        await passes.by_token(token, now=clock.now())


async def test_a_card_stops_on_the_day_its_holder_leaves(db, clock):
    of = await make.village()
    _, token = await fresh(of, clock, left_on=date(2026, 11, 23))

    assert (await passes.by_token(token, now=clock.now())).revoked_at is None
    clock.forward(days=1)
    with pytest.raises(NotFound):
        await passes.by_token(token, now=clock.now())


async def test_the_window_sees_group_by_group_who_has_a_pass(db, clock):
    of = await make.village()
    clerk = await clerk_of(of)
    group = await make.group(of, "二组")
    one, two, three = await make.people(of, 3, group=group)
    await doors.card(one, now=clock.now())
    await doors.card(two, now=clock.now(), activated_at=clock.now())
    adviser = await make.outsider(of.township)
    await make.appointment(of, adviser, Office.LEGAL_ADVISER)

    counts = await pass_lists.counts(of, clerk, now=clock.now())
    name, holders = await pass_lists.holders(of, group.id, clerk, now=clock.now())

    assert [(row.name, row.people, row.with_pass) for row in counts] == [
        ("二组", 3, 2),
        ("没有分组的和村外任职的", 2, 0),
    ]
    assert name == "二组"
    assert [(row.person.id, row.state) for row in holders] == [
        (one.id, PassState.ISSUED),
        (two.id, PassState.ACTIVE),
        (three.id, PassState.NONE),
    ]


async def test_another_villages_group_is_not_there(db, clock):
    of, other = await make.village(), await make.village()
    group = await make.group(other)

    with pytest.raises(NotFound):
        await pass_lists.holders(of, group.id, await clerk_of(of), now=clock.now())


async def test_the_lists_need_as_many_statements_for_thirty_as_for_one(db, clock, queries):
    of = await make.village()
    clerk = await clerk_of(of)
    group = await make.group(of)
    counted = []
    for many in (1, 29):
        for who in await make.people(of, many, group=group):
            await doors.card(who, now=clock.now())
        queries.clear()
        await pass_lists.holders(of, group.id, clerk, now=clock.now())
        await pass_lists.counts(of, clerk, now=clock.now())
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 10


async def test_a_clerk_cannot_reach_the_pass_of_a_township_officer(db, clock):
    place = await make.village()
    clerk = await make.holder(place, Office.VILLAGE_CLERK)
    town = await Township.get(id=place.township_id)
    officer = await make.outsider(town)
    cards = await passes.issue_outside(town, [officer], operator(town.id), now=clock.now())
    card = await Pass.get(digest=passes.digest_of(cards[0].token))

    with pytest.raises(NotFound):
        await passes.for_window(place, card.id, clerk)


async def test_a_clerk_reaches_the_pass_of_the_villages_own_adviser(db, clock):
    place = await make.village()
    clerk = await make.holder(place, Office.VILLAGE_CLERK)
    town = await Township.get(id=place.township_id)
    adviser = await make.outsider(town)
    await make.appointment(place, adviser, Office.LEGAL_ADVISER)
    cards = await passes.issue(place, [adviser], clerk, now=clock.now())
    card = await Pass.get(digest=passes.digest_of(cards[0].token))

    found = await passes.for_window(place, card.id, clerk)

    assert found.id == card.id
