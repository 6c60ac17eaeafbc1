"""What holds for any numbers: shares, precedence, and agreement with plain arithmetic."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.outcome import Case, Verdict, decide
from village import rules
from village.rules import Bar, Body, MatterKind, Unit

NATIONAL = rules.profile("national-2025")
ADULTS, HOUSEHOLDS = Unit.ADULTS, Unit.HOUSEHOLDS


def case(body, entitled, present, yes=None, **more):
    return Case(body=body, entitled=entitled, present=present, yes=yes, **more)


def bars_of_all_profiles():
    values = [value for one in rules.load_all().values() for value in one.values.values()]
    return sorted(
        {value.value for value in values if isinstance(value.value, Bar)},
        key=lambda bar: (bar.share, bar.strict),
    )


BARS = bars_of_all_profiles()


def clears(bar, heads, total):
    left, right = heads * bar.share.denominator, bar.share.numerator * total
    return left > right if bar.strict else left >= right


@pytest.mark.parametrize("bar", BARS, ids=[bar.text for bar in BARS])
def test_every_share_of_the_rulebook_agrees_with_counting_upwards(bar):
    wrong = [
        total
        for total in range(1, 2001)
        if bar.needed(total) != next(heads for heads in count() if clears(bar, heads, total))
    ]

    assert wrong == []


fractions = st.fractions(min_value=0, max_value=1, max_denominator=60).filter(
    lambda share: share > 0
)


@given(fractions, st.booleans(), st.integers(1, 10**6))
def test_needed_is_the_smallest_number_that_clears_the_bar(share, strict, total):
    bar = Bar(share, strict)

    assert clears(bar, bar.needed(total), total)
    assert not clears(bar, bar.needed(total) - 1, total)


NAIVE = {
    (Body.VILLAGERS_ASSEMBLY, ADULTS): (lambda n, m: 2 * m > n, lambda n, m, y: 2 * y > m),
    (Body.VILLAGERS_ASSEMBLY, HOUSEHOLDS): (lambda n, m: 3 * m >= 2 * n, lambda n, m, y: 2 * y > m),
    (Body.REPRESENTATIVE_ASSEMBLY, None): (lambda n, m: 3 * m >= 2 * n, lambda n, m, y: 2 * y > m),
    (Body.GROUP_MEETING, ADULTS): (lambda n, m: 3 * m >= 2 * n, lambda n, m, y: 2 * y > m),
    (Body.GROUP_MEETING, HOUSEHOLDS): (lambda n, m: 3 * m >= 2 * n, lambda n, m, y: 2 * y > m),
    (Body.COLLECTIVE_ASSEMBLY, None): (
        lambda n, m: 3 * m >= 2 * n,
        lambda n, m, y: 3 * y >= 2 * n,
    ),
    (Body.PARTY_MEETING, None): (lambda n, m: 3 * m >= 2 * n, lambda n, m, y: 2 * y >= n),
}


@given(st.sampled_from(sorted(NAIVE, key=str)), st.data())
def test_the_verdict_agrees_with_plain_arithmetic(asked, data):
    body, unit = asked
    entitled = data.draw(st.integers(1, 2000))
    present = data.draw(st.integers(0, entitled))
    yes = data.draw(st.none() | st.integers(0, present))
    stands, carries = NAIVE[asked]

    if not stands(entitled, present):
        expected = Verdict.NO_QUORUM
    elif yes is None:
        expected = Verdict.UNDECIDED
    else:
        expected = Verdict.PASSED if carries(entitled, present, yes) else Verdict.REJECTED

    assert decide(NATIONAL, case(body, entitled, present, yes, unit=unit)).verdict is expected


bodies = st.sampled_from(list(Body))
profiles = st.sampled_from(list(rules.load_all().values()))


@given(profiles, bodies, st.integers(1, 500), st.data())
def test_one_more_yes_never_makes_a_result_worse(profile, body, entitled, data):
    present = data.draw(st.integers((entitled + 1) // 2, entitled))
    yes = data.draw(st.integers(0, present - 1))

    before = decide(profile, case(body, entitled, present, yes))
    after = decide(profile, case(body, entitled, present, yes + 1))

    order = list(Verdict)
    assert order.index(after.verdict) >= order.index(before.verdict)


@given(profiles, bodies, st.integers(-5, 60), st.integers(-5, 60), st.integers(0, 60))
def test_nothing_passes_without_a_count(profile, body, entitled, present, no):
    ruling = decide(profile, case(body, entitled, present, None, no=no))

    assert ruling.verdict is not Verdict.PASSED


@given(profiles, bodies, st.data())
def test_any_numbers_get_a_verdict_and_every_reason_its_basis(profile, body, data):
    number = st.integers(-3, 40)
    maybe = st.none() | number
    ruling = decide(
        profile,
        Case(
            body=body,
            entitled=data.draw(number),
            present=data.draw(number),
            unit=data.draw(st.sampled_from([None, *Unit])),
            yes=data.draw(maybe),
            matter=data.draw(st.sampled_from([None, *MatterKind])),
            delegated=data.draw(st.sampled_from([None, True, False])),
            notice_days=data.draw(maybe),
            women_entitled=data.draw(maybe),
            women_present=data.draw(maybe),
            unreachable=data.draw(number),
            excluded_reported=data.draw(st.sampled_from([None, True, False])),
        ),
    )

    assert [reason for reason in ruling.reasons if not (reason.text and reason.basis)] == []
