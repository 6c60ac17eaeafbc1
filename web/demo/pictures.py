"""Drawn photographs of a notice board: a frame, a paper, lines of writing; no two alike."""

import io
from random import Random

import anyio.to_thread
from PIL import Image, ImageDraw

from publicity.models import Notice
from village import evidence, pictures
from village.models import EvidenceKind
from web.demo.teller import Teller

KINDS = (EvidenceKind.BOARD_FIRST, EvidenceKind.BOARD_LAST)


async def of_board(teller: Teller, notice: Notice, days_ago: tuple[int, ...]) -> None:
    """First day, and last day where it has come."""
    for kind, ago in zip(KINDS, days_ago, strict=False):
        seed = f"{teller.village.code}/{notice.id}/{kind}"
        data = await anyio.to_thread.run_sync(_drawn, seed)
        picture = await pictures.accept(data)
        await evidence.keep(
            teller.village,
            kind,
            picture,
            teller.clerk,
            now=teller.at(ago, 10),
            subject=f"notice:{notice.id}",
        )


async def fresh_notice(notice_id: int) -> Notice:
    return await Notice.get(id=notice_id).select_related("village")


def _drawn(seed: str) -> bytes:
    chance = Random(seed)
    wall = tuple(chance.randint(150, 215) for _ in range(3))
    image = Image.new("RGB", (1200, 900), wall)
    draw = ImageDraw.Draw(image)
    for _ in range(900):
        x, y = chance.randint(0, 1199), chance.randint(0, 899)
        shade = tuple(max(0, part - chance.randint(0, 40)) for part in wall)
        draw.line((x, y, x + chance.randint(5, 60), y + chance.randint(0, 6)), fill=shade)
    left, top = chance.randint(60, 220), chance.randint(40, 140)
    draw.rectangle((left, top, left + 820, top + 640), fill=(92, 58, 36))
    draw.rectangle((left + 24, top + 24, left + 796, top + 616), fill=(52, 96, 70))
    for column in range(2):
        _paper(chance, draw, left + 60 + column * 380, top + 60)
    out = io.BytesIO()
    image.rotate(chance.uniform(-2, 2), expand=False, fillcolor=wall).save(out, "JPEG", quality=82)
    return out.getvalue()


def _paper(chance: Random, draw: ImageDraw.ImageDraw, left: int, top: int) -> None:
    draw.rectangle((left, top, left + 330, top + 500), fill=(248, 246, 238))
    draw.rectangle((left + 60, top + 30, left + 270, top + 52), fill=(150, 30, 26))
    for row in range(18):
        y, x = top + 90 + row * 21, left + 28
        while x < left + 290 - chance.randint(0, 60):
            wide = chance.randint(6, 15)
            draw.rectangle((x, y, x + wide, y + 11), fill=(50, 46, 40))
            x += wide + 4
    draw.ellipse((left + 220, top + 420, left + 290, top + 490), outline=(176, 40, 34), width=5)
