import io
import zipfile
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinytag import TinyTag

from tests.village import sounds
from tests.village.photographs import jpeg
from village import containers, evidence, pictures, recordings
from village.errors import InvalidInput, NotReady


@pytest.fixture
def folder(tmp_path):
    evidence.store_in(tmp_path)
    return tmp_path / "evidence"


def refusal(data):
    with pytest.raises(InvalidInput) as refused:
        recordings.read(data, "voice")
    return refused.value.fields["voice"]


@pytest.mark.parametrize("name", sounds.ALL)
def test_every_kind_that_phones_record_is_taken_up_to_two_minutes(name):
    make = sounds.ALL[name]

    taken = recordings.read(make(12))

    assert abs(taken.seconds - 12) <= 1
    assert abs(recordings.read(make(121)).seconds - 121) <= 1
    assert refusal(make(123)).startswith("录音有 2 分")
    assert refusal(make(123)[:-3])[:5] in ("这段录音不", "录音有 2")
    if name not in ("wav", "fragmented"):
        assert refusal(make(0.4)).startswith("这段录音里没有声音，只有 0.")


SECOND_OPINION = {"m4a": ".m4a", "ogg": ".ogg", "wav": ".wav", "mp3": ".mp3"}


@pytest.mark.parametrize("name", SECOND_OPINION)
def test_the_length_is_what_another_reader_says(name):
    data = sounds.ALL[name](37)

    other = TinyTag.get(filename=f"x{SECOND_OPINION[name]}", file_obj=io.BytesIO(data))

    kind = recordings.kind_of(data)
    assert float(kind.seconds(data)) == pytest.approx(other.duration, abs=0.06)


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.txt", "hello")
    return out.getvalue()


@pytest.mark.parametrize("name", sounds.ALL)
def test_a_recording_that_is_something_else_as_well_is_refused(name):
    whole = sounds.ALL[name](5)
    recordings.read(whole)

    for more in (
        b"\0",
        b"<p>hello",
        zipped(),
        b"%PDF-1.4",
        jpeg(pictures.Image.new("RGB", (8, 8))),
    ):
        assert refusal(whole + more) == recordings.BROKEN, more
    assert refusal(whole[:-1]) == recordings.BROKEN


def test_markup_hidden_where_players_skip_it_is_refused():
    hidden = sounds.m4a(5, notes=sounds.box(b"free", b"<SCRIPT>alert(1)</SCRIPT>"))

    assert refusal(hidden) == recordings.BROKEN
    assert refusal(sounds.mp3(5, notes=b"TIT2 <html>")) == recordings.BROKEN
    assert recordings.read(sounds.m4a(5, notes=sounds.box(b"free", b"quiet"))).seconds == 5


