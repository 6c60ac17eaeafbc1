"""One file holds everything, and gives it back to an empty installation of either database."""

import asyncio
import hashlib
import json
import os
import shutil
import sys
import zipfile

import pytest
from tortoise.connection import get_connection

from tests import kept_demo, make
from tests.conftest import ROOT
from tests.kept_demo import run
from village import ledger, storage
from village.errors import Blocked
from village.models import Household, Pass, Person, Session, Village
from village.permissions import Office
from web import archive, migrating, restoring, tables
from web.commands import backup, restore
from web.settings import Settings

pytestmark = pytest.mark.db


@pytest.fixture(scope="session")
def demo():
    """The backup of the demo township on SQLite."""
    return kept_demo.folder() / "demo.cunyi"


@pytest.fixture
def here(db_url, tmp_path):
    """An installation with one village, and what it is set to."""
    on(db_url, _one_village)
    evidence = tmp_path / "var/evidence/ab"
    evidence.mkdir(parents=True)
    (evidence / f"{'ab' * 32}.jpg").write_bytes(b"a picture")
    papers = tmp_path / "var/documents/cd"
    papers.mkdir(parents=True)
    (papers / f"{'cd' * 32}.pdf").write_bytes(b"a paper")
    (tmp_path / "var/rulebook").mkdir()
    (tmp_path / "var/rulebook/own.toml").write_text("# a profile of one's own\n")
    return settings(db_url, tmp_path / "var")


@pytest.fixture
def there(empty_url, tmp_path):
    return settings(empty_url, tmp_path / "new", secret="")


SECRET = "a secret of at least thirty-two characters"


def settings(url, home, secret=SECRET):
    environment = {"DATABASE_URL": url, "DATA_DIR": str(home), "SECRET_KEY": secret}
    return Settings.from_environment(environment)


def on(url, work):
    async def opened():
        async with storage.opened(tables.config_for(url)):
            return await work()

    return asyncio.run(opened())


async def _one_village():
    village = await make.village("liuwan")
    await make.holder(village, Office.VILLAGE_CLERK, name="王秀英")
    for number in range(3):
        await _deed(village, f"{number}")


async def _deed(village, number):
    seat = make.Seat(None, Office.VILLAGE_CLERK, village.id, village.township_id)
    async with storage.writing(village.id):
        household = await Household.create(village_id=village.id, number=number)
        subject = f"household:{household.id}"
        await ledger.record(village.id, seat, "household.add", subject, now=make.NOW)


def back_up(settings, file):
    return asyncio.run(backup.backed_up(file, settings))


def restored(settings, file, **words):
    return asyncio.run(restoring.restore(file, settings, **words))


def parts(file):
    with zipfile.ZipFile(file) as opened:
        return json.loads(opened.read("manifest.json"))["parts"]


def files_of(home):
    return {
        str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()
    }


@pytest.mark.both
def test_a_whole_township_comes_back_row_by_row(demo, tmp_path, empty_url):
    """On PostgreSQL it goes there from SQLite, and from there to SQLite again."""
    first, second = tmp_path / "first", tmp_path / "second"
    told = json.loads(run(first, "restore", demo, "--json", url=empty_url))
    run(first, "backup", tmp_path / "again.cunyi", url=empty_url)
    run(second, "restore", tmp_path / "again.cunyi")
    run(second, "backup", tmp_path / "third.cunyi")

    assert told["fault"] is None
    assert told["rows"] > 5000
    assert told["lines"] > 200
    assert parts(tmp_path / "again.cunyi") == parts(demo)
    assert parts(tmp_path / "third.cunyi") == parts(demo)
    assert run(second, "verify") == f"封存的记录完好，共 {told['lines']} 行。\n"


def test_everything_beside_the_database_is_in_the_file(here, there, tmp_path):
    back_up(here, tmp_path / "kept.cunyi")

    done = restored(there, tmp_path / "kept.cunyi")

    assert (done.lines, done.fault, done.migrated) == (3, None, [])
    assert files_of(there.data_dir)["secret_key"].decode() == here.secret_key
    for folder in ("evidence", "documents"):
        assert files_of(there.data_dir / folder) == files_of(here.data_dir / folder) != {}
    assert files_of(there.data_dir / "rulebook") == files_of(here.data_dir / "rulebook")


