"""Faces and plates painted over on a copy of a photograph, before everybody may see it.

What is under the paint is not in the copy at all: solid colour, drawn anew, no layer to lift.
"""

import io
from collections.abc import Collection

import anyio.to_thread
from PIL import Image, ImageDraw

from village import pictures
from village.pictures import ONE_AT_A_TIME, Picture

COLUMNS, ROWS = 8, 6  # tiles along the long side and the short one
PAINT = (90, 90, 90)
QUALITY = 92


async def cover(stored: bytes, tiles: Collection[int], columns: int, rows: int) -> Picture:
    """`tiles` are counted from the upper left, row by row, from 0."""
    return await anyio.to_thread.run_sync(
        _painted, stored, tuple(tiles), columns, rows, limiter=ONE_AT_A_TIME
    )


def _painted(stored: bytes, tiles: tuple[int, ...], columns: int, rows: int) -> Picture:
    with Image.open(io.BytesIO(stored)) as opened:
        picture = opened.convert("RGB")
    brush = ImageDraw.Draw(picture)
    for tile in tiles:
        row, column = divmod(tile, columns)
        left, right = (picture.width * at // columns for at in (column, column + 1))
        top, bottom = (picture.height * at // rows for at in (row, row + 1))
        brush.rectangle((left, top, right, bottom), fill=PAINT)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return pictures.read(out.getvalue())
