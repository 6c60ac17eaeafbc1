"""Who sees a concern at all, and what a look makes public, hides or hands to the supervisors."""

import pytest

from deliberation import concern_doors, handling, looking
from deliberation.models import (
    ConcernAudience,
    ConcernMedium,
    ConcernSight,
    HidingReason,
    MediumKind,
)
from deliberation.raising import Medium
from tests import make
from tests.deliberation import saying
from tests.make import DAY, NOW
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted
from village.permissions import Office

A = ConcernAudience


async def test_what_is_told_the_supervisors_the_committee_never_sees(village, clerk):
    chair = await make.holder(village, Office.COMMITTEE_CHAIR)
    supervisor = await make.holder(village, Office.SUPERVISOR)
    officer = await make.holder(await village.township, Office.TOWNSHIP_OFFICER)
    told = await saying.raised(village, audience=A.SUPERVISORS)
    for who in (clerk, chair):
        with pytest.raises(NotFound):
            await concern_doors.on_desk(who, village.id, told.number, today=DAY)
        with pytest.raises(NotPermitted):
            await handling.receive(told, who, now=NOW)
    for who in (supervisor, officer):
        assert (await concern_doors.on_desk(who, village.id, told.number, today=DAY)).id == told.id

    await handling.receive(told, supervisor, now=NOW)
    found = await handling.candidates(await saying.again(told), DAY)

    assert [one.person_id for one in found] == [supervisor.person_id]
    inside = await saying.raised(village, text="账", audience=A.COMMITTEE)
    for who in (supervisor, officer):
        with pytest.raises(NotFound):
            await concern_doors.on_desk(who, village.id, inside.number, today=DAY)


async def test_an_accusation_goes_to_the_supervisors_and_out_of_sight(village, clerk):
    concern = await saying.raised(village)
    supervisor = await make.holder(village, Office.SUPERVISOR)
    with pytest.raises(InvalidInput):
        await looking.entrust(concern, " ", clerk, now=NOW)

    await looking.entrust(concern, "点名道姓，请监委会查", clerk, now=NOW)

    row = await saying.again(concern)
    assert (row.audience, row.sight) == (A.SUPERVISORS, ConcernSight.INSIDE)
    with pytest.raises(NotPermitted):
        await handling.receive(row, clerk, now=NOW)
    with pytest.raises(Blocked) as again:
        await looking.entrust(row, "再转", supervisor, now=NOW)
    assert again.value.codes == ("theirs-already",)
    await handling.receive(row, supervisor, now=NOW)


async def test_with_the_office_the_task_ends_too(village, clerk):
    member = await make.holder(village, Office.COMMITTEE_MEMBER)
    concern = await saying.assigned(village, clerk, to=member)
    left = make.acting(await saying.person_of(member), Office.VILLAGER)

    await handling.progress(concern, "去看过了。", member, now=NOW)
    with pytest.raises(NotPermitted):
        await handling.progress(concern, "又去看过了。", left, now=NOW)
    assert (
        await concern_doors.sees(member, concern, DAY),
        await saying.kinds(concern, kind="progress"),
    ) == (True, ["progress"])


async def test_who_is_accused_by_name_is_heard_of_by_the_supervisors_alone(village, clerk):
    await make.person(village, "赵德贵")
    chair = await make.holder(village, Office.COMMITTEE_CHAIR)
    supervisor = await make.holder(village, Office.SUPERVISOR)

    concern = await saying.raised(village, text="赵德贵偷拿低保，大家都知道")

    sees = [await concern_doors.sees(one, concern, DAY) for one in (clerk, chair, supervisor)]
    assert (sees, concern.audience, concern.public_text) == (
        [False, False, True],
        A.SUPERVISORS,
        "",
    )
    with pytest.raises(Blocked) as kept:
        await looking.release(concern, "有人反映低保名单不实", supervisor, now=NOW)
    assert kept.value.codes == ("not-for-everyone",)


async def test_a_look_makes_it_public_and_hiding_keeps_every_word(village, clerk):
    concern = await saying.raised(village, text="低保户的身份证号 11010519491231002X 登错了")
    with pytest.raises(NotFound):
        await concern_doors.in_public(village.id, concern.number)

    await looking.release(concern, "有人反映低保名单不实", clerk, now=NOW)
    shown = await concern_doors.in_public(village.id, concern.number)
    await looking.hide(concern, HidingReason.ACCUSATION, "没有核实", clerk, now=NOW)

    row = await saying.again(concern)
    assert shown.public_text == "有人反映低保名单不实"
    assert (row.sight, row.text, row.is_open) == (ConcernSight.HIDDEN, concern.text, True)
    with pytest.raises(NotFound):
        await concern_doors.in_public(village.id, concern.number)
    with pytest.raises(Blocked):
        await looking.hide(concern, HidingReason.ABUSE, "再来", clerk, now=NOW)
    with pytest.raises(InvalidInput):
        await looking.hide(concern, HidingReason.ABUSE, "", clerk, now=NOW)
    assert (await saying.kinds(concern, told=True))[-2:] == ["shown", "shown"]


async def test_what_was_not_meant_for_everybody_is_never_made_public(village, clerk):
    concern = await saying.raised(village, audience=A.COMMITTEE)

    with pytest.raises(Blocked) as refused:
        await looking.release(concern, "改成公开", clerk, now=NOW)

    assert refused.value.codes == ("not-for-everyone",)


async def test_a_photograph_is_public_only_after_a_look_and_covered_where_need_be(village, clerk):
    photo, voice = (
        Medium(kind, digit * 64)
        for kind, digit in ((MediumKind.PHOTO, "a"), (MediumKind.VOICE, "b"))
    )
    concern = await saying.raised(village, media=(photo, voice))
    other = await saying.raised(village, text="另一件")
    first, second = await ConcernMedium.all().order_by("id")
    for medium, of in ((first, other), (second, concern)):
        with pytest.raises(NotFound):
            await looking.look_at(medium.id, of, clerk, show=True, now=NOW)

    await looking.look_at(first.id, concern, clerk, show=True, covered_digest="d" * 64, now=NOW)

    row = await ConcernMedium.get(id=first.id)
    assert (row.shown, row.digest, row.covered_digest) == (True, "a" * 64, "d" * 64)