@pytest.mark.both
def test_the_next_row_gets_the_next_number(here, there, tmp_path):
    back_up(here, tmp_path / "kept.cunyi")
    restored(there, tmp_path / "kept.cunyi")

    async def added():
        last = await Household.all().order_by("-id").first()
        fresh = await Household.create(village_id=last.village_id, number="next")
        return fresh.id - last.id

    assert on(there.database_url, added) == 1


@pytest.mark.both
def test_links_are_held_again_after_a_restore(here, there, tmp_path):
    back_up(here, tmp_path / "kept.cunyi")
    restored(there, tmp_path / "kept.cunyi")

    async def cut():
        await Village.all().delete()

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        on(there.database_url, cut)


def test_nobody_is_signed_in_after_a_restore(here, there, tmp_path):
    async def signed_in():
        who = await Person.get(name="王秀英")
        card = await Pass.create(person=who, digest="1" * 64, serial="A-1", issued_at=make.NOW)
        await Session.create(
            person=who,
            entered_by=card,
            digest="0" * 64,
            level="pass",
            opened_at=make.NOW,
            proven_at=make.NOW,
            expires_at=make.NOW,
        )

    on(here.database_url, signed_in)
    back_up(here, tmp_path / "kept.cunyi")
    restored(there, tmp_path / "kept.cunyi")

    assert on(there.database_url, lambda: Session.all().count()) == 0
    assert on(here.database_url, lambda: Session.all().count()) == 1


@pytest.mark.both
async def test_a_backup_taken_while_deeds_are_written_is_whole(db, empty_url, tmp_path):
    file = tmp_path / "kept.cunyi"
    village = await make.village("liuwan")
    await _deed(village, "first")

    words = [sys.executable, str(ROOT / "run.py"), "backup", str(file)]
    environment = {**os.environ, "DATABASE_URL": db, "DATA_DIR": str(tmp_path / "var")}
    taking = await asyncio.create_subprocess_exec(
        *words, env=environment, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL
    )
    ended, written = asyncio.create_task(taking.wait()), 1
    while not ended.done():
        await asyncio.gather(*(_deed(village, f"{written}-{n}") for n in range(8)))
        written += 8
    told = json.loads(run(tmp_path / "new", "restore", file, "--json", url=empty_url))

    assert (await ended, told["fault"]) == (0, None)
    assert 1 <= told["lines"] < written


