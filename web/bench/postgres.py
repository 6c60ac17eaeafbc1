"""A throw-away PostgreSQL for one run: as durable as it comes, on the disk that is measured."""

import asyncio
import glob
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from web.bench import running

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin")
NAME = "bench"
PATIENCE = 20  # seconds


def binaries() -> Path | None:
    """The newest PostgreSQL here; $PG_BIN goes before; None: there is none."""
    if asked := os.environ.get("PG_BIN"):
        return Path(asked)
    found = [Path(place) for pattern in PLACES for place in glob.glob(pattern)]
    usable = [one for one in found if (one / "initdb").exists() and (one / "postgres").exists()]
    usable.sort(key=lambda one: [int(part) for part in one.parts if part.isdigit()])
    return usable[-1] if usable else None


@contextmanager
def served(home: Path, programs: Path) -> Iterator[str]:
    """The address of an empty database; everything is gone afterwards."""
    home.mkdir()
    user, data, port = _unprivileged(home), home / "data", running.free_port()
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    told: dict[str, Any] = {"env": environment, "cwd": home, **user}
    words = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-D", str(data)]
    subprocess.run([str(programs / "initdb"), *words], capture_output=True, check=True, **told)  # noqa: S603
    settings = ("listen_addresses=127.0.0.1", f"unix_socket_directories={home}", f"port={port}")
    words = ["-D", str(data), *(word for one in settings for word in ("-c", one))]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([str(programs / "postgres"), *words], **quiet, **told) as server:  # noqa: S603
        try:
            asyncio.run(_made(port))
            yield f"asyncpg://postgres@127.0.0.1:{port}/{NAME}"
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                server.kill()
            shutil.rmtree(home, ignore_errors=True)


def _unprivileged(home: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {person.pw_name for person in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(home, user.pw_uid, user.pw_gid)
    home.parent.chmod(0o711)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


async def _made(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            line = await asyncpg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres")
        except (OSError, asyncpg.PostgresError):
            if time.monotonic() > until:
                raise
            await asyncio.sleep(0.05)
        else:
            break
    await line.execute(f"CREATE DATABASE {NAME}")
    await line.close()
