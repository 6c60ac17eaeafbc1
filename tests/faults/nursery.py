"""Servers that start in a blink: the product is imported once, each server is a fork of that.

`start PORT` on standard input forks a process that runs `run.py serve`; `cold PORT` starts it
from nothing. The answer is its number, and it is that process which listens and writes.
"""

import gc
import importlib
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from web import commands

NEEDED = (
    "web.app",
    "web.commands.serve",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
)


def serve(way: str, port: str) -> int:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    words = ["serve", "--port", port]
    if way == "cold":
        os.execv(sys.executable, [sys.executable, "run.py", *words])  # noqa: S606 - no shell
    return commands.main(words)


def bury(*_: object) -> None:
    """Their processor time is then counted as ours."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def main() -> None:
    signal.signal(signal.SIGCHLD, bury)
    if "cold" not in sys.argv:
        for name in NEEDED:
            importlib.import_module(name)
    gc.freeze()
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(serve(*line.split()))
        print(child, flush=True)


if __name__ == "__main__":
    main()
