"""`run.py serve`: the site, in one process or several.

What would stop it is told as one sentence before anything is started.
"""

import argparse
import asyncio
import socket
from collections.abc import Callable

import uvicorn

from village import storage
from village.errors import Blocked, Blocker
from web import migrating, tables
from web.settings import Settings

SITE = "web.app:from_environment"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("serve", help="启动网站")
    parser.add_argument("--host", default="127.0.0.1", help="监听的地址，默认只有本机能访问")
    parser.add_argument("--port", type=port, default=8000, help="监听的端口，默认 8000")
    parser.add_argument("--workers", type=between(1, 64), default=1, help="进程数，默认 1")
    parser.set_defaults(run=run)


def between(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 7 and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"“{text}”要写成 {least} 到 {most} 的整数")
        return int(text)

    return read


port = between(1, 65535)


def run(args: argparse.Namespace) -> int:
    asyncio.run(_look(Settings.from_environment()))
    listen(args.host, args.port, args.workers)
    return 0


async def _look(settings: Settings) -> None:
    """Each process asks again when it starts; there a refusal would be lost in the log."""
    async with storage.opened(tables.config_for(settings.database_url)):
        await migrating.check()


def listen(host: str, port: int, workers: int = 1, app: str = SITE) -> None:
    """Until it is stopped. Access is logged by the product, without tokens and names."""
    _refuse_taken(host, port)
    uvicorn.run(
        app,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        loop="uvloop",
        http="httptools",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=10,
    )


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            text = f"不能在 {host} 的端口 {port} 上监听：{error.strerror}。"
            remedy = "看看是不是已经有一个网站在运行，或者换一个 --port"
            raise Blocked([Blocker("cannot-listen", text, remedy=remedy)]) from error
