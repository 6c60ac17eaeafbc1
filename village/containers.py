"""Sound files read as far as their length: every byte must belong to the file, or it is refused.

A file that is a recording and something else as well never tiles; nothing here decodes sound.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from struct import error, unpack_from

MOST_PIECES = 100_000  # two minutes are some six thousand
DEEPEST = 8  # boxes in boxes: sound lies in the fourth


class Broken(ValueError):
    """The bytes do not add up: cut off, or more than a recording."""


class Moving(ValueError):
    """There is a picture track: a video."""


def counted(count: int) -> int:
    """One piece more: six megabytes of pieces of nothing would keep everybody waiting."""
    if count >= MOST_PIECES:
        raise Broken
    return count + 1


@dataclass(slots=True)
class Found:
    """`ticks` of a track out of `scale` a second; `sound` and `picture` are kinds of track."""

    sound: bool = False
    picture: bool = False
    scale: int = 1
    ticks: int = 0
    default: int = 0
    blank: list[tuple[int, int]] = field(default_factory=list)

    def seconds(self) -> Fraction:
        if self.picture:
            raise Moving
        if not self.sound or not self.scale:
            raise Broken
        return Fraction(self.ticks, self.scale)


def wav(data: bytes) -> Fraction:
    """RIFF: chunks; bytes of sound by bytes a second."""
    if unpack_from("<I", data, 4)[0] + 8 not in (len(data), len(data) - 1):
        raise Broken
    at, rate, sound, count = 12, 0, 0, 0
    while at + 8 <= len(data):
        count = counted(count)
        name, size = data[at : at + 4], unpack_from("<I", data, at + 4)[0]
        if name == b"fmt ":
            rate = unpack_from("<I", data, at + 16)[0]
        elif name == b"data":
            sound = size
        at += 8 + size + size % 2
    if at not in (len(data), len(data) + 1) or not rate:
        raise Broken
    return Fraction(sound, rate)


def ogg(data: bytes) -> Fraction:
    """Pages; the last position of the one stream by its rate."""
    at, last, first, count = 0, 0, b"", 0
    while at < len(data):
        count = counted(count)
        if data[at : at + 5] != b"OggS\0":
            raise Broken
        laces = data[at + 27 : at + 27 + data[at + 26]]
        if len(laces) != data[at + 26]:
            raise Broken
        body = at + 27 + len(laces)
        first = first or data[body : body + 64]
        last = max(last, unpack_from("<q", data, at + 6)[0])
        at = body + sum(laces)
    if at != len(data):
        raise Broken
    return _ogg_rate(first, last)


def _ogg_rate(first: bytes, last: int) -> Fraction:
    if first.startswith(b"OpusHead"):
        return Fraction(max(last - unpack_from("<H", first, 10)[0], 0), 48_000)
    if first.startswith(b"\x01vorbis"):
        return Fraction(last, unpack_from("<I", first, 12)[0])
    if first.startswith(b"Speex   "):
        return Fraction(last, unpack_from("<I", first, 36)[0])
    if first.startswith((b"\x80theora", b"BBCD")):
        raise Moving
    raise Broken


AMR_NARROW = (12, 13, 15, 17, 19, 20, 26, 31, 5, *[-1] * 6, 0)
AMR_WIDE = (17, 23, 32, 36, 40, 46, 50, 58, 60, 5, *[-1] * 4, 0, 0)


def amr(data: bytes) -> Fraction:
    """Frames of a fiftieth of a second, each telling its size."""
    wide = data.startswith(b"#!AMR-WB\n")
    sizes, at, count = AMR_WIDE if wide else AMR_NARROW, 9 if wide else 6, 0
    while at < len(data):
        size = sizes[data[at] >> 3 & 15]
        if size < 0 or data[at] & 0x83:
            raise Broken
        at, count = at + 1 + size, counted(count)
    if at != len(data):
        raise Broken
    return Fraction(count, 50)


RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


def aac(data: bytes) -> Fraction:
    """ADTS frames of 1,024 samples."""
    at, total, count = 0, Fraction(0), 0
    while at < len(data):
        count = counted(count)
        head = data[at : at + 7]
        if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
            raise Broken
        size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
        rate = head[2] >> 2 & 15
        if size < 7 or rate >= len(RATES):
            raise Broken
        total += Fraction(1024 * ((head[6] & 3) + 1), RATES[rate])
        at += size
    if at != len(data):
        raise Broken
    return total


MP3_FIRST = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
MP3_LATER = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
MP3_RATES = (44100, 48000, 32000, 0)


def mp3(data: bytes) -> Fraction:
    """Frames of layer III between what players write before and after them."""
    at, total, count = mp3_begins(data), Fraction(0), 0
    end = mp3_ends(data)
    while at < end:
        count = counted(count)
        size, length = _mp3_frame(data, at)
        at, total = at + size, total + length
    if at != end:
        raise Broken
    return total


def mp3_begins(data: bytes) -> int:
    """After the tag in front, whose size counts seven bits in each byte."""
    if not data.startswith(b"ID3"):
        return 0
    a, b, c, d = data[6:10]
    return 10 + (a << 21 | b << 14 | c << 7 | d)


def mp3_ends(data: bytes) -> int:
    return len(data) - 128 if data[-128:-125] == b"TAG" else len(data)


def _mp3_frame(data: bytes, at: int) -> tuple[int, Fraction]:
    head = unpack_from(">I", data, at)[0]
    version = head >> 19 & 3  # 3 is MPEG 1, 2 is MPEG 2, 0 is MPEG 2.5
    kilobits = (MP3_FIRST if version == 3 else MP3_LATER)[head >> 12 & 15]
    rate = MP3_RATES[head >> 10 & 3] // {3: 1, 2: 2, 0: 4, 1: 1}[version]
    if head >> 21 != 0x7FF or version == 1 or head >> 17 & 3 != 1 or not kilobits or not rate:
        raise Broken
    samples = 1152 if version == 3 else 576
    size = samples // 8 * kilobits * 1000 // rate + (head >> 9 & 1)
    return size, Fraction(samples, rate)


INTO = (b"moov", b"trak", b"mdia", b"moof", b"traf", b"mvex")
NOTES = (b"udta", b"meta", b"uuid")


def mp4(data: bytes) -> Fraction:
    """ISO boxes, whole or in fragments: the sound track's own length."""
    return mp4_found(data).seconds()


