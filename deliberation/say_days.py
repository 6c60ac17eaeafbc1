"""说事日: fixed days of the month, and an agenda drawn from the open concerns.

A session consults. It is never counted as a decision: what needs one becomes a matter of the cycle.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from deliberation.concern_flow import OPENED, Said, fresh, note
from deliberation.concern_guards import facts_of
from deliberation.hand_ups import BEFORE_ROUTING
from deliberation.handling import LONGEST, LONGEST_WHY, check_words
from deliberation.models import (
    Concern,
    ConcernAudience,
    EntryKind,
    Road,
    SayForm,
    SayItem,
    SaySession,
    SayStage,
)
from deliberation.routing import Routing, looked_into, sent
from publicity import shortcodes
from village import clock, ledger, rules, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.ledger import text_digest
from village.models import Village
from village.permissions import Actor, Permission, Seat

WHAT = "这次说事会"
MOST_PROPOSED = 50


@dataclass(frozen=True, slots=True)
class SayCall:
    """`invited`: departments, the township, deputies, in words as on the paper."""

    form: SayForm
    day: date
    place: str
    time: str = ""
    invited: str = ""
    concern_ids: Sequence[int] = ()


def fixed_days(village: Village, today: date, count: int = 3) -> list[date]:
    """The next say days of the profile; the 31st of a short month is its last day."""
    chosen = rules.profile(village.profile_code).value("issue.talk_days").value
    days = sorted(cast("tuple[int, ...]", chosen or ()))
    found: list[date] = []
    year, month = today.year, today.month
    while days and len(found) < count:
        last = calendar.monthrange(year, month)[1]
        month_days = sorted({date(year, month, min(max(one, 1), last)) for one in days})
        found += [one for one in month_days if one >= today]
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found[:count]


async def in_village(village_id: int, session_id: int) -> SaySession:
    found = await SaySession.get_or_none(id=session_id, village_id=village_id).select_related(
        "village"
    )
    if found is None:
        raise NotFound(WHAT)
    return found


async def of_village(village_id: int, most: int = 50) -> list[SaySession]:
    """The latest first."""
    return await SaySession.filter(village_id=village_id).order_by("-day", "-id").limit(most)


async def items_of(session: SaySession) -> list[SayItem]:
    rows = SayItem.filter(session_id=session.id).order_by("position", "id")
    return await rows.select_related("concern__group", "concern__place", "concern__raised_by")


async def item_of(session: SaySession, item_id: int) -> SayItem:
    """One line of this very session's agenda."""
    found = next((one for one in await items_of(session) if one.id == item_id), None)
    if found is None:
        raise NotFound("议程上的这一件")
    return found


async def proposed(village: Village) -> list[Concern]:
    """What can go on the next agenda: what must be discussed first, then by voices, and last what
    a session has already said its word on."""
    waiting = SayItem.filter(
        session__village_id=village.id, session__stage=SayStage.CALLED
    ).values_list("concern_id", flat=True)
    rows = Concern.filter(village_id=village.id, stage__in=(*BEFORE_ROUTING, *OPENED))
    rows = rows.exclude(audience=ConcernAudience.SUPERVISORS).exclude(id__in=await waiting)
    found = await rows.order_by("-must_discuss", "-voices", "id").limit(MOST_PROPOSED)
    done = await discussed(found)
    return sorted(
        found, key=lambda one: (one.id in done, not one.must_discuss, one.road is not Road.AGENDA)
    )


async def discussed(concerns: Sequence[Concern]) -> set[int]:
    """Those of them that a session has said its word on, and that were not taken up anew since."""
    ids = [one.id for one in concerns if one.round == 1]
    said = SayItem.filter(concern_id__in=ids, verdict__not_isnull=True)
    return {int(str(key)) for key in await said.values_list("concern_id", flat=True)}


async def call(village: Village, called: SayCall, actor: Actor, *, now: datetime) -> SaySession:
    """Its printed code: `shortcodes.known_code(village.id, f"say:{session.id}")`."""
    seat = actor.require(Permission.SAY_HOLD, village.id, village.township_id)
    today = clock.local_date(now)
    _check_call(called, today)
    async with storage.writing(village.id):
        here = await Village.get(id=village.id)
        session = await SaySession.create(
            village_id=here.id,
            form=called.form,
            day=called.day,
            time=called.time.strip(),
            place=called.place.strip(),
            invited=called.invited.strip(),
            fixed=called.day in fixed_days(here, called.day, 1),
            called_at=now,
            called_by_id=seat.person_id,
        )
        await shortcodes.code_for(village.id, f"say:{session.id}")
        await ledger.record(
            village.id,
            seat,
            "say.call",
            f"say:{session.id}",
            now=now,
            form=str(called.form),
            day=called.day,
            invited=text_digest(called.invited),
        )
        for key in dict.fromkeys(called.concern_ids):
            concern = await Concern.get_or_none(id=key, village_id=village.id)
            if concern is None:
                raise NotFound("这件说事")
            await _put_on(session, concern, seat, now)
    session.village = village
    return session


