import asyncio
import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from tests.village.photographs import jpeg, photographed, sheet
from village import pictures
from village.errors import InvalidInput

PHONE = "手机的高效格式"


def drawing(width=800, height=600, mode="RGB"):
    """Light from the top left to the bottom right, so that up and down can be told apart."""
    slope = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (slope, slope.rotate(180), slope)).convert(mode)


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def reopened(data):
    with Image.open(io.BytesIO(data)) as image:
        image.load()
    return image


def refusal_of(data):
    with pytest.raises(InvalidInput) as refused:
        pictures.read(data, "photo")
    assert list(refused.value.fields) == ["photo"]
    return refused.value.fields["photo"]


def png_claiming(width, height):
    """A PNG of a few bytes whose head promises that many pixels."""

    def chunk(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def huge_jpeg(side):
    """A small JPEG whose head claims to be that wide and high."""
    small = bytearray(saved(Image.new("RGB", (16, 16)), "JPEG"))
    at = small.index(b"\xff\xc0") + 5
    small[at : at + 4] = struct.pack(">HH", side, side)
    return bytes(small)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_that_phones_make_is_kept_as_jpeg(kind):
    picture = pictures.read(saved(drawing(), kind))

    stored = reopened(picture.stored)
    assert (stored.format, stored.mode, stored.size) == ("JPEG", "RGB", (800, 600))
    assert (picture.width, picture.height) == (800, 600)
    assert reopened(picture.thumbnail).size == (400, 300)


def test_a_large_photo_is_kept_at_two_thousand_pixels():
    picture = pictures.read(saved(drawing(4000, 3000), "JPEG"))

    assert reopened(picture.stored).size == (2000, 1500)


def test_digests_are_of_the_bytes_as_they_came_and_as_they_are_kept():
    sent = saved(drawing(), "PNG")

    picture = pictures.read(sent)

    assert picture.original_digest == pictures.hashlib.sha256(sent).hexdigest()
    assert picture.digest == pictures.hashlib.sha256(picture.stored).hexdigest()
    assert len(picture.fingerprint) < 1200


def test_a_photo_taken_sideways_is_stood_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    picture = pictures.read(saved(drawing(), "JPEG", exif=exif))

    assert (picture.width, picture.height) == (600, 800)


def test_nothing_about_the_place_the_phone_or_the_author_is_kept():
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif[0x9286] = "who was there"
    exif.get_ifd(0x8825)[1] = "N"
    sent = saved(
        drawing(), "JPEG", exif=exif, comment=b"<script>", icc_profile=b"\0" * 128, dpi=(300, 300)
    )
    assert b"PhoneMaker" in sent

    picture = pictures.read(sent)

    for kept in (picture.stored, picture.thumbnail):
        assert dict(reopened(kept).getexif()) == {}
        assert set(reopened(kept).info) <= {
            "jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression",
        }  # fmt: skip
        assert b"<script>" not in kept


def test_words_hidden_behind_the_picture_are_not_kept():
    picture = pictures.read(saved(drawing(), "JPEG") + b"<html><script>alert(1)</script></html>")

    assert b"script" not in picture.stored


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_a_note_about_the_camera_that_makes_no_sense_does_not_spoil_the_photo():
    sent = saved(drawing(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\xff\xff")

    assert pictures.read(sent).width == 800


def test_two_pictures_in_one_phone_photo_give_the_first():
    """Phones put a preview or a brightness map behind the photo (MPO)."""
    second = drawing(640, 480)
    sent = saved(drawing(), "MPO", save_all=True, append_images=[second])

    assert pictures.read(sent).width == 800


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_every_depth_are_taken(mode):
    if mode == "I;16":
        image = drawing(mode="I").point(lambda value: value * 256).convert("I;16")
    else:
        image = drawing(mode=mode)

    stored = reopened(pictures.read(saved(image, "PNG")).stored)

    top, bottom = (stored.convert("L").getpixel((400, y)) for y in (30, 570))
    assert abs(top - drawing().convert("L").getpixel((400, 30))) < (260 if mode == "1" else 12)
    assert abs(bottom - drawing().convert("L").getpixel((400, 570))) < (260 if mode == "1" else 12)


def test_glass_is_laid_on_white_paper():
    glass = Image.new("RGBA", (800, 600), (0, 0, 0, 0))

    stored = reopened(pictures.read(saved(glass, "PNG")).stored)

    assert stored.getpixel((400, 300)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "beginning"),
    [
        pytest.param(b"", "文件是空的", id="empty"),
        pytest.param(b"MZ" + bytes(300), "这是电脑程序", id="renamed exe"),
        pytest.param(b"%PDF-1.7" + bytes(300), "这是 PDF 文件", id="pdf"),
        pytest.param(b"PK\x03\x04" + bytes(300), "这是文档、表格或压缩包", id="docx"),
        pytest.param(b"\xd0\xcf\x11\xe0" + bytes(300), "这是文档或表格", id="doc"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "这是网页或矢量图", id="svg"),
        pytest.param(b"\xef\xbb\xbf\n <!DOCTYPE html><img>", "这是网页或矢量图", id="html"),
        pytest.param(b"\0\0\0\x18ftypheic" + bytes(300), f"这是{PHONE}", id="heic"),
        pytest.param(b"\0\0\0\x18ftypmif1" + bytes(300), f"这是{PHONE}", id="heif"),
        pytest.param(b"\0\0\0\x18ftypmp42" + bytes(300), "这是视频", id="video"),
        pytest.param(saved(drawing(), "GIF"), "这是 GIF 图片", id="gif"),
        pytest.param(saved(drawing(), "BMP"), "这是 BMP 图片", id="bmp"),
        pytest.param(saved(drawing(), "TIFF"), "这是 TIFF 图片", id="tiff"),
        pytest.param("开会签到".encode(), "这个文件不是照片", id="words"),
        pytest.param(b"RIFF\0\0\0\0WAVE" + bytes(300), "这个文件不是照片", id="sound"),
        pytest.param(b"\xff\xd8\xff" + b"<html>" * 99, "照片不完整", id="html dressed as jpeg"),
        pytest.param(saved(drawing(), "JPEG")[:6000], "照片不完整", id="jpeg cut off"),
        pytest.param(saved(drawing(), "PNG")[:2000], "照片不完整", id="png cut off"),
        pytest.param(saved(drawing(), "WEBP")[:2000], "照片不完整", id="webp cut off"),
        pytest.param(png_claiming(1000, 800), "照片不完整", id="png with too little in it"),
        pytest.param(png_claiming(5000, 5000), "照片不完整", id="no bomb yet, only empty"),
        pytest.param(
            png_claiming(5001, 5000), "照片的像素太多，最多收 2500 万像素", id="bomb just over"
        ),
        pytest.param(huge_jpeg(7072), "照片的像素太多，最多收 5000 万像素", id="jpeg just over"),
        pytest.param(png_claiming(11_000, 11_000), "照片的像素太多", id="bomb Pillow warns of"),
        pytest.param(png_claiming(60_000, 60_000), "照片的像素太多", id="bomb Pillow refuses"),
        pytest.param(png_claiming(6000, 1199), "图片太长", id="strip"),
        pytest.param(
            saved(drawing(), "PNG", save_all=True, append_images=[drawing(mode="RGB").rotate(9)]),
            "这是会动的图片",
            id="moving png",
        ),
        pytest.param(
            saved(drawing(), "WEBP", save_all=True, append_images=[drawing().rotate(9)]),
            "这是会动的图片",
            id="moving webp",
        ),
    ],
)
def test_what_is_no_photo_is_refused_with_its_own_sentence(data, beginning):
    assert refusal_of(data)[: len(beginning)] == beginning


def test_a_file_over_twelve_megabytes_is_refused_and_one_of_exactly_twelve_is_not():
    photo = saved(drawing(), "JPEG")
    exactly = photo + bytes(12 * 1024 * 1024 - len(photo))

    assert pictures.read(exactly).width == 800
    assert refusal_of(exactly + b"\0") == (
        "照片有 13 MB，最多收 12 MB。请调低拍照像素，或压缩后再传。"
    )


@pytest.mark.parametrize(("width", "height"), [(479, 300), (480, 239)])
def test_a_photo_too_small_to_read_is_refused_at_its_edge(width, height):
    assert pictures.read(saved(drawing(480, 240), "JPEG")).width == 480
    assert refusal_of(saved(drawing(width, height), "JPEG")) == (
        f"照片只有 {width}×{height} 像素，字看不清。请传原图；用微信转发时要勾选“原图”。"
    )


def test_a_strip_five_times_as_long_as_wide_is_the_longest_taken():
    assert pictures.read(saved(drawing(1500, 300), "JPEG")).height == 300
    assert refusal_of(saved(drawing(1501, 300), "JPEG"))[:5] == "图片太长，"


def test_a_bomb_hidden_in_the_words_of_a_picture_is_refused():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("note", "0" * 80_000_000, zip=True)

    assert refusal_of(saved(drawing(), "PNG", pnginfo=notes)) == pictures.BROKEN


async def test_photos_are_read_beside_the_event_loop_one_at_a_time():
    sent = jpeg(photographed(sheet(1, 1), 1))
    busiest = 0

    async def watch():
        nonlocal busiest
        while True:
            busiest = max(busiest, pictures.ONE_AT_A_TIME.borrowed_tokens)
            await asyncio.sleep(0)

    watching = asyncio.create_task(watch())
    found = await asyncio.gather(*(pictures.accept(sent, "photo") for _ in range(3)))
    watching.cancel()

    assert busiest == 1
    assert {picture.digest for picture in found} == {pictures.read(sent).digest}


async def test_accept_refuses_on_the_field_it_was_given():
    with pytest.raises(InvalidInput) as refused:
        await pictures.accept(b"", "sign_in")

    assert refused.value.fields == {"sign_in": "文件是空的。请重新选一张照片。"}


def test_a_broken_note_on_the_orientation_leaves_the_picture_as_it_lies():
    sent = saved(drawing(), "PNG", exif=b"Exif\0\0no note at all")

    picture = pictures.read(sent)

    assert (picture.width, picture.height) == (800, 600)
