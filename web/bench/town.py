"""A township to measure on: the demo's, with forty papers on a board and meetings to record.

One meeting of each village is called and ticked through the product's own deeds; the others are
copies of its rows, so that preparing a thousand of them takes seconds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from deliberation import attendance
from deliberation.attendance import Tick
from deliberation.models import (
    AgendaItem,
    Attendance,
    AttendanceState,
    CycleStep,
    Decision,
    DecisionStage,
    Meeting,
)
from publicity.models import Notice
from village import clock, evidence, passes, rules, sessions, storage
from village.clock import Clock
from village.models import Person, Session, SessionLevel, Village
from village.permissions import Office, operator
from village.rows import Row
from village.rules import Body
from web import cookies, migrating, once, tables
from web.bench import running
from web.demo import build, plot
from web.demo.stories import TOWNS
from web.demo.teller import Teller
from web.settings import Settings

ITEMS = 40  # on the board, and in the list of matters
LATE = "测速用的会议"
Some = TypeVar("Some", bound=Row)


@dataclass(frozen=True, slots=True)
class Desk:
    """One village's clerk at work: the cookie, and meetings whose minutes are to be recorded."""

    village: Village
    teller: Teller
    session: Session
    token: str
    heads: int
    items: Sequence[AgendaItem]


async def build_town(settings: Settings) -> list[str]:
    """The demo's three villages, by code; the first has a full board. The storage is closed."""
    rules.use_extra(settings.data_dir / "rulebook")
    evidence.store_in(settings.data_dir)
    await migrating.migrate(settings.database_url, settings.data_dir / "backups")
    now = Clock().now()
    async with storage.opened(tables.config_for(settings.database_url)):
        await build.build(settings.secret_key, now=now)
        villages = await Village.all().order_by("id").select_related("township")
        await _fill_board(villages[0], now)
        return [village.code for village in villages]


async def desks(settings: Settings, meetings: int) -> list[Desk]:
    """In each village so many meetings that wait for their minutes."""
    now = Clock().now()
    async with storage.opened(tables.config_for(settings.database_url)):
        villages = await Village.all().order_by("id").select_related("township")
        return [await _desk(village, meetings, now) for village in villages]


async def _fill_board(village: Village, now: datetime) -> None:
    """Forty papers hang, and forty matters are in progress."""
    today = clock.local_date(now)
    paper = await Notice.filter(village_id=village.id, last_day__gte=today).first()
    matter = await Decision.filter(village_id=village.id, stage=DecisionStage.RESOLVED).first()
    if paper is None or matter is None:
        raise LookupError("the demo has no running notice")
    hanging = await Notice.filter(village_id=village.id, last_day__gte=today).count()
    await copied(paper, ITEMS - hanging, lambda n: {"title": f"{paper.title}（{n + 1}）"})
    running_now = await Decision.filter(village_id=village.id, ended_at=None).count()
    await copied(matter, ITEMS - running_now, lambda n: {"number": f"b-{n}"})


async def copied(row: Some, count: int, changes: Callable[[int], dict[str, Any]]) -> list[Some]:
    """So many rows like this one, each with its own changes."""
    table = type(row)
    held = {name: getattr(row, name) for name in row._meta.fields_db_projection if name != "id"}
    last = (await table.all().order_by("-id").limit(1).values_list("id", flat=True))[0]
    await table.bulk_create((table(**{**held, **changes(n)}) for n in range(count)), 500)
    return await table.filter(id__gt=last).order_by("id")


async def _desk(village: Village, count: int, now: datetime) -> Desk:
    today = clock.local_date(now)
    teller = Teller(village, await build.cast_of(village, today), today)
    item = await _called(teller, next(town for town in TOWNS if town.code == village.code).waiting)
    session, token = await _session(village, teller, now)
    heads = await Attendance.filter(meeting_id=item.meeting_id).count()
    return Desk(village, teller, session, token, heads, await _more(item, count))


async def _called(teller: Teller, topic: Any) -> AgendaItem:
    """A meeting of the representatives, held yesterday, everybody ticked."""
    decision = await plot.three(teller, topic, (31, 28, 23, 16))
    await teller.prepare(decision, 10)
    body = Body.REPRESENTATIVE_ASSEMBLY
    meeting = await teller.call(decision, CycleStep.RESOLVE, body, 1)
    meeting = await Meeting.get(id=meeting.id).select_related("village", "roll")
    entries = await attendance.entries_of(meeting)
    ticks = [Tick(one.id, AttendanceState.PRESENT) for one in entries]
    await attendance.mark(meeting, ticks, teller.clerk, now=teller.at(1, 17))
    return await AgendaItem.get(meeting_id=meeting.id).select_related("decision", "meeting")


async def _session(village: Village, teller: Teller, now: datetime) -> tuple[Session, str]:
    clerk = await Person.get(id=teller.clerk.person_id)
    actor = operator(village.township_id, village.id)
    [card] = await passes.issue(village, [clerk], actor, now=now)
    found = await passes.by_token(card.token, now=now)
    if found is None:
        raise LookupError("the pass that was just issued")
    opened, _ = await sessions.opened(found, "bench", now=now)
    token = await sessions.raised(opened, SessionLevel.PASSWORD, now=now)
    session = await sessions.found(token, now=now)
    if session is None:
        raise LookupError("the session that was just opened")
    return session, token


async def clerk_token(village: Village, now: datetime) -> str:
    """The cookie of this village's clerk, as signed in at the office."""
    today = clock.local_date(now)
    teller = Teller(village, await build.cast_of(village, today), today)
    return (await _session(village, teller, now))[1]


async def _more(item: AgendaItem, count: int) -> list[AgendaItem]:
    """The meeting with its matter and its ticks, `count` times."""
    matters = await copied(item.decision, count, lambda n: {"number": f"m-{n}"})
    meetings = await copied(item.meeting, count, lambda _: {})
    pairs = list(zip(meetings, matters, strict=True))
    items = await copied(
        item, count, lambda n: {"meeting_id": pairs[n][0].id, "decision_id": pairs[n][1].id}
    )
    ticked = await Attendance.filter(meeting_id=item.meeting_id).order_by("id")
    held = [{name: getattr(one, name) for name in one._meta.fields_db_projection} for one in ticked]
    await Attendance.bulk_create(
        (
            Attendance(**{**{k: v for k, v in one.items() if k != "id"}, "meeting_id": meeting.id})
            for meeting in meetings
            for one in held
        ),
        500,
    )
    return items


def recording(desk: Desk, item: AgendaItem, port: int, secret: str, now: datetime) -> str:
    """The request by which a clerk's browser records the minutes."""
    cast = desk.teller.cast
    key = once.mint(secret, f"session:{desk.session.id}", now)
    mark = item.id
    fields = {
        once.FIELD: key,
        "chair": cast[Office.PARTY_SECRETARY].person_id,
        "recorder": cast[Office.VILLAGE_CLERK].person_id,
        "text": "会议听取了方案的说明，逐项讨论后表决。",
        f"method-{mark}": "secret",
        f"yes-{mark}": desk.heads - 3,
        f"no-{mark}": 2,
        f"abstain-{mark}": 1,
        f"discussion-{mark}": "到会人员问了资金来源、工期和由谁监督，都作了说明。",
        f"resolution-{mark}": "同意这个方案。",
        "observer-1-name": "驻村工作队员",
        "observer-1-side": "township",
        "late_reason": LATE,
    }
    path = f"/desk/{desk.village.code}/meetings/{item.meeting_id}/minutes"
    return running.post(path, port, urlencode(fields), f"Cookie: {cookies.NAME}={desk.token}")
