"""Shared by the tests of passes: a card nobody has used."""

from tests import doors, make
from village import passes
from village.permissions import Office


async def clerk_of(of):
    return await make.holder(of, Office.VILLAGE_CLERK)


async def fresh(of, clock, **fields):
    """A villager with a card nobody has used, as `by_token` finds it."""
    who = await make.person(of, **fields)
    _, token = await doors.card(who, now=clock.now())
    return await passes.by_token(token, now=clock.now()), token
