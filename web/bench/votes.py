"""A ballot under load: voters with sessions and form keys of their own, over HTTP, one process.

Beside it, in turn: single-row commits on the same disk, and an endpoint of one ORM insert.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from web.bench import commits, hall, running
from web.bench.figures import Figure, ratio
from web.bench.hall import ADULTS, CODE, Hall, Voter
from web.bench.running import Blast, Place, Server
from web.settings import Settings

TOGETHER, CROWD = 50, 200
INSERTS = 1500
SLOW_DISK = 3.0  # ms for a commit
AIM, LATE_AIM, CORE_AIM = 0.5, 150, 25
TEN_MINUTES = 600  # seconds
LISTENERS = 300
EVERY, SEVERAL = 1 / 30, 150  # sign-ins, paced, for those who listen
PACES: tuple[tuple[int, str, str, float | None], ...] = (
    (4, "每秒 4 票，十分钟 1,200 人签到投票", "4 deeds a second", 0.9),
    (40, "每秒 40 票", "40 deeds a second", None),
)
"""Deeds a second: 1,200 sign-ins and votes in ten minutes, and ten times as fast."""
PAGE_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Bed:
    """One database, measured: what it is called, the site, and the endpoint of one insert."""

    name: str
    english: str
    place: Place
    settings: Settings
    site: Server
    bare: Server


@contextmanager
def bed(name: str, english: str, place: Place) -> Iterator[Bed]:
    settings = Settings.from_environment(place.environment)
    asyncio.run(hall.build(settings))
    with running.served("insert", place) as bare, running.served("product", place) as site:
        yield Bed(name, english, place, settings, site, bare)


def measured(of: Bed, rounds: int) -> list[Figure]:
    """The votes themselves, and a whole meeting from the code on the wall to the last vote."""
    full = asyncio.run(hall.assembly(of.settings, of.site.port, 3 * rounds, here=True))
    votes = iter(full.ballots)
    rates, bare, waits, burst = [], [], [], []
    for turn in range(rounds):
        bare.append(commits.rate(of.place.home, of.place.url))
        inserts = _inserted(of, turn)
        cast = _cast(of, full, next(votes), TOGETHER)
        rates.append((cast, inserts))
        waits.append(_cast(of, full, next(votes), CROWD).late * 1000)
        burst.append(_burst(of, full, next(votes)).late * 1000)
    return [
        *_rates(of, rates, bare),
        _waits(of, f"{CROWD} 人不停地同时投", f"votes, {CROWD} at once, 1,200 of them", waits),
        _waits(of, f"{CROWD} 人同一刻各投一票", f"{CROWD} votes at the same moment", burst),
        _meeting(of),
    ]


def _figure(  # noqa: PLR0917 - the parts of a line, once
    of: Bed, name: str, english: str, unit: str, found: Sequence[float], aim: float | None = None
) -> Figure:
    return Figure(f"{of.name}：{name}", unit, found, aim, english=f"{of.english}: {english}")


def _waits(of: Bed, name: str, english: str, found: Sequence[float]) -> Figure:
    return _figure(of, f"{name}，百里挑一的等待", f"{english}, p99", "毫秒", found, LATE_AIM)


def _inserted(of: Bed, turn: int) -> Blast:
    body = urlencode({"number": f"{of.bare.port}-{turn}"})
    return running.blast(of.bare, [running.post("/", of.bare.port, body)] * INSERTS, TOGETHER)


def _cast(of: Bed, full: Hall, ballot: int, together: int) -> Blast:
    """Everybody once."""
    requests = [full.cast(ballot, one) for one in full.voters]
    return running.blast(of.site, requests, together, status="303")


def _burst(of: Bed, full: Hall, ballot: int) -> Blast:
    requests = [full.cast(ballot, one) for one in full.voters[:CROWD]]
    return running.blast(of.site, requests, CROWD, status="303")


def _rates(of: Bed, rates: list[tuple[Blast, Blast]], bare: list[float]) -> list[Figure]:
    title = f"{of.name}：50 人同时投票"
    english = f"{of.english}: votes, 50 at once"
    ms = 1000 / min(bare)
    over_bare = ratio(
        f"{title} / 一行一提交",
        [(cast.rate, one) for (cast, _), one in zip(rates, bare, strict=True)],
        1.0 if ms >= SLOW_DISK else None,
        english=f"{english} / (a) commits of one row (one took up to {ms:.2f} ms)",
    )
    over_insert = ratio(
        f"{title} / 只插一行的接口",
        [(cast.rate, insert.rate) for cast, insert in rates],
        AIM,
        english=f"{english} / (b) an endpoint of one ORM insert",
    )
    cpu = [insert.cpu / cast.cpu for cast, insert in rates if cast.cpu]
    told = f"一票 {_micro(cast.cpu for cast, _ in rates)} 微秒"
    by_cpu = Figure(
        f"　按服务器 CPU 时间：{title} / 只插一行的接口",
        "",
        cpu or [0],
        told=told,
        english=f"{english} / (b), in processor time of the server",
    )
    return [over_insert, by_cpu, over_bare]


def _micro(cpu: Iterator[float]) -> str:
    found = sorted(cpu)
    return f"{found[len(found) // 2] * 1e6:.0f}"


def _meeting(of: Bed) -> Figure:
    """Everybody scans, signs in, opens the paper, looks, votes, and sees that it is in."""
    empty = asyncio.run(hall.assembly(of.settings, of.site.port, 1, here=False))
    before = of.site.cpu()
    for step, status in ((empty.scan, "303"), (empty.ask, "200"), (empty.arrive, "303")):
        _all(of, [step(one) for one in empty.voters], status)
    _all(of, [empty.get(empty.place, one) for one in empty.voters], "200")
    came = of.site.cpu() - before
    voting = asyncio.run(hall.put_to_the_vote(of.settings, empty))
    [ballot] = voting.ballots
    paper = f"/v/{CODE}/ballots/{ballot}"
    before = of.site.cpu()
    _all(of, [voting.get(paper, one) for one in voting.voters], "200")
    _all(of, [voting.look(ballot, one) for one in voting.voters], "200")
    _all(of, [voting.cast(ballot, one) for one in voting.voters], "303")
    _all(of, [voting.get(paper, one) for one in voting.voters], "200")
    seconds = came + of.site.cpu() - before
    return Figure(
        f"{of.name}：1,200 人在十分钟里签到并投票，连同看的页面，占一个核",
        "%",
        [seconds / TEN_MINUTES * 100],
        CORE_AIM,
        told=f"每人 {seconds / ADULTS * 1000:.1f} 毫秒，共 8 次请求",
        english=f"{of.english}: 1,200 sign-ins and votes in ten minutes, pages and all, of a core",
    )


def _all(of: Bed, requests: Sequence[str], status: str) -> None:
    running.blast(of.site, requests, TOGETHER, status=status)


def listened(of: Bed) -> list[Figure]:
    """Signing in with 300 phones that hold a stream open, and without, in turn."""
    hall_now = asyncio.run(hall.assembly(of.settings, of.site.port, 1, here=False))
    coming = iter(hall_now.voters)
    quiet, heard, held = [], [], []
    streams = [
        hall_now.get(hall_now.place, one, "Accept: text/event-stream")
        for one in hall_now.voters[-LISTENERS:]
    ]
    for _ in range(2):
        quiet.append(_signed_in(of, hall_now, coming))
        before = of.site.memory()
        with running.listening(of.site, streams):
            heard.append(_signed_in(of, hall_now, coming))
            held.append(of.site.memory() - before)
    figures = []
    for name, english, rounds in (
        ("签到（每秒 30 人）", "signing in, 30 a second", quiet),
        (f"同上，有 {LISTENERS} 部手机在听", f"the same with {LISTENERS} listeners", heard),
    ):
        middle, late = [one.middle * 1000 for one in rounds], [one.late * 1000 for one in rounds]
        figures += [
            _figure(of, f"{name}，中间的等待", f"{english}, median", "毫秒", middle),
            _figure(of, f"{name}，百里挑一的等待", f"{english}, p99", "毫秒", late),
        ]
    name, english = f"{LISTENERS} 部手机在听，多占的内存", f"memory more with {LISTENERS} listeners"
    return [*figures, _figure(of, name, english, "MB", held)]


def _signed_in(of: Bed, of_hall: Hall, coming: Iterator[Voter]) -> Blast:
    requests = [of_hall.arrive(next(coming)) for _ in range(SEVERAL)]
    return running.blast(of.site, requests, 1, status="303", every=EVERY)


def pages_beside(of: Bed, rounds: int) -> list[Figure]:
    """The village's own pages while its ballot runs: every deed makes them anew."""
    full = asyncio.run(hall.assembly(of.settings, of.site.port, len(PACES), here=True))
    found = []
    for (rate, words, said, aim), ballot in zip(PACES, full.ballots, strict=True):
        voters = iter(full.voters)
        pairs = [_visited_beside(of, full, ballot, voters, rate) for _ in range(rounds)]
        name = f"{of.name}：表决进行中的公开页 / 没有表决时（{words}）"
        english = f"{of.english}: public page while a ballot runs, {said} / before"
        found.append(ratio(name, pairs, aim, english=english))
    return found


def _visited_beside(
    of: Bed, full: Hall, ballot: int, voters: Iterator[Voter], rate: int
) -> tuple[float, float]:
    path = f"/v/{CODE}/decisions/"
    before = running.visited(of.site, path, 32, PAGE_SECONDS)
    votes = [full.cast(ballot, next(voters)) for _ in range(rate * (PAGE_SECONDS + 1))]
    with running.beside(of.site, votes, every=1 / rate, status="303"):
        during = running.visited(of.site, path, 32, PAGE_SECONDS)
    return during.rate, before.rate
