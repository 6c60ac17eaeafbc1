"""Public pages: kept, not kept, and what a first visit weighs."""

import asyncio
import gzip
import re
from collections.abc import Sequence
from contextlib import ExitStack
from http.client import HTTPConnection

from web.bench import running, statements
from web.bench.figures import Figure, ratio
from web.bench.running import Blast, Place, Server
from web.settings import Settings

BARE = "同一服务器答一个固定字符串"
CONNECTIONS = 32
SECONDS = 1.2
PAGES = {"公开栏（40 张公告）": "board", "议题列表（40 件）": "decisions/"}
ASSETS = re.compile(r'<(?:link rel="(?:stylesheet|icon)"|script)[^>]*?(?:href|src)="([^"]+)"')
FIRST_VISIT = 14_000  # bytes
KEPT_AIM, FRESH_AIM, STATEMENTS_AIM = 0.9, 0.06, 5


def measured(place: Place, settings: Settings, village: str, rounds: int) -> list[Figure]:
    """The bare server is measured again beside every single measurement."""
    paths = {name: f"/v/{village}/{end}" for name, end in PAGES.items()}
    with ExitStack() as stack:
        bare = stack.enter_context(running.served("constant", place))
        kinds = [
            (kind, stack.enter_context(running.served(kind, place)))
            for kind in ("product", "uncached")
        ]
        pairs: dict[tuple[str, str], list[tuple[Blast, Blast]]] = {}
        for _ in range(rounds):
            for kind, server in kinds:
                for name, path in paths.items():
                    beside = _visited(bare, "/")
                    pairs.setdefault((kind, name), []).append((_visited(server, path), beside))
        visits = first_visits(kinds[0][1].port, village)
    asked = [running.get(path, 80) for path in paths.values()]
    counts = asyncio.run(statements.counted(settings, asked))
    found = []
    for (kind, name), both in pairs.items():
        aim = KEPT_AIM if kind == "product" else FRESH_AIM
        title = f"{name}，{'有' if kind == 'product' else '没有'}缓存 / {BARE}"
        found.append(ratio(title, [(mine.rate, beside.rate) for mine, beside in both], aim))
        found.append(_cpu(title, both))
    for name, count in zip(paths, counts, strict=True):
        title = f"{name}，没有缓存时的 SQL"
        found.append(Figure(title, "条", [count], STATEMENTS_AIM))
    return found + visits


def _visited(server: Server, path: str) -> Blast:
    return running.blast(server, [running.get(path, server.port)], CONNECTIONS, SECONDS)


def _cpu(title: str, both: Sequence[tuple[Blast, Blast]]) -> Figure:
    """The same ratio in processor time of the server, which a busy neighbour disturbs less."""
    over = [beside.cpu / mine.cpu for mine, beside in both if mine.cpu and beside.cpu]
    return Figure(f"　按服务器 CPU 时间算的同一比值（{title.partition(' /')[0]}）", "", over or [0])


def first_visits(port: int, village: str) -> list[Figure]:
    """What a phone that was never here fetches before it can show the page: no photographs."""
    weights = {}
    for name, path in {
        "首页": "/",
        "村首页": f"/v/{village}/",
        "公开栏": f"/v/{village}/board",
        "一张公告": _first(port, f"/v/{village}/board", f"/v/{village}/notices/"),
        "议题列表": f"/v/{village}/decisions/",
        "一件议题": _first(port, f"/v/{village}/decisions/", f"/v/{village}/decisions/"),
        "议事规则": "/rules",
    }.items():
        weights[name] = _weight(port, path)
    told = "，".join(f"{name} {weight / 1000:.1f} KB" for name, weight in weights.items())
    heaviest = max(weights, key=lambda name: weights[name])
    title = f"第一次打开最重的一页（{heaviest}），压缩后连同样式、脚本和图标"
    return [Figure(title, "KB", [weights[heaviest] / 1000], FIRST_VISIT / 1000, told=told)]


def _first(port: int, page: str, stem: str) -> str:
    text = _fetched(port, page)[0]
    found = re.search(rf'href="({re.escape(stem)}[0-9]+)"', text)
    if found is None:
        raise LookupError(f"{page} names no {stem}…")
    return found[1]


def _weight(port: int, path: str) -> int:
    text, size = _fetched(port, path)
    return size + sum(_fetched(port, asset)[1] for asset in sorted(set(ASSETS.findall(text))))


def _fetched(port: int, path: str) -> tuple[str, int]:
    """The text, and the bytes of the body as sent."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    zipped = answer.getheader("Content-Encoding") == "gzip"
    connection.close()
    return (gzip.decompress(body) if zipped else body).decode(errors="replace"), len(body)