def mp4_found(data: bytes) -> Found:
    """Also where the notes lie that may say where it was recorded."""
    found, count = Found(), 0
    for name, at, end in _boxes(data, 0, len(data)):
        count = counted(count)
        if name in NOTES:
            found.blank.append((at, end))
        elif name in MP4_PARTS:
            MP4_PARTS[name](data, at, end, found)
    return found


def _boxes(data: bytes, at: int, end: int, depth: int = 1) -> Iterator[tuple[bytes, int, int]]:
    """Name, begin and end of what is inside each box, those inside others too."""
    if depth > DEEPEST:
        raise Broken
    while at < end:
        size, name = unpack_from(">I4s", data, at)
        inner = at + 8
        if size == 1 and name not in NOTES:
            size, inner = unpack_from(">Q", data, at + 8)[0], at + 16
        stop = at + size if size else end  # nothing said: as far as the file goes
        if stop > end or inner > stop:
            raise Broken
        yield name, inner, stop
        if name in INTO:
            yield from _boxes(data, inner, stop, depth + 1)
        at = stop


def _hdlr(data: bytes, at: int, end: int, found: Found) -> None:
    kind = data[at + 8 : at + 12]
    found.sound = found.sound or kind == b"soun"
    found.picture = found.picture or kind == b"vide"


def _mdhd(data: bytes, at: int, end: int, found: Found) -> None:
    scale, ticks = unpack_from(">IQ" if data[at] else ">II", data, at + (20 if data[at] else 12))
    if ticks not in (2**32 - 1, 2**64 - 1):
        found.ticks += ticks
    found.scale = scale


def _trex(data: bytes, at: int, end: int, found: Found) -> None:
    found.default = unpack_from(">I", data, at + 12)[0]


def _tfhd(data: bytes, at: int, end: int, found: Found) -> None:
    flags = unpack_from(">I", data, at)[0] & 0xFFFFFF
    if flags & 8:
        skipped = (8 if flags & 1 else 0) + (4 if flags & 2 else 0)
        found.default = unpack_from(">I", data, at + 8 + skipped)[0]


def _trun(data: bytes, at: int, end: int, found: Found) -> None:
    flags, count = unpack_from(">II", data, at)
    flags &= 0xFFFFFF
    row = 4 * (flags >> 8 & 15).bit_count()
    begin = at + 8 + (4 if flags & 1 else 0) + (4 if flags & 4 else 0)
    if count > MOST_PIECES or begin + count * row > end:
        raise Broken
    if flags & 0x100:
        found.ticks += sum(unpack_from(">I", data, begin + n * row)[0] for n in range(count))
    else:
        found.ticks += count * found.default


MP4_PARTS = {
    b"hdlr": _hdlr, b"mdhd": _mdhd, b"trex": _trex, b"tfhd": _tfhd, b"trun": _trun
}  # fmt: skip

SEGMENT, CLUSTER, SIMPLE, BLOCK = 0x18538067, 0x1F43B675, 0xA3, 0xA1
STEPPED_INTO = {SEGMENT, CLUSTER, 0x1549A966, 0x1654AE6B, 0xAE, 0xA0}  # info, tracks, entry, group
SCALE, BEGINS, TRACK_TYPE = 0x2AD7B1, 0xE7, 0x83


def webm(data: bytes) -> Fraction:
    """EBML as browsers record it: sizes may be unknown, the length is where the last block lies."""
    found = Found(scale=1_000_000_000)
    unit, begins, last = 1_000_000, 0, 0
    for name, at, end in _elements(data):
        if name == SCALE:
            unit = int.from_bytes(data[at:end])
        elif name == BEGINS:
            begins = int.from_bytes(data[at:end])
        elif name == TRACK_TYPE:
            kind = int.from_bytes(data[at:end])
            found.picture, found.sound = found.picture or kind == 1, found.sound or kind == 2
        elif name in (SIMPLE, BLOCK):
            _, after = _number(data, at, mark=False)
            last = max(last, begins + unpack_from(">h", data, after)[0])
    found.ticks = last * unit
    return found.seconds()


def _elements(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Those that hold others are stepped into, so that their size need not be known."""
    at = count = 0
    while at < len(data):
        name, after = _number(data, at, mark=True)
        size, inner = _number(data, after, mark=False)
        count = counted(count)
        if name in STEPPED_INTO:
            at = inner
            continue
        at = inner + size
        if at > len(data):
            raise Broken
        yield name, inner, at


def _number(data: bytes, at: int, *, mark: bool) -> tuple[int, int]:
    """A number that tells its own length in front; an element's name keeps that mark."""
    if at >= len(data) or not data[at]:
        raise Broken
    length = 9 - data[at].bit_length()
    if at + length > len(data):
        raise Broken
    whole = int.from_bytes(data[at : at + length])
    return (whole if mark else whole & ((1 << 7 * length) - 1)), at + length


UNREADABLE = (Broken, error, IndexError, ValueError, ZeroDivisionError, RecursionError)
