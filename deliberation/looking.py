"""What of a concern everybody may read: shown after a look, masked, or hidden with a reason.

Hiding never deletes: the words stay on record and the concern goes on being handled.
"""

from datetime import datetime

from deliberation.concern_checks import DIGEST
from deliberation.concern_doors import handling_seat
from deliberation.concern_flow import Said, note
from deliberation.handling import LONGEST, LONGEST_WHY, check_words
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernMedium,
    ConcernSight,
    EntryKind,
    HidingReason,
    MediumKind,
)
from village import clock, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound
from village.ledger import text_digest
from village.permissions import Actor


async def release(concern: Concern, words: str, actor: Actor, *, now: datetime) -> None:
    """Looked at, and fit for everybody. `words` replaces what is shown; "" keeps what stands."""
    seat = await handling_seat(actor, concern, clock.local_date(now))
    if len(words.strip()) > LONGEST:
        raise InvalidInput({"words": f"写了 {len(words.strip())} 字，最多 {LONGEST} 字。"})
    async with storage.writing(concern.village_id):
        current = await Concern.get(id=concern.id).select_related("village")
        if current.audience is not ConcernAudience.EVERYONE:
            text = f"这件事“{current.audience.label}”，不能公开。"
            raise Blocked([Blocker("not-for-everyone", text)])
        shown = words.strip() or current.public_text
        if not shown:
            raise InvalidInput({"words": "只有录音，请把要公开的意思写成文字。"})
        await Concern.filter(id=current.id).update(
            sight=ConcernSight.SHOWN, public_text=shown, hidden_reason=None, hidden_why=""
        )
        said = Said(EntryKind.SHOWN, "已公开。", public=False)
        await note(current, "concern.release", seat, said, now=now, words=text_digest(shown))


async def hide(
    concern: Concern, reason: HidingReason, why: str, actor: Actor, *, now: datetime
) -> None:
    """From everybody but those who handle it, with a reason the raiser reads."""
    seat = await handling_seat(actor, concern, clock.local_date(now))
    check_words(why, "why", "请写明为什么隐藏，说事人看得到。", LONGEST_WHY)
    async with storage.writing(concern.village_id):
        current = await Concern.get(id=concern.id).select_related("village")
        if current.sight not in (ConcernSight.SHOWN, ConcernSight.HELD):
            raise Blocked([Blocker("not-shown", f"这件事现在是“{current.sight.label}”。")])
        await Concern.filter(id=current.id).update(
            sight=ConcernSight.HIDDEN, hidden_reason=reason, hidden_why=why.strip()
        )
        text = f"不在网上公开（{reason.label}）：{why.strip()} 事情照样办理。"
        said = Said(EntryKind.SHOWN, text, public=False)
        await note(
            *(current, "concern.hide", seat, said),
            now=now,
            reason=str(reason),
            why=text_digest(why),
        )


async def entrust(concern: Concern, why: str, actor: Actor, *, now: datetime) -> None:
    """Hand it to the supervisors: from then on only they and the township read and handle it."""
    seat = await handling_seat(actor, concern, clock.local_date(now))
    check_words(why, "why", "请写明为什么交给监委会。", LONGEST_WHY)
    async with storage.writing(concern.village_id):
        current = await Concern.get(id=concern.id).select_related("village")
        if current.audience is ConcernAudience.SUPERVISORS:
            raise Blocked([Blocker("theirs-already", "这件事已经由监委会办理。")])
        await Concern.filter(id=current.id).update(
            audience=ConcernAudience.SUPERVISORS, sight=ConcernSight.INSIDE, assignee_id=None
        )
        said = Said(
            EntryKind.SHOWN, "转给村务监督委员会办理，只有监委会和镇里看得到。", public=False
        )
        await note(current, "concern.entrust", seat, said, now=now, why=text_digest(why))


async def look_at(
    medium_id: int,
    concern: Concern,
    actor: Actor,
    *,
    show: bool,
    covered_digest: str = "",
    now: datetime,
) -> None:
    """One photograph: fit to be shown, as it is or with faces and plates covered."""
    seat = await handling_seat(actor, concern, clock.local_date(now))
    if covered_digest and not DIGEST.fullmatch(covered_digest):
        raise ValueError("the covered picture is named by its digest")
    async with storage.writing(concern.village_id):
        current = await Concern.get(id=concern.id).select_related("village")
        medium = await ConcernMedium.get_or_none(
            id=medium_id, concern_id=current.id, kind=MediumKind.PHOTO
        )
        if medium is None:
            raise NotFound("这张照片")
        covered = covered_digest or medium.covered_digest
        await ConcernMedium.filter(id=medium.id).update(
            shown=show, covered_digest=covered, looked_at=now
        )
        said = Said(EntryKind.SHOWN, "看过一张照片。", public=False, told=False)
        await note(
            *(current, "concern.look", seat, said),
            now=now,
            medium=medium.id,
            shown=show,
            digest=medium.digest,
            covered=covered,
        )
