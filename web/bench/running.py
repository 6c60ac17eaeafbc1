"""Starting servers and clients for a measurement, and stopping every one of them again."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds
WRK = shutil.which("wrk")
CLIENT = [sys.executable, "-m", "web.bench.load"]
PIPES: dict[str, Any] = {
    "cwd": ROOT,
    "stdin": subprocess.PIPE,
    "stdout": subprocess.PIPE,
    "stderr": subprocess.PIPE,
    "text": True,
}
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one run of the benchmark keeps its data; `url` is another database than its own."""

    home: Path
    url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        known = ("DATABASE_URL", "SECRET_KEY", "PUBLIC_URL", "TRUSTED_PROXIES", "LOG_FORMAT")
        plain = {name: value for name, value in os.environ.items() if name not in known}
        own = {"DATABASE_URL": self.url} if self.url else {}
        return {**plain, "DATA_DIR": str(self.home), **own}


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    pid: int
    answered_in: float

    def cpu(self) -> float:
        """Seconds of processor time so far; nought where the system does not tell."""
        try:
            parts = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(parts[11]) + int(parts[12])) / TICKS

    def memory(self) -> float:
        """Resident megabytes (10⁶ bytes)."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
        return 0.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(kind: str, place: Place, port: int = 0) -> Iterator[Server]:
    """`run.py serve` itself for "site"; else one of `web.bench.server`."""
    port = port or free_port()
    words = ["run.py", "serve", "--port", str(port)]
    if kind != "site":
        words = ["-m", "web.bench.server", kind, str(port)]
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, *words],
        cwd=ROOT,
        env=place.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait_until_it_answers(port, process, began)
            yield Server(port, process.pid, time.perf_counter() - began)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_until_it_answers(port: int, process: "subprocess.Popen[bytes]", began: float) -> None:
    while time.perf_counter() - began < PATIENCE:
        if process.poll() is not None:
            break
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", "/")
            connection.getresponse().read()
            connection.close()
        except (OSError, HTTPException):
            time.sleep(0.005)
        else:
            return
    raise RuntimeError("a server to be measured did not start")


@dataclass(frozen=True, slots=True)
class Blast:
    """Answers a second, and processor seconds of the server for one answer; how many seconds
    the middle one and the one in a hundred waited."""

    rate: float
    cpu: float
    middle: float = 0.0
    late: float = 0.0


def blast(
    server: Server,
    requests: Sequence[str],
    connections: int,
    seconds: float = 0,
    status: str = "200",
    *,
    every: float = 0,
) -> Blast:
    """What a client process saw; an answer that is not as expected is an error."""
    asked: dict[str, Any] = {
        "port": server.port,
        "connections": connections,
        "seconds": seconds,
        "every": every,
        "requests": list(requests),
    }
    before = server.cpu()
    with subprocess.Popen(CLIENT, **PIPES) as client:  # noqa: S603 - our own program
        told = _told(client, asked, status)
    answers = told["answers"]
    cpu = (server.cpu() - before) / answers
    return Blast(answers / told["seconds"], cpu, told["middle"], told["late"])


def _told(
    client: "subprocess.Popen[str]", asked: Mapping[str, Any] | None, status: str
) -> dict[str, Any]:
    words = None if asked is None else json.dumps(asked)
    try:
        out, mistakes = client.communicate(words, timeout=10 * PATIENCE)
    except subprocess.TimeoutExpired:
        client.kill()
        raise
    if client.returncode:
        raise RuntimeError(f"a client failed: {mistakes}")
    told: dict[str, Any] = json.loads(out)
    if set(told["statuses"]) != {status}:
        raise RuntimeError(f"expected answers with {status}, got {told['statuses']}")
    return told


@contextmanager
def beside(server: Server, requests: Sequence[str], *, every: float, status: str) -> Iterator[None]:
    """The same at a fixed pace, while something else is measured."""
    asked = {"port": server.port, "connections": 1, "every": every, "requests": list(requests)}
    with subprocess.Popen(CLIENT, **PIPES) as client:  # noqa: S603 - our own program
        if client.stdin is None:
            raise RuntimeError("the client has no pipes")
        client.stdin.write(json.dumps(asked))
        client.stdin.close()
        client.stdin = None
        yield
        _told(client, None, status)


@contextmanager
def listening(server: Server, requests: Sequence[str]) -> Iterator[None]:
    """So many phones that hold an event stream open, each of which has heard something."""
    words = [sys.executable, "-m", "web.bench.listening"]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as client:  # noqa: S603
        if client.stdin is None or client.stdout is None:
            raise RuntimeError("the client has no pipes")
        client.stdin.write(json.dumps({"port": server.port, "requests": list(requests)}) + "\n")
        client.stdin.flush()
        try:
            if client.stdout.readline() != "ready\n":
                raise RuntimeError("the listeners heard nothing")
            yield
        finally:
            client.stdin.close()
            client.wait(PATIENCE)


def visited(server: Server, path: str, connections: int, seconds: int) -> Blast:
    """The same page again and again; by `wrk` where it is installed, for it costs less itself."""
    if WRK is None:
        return blast(server, [get(path, server.port)], connections, seconds)
    before = server.cpu()
    done = subprocess.run(  # noqa: S603 - a program found on the path
        [
            *(WRK, "--latency", "-t1", f"-c{connections}", f"-d{seconds}s"),
            *("-H", "Accept-Encoding: gzip", f"http://127.0.0.1:{server.port}{path}"),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE + seconds,
    )
    cpu = server.cpu() - before
    answers = re.search(r"([0-9]+) requests in", done.stdout)
    rate = re.search(r"Requests/sec: +([0-9.]+)", done.stdout)
    if answers is None or rate is None or "Non-2xx" in done.stdout:
        raise RuntimeError(f"wrk saw {done.stdout}")
    return Blast(float(rate[1]), cpu / int(answers[1]))


def get(path: str, port: int, *headers: str) -> str:
    words = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept-Encoding: gzip", *headers]
    return "\r\n".join(words) + "\r\n\r\n"


def post(path: str, port: int, body: str, *headers: str) -> str:
    words = [
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Origin: http://127.0.0.1:{port}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body.encode())}",
        *headers,
    ]
    return "\r\n".join(words) + f"\r\n\r\n{body}"
