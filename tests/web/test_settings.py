import stat
from pathlib import Path

import pytest

from web.settings import Settings, SettingsProblem

KEY = "k" * 32


def read(tmp_path, **environment):
    return Settings.from_environment({"DATA_DIR": str(tmp_path), **environment})


def test_without_anything_set_the_data_lie_in_var(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    found = Settings.from_environment({"SECRET_KEY": KEY})

    assert found == Settings(
        database_url="sqlite://var/cunyi.db",
        data_dir=Path("var"),
        secret_key=KEY,
        public_url="http://127.0.0.1:8000",
        trusted_proxies=(),
        log_format="plain",
    )


def test_everything_set_is_taken(tmp_path):
    found = read(
        tmp_path,
        DATABASE_URL="asyncpg://u:p@h/db",
        SECRET_KEY=KEY,
        PUBLIC_URL="https://cunyi.example/",
        TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/8 ::1",
        LOG_FORMAT="json",
    )

    assert found == Settings(
        database_url="asyncpg://u:p@h/db",
        data_dir=tmp_path,
        secret_key=KEY,
        public_url="https://cunyi.example",
        trusted_proxies=("127.0.0.1", "10.0.0.0/8", "::1"),
        log_format="json",
    )


def test_the_key_is_made_once_and_for_us_alone(tmp_path):
    first = read(tmp_path).secret_key
    second = read(tmp_path).secret_key

    file = tmp_path / "secret_key"
    assert (len(first), first == second) == (64, True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["secret_key"]


def test_a_key_cut_short_is_not_silently_replaced(tmp_path):
    (tmp_path / "secret_key").write_text("")

    with pytest.raises(SettingsProblem, match="不是完整的密钥"):
        read(tmp_path)


def test_the_key_is_not_shown(tmp_path):
    assert KEY not in repr(read(tmp_path, SECRET_KEY=KEY))


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("SECRET_KEY", "k" * 31, "SECRET_KEY 太短：至少要 32 个字符。"),
        ("PUBLIC_URL", "cunyi.example", "PUBLIC_URL 要写成"),
        ("PUBLIC_URL", "ftp://cunyi.example", "PUBLIC_URL 要写成"),
        ("TRUSTED_PROXIES", "127.0.0.1/8", "TRUSTED_PROXIES 里有不认识的地址"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT 只能是 plain 或 json，现在是 xml。"),
    ],
)
def test_a_value_we_cannot_work_with_is_named(tmp_path, name, value, text):
    with pytest.raises(SettingsProblem) as refused:
        read(tmp_path, **{name: value})

    assert str(refused.value).startswith(text)
