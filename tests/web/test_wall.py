"""The projector and the phones: what they show, how they hear of a change, who is dropped."""

import asyncio
import time

import pytest
from tortoise.exceptions import OperationalError

from deliberation import attendance
from deliberation.attendance import Tick
from deliberation.models import AttendanceState
from tests import doors, make
from tests.web import hall
from village.errors import NotReady
from village.permissions import Office
from web import live
from web.live import BEHIND, Hub, Stream


@pytest.fixture
async def of(db, clock):
    return await hall.hall(db, clock)


@pytest.fixture
async def sitting(db, clock):
    return await hall.hall(db, clock, here=6)


def wall(of):
    return f"{of.place}/wall"


async def test_the_wall_shows_how_many_came_and_how_many_are_missing_and_no_name(of):
    await hall.opened(of)
    await hall.arrived(of, of.people[0])

    page = await of.desk.get(wall(of))

    assert figures(page) == {"应到": "6", "需要": "4", "实到": "1", "还差": "3"}
    assert [one.name for one in of.people if one.name in page.main] == []
    assert "周文书" not in page.main


def figures(page):
    names, numbers = page.root.all("dt"), page.root.all("dd")
    return {name.text: number.text for name, number in zip(names, numbers, strict=True)}


async def test_the_wall_says_when_the_quorum_was_reached(of):
    await hall.opened(of)
    for place, person in enumerate(of.people):
        of.clock.forward(minutes=place)
        await hall.arrived(of, person)

    page = await of.desk.get(wall(of))

    assert figures(page)["还差"] == "0"
    assert "09:06 人数够了，可以开会。" in page.main


async def test_the_code_on_the_wall_is_another_one_half_a_minute_later(of):
    await hall.opened(of)
    first = await of.desk.get(wall(of))
    of.clock.forward(seconds=30)

    second = await of.desk.get(wall(of))

    assert path_of_code(first) != path_of_code(second)


def path_of_code(page):
    return page.root.all("path")[-1].get("d")


async def test_without_a_script_the_wall_loads_itself_and_with_one_it_does_not(of):
    plain = await of.desk.get(wall(of))
    alive = await of.desk.get(f"{wall(of)}?live=1")

    assert plain.response.headers["refresh"] == "20"
    assert "refresh" not in alive.response.headers


async def test_there_is_no_code_on_the_wall_before_the_doors_open_or_after(of):
    before = await of.desk.get(wall(of))
    page = await hall.opened(of)
    during = await of.desk.get(wall(of))
    await of.desk.submit(page.form(f"{of.on_desk}/doors/shut"))
    after = await of.desk.get(wall(of))

    shown = [len(page.root.all("svg")) for page in (before, during, after)]
    assert shown == [0, 1, 0]
    assert "还没有开始签到" in before.main
    assert "签到已经结束" in after.main


async def test_while_people_vote_the_wall_tells_how_many_and_never_what(sitting):
    ballot = await hall.begun(sitting)
    await hall.voted(await hall.phone(sitting, sitting.people[0]), ballot, "yes")
    await hall.voted(await hall.phone(sitting, sitting.people[1]), ballot, "no")

    page = await sitting.desk.get(wall(sitting))

    assert figures(page) == {"可以投票": "6", "已经投了": "2"}
    assert [word for word in ("同意", "反对") if word in page.root.all("dl")[0].text] == []


async def test_the_declared_result_stands_on_the_wall_with_what_was_needed_and_why(sitting):
    ballot = await hall.begun(sitting)
    for person in sitting.people:
        await hall.voted(await hall.phone(sitting, person), ballot, "yes")
    desk, there = f"/desk/liuwan/ballots/{ballot.id}", f"/v/liuwan/ballots/{ballot.id}"
    await sitting.desk.submit((await sitting.desk.get(desk)).form(f"{desk}/stop"))
    stopped = await sitting.desk.get(wall(sitting))
    watcher = await hall.browser(sitting.app, sitting.supervisor)
    await watcher.submit((await watcher.get(f"{there}/close")).form())
    counting = await sitting.desk.get(wall(sitting))
    await sitting.desk.submit((await sitting.desk.get(desk)).form(f"{desk}/declare"))

    page = await sitting.desk.get(wall(sitting))

    assert "投票停止了" in stopped.main
    assert "正在计票" in counting.main
    assert figures(page)["需要同意"] == "4"
    assert figures(page)["同意"] == "4"
    assert "通过" in page.main
    assert "《" in page.main


async def test_a_villager_does_not_get_to_the_wall(of):
    made = await hall.phone(of, of.people[0])

    page = await made.get(wall(of))

    assert page.status == 403


async def test_the_door_to_vote_stands_on_the_home_of_who_can_vote_and_leads_to_the_paper(sitting):
    made = await hall.phone(sitting, sitting.people[0])
    before = await made.get("/v/liuwan/")
    ballot = await hall.begun(sitting)
    during = await made.get("/v/liuwan/")
    await hall.voted(made, ballot)
    after = await made.get("/v/liuwan/")

    there = f"/v/liuwan/ballots/{ballot.id}"
    assert [there in dict(map(reversed, page.links)) for page in (before, during, after)] == [
        False,
        True,
        False,
    ]


async def test_a_running_meeting_is_a_door_for_everybody_on_its_day(of):
    visitor = await doors.browser(of.app)
    before = await visitor.get("/v/liuwan/")
    await hall.opened(of)
    during = await visitor.get("/v/liuwan/")
    of.clock.forward(days=1)
    after = await visitor.get("/v/liuwan/")

    shown = [of.place in [href for _, href in page.links] for page in (before, during, after)]
    assert shown == [False, True, False]


