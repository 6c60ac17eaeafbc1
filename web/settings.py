"""What the environment says, read once. The secret is made once and kept beside the data."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

LogFormat = Literal["plain", "json"]
AT_HOME = "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class Settings:
    """`public_url` goes into QR codes; `trusted_proxies` are addresses or networks."""

    database_url: str
    data_dir: Path
    secret_key: str
    public_url: str = AT_HOME
    trusted_proxies: tuple[str, ...] = ()
    log_format: LogFormat = "plain"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        data_dir = Path(environ.get("DATA_DIR") or "var")
        proxies = environ.get("TRUSTED_PROXIES", "").replace(",", " ").split()
        return cls(
            database_url=environ.get("DATABASE_URL") or f"sqlite://{data_dir}/cunyi.db",
            data_dir=data_dir,
            secret_key=environ.get("SECRET_KEY") or _kept_secret(data_dir / "secret_key"),
            public_url=(environ.get("PUBLIC_URL") or AT_HOME).rstrip("/"),
            trusted_proxies=tuple(proxies),
            log_format="json" if environ.get("LOG_FORMAT") == "json" else "plain",
        )


def _kept_secret(file: Path) -> str:
    """Made whole, then linked: of two processes that start together one secret wins."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as kept:
            kept.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text().strip()
