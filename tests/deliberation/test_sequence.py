import pytest

from deliberation.models import CycleStep, DecisionStage
from deliberation.sequence import already_done, before, source_of, steps_of
from tests import make
from village.rules import Body, MatterKind

C, S = CycleStep, DecisionStage
GROUP = {"kind": MatterKind.GROUP_AFFAIR, "body": Body.GROUP_MEETING}


@pytest.fixture
async def village(db):
    return await make.village()


@pytest.mark.parametrize(
    ("fields", "steps"),
    [
        pytest.param({}, (C.PROPOSE, C.CONSULT, C.REVIEW, C.RESOLVE), id="four"),
        pytest.param({"merge_first_two": True}, (C.CONSULT, C.REVIEW, C.RESOLVE), id="merged"),
        pytest.param(GROUP, (C.RESOLVE,), id="a group's own"),
    ],
)
async def test_the_meetings_a_matter_has_to_pass(village, fields, steps):
    decision = await make.matter(village, **fields)

    assert steps_of(decision) == steps
    assert [before(decision, step) for step in steps] == [None, *steps[:-1]]
    assert source_of(decision, steps[0]) is S.OPENED


async def test_where_a_matter_must_stand_for_each_count(village):
    decision = await make.matter(village)

    assert [source_of(decision, step) for step in C] == [
        S.OPENED,
        S.PROPOSED,
        S.CONSULTED,
        S.REVIEWED,
        S.DISCLOSED,
        None,
    ]
    assert before(decision, C.CHANGE) is C.RESOLVE
    assert before(decision, C.HEAR) is None


@pytest.mark.parametrize(
    ("stage", "done"),
    [
        (S.OPENED, []),
        (S.PROPOSED, [C.PROPOSE]),
        (S.CONSULTED, [C.PROPOSE, C.CONSULT]),
        (S.REVIEWED, [C.PROPOSE, C.CONSULT, C.REVIEW]),
        (S.RESOLVED, [C.PROPOSE, C.CONSULT, C.REVIEW, C.RESOLVE, C.HEAR]),
        (S.DISCLOSED, [C.PROPOSE, C.CONSULT, C.REVIEW, C.RESOLVE, C.HEAR]),
        (S.ACCEPTED, list(C)),
        (S.CONCLUDED, list(C)),
        (S.REJECTED, list(C)),
        (S.WITHDRAWN, list(C)),
    ],
)
async def test_what_there_is_nothing_left_to_meet_about(village, stage, done):
    decision = await make.matter(village, stage=stage)

    found = {step for step in C if already_done(decision, step)}

    assert found == set(done)


async def test_a_merged_matter_has_consulted_once_it_is_proposed(village):
    decision = await make.matter(village, merge_first_two=True, stage=S.PROPOSED)

    assert already_done(decision, C.CONSULT)
    assert not already_done(await make.matter(village, merge_first_two=True), C.CONSULT)
