"""The demo and its backup as an operator makes them, once a day for each state of the product.

Kept in build/ for all workers and for the next run; tests copy it, none may write into it.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("village", "publicity", "deliberation", "bylaws", "web")
SETTINGS = ("DATABASE_URL", "SECRET_KEY", "PUBLIC_URL")


def run(home, *words, url="", code=0):
    """A command in a process of its own: its answer, when it ends as told."""
    plain = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    environment = {**plain, "DATA_DIR": str(home), **({"DATABASE_URL": url} if url else {})}
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *map(str, words)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout if code == 0 else done.stderr


def folder():
    """Where they lie: `home` is the data, with passes.json in it, demo.cunyi the backup."""
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    kept = build / f"demo-{datetime.now(UTC):%Y%m%d}-{_state()}"
    with (build / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for old in build.glob("demo-*"):
                shutil.rmtree(old)
            _make(kept.with_name(f"demo-unfinished-{os.getpid()}")).rename(kept)
    return kept


def _make(place):
    run(place / "home", "demo", "--no-serve", "--passes", place / "passes.json")
    run(place / "home", "backup", place / "demo.cunyi")
    (place / "passes.json").rename(place / "home/passes.json")
    return place


def _state():
    """Changes with every file of the product that could change the demo."""
    files = sorted(file for name in PRODUCT for file in (ROOT / name).rglob("*.[pt]*"))
    digest = hashlib.sha256()
    for file in files:
        if file.suffix in {".py", ".toml", ".txt"}:
            digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:16]
