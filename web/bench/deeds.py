"""A deed over HTTP: recording a meeting's minutes, beside a bare insert of one row."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from urllib.parse import urlencode

from village.clock import Clock
from web.bench import running, statements, town
from web.bench.figures import Figure, ratio
from web.bench.running import Blast, Place, Server
from web.settings import Settings

AIM = 0.35
EACH, ALONE = 96, 24  # deeds in a round: sixteen at once, and one after another
TOGETHER = 16
INSERTS = 480
ONE, SEVERAL, QUEUE = "一个村，16 个同时", "三个村，16 个同时", "一个村，一个接一个"
ENGLISH = {
    ONE: "one village, 16 at once",
    SEVERAL: "three villages, 16 at once",
    QUEUE: "one after another",
}


def needed(rounds: int) -> int:
    """How many meetings of each village must wait for their minutes."""
    return rounds * (EACH + EACH // 3 + ALONE) + 1


def measured(place: Place, settings: Settings, rounds: int) -> list[Figure]:
    desks = asyncio.run(town.desks(settings, needed(rounds)))
    port = running.free_port()
    now = Clock().now()
    waiting: list[Iterator[str]] = [
        iter([town.recording(desk, item, port, settings.secret_key, now) for item in desk.items])
        for desk in desks
    ]
    pairs: dict[str, list[tuple[Blast, Blast]]] = {ONE: [], SEVERAL: [], QUEUE: []}
    stock: list[tuple[Blast, Blast]] = []
    [count] = asyncio.run(statements.counted(settings, list(islice(waiting[0], 1))))
    with (
        running.served("insert", place) as bare,
        running.served("stock", place) as plain,
        running.served("product", place, port) as site,
    ):
        for turn in range(rounds):
            beside = _inserted(bare, TOGETHER, turn)
            mine = running.blast(site, list(islice(waiting[0], EACH)), TOGETHER, status="303")
            pairs[ONE].append((mine, beside))
            stock.append((mine, _inserted(plain, TOGETHER, turn)))
            mixed = [one for desk in waiting for one in islice(desk, EACH // 3)]
            beside = _inserted(bare, TOGETHER, turn)
            pairs[SEVERAL].append((running.blast(site, mixed, TOGETHER, status="303"), beside))
            beside = _inserted(bare, 1, turn)
            mine = running.blast(site, list(islice(waiting[0], ALONE)), 1, status="303")
            pairs[QUEUE].append((mine, beside))
    return _figures(pairs, stock, count)


def _figures(
    pairs: Mapping[str, Sequence[tuple[Blast, Blast]]],
    stock: Sequence[tuple[Blast, Blast]],
    count: int,
) -> list[Figure]:
    title = "登记会议记录 / 只插一行（同一引擎）"
    found = []
    for name, both in pairs.items():
        rates = [(mine.rate, beside.rate) for mine, beside in both]
        english = f"recording minutes / bare insert, same engine, {ENGLISH[name]}"
        found.append(ratio(f"{title}，{name}", rates, AIM, english=english))
    rates = [(mine.rate, beside.rate) for mine, beside in stock]
    english = f"recording minutes / bare insert, Tortoise's own engine, {ENGLISH[ONE]}"
    name = f"登记会议记录 / 只插一行（Tortoise 自带引擎），{ONE}"
    found.append(ratio(name, rates, english=english))
    cpu = [beside.cpu / mine.cpu for mine, beside in pairs[ONE] if mine.cpu]
    name, english = (
        f"　按服务器 CPU 时间算的同一比值（同一引擎，{ONE}）",
        "recording minutes / bare insert, same engine, in processor time",
    )
    found.append(Figure(name, "", cpu or [0], english=english))
    name, english = (
        "登记一次会议记录的 SQL（连同登录和表单）",
        "statements for recording minutes, session and form included",
    )
    return [*found, Figure(name, "条", [count], english=english)]


def _inserted(server: Server, together: int, turn: int) -> Blast:
    body = urlencode({"number": f"{server.port}-{turn}-{together}"})
    count = INSERTS if together > 1 else ALONE * 4
    return running.blast(server, [running.post("/", server.port, body)] * count, together)
