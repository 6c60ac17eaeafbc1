"""Photographs as they come from phones: made safe to show, or refused with a sentence.

What is stored is always drawn anew: no place, no camera, no hidden text of the file survives.
Run `read` only through `accept`: one picture at a time, beside the event loop.
"""

import hashlib
import io
import logging
from dataclasses import dataclass

import anyio
import anyio.to_thread
from PIL import Image, ImageOps
from PIL.Image import Resampling

from village import likeness
from village.errors import InvalidInput

log = logging.getLogger("cunyi.pictures")

MEGABYTE = 1024 * 1024
MOST_BYTES = 12 * MEGABYTE
# A JPEG is decoded straight to a smaller size; the others need memory for every pixel.
MOST_PIXELS = {"JPEG": 50_000_000, "MPO": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
MOST_STRETCH = 5
LEAST_LONG, LEAST_SHORT = 480, 240
LONG_SIDE, THUMBNAIL_SIDE = 2000, 400
TAKEN = ("JPEG", "PNG", "WEBP")

ONE_AT_A_TIME = anyio.CapacityLimiter(1)

AS_PHOTO = "请用手机拍成照片（JPEG 或 PNG）再传。"
PHONE_FORMAT = (
    "这是手机的高效格式（HEIC），这里打不开。苹果手机：设置→相机→格式→兼容性最佳；"
    "安卓手机：相机设置里关掉“高效照片”或“HEIF”。重新拍一张再传。"
)
PHONE_KINDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif")
STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", f"这是 PDF 文件，不是照片。{AS_PHOTO}"),
    (b"MZ", f"这是电脑程序，不是照片，没有收下。{AS_PHOTO}"),
    (b"\x7fELF", f"这是电脑程序，不是照片，没有收下。{AS_PHOTO}"),
    (b"PK\x03\x04", f"这是文档、表格或压缩包，不是照片。{AS_PHOTO}"),
    (b"\xd0\xcf\x11\xe0", f"这是文档或表格，不是照片。{AS_PHOTO}"),
    (b"GIF8", "这是 GIF 图片，这里只收照片。请存成 JPEG 或 PNG 再传。"),
    (b"BM", "这是 BMP 图片，请存成 JPEG 或 PNG 再传。"),
    (b"II*\x00", "这是 TIFF 图片，请存成 JPEG 或 PNG 再传。"),
    (b"MM\x00*", "这是 TIFF 图片，请存成 JPEG 或 PNG 再传。"),
)
MARKUP = (b"<svg", b"<html", b"<!doctype", b"<?xml", b"<script")
BROKEN = "照片不完整，打不开，可能没有传完。请重新选一次再传。"


@dataclass(frozen=True, slots=True)
class Picture:
    """`original_digest` is of the bytes as they came, `digest` of those we keep."""

    stored: bytes
    thumbnail: bytes
    width: int
    height: int
    original_digest: str
    digest: str
    fingerprint: str


async def accept(data: bytes, field: str = "picture") -> Picture:
    """The picture in `data`, or InvalidInput on that field of the form."""
    return await anyio.to_thread.run_sync(read, data, field, limiter=ONE_AT_A_TIME)


def read(data: bytes, field: str = "picture") -> Picture:
    if refusal := _refused_unopened(data):
        raise InvalidInput({field: refusal})
    opened = _opened(data)
    if refusal := BROKEN if opened is None else _refused_undecoded(opened):
        raise InvalidInput({field: refusal})
    drawn = _drawn_anew(opened) if opened is not None else None
    if drawn is None:
        raise InvalidInput({field: BROKEN})
    small = drawn.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Resampling.LANCZOS)
    stored = _jpeg(drawn, 82)
    return Picture(
        stored=stored,
        thumbnail=_jpeg(small, 80),
        width=drawn.width,
        height=drawn.height,
        original_digest=hashlib.sha256(data).hexdigest(),
        digest=hashlib.sha256(stored).hexdigest(),
        fingerprint=likeness.fingerprint(small),
    )


def _refused_unopened(data: bytes) -> str:
    if not data:
        return "文件是空的。请重新选一张照片。"
    if len(data) > MOST_BYTES:
        size = -(-len(data) // MEGABYTE)
        return (
            f"照片有 {size} MB，最多收 {MOST_BYTES // MEGABYTE} MB。请调低拍照像素，或压缩后再传。"
        )
    if data[4:8] == b"ftyp":
        return PHONE_FORMAT if data[8:12] in PHONE_KINDS else f"这是视频，不是照片。{AS_PHOTO}"
    for start, sentence in STARTS:
        if data.startswith(start):
            return sentence
    if data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
        return f"这是网页或矢量图文件，不是照片。{AS_PHOTO}"
    return "" if _looks_like_a_picture(data) else f"这个文件不是照片。{AS_PHOTO}"


def _looks_like_a_picture(data: bytes) -> bool:
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return True
    return data.startswith(b"RIFF") and data[8:12] == b"WEBP"


def _opened(data: bytes) -> Image.Image | None:
    """Only the head is read here; nothing is decoded."""
    try:
        return Image.open(io.BytesIO(data), formats=TAKEN)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Image.Image()  # no size that we would take: told as too many pixels
    except Exception:  # hostile bytes make decoders raise nearly anything
        return None


def _refused_undecoded(opened: Image.Image) -> str:
    width, height = opened.size
    most = MOST_PIXELS.get(opened.format or "", min(MOST_PIXELS.values()))
    if width * height > most or not width * height:
        return f"照片的像素太多，最多收 {most // 10_000} 万像素。请调低拍照像素后再拍。"
    if max(width, height) < LEAST_LONG or min(width, height) < LEAST_SHORT:
        return f"照片只有 {width}×{height} 像素，字看不清。请传原图；用微信转发时要勾选“原图”。"
    if max(width, height) > MOST_STRETCH * min(width, height):
        return "图片太长，缩小以后字看不清。请分成几张再传。"
    if getattr(opened, "is_animated", False) and opened.format != "MPO":
        return "这是会动的图片，只收照片。请拍成普通照片再传。"
    return ""


def _drawn_anew(opened: Image.Image) -> Image.Image | None:
    """Decoded, upright, on white, no larger than we keep."""
    share = min(1.0, LONG_SIDE / max(opened.size))
    wanted = (round(opened.width * share), round(opened.height * share))
    try:
        opened.draft("RGB", wanted)
        opened.load()
    except Exception:  # hostile bytes make decoders raise nearly anything
        return None
    upright = _upright(opened)
    if upright.mode.startswith("I"):  # sixteen bits of grey
        upright = upright.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if upright.mode not in ("RGB", "L"):
        upright = _on_white(upright)
    upright.thumbnail((LONG_SIDE, LONG_SIDE), Resampling.LANCZOS)
    clean = upright.convert("RGB")
    clean.info = {}
    return clean


def _upright(opened: Image.Image) -> Image.Image:
    try:
        ImageOps.exif_transpose(opened, in_place=True)
    except Exception:  # a broken note about the camera does not spoil the picture
        log.info("a photograph's own note on its orientation could not be read")
    return opened


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    glass = picture if picture.mode == "RGBA" else picture.convert("RGBA")
    paper = Image.new("RGB", glass.size, "white")
    paper.paste(glass, mask=glass)
    return paper


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
