"""`run.py serve`: the site, in one process or several."""

import argparse

import uvicorn

SITE = "web.app:from_environment"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("serve", help="启动网站")
    parser.add_argument("--host", default="127.0.0.1", help="监听的地址，默认只有本机能访问")
    parser.add_argument("--port", type=int, default=8000, help="监听的端口，默认 8000")
    parser.add_argument("--workers", type=int, default=1, help="进程数，默认 1")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    listen(args.host, args.port, args.workers)
    return 0


def listen(host: str, port: int, workers: int = 1, app: str = SITE) -> None:
    """Until it is stopped. Access is logged by the product, without tokens and names."""
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
