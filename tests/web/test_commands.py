"""Every verb of run.py keeps the manners that programs rely on."""

import json
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection

import pytest

from tests.conftest import ROOT
from web.commands import VERBS, main

WORDS = [verb.replace("_", "-") for verb in VERBS]
FOUND = [
    *("found", "--township", "qingxi", "--township-name", "青溪镇", "--village", "shangwan"),
    *("--village-name", "上湾村", "--clerk", "王秀英", "--clerk-born", "1980-05-01", "--json"),
    *("--officer", "李明", "--officer-born", "1985-03-02"),
]


@pytest.fixture
def place(db_url, tmp_path, monkeypatch):
    """A migrated installation without a village, as the commands find it."""
    monkeypatch.setenv("DATABASE_URL", db_url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("PUBLIC_URL", raising=False)
    return tmp_path


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """An installation whose database has no table."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite://{tmp_path}/none.db")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    return tmp_path


def ended(*words):
    try:
        return main(list(map(str, words)))
    except SystemExit as stopped:
        return stopped.code


@pytest.mark.parametrize("verb", WORDS)
def test_every_verb_has_help(verb, capsys):
    code = ended(verb, "--help")

    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    assert out.startswith(f"usage: run.py {verb} ")


def test_help_lists_every_verb_with_a_sentence(capsys):
    code = ended("--help")

    out = capsys.readouterr().out
    told = dict(zip(out.split(), out.split()[1:], strict=False))
    assert code == 0
    assert [verb for verb in WORDS if told.get(verb, "").isascii()] == []


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fly"],
        ["import_roster"],
        *([verb, "--no-such-word"] for verb in WORDS),
        ["serve", "--port", "0"],
        ["serve", "--port", "99999999"],
        ["serve", "--workers", "0"],
        ["serve", "--workers", "two"],
        ["demo", "--port", "70000"],
        ["demo", "--clock", "tomorrow"],
        ["found"],
        ["import-roster", "花名册.xlsx"],
        ["rules"],
        ["backup"],
        ["restore"],
        ["bench", "--rounds", "0"],
        ["bench", "--rounds", "21"],
    ],
    ids=" ".join,
)
def test_wrong_words_end_with_two_and_nothing_on_standard_output(words, capsys):
    code = ended(*words)

    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.startswith("usage: run.py")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["verify"], "数据库还没有升级"),
        (["serve"], "数据库还没有升级"),
        (["import-roster", "--village", "x", "x.csv"], "数据库还没有升级"),
        (["backup", "x.cunyi"], "数据库还是空的"),
        (["restore", "nowhere.cunyi"], "没有找到备份文件 nowhere.cunyi。"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_refusal_ends_with_one_and_a_sentence(nowhere, words, sentence, capsys):
    code = ended(*words)

    out, err = capsys.readouterr()
    assert (code, out) == (1, "")
    assert err.startswith(f"没有办成：{sentence}")


@pytest.mark.parametrize(
    "words",
    [
        ["verify", "--json"],
        ["import-roster", "--village", "x", "x.csv", "--json"],
        ["backup", "x.cunyi", "--json"],
        ["restore", "nowhere.cunyi", "--json"],
    ],
    ids=lambda words: words[0],
)
def test_a_refusal_is_one_document_for_programs(nowhere, words, capsys):
    code = ended(*words)

    out, err = capsys.readouterr()
    assert (code, err) == (1, "")
    assert set(json.loads(out)) == {"refused", "next"}


def test_a_refusal_says_what_to_do_next(nowhere, capsys):
    ended("restore", "nowhere.cunyi")

    assert capsys.readouterr().err.splitlines() == [
        "没有办成：没有找到备份文件 nowhere.cunyi。",
        "下一步：核对文件名和位置。",
    ]


def test_a_setting_that_cannot_be_worked_with_is_a_refusal(nowhere, monkeypatch, capsys):
    monkeypatch.setenv("PUBLIC_URL", "cunyi.example")

    assert ended("verify") == 1
    assert capsys.readouterr().err.startswith("没有办成：PUBLIC_URL 要写成")


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (["migrate", "--json"], {"applied"}),
        (["verify", "--json"], {"ok", "lines"}),
        (
            FOUND,
            {"township", "village", "passes"},
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_json_is_one_document_and_nothing_else(place, words, keys, capsys):
    code = ended(*words)

    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    assert set(json.loads(out)) == keys


def test_backup_and_restore_answer_as_one_document(place, empty_url, monkeypatch, capsys):
    file = place / "kept.cunyi"
    taken = ended("backup", file, "--json")
    first = json.loads(capsys.readouterr().out)
    monkeypatch.setenv("DATABASE_URL", empty_url)
    monkeypatch.setenv("DATA_DIR", str(place / "new"))
    given = ended("restore", file, "--json")
    second = json.loads(capsys.readouterr().out)

    assert (taken, given) == (0, 0)
    assert (first["file"], first["bytes"]) == (str(file), file.stat().st_size)
    kept = {"rows", "pictures", "papers"}
    missing = {"missing_pictures", "missing_papers"}
    assert set(first) == {"file", "sha256", "bytes", *kept, *missing}
    assert set(second) == {"version", "made_at", *kept, "migrated", "lines", "fault"}
    assert (second["rows"], second["fault"]) == (first["rows"], None)


def test_a_backup_says_that_it_must_be_locked_away(place, capsys):
    assert ended("backup", place / "kept.cunyi") == 0
    assert "请锁好" in capsys.readouterr().out


def test_migrate_names_what_it_did_and_then_has_nothing_to_do(nowhere, capsys):
    first = ended("migrate", "--json")
    done = json.loads(capsys.readouterr().out)["applied"]
    second = ended("migrate")

    assert (first, second) == (0, 0)
    assert done[0] == "0001_initial"
    assert capsys.readouterr().out == "数据库已经是最新的。\n"


def test_the_site_is_not_started_on_a_port_that_is_taken(place, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        code = ended("serve", "--port", port)

    assert code == 1
    assert capsys.readouterr().err.startswith(f"没有办成：不能在 127.0.0.1 的端口 {port} 上监听")


def test_the_site_serves_and_ends_when_told(place):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, str(ROOT / "run.py"), "serve", "--port", str(port)]

    with subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL) as site:
        try:
            status = status_at(port)
        finally:
            site.terminate()

    assert (status, site.returncode) == (200, -signal.SIGTERM)


def test_what_a_command_makes_is_readable_by_its_owner_alone(nowhere):
    words = [sys.executable, str(ROOT / "run.py"), "migrate"]

    subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)

    assert oct((nowhere / "none.db").stat().st_mode) == "0o100600"


def status_at(port):
    for _ in range(400):
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
                connection.request("GET", "/healthz")
                return connection.getresponse().status
        except OSError:
            time.sleep(0.05)
    raise TimeoutError
