"""The text in force on any past day, over histories nobody thought of."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws import in_force
from bylaws.in_force import TextStanding
from bylaws.models import Edition, EditionStage

FIRST = date(2015, 1, 1)
days = st.integers(0, 120)
histories = st.lists(st.tuples(days, st.none() | st.integers(0, 60)), max_size=7)


def editions(history):
    """Published in this order: the day each came into force, and days until it was repealed."""
    return [
        Edition(
            id=place,
            stage=EditionStage.PUBLISHED,
            in_force_on=FIRST + timedelta(begun),
            repealed_on=None if lasted is None else FIRST + timedelta(begun + lasted),
        )
        for place, (begun, lasted) in enumerate(history, start=1)
    ]


def told_by_walking(history, until):
    """Day after day, as a clerk keeps it in a book: whoever begins replaces, repeal empties."""
    standing = None
    for day in range(until + 1):
        for place, (begun, _) in enumerate(history, start=1):
            if begun == day:
                standing = place
        if standing is not None:
            begun, lasted = history[standing - 1]
            if lasted is not None and begun + lasted <= day:
                standing = 0
    return standing or None


@settings(max_examples=120, deadline=None)
@given(histories, days)
def test_the_text_of_a_day_is_what_a_book_kept_day_by_day_says(history, day):
    known = editions(history)
    on = FIRST + timedelta(day)

    found = in_force.among(known, on)

    assert (None if found is None else found.id) == told_by_walking(history, day)
    standings = [in_force.standing_on(one, known, on) for one in known]
    bound = [one.id for one, how in zip(known, standings, strict=True) if how is IN_FORCE]
    assert bound == ([] if found is None else [found.id])
    assert [how is TextStanding.UPCOMING for how in standings] == [
        begun > day for begun, _ in history
    ]


IN_FORCE = TextStanding.IN_FORCE


@settings(max_examples=60, deadline=None)
@given(histories)
def test_an_edition_is_in_force_from_its_day_to_the_day_it_ended(history):
    known = editions(history)
    for one in known:
        end = in_force.ended_on(one, known)
        held = [
            on
            for on in (FIRST + timedelta(day) for day in range(200))
            if (found := in_force.among(known, on)) is not None and found.id == one.id
        ]
        if held:
            assert held[0] == one.in_force_on
            assert held[-1] == (FIRST + timedelta(199) if end is None else end - timedelta(1))


def test_a_text_that_was_not_published_stands_nowhere():
    draft = Edition(id=1, stage=EditionStage.FILED, in_force_on=None)

    assert in_force.standing_on(draft, [], FIRST) is None
    assert in_force.among([], FIRST) is None
