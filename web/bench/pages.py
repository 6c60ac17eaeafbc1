"""Public pages: kept, not kept, and what a first visit weighs."""

import asyncio
import gzip
import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection

from web.bench import running, statements
from web.bench.figures import Figure, ratio
from web.bench.running import Blast, Place, Server
from web.settings import Settings

CONNECTIONS = 32
SECONDS = 2
PAGES = {"公开栏（40 张公告）": "board", "议题列表（40 件）": "decisions/"}
ENGLISH = {"公开栏（40 张公告）": "board of 40 notices", "议题列表（40 件）": "list of 40 matters"}
ASSETS = re.compile(r'<(?:link rel="(?:stylesheet|icon)"|script)[^>]*?(?:href|src)="([^"]+)"')
FIRST_VISIT = 14_000  # bytes
STATEMENTS_AIM = 5


@dataclass(frozen=True, slots=True)
class Contest:
    """One server beside another, and what is aimed at."""

    kind: str
    beside: str
    title: str
    english: str
    aim: float | None = None


CONTESTS = (
    Contest(
        "product", "constant", "有缓存 / 同一服务器答一个固定字符串", "kept / constant string", 0.9
    ),
    Contest(
        "product",
        "headed",
        "有缓存 / 同上，固定字符串也带公开页的那些头",
        "kept / constant string with a public page's headers",
    ),
    Contest(
        "uncached",
        "constant",
        "没有缓存 / 同一服务器答一个固定字符串",
        "not kept / constant string",
        0.06,
    ),
)


def measured(place: Place, settings: Settings, village: str, rounds: int) -> list[Figure]:
    """The bare server is measured again beside every single measurement."""
    paths = {name: f"/v/{village}/{end}" for name, end in PAGES.items()}
    pairs: dict[tuple[Contest, str], list[tuple[Blast, Blast]]] = {}
    with ExitStack() as stack:
        kinds = {one.kind for one in CONTESTS} | {one.beside for one in CONTESTS}
        at = {kind: stack.enter_context(running.served(kind, place)) for kind in sorted(kinds)}
        for _ in range(rounds):
            for contest in CONTESTS:
                for name, path in paths.items():
                    bare = _visited(at[contest.beside], "/")
                    mine = _visited(at[contest.kind], path)
                    pairs.setdefault((contest, name), []).append((mine, bare))
        visits = first_visits(at["product"].port, village)
    asked = [running.get(path, 80) for path in paths.values()]
    counts = asyncio.run(statements.counted(settings, asked))
    found = []
    for (contest, name), both in pairs.items():
        title, english = f"{name}，{contest.title}", f"{ENGLISH[name]}, {contest.english}"
        rates = [(mine.rate, bare.rate) for mine, bare in both]
        found.append(ratio(title, rates, contest.aim, english=english))
        found.append(_cpu(title, both, english))
    for name, count in zip(paths, counts, strict=True):
        title, english = (
            f"{name}，没有缓存时的 SQL",
            f"statements for the {ENGLISH[name]}, not kept",
        )
        found.append(Figure(title, "条", [count], STATEMENTS_AIM, english=english))
    return found + visits


def _visited(server: Server, path: str) -> Blast:
    return running.visited(server, path, CONNECTIONS, SECONDS)


def _cpu(title: str, both: Sequence[tuple[Blast, Blast]], english: str) -> Figure:
    """The same ratio in processor time of the server, which a busy neighbour disturbs less."""
    over = [bare.cpu / mine.cpu for mine, bare in both if mine.cpu and bare.cpu]
    english = f"{english}, in processor time"
    return Figure(f"　按服务器 CPU 时间：{title}", "", over or [0], english=english)


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
    english = "heaviest first visit: page, style, script, icon, compressed"
    found = [weights[heaviest] / 1000]
    return [Figure(title, "KB", found, FIRST_VISIT / 1000, told=told, english=english)]


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
