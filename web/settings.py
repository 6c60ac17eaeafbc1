"""What the environment says, read once at the start. The secret is made once, beside the data."""

import ipaddress
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self, cast
from urllib.parse import urlsplit

LogFormat = Literal["plain", "json"]
AT_HOME = "http://127.0.0.1:8000"
LEAST_SECRET = 32  # characters


class SettingsProblem(Exception):
    """A value in the environment that we cannot work with; says which and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`public_url` goes into QR codes; `trusted_proxies` are addresses or networks."""

    database_url: str
    data_dir: Path
    secret_key: str = field(repr=False)
    public_url: str = AT_HOME
    trusted_proxies: tuple[str, ...] = ()
    log_format: LogFormat = "plain"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        data_dir = Path(environ.get("DATA_DIR") or "var")
        data_dir.mkdir(parents=True, exist_ok=True)
        given = environ.get("SECRET_KEY")
        return cls(
            database_url=environ.get("DATABASE_URL") or f"sqlite://{data_dir}/cunyi.db",
            data_dir=data_dir,
            secret_key=_long_enough(given) if given else _kept_secret(data_dir / "secret_key"),
            public_url=_public_url(environ.get("PUBLIC_URL") or AT_HOME),
            trusted_proxies=_proxies(environ.get("TRUSTED_PROXIES", "")),
            log_format=_log_format(environ.get("LOG_FORMAT") or "plain"),
        )


def _long_enough(secret: str) -> str:
    if len(secret) < LEAST_SECRET:
        raise SettingsProblem(f"SECRET_KEY 太短：至少要 {LEAST_SECRET} 个字符。")
    return secret


def _kept_secret(file: Path) -> str:
    """Made whole, then linked: of two processes that start together one secret wins."""
    if not file.exists():
        draft = file.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as kept:
            kept.write(secrets.token_urlsafe(48))
            kept.flush()
            os.fsync(kept.fileno())
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    secret = file.read_text().strip()
    if len(secret) < LEAST_SECRET:
        # A new one would make every sealed name and pass of this database unreadable.
        raise SettingsProblem(f"{file} 不是完整的密钥。请从备份恢复这个文件，不要新建。")
    return secret


def _public_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query:
        raise SettingsProblem(f"PUBLIC_URL 要写成 https://网址 的样子，现在是 {url}。")
    return url.rstrip("/")


def _proxies(text: str) -> tuple[str, ...]:
    """Addresses or networks, with commas or spaces between them."""
    found = tuple(text.replace(",", " ").split())
    try:
        for address in found:
            ipaddress.ip_network(address)
    except ValueError as error:
        raise SettingsProblem(f"TRUSTED_PROXIES 里有不认识的地址：{error}。") from error
    return found


def _log_format(name: str) -> LogFormat:
    if name not in ("plain", "json"):
        raise SettingsProblem(f"LOG_FORMAT 只能是 plain 或 json，现在是 {name}。")
    return cast(LogFormat, name)