def test_pieces_of_nothing_keep_nobody_waiting():
    deep = sounds.box(b"free")
    for _ in range(8):
        deep = sounds.box(b"moof", deep)
    wide = sounds.box(b"free") * containers.MOST_PIECES
    frame = bytes([0xFF, 0xF1, 0x50, 0x80, 0, 7 << 5, 0])  # ADTS that holds no sound
    entries = b"\xae\x80" * containers.MOST_PIECES

    for data in (
        sounds.m4a(5) + deep,
        sounds.m4a(5) + wide,
        sounds.fragmented(5) + sounds.box(b"moof", wide),
        frame * (containers.MOST_PIECES + 1),
        sounds.webm(5) + entries,
        b"#!AMR\n" + b"\x7c" * (containers.MOST_PIECES + 1),
    ):
        assert refusal(data) == recordings.BROKEN
    assert recordings.read(sounds.m4a(5) + sounds.box(b"free") * 9).seconds == 5


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(b"", "录音是空的。", id="empty"),
        pytest.param("路灯坏了".encode(), "这个文件不是录音。", id="text"),
        pytest.param(b"\xff", "这个文件不是录音。", id="one byte"),
        pytest.param(
            b"RIFF\0\0\0\0WEBPVP8 ", "这个文件不是录音。", id="a picture in the same wrapping"
        ),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(900), "这个文件不是录音。", id="picture"),
        pytest.param(b"MZ" + bytes(900), "这个文件不是录音。", id="program"),
        pytest.param(b"#!AMR\n", "这段录音里没有声音", id="only a beginning"),
        pytest.param(b"#!AMR\n" + b"\xff" * 99, "这段录音不完整", id="noise with a beginning"),
        pytest.param(b"OggS" + bytes(60), "这段录音不完整", id="a page of nothing"),
        pytest.param(
            b"\x1aE\xdf\xa3" + bytes(60), "这段录音不完整", id="zeros after the beginning"
        ),
        pytest.param(sounds.webm(9, kind=1), "这是视频", id="webm with pictures"),
        pytest.param(sounds.m4a(9, kind=b"vide"), "这是视频", id="mp4 with pictures"),
        pytest.param(sounds.m4a(9, brand=b"heic", kind=b"pict"), "这段录音不完整", id="photograph"),
        pytest.param(sounds.ogg(9, b"\x80theora" + bytes(40)), "这是视频", id="ogg with pictures"),
        pytest.param(
            sounds.ogg(9, b"fishead\0" + bytes(40)), "这段录音不完整", id="ogg of unknown kind"
        ),
        pytest.param(
            sounds.wav(1) + bytes(7 * 1024 * 1024), "录音有 8 MB，最多收 6 MB", id="too large"
        ),
    ],
)
def test_what_is_no_voice_note_is_refused_with_a_sentence(data, sentence):
    assert refusal(data).startswith(sentence)


def test_where_it_was_recorded_is_not_kept():
    place = sounds.box(b"udta", sounds.box(b"\xa9xyz", b"+29.11+119.63/"))
    said = recordings.read(sounds.m4a(5, notes=place))
    tagged = recordings.read(sounds.mp3(5, notes=b"TPE1 somebody"))

    assert b"+29.11" not in said.stored
    assert containers.mp4(said.stored) == Fraction(5)
    assert len(said.stored) == len(sounds.m4a(5, notes=place))
    assert b"somebody" not in tagged.stored
    assert tagged.stored.startswith(b"\xff\xfb")
    assert said.original_digest != said.digest


def test_speex_and_vorbis_tell_their_own_rate():
    vorbis = b"\x01vorbis" + bytes(4) + b"\x01" + (16000).to_bytes(4, "little") + bytes(14)
    speex = b"Speex   " + bytes(28) + (16000).to_bytes(4, "little") + bytes(40)

    assert [round(containers.ogg(sounds.ogg(2, head))) for head in (vorbis, speex)] == [6, 6]


def test_a_fragment_may_leave_the_length_to_its_track():
    assert containers.mp4(sounds.fragmented(8, told=False)) == 8


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(sounds.ALL)), st.data())
def test_damaged_bytes_are_refused_or_taken_and_never_crash(name, data):
    whole = bytearray(sounds.ALL[name](3))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))

    taken = None
    with suppress(InvalidInput):
        taken = recordings.read(bytes(whole))

    assert taken is None or 1 <= taken.seconds <= 122


async def test_it_is_stored_by_digest_and_served_as_what_it_is(folder):
    taken = await recordings.accept(sounds.webm(3))

    await recordings.on_disk(taken)

    file = folder / taken.digest[:2] / f"{taken.digest}.voice"
    assert recordings.path_of(taken.digest) == file
    assert file.read_bytes() == taken.stored
    assert recordings.media_type(file) == "audio/webm"
    file.write_bytes(b"something else by now")
    assert recordings.media_type(file) == "application/octet-stream"


async def test_a_full_disk_is_told_as_not_now(folder):
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("a file stands where the folder should")

    with pytest.raises(NotReady):
        await recordings.on_disk(recordings.read(sounds.amr(3)))
