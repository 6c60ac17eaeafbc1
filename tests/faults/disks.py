"""Disks that get full: a small one of its own where the machine lets us, else a limit on files.

The limit (RLIMIT_FSIZE) works for everybody: the system refuses to let any file of that process
grow past it. The small disk gives the very error of a full one (ENOSPC).
"""

import errno
import os
import resource
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from tests.faults.servers import Nursery, Server, nursery
from tests.faults.town import Town

ROOM = "24m"
MOUNT = f'mount -t tmpfs -o size={ROOM} tmpfs "$1" && cp "$2" "$1/" && shift 2 && exec "$@"'
OWN = ("unshare", "--mount", "sh", "-c", MOUNT, "sh")
AS_ANYBODY = ("unshare", "--user", "--map-root-user", *OWN[1:])
BLOCK = 4096
A_LITTLE = 4096  # bytes that still fit behind the limit


def own_mount(folder: Path) -> tuple[str, ...]:
    """The words by which a program here gets a disk of its own; none where that is forbidden."""
    for words in (OWN, AS_ANYBODY):
        with suppress(OSError):
            tried = subprocess.run(
                [*words, str(folder), "/dev/null", "true"], capture_output=True, check=False
            )
            if tried.returncode == 0:
                return words
    return ()


class SmallDisk:
    """The database lies on a disk of a few megabytes which only the servers see."""

    says = "database or disk is full"

    def __init__(self, made: Nursery, town: Town, inside: Path, apart: Path) -> None:
        self.nursery, self._town, self._apart = made, town, apart
        self._disk = Path(f"/proc/{made.pid}/root{inside}")

    def fill(self, _: Server) -> None:
        with (self._disk / "filler").open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(BLOCK))
            except OSError as full:
                if full.errno != errno.ENOSPC:
                    raise

    def make_room(self, _: Server) -> None:
        (self._disk / "filler").unlink()

    def seen(self) -> Town:
        """The town as it lies on that disk now, copied to where we can open it."""
        there = self._apart / f"copy-{time.monotonic_ns()}"
        there.mkdir()
        for file in self._disk.glob("cunyi.db*"):
            if not file.name.endswith("-shm"):
                shutil.copy(file, there)
        return replace(self._town, url=f"sqlite://{there}/cunyi.db")


class Limited:
    """The server's files may not grow any more."""

    says = "disk I/O error"

    def __init__(self, made: Nursery, town: Town) -> None:
        self.nursery, self._town = made, town

    def fill(self, server: Server) -> None:
        log = Path(self._town.url.removeprefix("sqlite://") + "-wal")
        self._limit(server, log.stat().st_size + A_LITTLE)

    def make_room(self, server: Server) -> None:
        self._limit(server, resource.RLIM_INFINITY)

    def _limit(self, server: Server, size: int) -> None:
        hard = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (size, hard))

    def seen(self) -> Town:
        return self._town


@contextmanager
def small(town: Town, folder: Path) -> Iterator[SmallDisk]:
    inside, apart = folder / "disk", folder / "apart"
    inside.mkdir()
    apart.mkdir()
    file = town.url.removeprefix("sqlite://")
    words = (*own_mount(inside), str(inside), file)
    there = replace(town, url=f"sqlite://{inside}/{os.path.basename(file)}")
    with nursery(there.url, folder, wrapped=words) as made:
        yield SmallDisk(made, there, inside, apart)


@contextmanager
def limited(town: Town, folder: Path) -> Iterator[Limited]:
    with nursery(town.url, folder) as made:
        yield Limited(made, town)