def _check_call(called: SayCall, today: date) -> None:
    wrong = {}
    if called.day < today:
        wrong["day"] = "这一天已经过了。会前没有在这里登记的，选今天，在记录里写明哪天开的。"
    if not called.place.strip():
        wrong["place"] = "请写在哪里开。"
    for name, most in (("place", 100), ("time", 20), ("invited", LONGEST)):
        if len(getattr(called, name).strip()) > most:
            wrong[name] = f"最多 {most} 字。"
    if wrong:
        raise InvalidInput(wrong)


async def put_on(session: SaySession, concern: Concern, actor: Actor, *, now: datetime) -> SayItem:
    village = session.village
    seat = actor.require(Permission.SAY_HOLD, village.id, village.township_id)
    async with storage.writing(village.id):
        if not await SaySession.exists(id=session.id, stage=SayStage.CALLED):
            raise Stale(WHAT)
        return await _put_on(session, concern, seat, now)


async def _put_on(session: SaySession, concern: Concern, seat: Seat, now: datetime) -> SayItem:
    """What was not sent any way yet, goes this way by being put on the agenda."""
    current = await fresh(concern)
    if current.village_id != session.village_id:
        raise NotFound("这件说事")
    if current.audience is ConcernAudience.SUPERVISORS:
        raise NotFound("这件说事")
    if current.stage not in (*BEFORE_ROUTING, *OPENED):
        text = f"{current.number} 已经反馈，不用再上会。"
        raise Blocked([Blocker("answered", text, remedy="说事人不满意、重新办理的，可以再列入")])
    on = SayItem.filter(concern_id=current.id, session__stage=SayStage.CALLED)
    if await on.exists():
        raise Blocked([Blocker("on-agenda", f"{current.number} 已经列入一次还没有开的说事会。")])
    words = f"{_words(session)}（{session.place}）"
    if current.stage in BEFORE_ROUTING:
        facts = await facts_of(current, clock.local_date(now))
        await looked_into(current, seat, "列入说事会。", now=now)
        await sent(current, Routing(Road.AGENDA, words), seat, facts, now)
    position = await SayItem.filter(session_id=session.id).count() + 1
    item = await SayItem.create(session_id=session.id, concern_id=current.id, position=position)
    said = Said(EntryKind.ON_AGENDA, f"列入{words}。")
    await note(current, "say.put_on", seat, said, now=now, session=session.id)
    return item


async def take_off(item: SayItem, why: str, actor: Actor, *, now: datetime) -> None:
    """Off the agenda, with a reason its raiser is told; it can be put on another one."""
    session = await SaySession.get(id=item.session_id).select_related("village")
    village = session.village
    seat = actor.require(Permission.SAY_HOLD, village.id, village.township_id)
    check_words(why, "why", "请写明为什么取下，说事人看得到。", LONGEST_WHY)
    async with storage.writing(village.id):
        if not await SaySession.exists(id=session.id, stage=SayStage.CALLED):
            raise Stale(WHAT)
        if not await SayItem.filter(id=item.id).delete():
            raise Stale("议程上的这一件")
        concern = await Concern.get(id=item.concern_id)
        said = Said(EntryKind.ON_AGENDA, f"从{_words(session)}的议程上取下：{why.strip()}")
        told = {"session": session.id, "why": text_digest(why)}
        await note(concern, "say.take_off", seat, said, now=now, **told)


def _words(session: SaySession) -> str:
    return f"{session.day.month} 月 {session.day.day} 日{session.form.label}"


async def cancel(session: SaySession, why: str, actor: Actor, *, now: datetime) -> None:
    village = session.village
    seat = actor.require(Permission.SAY_HOLD, village.id, village.township_id)
    check_words(why, "why", "请写明为什么取消，说事人看得到。", LONGEST_WHY)
    async with storage.writing(village.id):
        called = SaySession.filter(id=session.id, stage=SayStage.CALLED)
        if not await called.update(stage=SayStage.CANCELLED, cancelled_why=why.strip()):
            raise Stale(WHAT)
        for item in await items_of(session):
            said = Said(EntryKind.ON_AGENDA, f"这次会取消了：{why.strip()}，等下一次。")
            await note(item.concern, "say.drop", seat, said, now=now, session=session.id)
        await ledger.record(
            *(village.id, seat, "say.cancel", f"say:{session.id}"), now=now, why=text_digest(why)
        )
