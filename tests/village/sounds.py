"""Voice notes as phones make them, put together byte by byte; the sound in them is noise.

Each takes how long it should be and gives the bytes of one whole file.
"""

import io
import wave
from random import Random
from struct import pack


def noise(size, seed=1):
    return Random(seed).randbytes(size)


def wav(seconds, rate=8000):
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(rate)
        made.writeframes(noise(int(seconds * rate) * 2))
    return out.getvalue()


def amr(seconds, wide=False):
    head, frame = (
        (b"#!AMR-WB\n", b"\x04" + noise(17)) if wide else (b"#!AMR\n", b"\x04" + noise(12))
    )
    return head + frame * round(seconds * 50)


def aac(seconds, rate=44100):
    """ADTS as Android's recorder writes it without a container."""
    rates = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000)
    body = noise(180)
    size = len(body) + 7
    head = bytes(
        [
            0xFF,
            0xF1,
            1 << 6 | rates.index(rate) << 2,
            1 << 6 | size >> 11,
            size >> 3 & 0xFF,
            (size & 7) << 5 | 0x1F,
            0xFC,
        ]
    )
    return (head + body) * round(seconds * rate / 1024)


def mp3(seconds, notes=b""):
    """MPEG 1 layer III, 64 kbit/s at 44.1 kHz; `notes` is what stands in the tag in front."""
    frame = b"\xff\xfb\x50\xc4" + bytes(204)
    size = len(notes)
    tag = b"ID3\x04\x00\x00" + bytes(
        [size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127]
    )
    last = b"TAG" + bytes(125) if notes else b""
    return (tag + notes if notes else b"") + frame * round(seconds * 44100 / 1152) + last


def ogg(seconds, first=None):
    head = first or b"OpusHead\x01\x01" + pack("<HIhB", 312, 48000, 0, 0)
    end = 312 + round(seconds * 48000)
    return _page(0, 2, head) + _page(0, 0, b"OpusTags" + bytes(8)) + _page(end, 4, noise(200))


def _page(position, kind, body):
    laces = bytes([len(body)])
    return b"OggS\0" + bytes([kind]) + pack("<qIII", position, 7, 0, 0) + b"\x01" + laces + body


def box(name, *inside):
    body = b"".join(inside)
    return pack(">I", len(body) + 8) + name + body


def track(ticks, scale=1000, kind=b"soun", notes=b""):
    mdhd = box(b"mdhd", bytes(12), pack(">IIHH", scale, ticks, 0, 0))
    hdlr = box(b"hdlr", bytes(8), kind, bytes(12), b"\0")
    return box(b"trak", box(b"mdia", mdhd, hdlr), notes)


def m4a(seconds, brand=b"M4A ", kind=b"soun", notes=b""):
    """`notes` is a whole box: where the phone says where it was."""
    mvhd = box(b"mvhd", bytes(12), pack(">II", 1000, round(seconds * 1000)), bytes(80))
    moov = box(b"moov", mvhd, track(round(seconds * 1000), kind=kind), notes)
    return box(b"ftyp", brand, bytes(4)) + moov + box(b"mdat", noise(400))


def fragmented(seconds, told=True):
    """As Safari and newer Chromium record: no length in front, one in each fragment."""
    count = round(seconds * 50)
    moov = box(b"moov", box(b"mvex", box(b"trex", bytes(12), pack(">III", 20, 0, 0))), track(0))
    if told:
        trun = box(b"trun", pack(">III", 0x101, count, 0), pack(">I", 20) * count)
    else:
        trun = box(b"trun", pack(">II", 0, count))
    moof = box(b"moof", box(b"traf", box(b"tfhd", pack(">II", 0x20000, 1)), trun))
    return box(b"ftyp", b"iso5", bytes(4)) + moov + moof + box(b"mdat", noise(300))


def element(name, body, unknown=False):
    size = b"\x01" + b"\xff" * 7 if unknown else pack(">Q", 1 << 56 | len(body))
    return bytes.fromhex(name) + size + body


def webm(seconds, kind=2):
    """As MediaRecorder streams it: neither segment nor cluster knows its size, no duration."""
    head = element("1a45dfa3", element("4282", b"webm"))
    entry = element("d7", b"\x01") + element("83", bytes([kind])) + element("86", b"A_OPUS")
    parts = [
        element("1549a966", element("2ad7b1", (1_000_000).to_bytes(3))),
        element("1654ae6b", element("ae", entry)),
    ]
    for begin in range(0, round(seconds * 1000) + 1, 1000):
        last = min(round(seconds * 1000) - begin, 940)
        blocks = b"".join(
            element("a3", b"\x81" + pack(">h", at) + b"\x80" + noise(40)) for at in (0, last)
        )
        parts.append(element("1f43b675", element("e7", begin.to_bytes(4)) + blocks, unknown=True))
    return head + element("18538067", b"".join(parts), unknown=True)


ALL = {
    "webm": webm, "m4a": m4a, "fragmented": fragmented, "3gp": lambda s: m4a(s, b"3gp4"),
    "ogg": ogg, "wav": wav, "amr": amr, "amr wide": lambda s: amr(s, wide=True),
    "aac": aac, "mp3": mp3,
}  # fmt: skip
