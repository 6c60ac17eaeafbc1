"""Starting the real server, again and again, and killing it without a word."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.faults.town import SECRET

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PATIENCE = 60  # seconds


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    pid: int

    def kill(self) -> None:
        """SIGKILL, and back when the process is really gone."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        until = time.monotonic() + PATIENCE
        while _lives(self.pid):
            if time.monotonic() > until:
                raise TimeoutError(f"process {self.pid} does not end")
            time.sleep(0.001)


class Nursery:
    """All servers of one database."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path, way: str) -> None:
        self._process, self._log, self._way = process, log, way
        self.living: list[Server] = []
        self.pid = process.pid

    def start(self) -> Server:
        """A server that answers. The port is the kernel's choice, another one each time."""
        port = _free_port()
        self._process.stdin.write(f"{self._way} {port}\n")
        self._process.stdin.flush()
        server = Server(port, int(self._process.stdout.readline()))
        self.living.append(server)
        until = time.monotonic() + PATIENCE
        while not _answers(port):
            if not _lives(server.pid) or time.monotonic() > until:
                raise RuntimeError(f"the server did not start:\n{self.said()}")
            time.sleep(0.002)
        return server

    def kill(self, server: Server) -> None:
        self.living.remove(server)
        server.kill()

    def said(self) -> str:
        """What all of them wrote to their log."""
        return self._log.read_text()


@contextmanager
def nursery(
    url: str, folder: Path, *, cold: bool = False, wrapped: tuple[str, ...] = (), **more: str
) -> Iterator[Nursery]:
    """`wrapped` are words before the command: a place of its own to run in."""
    log = folder / "servers.log"
    way = "cold" if cold else "start"
    words = [*wrapped, sys.executable, str(HERE / "nursery.py"), way]
    with (
        log.open("ab") as heard,
        subprocess.Popen(
            words,
            cwd=ROOT,
            env=_environment(url, folder, more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=heard,
            text=True,
        ) as process,
    ):
        made = Nursery(process, log, way)
        try:
            if process.stdout.readline() != "ready\n":
                raise RuntimeError(f"no nursery:\n{made.said()}")
            yield made
        finally:
            for server in made.living:
                server.kill()
            process.stdin.close()


def _environment(url: str, folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    plain = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8"}
    return {**plain, "DATABASE_URL": url, "DATA_DIR": str(folder), "SECRET_KEY": SECRET, **more}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
    except ConnectionRefusedError:
        return False
    return True


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