@pytest.fixture
def steps(tmp_path, monkeypatch):
    """The product's migrations and one that is still to come."""
    shutil.copytree(ROOT / "web/migrations", tmp_path / "steps_to_come")
    newest = sorted((ROOT / "web/migrations").glob("0*.py"))[-1].stem
    (tmp_path / "steps_to_come/9999_later.py").write_text(
        "from tortoise import fields, migrations\n"
        "from tortoise.migrations import operations as ops\n"
        "class Migration(migrations.Migration):\n"
        f"    dependencies = [('models', '{newest}')]\n"
        "    operations = [ops.AddField(model_name='Village', name='river',"
        " field=fields.CharField(20, db_default='青溪'))]\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield "steps_to_come"
    for name in [name for name in sys.modules if name.startswith("steps_to_come")]:
        del sys.modules[name]


def test_an_older_backup_is_brought_forward(here, there, tmp_path, steps):
    back_up(here, tmp_path / "kept.cunyi")

    done = restored(there, tmp_path / "kept.cunyi", steps=steps)

    async def rivers():
        read = get_connection(storage.CONNECTION).execute_query_dict
        return await read("SELECT code, river FROM village")

    assert done.migrated == ["9999_later"]
    assert (done.lines, done.fault) == (3, None)
    assert on(there.database_url, rivers) == [{"code": "liuwan", "river": "青溪"}]


def test_a_newer_backup_is_refused(here, there, tmp_path):
    back_up(here, tmp_path / "kept.cunyi")
    changed(tmp_path / "kept.cunyi", migrations=["0001_initial", "9999_later"], version="7.0.0")

    with pytest.raises(Blocked) as refused:
        restored(there, tmp_path / "kept.cunyi")

    assert refused.value.codes == ("newer",)
    assert str(refused.value) == "这份备份来自版本 7.0.0，现在的程序读不了。"
    assert nothing_at(there)


def changed(file, **words):
    """The same file with another manifest."""
    with zipfile.ZipFile(file) as opened:
        held = {name: opened.read(name) for name in opened.namelist()}
    said = {**json.loads(held["manifest.json"]), **words}
    packed(file, {**held, "manifest.json": json.dumps(said)})


def packed(file, held):
    """A file with these parts, its digest right."""
    with zipfile.ZipFile(file, "w") as out:
        for name, content in held.items():
            out.writestr(name, content)
        out.comment = b"0" * 64
    with file.open("r+b") as out:
        archive.sealed(out)


def nothing_at(place):
    """No row, no picture, and the secret as it was."""
    left = {name for name in files_of(place.data_dir) if not name.startswith("empty.db")}
    kept = (place.data_dir / "secret_key").read_text() == place.secret_key

    async def tables_there():
        query = (
            "SELECT name FROM sqlite_schema"
            if "sqlite" in place.database_url
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        return await get_connection(storage.CONNECTION).execute_query_dict(query)

    return kept and left == {"secret_key"} and on(place.database_url, tables_there) == []


@pytest.mark.parametrize("at", [0, 0.02, 0.3, 0.6, 0.9, 0.9999])
def test_a_file_with_one_wrong_byte_is_refused_whole(here, there, tmp_path, at):
    file = tmp_path / "kept.cunyi"
    back_up(here, file)
    content = bytearray(file.read_bytes())
    content[int(len(content) * at)] ^= 0xFF
    file.write_bytes(content)

    with pytest.raises(Blocked) as refused:
        restored(there, file)

    assert refused.value.codes == ("damaged",)
    assert str(refused.value).endswith("什么都没有恢复。")
    assert nothing_at(there)


@pytest.mark.parametrize("share", [0, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_refused_whole(here, there, tmp_path, share):
    file = tmp_path / "kept.cunyi"
    back_up(here, file)
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])

    with pytest.raises(Blocked) as refused:
        restored(there, file)

    assert refused.value.codes == ("damaged",)
    assert nothing_at(there)


@pytest.mark.parametrize("name", ["../outside", "rows/x.jsonl", "evidence/../../outside.jpg"])
def test_a_part_that_does_not_belong_is_refused(here, there, tmp_path, name):
    file = tmp_path / "kept.cunyi"
    back_up(here, file)
    with zipfile.ZipFile(file) as opened:
        packed(file, {**{one: opened.read(one) for one in opened.namelist()}, name: b"[1]"})

    with pytest.raises(Blocked) as refused:
        restored(there, file)

    assert refused.value.codes == ("damaged",)
    assert nothing_at(there)


def test_rows_that_point_nowhere_are_refused_whole(here, there, tmp_path):
    file = tmp_path / "kept.cunyi"
    back_up(here, file)
    without(file, "rows/township.jsonl")

    with pytest.raises(Exception, match="什么都没有恢复"):
        restored(there, file)

    assert nothing_at(there)


def without(file, name):
    """The same file with that table empty, its digest right."""
    with zipfile.ZipFile(file) as opened:
        held = {one: opened.read(one) for one in opened.namelist()}
    said = json.loads(held["manifest.json"])
    held[name] = b""
    said["parts"][name] = {"size": 0, "sha256": hashlib.sha256(b"").hexdigest()}
    packed(file, {**held, "manifest.json": json.dumps(said)})


def test_a_place_with_rows_is_not_touched(here, tmp_path):
    back_up(here, tmp_path / "kept.cunyi")
    other = settings(here.database_url, tmp_path / "other")

    with pytest.raises(Blocked) as refused:
        restored(other, tmp_path / "kept.cunyi")

    assert refused.value.codes == ("not-empty",)
    assert on(here.database_url, lambda: Household.all().count()) == 3


@pytest.mark.parametrize("own", ["evidence/cd/own.jpg", "documents/cd/own.pdf"])
def test_a_place_with_pictures_or_papers_is_not_touched(here, there, tmp_path, own):
    back_up(here, tmp_path / "kept.cunyi")
    mine = there.data_dir / own
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"mine")

    with pytest.raises(Blocked) as refused:
        restored(there, tmp_path / "kept.cunyi")

    assert refused.value.codes == ("not-empty",)
    assert mine.read_bytes() == b"mine"


def test_a_database_migrated_and_never_used_is_empty(here, there, tmp_path):
    back_up(here, tmp_path / "kept.cunyi")
    asyncio.run(migrating.migrate(there.database_url, tmp_path / "copies"))

    assert restored(there, tmp_path / "kept.cunyi").lines == 3


def test_another_secret_in_the_environment_is_refused(here, empty_url, tmp_path):
    back_up(here, tmp_path / "kept.cunyi")
    other = settings(empty_url, tmp_path / "new", secret="x" * 40)

    with pytest.raises(Blocked) as refused:
        restored(other, tmp_path / "kept.cunyi")

    assert refused.value.codes == ("other-secret",)
    assert set(files_of(other.data_dir)) == set()


def test_the_secret_that_was_there_stays_beside(here, there, tmp_path):
    back_up(here, tmp_path / "kept.cunyi")
    restored(there, tmp_path / "kept.cunyi")

    [aside] = there.data_dir.glob("secret_key.replaced-*")
    assert aside.read_text() == there.secret_key


def test_a_record_changed_before_the_backup_is_told(here, there, tmp_path):
    async def change():
        await get_connection(storage.CONNECTION).execute_query(
            "UPDATE ledger_entry SET subject = 'household:9' WHERE seq = 1"
        )

    on(here.database_url, change)
    back_up(here, tmp_path / "kept.cunyi")
    done = restored(there, tmp_path / "kept.cunyi")

    assert (done.fault.seq, done.fault.code) == (1, "changed")
    assert "封存的记录有问题：village:1 的第 2 行：这一行的内容被改动过。" in restore.as_text(done)


def test_an_existing_file_is_never_overwritten(here, tmp_path):
    file = tmp_path / "kept.cunyi"
    file.write_bytes(b"mine")

    with pytest.raises(Blocked) as refused:
        back_up(here, file)

    assert refused.value.codes == ("taken",)
    assert file.read_bytes() == b"mine"
    assert [path.name for path in tmp_path.glob(".kept*")] == []


def test_a_folder_that_is_not_there_is_told(here, tmp_path):
    with pytest.raises(Blocked) as refused:
        back_up(here, tmp_path / "nowhere/kept.cunyi")

    assert str(refused.value) == "备份文件写不成：没有这个目录。"


def test_only_its_owner_may_read_the_file(here, tmp_path):
    back_up(here, tmp_path / "kept.cunyi")

    assert (tmp_path / "kept.cunyi").stat().st_mode & 0o777 == 0o600


def test_a_database_without_tables_has_nothing_to_back_up(there, tmp_path):
    with pytest.raises(Blocked) as refused:
        back_up(there, tmp_path / "kept.cunyi")

    assert refused.value.codes == ("nothing",)
    assert not (tmp_path / "kept.cunyi").exists()


def test_pictures_that_are_gone_are_counted(demo, tmp_path, empty_url):
    home = tmp_path / "home"
    run(home, "restore", demo, url=empty_url)
    first = min((home / "evidence").rglob("*.jpg"))
    for one in first.parent.glob("*.jpg"):
        one.unlink()

    told = json.loads(run(home, "backup", tmp_path / "kept.cunyi", "--json", url=empty_url))

    assert told["missing_pictures"] == 1