# what is pushed


class Screen:
    """Somebody who watches, as the server sees him: what was sent, and how to be slow or to go."""

    def __init__(self, *, slow=False):
        self.sent, self.left, self.slow = [], asyncio.Event(), slow
        self.read = asyncio.Event()

    async def receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.sent.append(message)
        if self.slow and message["type"] == "http.response.body":
            await self.read.wait()

    @property
    def events(self):
        return [one["body"] for one in self.sent[1:] if one["body"]]


async def until(true):
    for _ in range(400):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to that")


def watching(hub, of, draw, stamp=int):
    """A stream of one view and who watches it, running."""
    screen = Screen()
    view, listener = hub.join("wall", of.village.code, draw, stamp)
    task = asyncio.create_task(Stream(hub, view, listener)({}, screen.receive, screen.send))
    return screen, task


@pytest.fixture
async def hub(db):
    made = Hub(every=0.01)
    yield made
    await made.close()


class Drawing:
    def __init__(self):
        self.times, self.fails = 0, False

    async def __call__(self):
        self.times += 1
        if self.fails:
            raise OperationalError("database is locked")
        return f"<p>{self.times}</p>\n\n<p>人</p>"


async def deed(of):
    """Something that raises the village's data version."""
    [entry] = (await attendance.entries_of(of.meeting))[:1]
    await attendance.mark(
        of.meeting, [Tick(entry.id, AttendanceState.PRESENT)], of.clerk, now=of.clock.now()
    )


async def test_three_hundred_who_watch_cost_one_look_and_get_the_same_bytes(of, hub):
    drawing = Drawing()
    all_of_them = [watching(hub, of, drawing) for _ in range(300)]
    await until(lambda: all(screen.events for screen, _ in all_of_them))

    await deed(of)
    await until(lambda: all(len(screen.events) == 2 for screen, _ in all_of_them))

    assert drawing.times == 2
    assert {tuple(screen.events) for screen, _ in all_of_them} == {
        tuple(f"data: <p>{n}</p>\ndata: <p>人</p>\n\n".encode() for n in (1, 2))
    }
    for screen, _ in all_of_them:
        screen.left.set()
    await asyncio.gather(*(task for _, task in all_of_them))
    assert hub.listening == 0


async def test_nothing_is_drawn_while_nothing_was_stored(of, hub):
    drawing = Drawing()
    screen, task = watching(hub, of, drawing)
    await until(lambda: screen.events)

    await asyncio.sleep(0.2)

    assert drawing.times == 1
    screen.left.set()
    await task


async def test_a_new_code_is_drawn_although_nothing_was_stored(of, hub):
    drawing, window = Drawing(), [1]
    screen, task = watching(hub, of, drawing, lambda: window[0])
    await until(lambda: screen.events)

    window[0] = 2
    await until(lambda: len(screen.events) == 2)

    screen.left.set()
    await task


async def test_who_reads_too_slowly_is_dropped_and_holds_up_nobody(of, hub):
    drawing, window = Drawing(), [0]
    quick, task = watching(hub, of, drawing, lambda: window[0])
    slow = Screen(slow=True)
    view, listener = hub.join("wall", of.village.code, drawing, int)
    stuck = asyncio.create_task(Stream(hub, view, listener)({}, slow.receive, slow.send))

    for _ in range(BEHIND + 3):
        before = len(quick.events)
        window[0] += 1
        await until(lambda count=before: len(quick.events) > count)
    await asyncio.wait_for(stuck, 1)

    assert listener.dropped.is_set()
    assert len(slow.events) == 1
    assert hub.listening == 1
    quick.left.set()
    await task


async def test_a_database_that_is_locked_is_asked_again_at_the_next_look(of, hub):
    drawing = Drawing()
    drawing.fails = True
    screen, task = watching(hub, of, drawing)
    await until(lambda: drawing.times > 2)

    drawing.fails = False
    await until(lambda: screen.events)

    screen.left.set()
    await task


async def test_a_line_without_news_says_that_it_is_alive(of, hub, monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT", 0.05)
    screen, task = watching(hub, of, Drawing())

    await until(lambda: live.BEAT in screen.events)

    screen.left.set()
    await task


async def test_more_than_a_process_holds_are_told_to_come_back(db, of):
    small = Hub(most=1)
    small.join("wall", of.village.code, Drawing(), int)

    with pytest.raises(NotReady) as refused:
        small.join("wall", of.village.code, Drawing(), int)

    assert "请过一会儿再刷新" in str(refused.value)
    await small.close()


async def test_a_stream_ends_after_a_while_so_that_who_watches_is_asked_again(of, hub):
    view, listener = hub.join("wall", of.village.code, Drawing(), int)
    screen = Screen()
    began = time.monotonic()

    await Stream(hub, view, listener, lasts=0.1)({}, screen.receive, screen.send)

    assert time.monotonic() - began < 5
    assert screen.sent[-1] == {"type": "http.response.body", "body": b""}


async def test_the_wall_is_refused_as_a_stream_just_as_it_is_as_a_page(of):
    made = await hall.phone(of, of.people[0])
    other = await make.holder(await make.village("shiqiao", "石桥村"), Office.VILLAGE_CLERK)
    next_door = await hall.browser(of.app, other)
    accept = {"accept": "text/event-stream"}

    answers = [await who.get(wall(of), headers=accept) for who in (made, next_door)]

    assert [one.status for one in answers] == [403, 404]
    assert of.app.state.hub.listening == 0
