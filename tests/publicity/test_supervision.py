"""What the supervision committee says of a disclosure: each word is kept, the last one counts."""

import pytest

from publicity import supervision
from publicity.models import Notice, SupervisionOpinion, SupervisionView
from tests import make
from tests.deliberation.sittings import lines
from tests.make import NOW
from village import ledger
from village.errors import Blocked, NotPermitted
from village.permissions import Office


async def hanging():
    village = await make.village()
    return village, await make.notice(village), await make.holder(village, Office.SUPERVISOR)


async def test_a_later_word_is_added_and_none_replaced(db):
    _, notice, supervisor = await hanging()

    await supervision.give(notice, SupervisionView.OBJECT, "没有附预算", supervisor, now=NOW)
    await supervision.give(notice, SupervisionView.AGREE, "", supervisor, now=NOW)

    found = await SupervisionOpinion.all().order_by("id")
    assert [(one.view, one.text, one.person_id, one.given_at) for one in found] == [
        (SupervisionView.OBJECT, "没有附预算", supervisor.person_id, NOW),
        (SupervisionView.AGREE, "", supervisor.person_id, NOW),
    ]
    assert (await supervision.latest(notice.id)).id == found[1].id
    assert await lines("supervision.give") == [
        {"view": "object", "digest": ledger.text_digest("没有附预算")},
        {"view": "agree", "digest": ledger.text_digest("")},
    ]


async def test_before_anybody_spoke_there_is_no_word(db):
    _, notice, _ = await hanging()

    assert await supervision.latest(notice.id) is None


async def test_of_a_paper_taken_down_nothing_more_is_said(db):
    _, notice, supervisor = await hanging()
    await Notice.filter(id=notice.id).update(withdrawn_at=NOW)

    with pytest.raises(Blocked) as refusal:
        await supervision.give(notice, SupervisionView.AGREE, "", supervisor, now=NOW)

    assert refusal.value.codes == ("notice-withdrawn",)
    assert await SupervisionOpinion.all().count() == 0


async def test_only_this_villages_supervisors_speak(db):
    village, notice, _ = await hanging()
    stranger = await make.holder(await make.village(name="石桥村"), Office.SUPERVISOR)

    for actor in (stranger, await make.holder(village, Office.VILLAGE_CLERK)):
        with pytest.raises(NotPermitted):
            await supervision.give(notice, SupervisionView.AGREE, "", actor, now=NOW)

    chair = await make.holder(village, Office.SUPERVISION_CHAIR)
    await supervision.give(notice, SupervisionView.REMARK, "照片拍清楚些", chair, now=NOW)
    assert await SupervisionOpinion.all().count() == 1
