"""A client process: keeps connections busy with requests and counts the answers.

Told what to do on standard input, tells what it saw on standard output, both as JSON.
    {"port": 8000, "connections": 16, "seconds": 1.5, "requests": ["GET / …"]}
Without "seconds" each request is sent once; with it they are sent in turn until the time is up.
With "every" one is sent at each such moment, whatever became of the others.
"""

import json
import re
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from typing import Any

LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
PATIENCE = 30  # seconds without any answer
PIECE = 256 * 1024
QUANTILES = {"middle": 0.5, "late": 0.99}


class Connection:
    """One request at a time on one kept connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.held, self.needed = b"", 0
        self.asked = 0.0

    def ask(self, request: bytes, due: float = 0) -> None:
        self.held, self.needed = b"", 0
        self.asked = due or time.perf_counter()
        self.socket.sendall(request)

    def hear(self) -> bytes | None:
        """The whole answer, when it is whole."""
        piece = self.socket.recv(PIECE)
        if not piece:
            raise ConnectionError("the server closed a kept connection")
        self.held = self.held + piece if self.held else piece
        if not self.needed:
            end = self.held.find(b"\r\n\r\n")
            if end < 0:
                return None
            told = LENGTH.search(self.held, 0, end + 2)
            self.needed = end + 4 + (int(told[1]) if told else 0)
        return self.held if len(self.held) >= self.needed else None


def blast(port: int, requests: Iterator[bytes], connections: int, seconds: float) -> dict[str, Any]:
    """As many as there are, or as fit in the seconds."""
    began = time.perf_counter()
    until = began + seconds if seconds else float("inf")
    statuses: Counter[str] = Counter()
    waits: list[float] = []
    with selectors.DefaultSelector() as ready:
        for request in _first(requests, connections):
            line = Connection(port)
            ready.register(line.socket, selectors.EVENT_READ, line)
            line.ask(request)
        while ready.get_map():
            events = ready.select(PATIENCE)
            if not events:
                raise TimeoutError(f"no answer for {PATIENCE} seconds")
            for key, _ in events:
                line = key.data
                if (answer := line.hear()) is None:
                    continue
                statuses[answer[9:12].decode()] += 1
                waits.append(time.perf_counter() - line.asked)
                request = next(requests, b"") if time.perf_counter() < until else b""
                if request:
                    line.ask(request)
                else:
                    ready.unregister(line.socket)
                    line.socket.close()
    return told(statuses, time.perf_counter() - began, waits)


def paced(port: int, requests: Iterator[bytes], every: float) -> dict[str, Any]:
    """Waits are counted from the moment at which a request was due, also if it was sent later."""
    began = due = time.perf_counter()
    statuses: Counter[str] = Counter()
    waits: list[float] = []
    idle: list[Connection] = []
    request = next(requests, b"")
    with selectors.DefaultSelector() as ready:
        while request or ready.get_map():
            while request and time.perf_counter() >= due:
                line = idle.pop() if idle else Connection(port)
                ready.register(line.socket, selectors.EVENT_READ, line)
                line.ask(request, due)
                request, due = next(requests, b""), due + every
            rest = max(0.0, due - time.perf_counter()) if request else PATIENCE
            for key, _ in ready.select(rest):
                line = key.data
                if (answer := line.hear()) is None:
                    continue
                statuses[answer[9:12].decode()] += 1
                waits.append(time.perf_counter() - line.asked)
                ready.unregister(line.socket)
                idle.append(line)
    for line in idle:
        line.socket.close()
    return told(statuses, time.perf_counter() - began, waits)


def _first(requests: Iterator[bytes], count: int) -> Iterator[bytes]:
    for _ in range(count):
        if request := next(requests, b""):
            yield request


def told(statuses: Counter[str], seconds: float, waits: list[float]) -> dict[str, Any]:
    waits.sort()
    at = {name: waits[int(len(waits) * share)] for name, share in QUANTILES.items()}
    statuses_told = dict(statuses)
    return {"answers": statuses.total(), "seconds": seconds, "statuses": statuses_told, **at}


def main() -> None:
    asked = json.load(sys.stdin)
    requests = [text.encode() for text in asked["requests"]]
    seconds, every = asked.get("seconds", 0), asked.get("every", 0)
    turns = cycle(requests) if seconds else iter(requests)
    if every:
        json.dump(paced(asked["port"], turns, every), sys.stdout)
    else:
        json.dump(blast(asked["port"], turns, asked["connections"], seconds), sys.stdout)


if __name__ == "__main__":
    main()
