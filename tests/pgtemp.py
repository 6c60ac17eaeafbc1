"""A throw-away PostgreSQL for tests, from the binaries of the system, as root or not."""

import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin")
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class NoPostgres(Exception):
    pass


def find_binaries() -> Path:
    """The newest PostgreSQL here; $PG_BIN goes before."""
    found = [Path(place) for pattern in PLACES for place in glob.glob(pattern)]
    found.sort(key=lambda place: [int(part) for part in place.parts if part.isdigit()])
    if asked := os.environ.get("PG_BIN"):
        found.append(Path(asked))
    elif on_path := shutil.which("initdb"):
        found.insert(0, Path(on_path).resolve().parent)
    for place in reversed(found):
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise NoPostgres("没有找到 PostgreSQL：请先安装（apt-get install postgresql）。")


class TempPostgres:
    """`with TempPostgres() as server:` and `server.url("name")`; up in a second, gone after."""

    def __init__(self) -> None:
        self.binaries = find_binaries()

    def __enter__(self) -> "TempPostgres":
        self.home = Path(tempfile.mkdtemp(prefix="cunyi-pg-"))
        self.home.chmod(0o755)
        self._as_user = self._unprivileged()
        self._environment = {"PATH": f"{self.binaries}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        try:
            self._make_cluster()
            self._start()
        except BaseException:
            shutil.rmtree(self.home, ignore_errors=True)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._server.send_signal(signal.SIGINT)  # fast shutdown
        try:
            self._server.wait(20)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"asyncpg://postgres@127.0.0.1:{self.port}/{database}"

    def database(self, name: str) -> str:
        """The address of a new, empty database."""
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"]
        subprocess.run(
            [str(self.binaries / "createdb"), *where, name], env=self._environment, check=True
        )
        return self.url(name)

    def _unprivileged(self) -> dict[str, object]:
        """PostgreSQL refuses to run as root."""
        if os.geteuid() != 0:
            return {}
        names = {person.pw_name for person in pwd.getpwall()}
        user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
        os.chown(self.home, user.pw_uid, user.pw_gid)
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def _make_cluster(self) -> None:
        words = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-locale"]
        made = subprocess.run(
            [str(self.binaries / "initdb"), "-D", str(self.home / "data"), *words],
            env=self._environment,
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
            **self._as_user,
        )
        if made.returncode:
            raise NoPostgres(made.stderr)

    def _start(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        settings = [
            *FAST,
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={self.home}",
            "shared_buffers=64MB",
            "max_connections=100",
        ]
        words = [word for setting in settings for word in ("-c", setting)]
        with (self.home / "log").open("wb") as log:
            self._server = subprocess.Popen(
                [
                    str(self.binaries / "postgres"),
                    "-D",
                    str(self.home / "data"),
                    "-p",
                    str(self.port),
                    *words,
                ],
                env=self._environment,
                cwd=self.home,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self._as_user,
            )
        self._wait_until_up()

    def _wait_until_up(self) -> None:
        for _ in range(400):
            if self._server.poll() is not None:
                raise NoPostgres((self.home / "log").read_text())
            if b"ready to accept connections" in (self.home / "log").read_bytes():
                return
            time.sleep(0.05)
        raise NoPostgres("PostgreSQL 没有在 20 秒内启动。")
