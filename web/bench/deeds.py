"""A deed over HTTP: recording a meeting's minutes, beside a bare insert of one row."""

import asyncio
from collections.abc import Iterator
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
    title = "登记会议记录 / 只插一行（同一引擎）"
    found = []
    for name, both in pairs.items():
        rates = [(mine.rate, beside.rate) for mine, beside in both]
        found.append(ratio(f"{title}，{name}", rates, AIM))
    rates = [(mine.rate, beside.rate) for mine, beside in stock]
    found.append(ratio(f"登记会议记录 / 只插一行（Tortoise 自带引擎），{ONE}", rates))
    cpu = [beside.cpu / mine.cpu for mine, beside in pairs[ONE] if mine.cpu]
    found.append(Figure(f"　按服务器 CPU 时间算的同一比值（同一引擎，{ONE}）", "", cpu or [0]))
    return [*found, Figure("登记一次会议记录的 SQL（连同登录和表单）", "条", [count])]


def _inserted(server: Server, together: int, turn: int) -> Blast:
    body = urlencode({"number": f"{server.port}-{turn}-{together}"})
    count = INSERTS if together > 1 else ALONE * 4
    return running.blast(server, [running.post("/", server.port, body)] * count, together)
