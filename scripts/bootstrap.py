#!/usr/bin/env python3
"""Make this checkout ready: `bootstrap.py run` for the product, `bootstrap.py test` for its tests.

Standard library only. Uses what is installed; as root on Debian it installs what is missing;
otherwise it stops and says what to install.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.pgtemp import NoPostgres, find_binaries  # noqa: E402

VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
STAMP = VENV / ".installed.json"
RUN = ["requirements.txt"]
TEST = ["requirements-dev.txt", "requirements.txt"]  # the first holds the second
OLDEST = (3, 11)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    what = sys.argv[1] if len(sys.argv) == 2 else ""
    if what not in ("run", "test"):
        sys.exit("用法：python3 scripts/bootstrap.py run|test")
    if sys.version_info < OLDEST:
        sys.exit("需要 Python 3.11 或更新的版本。")
    with one_at_a_time():
        make_venv()
        install(RUN if what == "run" else TEST)
        if what == "test":
            install_system(missing_for_tests())


@contextmanager
def one_at_a_time() -> Iterator[None]:
    with (ROOT / "scripts/bootstrap.py").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_venv() -> None:
    if PYTHON.exists() and run_quietly([str(PYTHON), "-c", "import pip"]):
        return
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if run_quietly(command):
        return
    install_system(["python3-venv"])
    if not run_quietly(command):
        sys.exit("建不了虚拟环境：请安装 python3-venv 后再试。")


def install(lists: list[str]) -> None:
    """Only when a list has changed since it was last installed here."""
    wanted = {name: digest(ROOT / name) for name in lists}
    done = json.loads(STAMP.read_text()) if STAMP.exists() else {}
    if wanted.items() <= done.items():
        return
    print(f"安装 {lists[0]} 里的依赖……", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    answer = subprocess.run([*pip, "--require-hashes", "-r", lists[0]], cwd=ROOT, check=False)
    if answer.returncode:
        sys.exit("依赖没有装上：请检查网络或软件源后再试。")
    STAMP.write_text(json.dumps({**done, **wanted}))


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def missing_for_tests() -> list[str]:
    """Debian packages for what the tests need and this machine lacks."""
    present: dict[str, Callable[[], bool]] = {
        "postgresql": has_postgres,
        "chromium": has_chromium,
        "fonts-noto-cjk": has_chinese_font,
    }
    return [package for package, is_here in present.items() if not is_here()]


def has_postgres() -> bool:
    try:
        find_binaries()
    except NoPostgres:
        return False
    return True


def has_chromium() -> bool:
    return any(shutil.which(name) for name in CHROMIUM)


def has_chinese_font() -> bool:
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False)
        return bool(listed.stdout.strip())
    return any(Path("/usr/share/fonts").rglob("*CJK*"))


def install_system(packages: list[str]) -> None:
    if not packages:
        return
    names = " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"这台机器上缺少：{names}。请先安装（Debian：sudo apt-get install {names}）。")
    print(f"安装系统软件包：{names}……", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        answer = subprocess.run(["apt-get", "-q", *command], env=environment, check=False)
        if answer.returncode:
            sys.exit(f"没有装上：{names}。请手动安装后再试。")


def run_quietly(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    main()
