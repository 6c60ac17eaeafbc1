"""Servers that start in a blink: the product is imported once, each server is a fork of that.

`start PORT` on standard input forks a process that runs `run.py serve`; `cold PORT` starts it
from nothing. The answer is its number, and it is that process which listens and writes.
"""

import gc
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import uvicorn.lifespan.on
import uvicorn.loops.uvloop
import uvicorn.protocols.http.httptools_impl  # noqa: F401 - so that a fork need not

import web.app
import web.commands.serve  # noqa: F401
from web import commands


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
    gc.freeze()
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(serve(*line.split()))
        print(child, flush=True)


if __name__ == "__main__":
    main()
