"""Draws sign-in sheets and notice boards and photographs them, all by dice with known seeds.

The same people sign every sheet of a village, so their signatures resemble each other and the
printed form is the same; telling such sheets apart is what the fingerprints must manage.
"""

import io
from functools import cache
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance

PAPER = (990, 1400)
DESKS = ("#6b4a2f", "#8d8f91", "#3f5b52", "#b9a07c")


def signature(draw, person, dice, box):
    """This person's strokes with the shake of one signing."""
    left, top, width, height = box
    hand = Random(person)
    shake = 0.07
    size, slide = dice.uniform(0.85, 1.1), dice.uniform(-0.06, 0.06)
    for glyph in range(hand.choice((2, 3, 3))):
        for _ in range(hand.randint(4, 7)):
            points = []
            x, y = hand.random(), hand.random()
            for _ in range(hand.randint(2, 4)):
                px = (glyph + 0.1 + 0.8 * x * size + slide + dice.gauss(0, shake)) / 3
                py = 0.1 + 0.8 * (y * size + dice.gauss(0, shake))
                points.append((left + px * width, top + py * height))
                x, y = (x + hand.gauss(0, 0.45)) % 1, (y + hand.gauss(0, 0.45)) % 1
            draw.line(points, fill=(30, 30, 70), width=dice.choice((3, 4)), joint="curve")


def printed(draw, words, box, line=14):
    """Something that looks like printed text: dark blocks of steady size."""
    left, top, width, height = box
    y = top
    while y + line <= top + height:
        x = left
        while x + line <= left + width:
            for _ in range(4):
                x0, y0 = x + words.randint(0, line - 5), y + words.randint(0, line - 5)
                draw.line(
                    (x0, y0, x0 + words.randint(0, 6), y0 + words.randint(0, 6)), fill=25, width=2
                )
            x += line + 2
        y += line + 10


def sheet(village, meeting, rows=14, absent=0.1):
    """The village's printed form as signed at one meeting."""
    paper = Image.new("RGB", PAPER, "#f7f5ef")
    draw = ImageDraw.Draw(paper)
    form, dice = Random(village), Random(f"{village}/{meeting}")
    printed(draw, form, (270, 60, 460, 40), 32)
    signature(draw, f"date {meeting}", dice, (620, 120, 260, 50))
    signature(draw, f"topic {meeting}", dice, (120, 120, 300, 50))
    top, height, edges = 190, 1130 // rows, (70, 140, 300, 500, 570, 730, 930)
    for row in range(rows + 1):
        y = top + row * height
        draw.line((edges[0], y, edges[-1], y), fill=40, width=3)
        if row == rows:
            break
        for column in (0, 3):
            printed(draw, form, (edges[column] + 12, y + height // 3, 45, 20), 18)
            printed(draw, form, (edges[column + 1] + 20, y + height // 3, 100, 20), 24)
            if dice.random() > absent:
                person = f"{village}/{row}/{column}"
                box = (edges[column + 2] + 10, y + 12, edges[column + 3] - edges[column + 2] - 20)
                signature(draw, person, dice, (*box, height - 20))
    for x in edges:
        draw.line((x, top, x, top + rows * height), fill=40, width=3)
    return paper


def board(village, notice, rows=3):
    """A painted board with papers on it; the notice in the middle changes."""
    form, dice = Random(f"board {village}"), Random(f"{village}/{notice}")
    wall = Image.new("RGB", (1400, 1000), form.choice(("#1f4f8a", "#7a1d1d", "#25613c")))
    draw = ImageDraw.Draw(wall)
    draw.rectangle((10, 10, 1390, 990), outline="#d8d8d8", width=14)
    for place in range(rows * 2):
        words = dice if place in (1, 4) else form
        left, top = 60 + (place % rows) * 440, 60 + (place // rows) * 460
        draw.rectangle((left, top, left + 380, top + 420), fill="#f4f2ea")
        printed(draw, words, (left + 90, top + 20, 200, 34), 30)
        printed(draw, words, (left + 30, top + 80, 320, words.randint(150, 320)), 14)
    return wall


def photographed(flat, seed, size=(1500, 1125)):
    """Lying on a desk, seen a little askew, under uneven light, by a small sensor."""
    dice = Random(seed)
    if flat.height > flat.width:
        size = size[::-1]
    width, height = size
    inset = dice.uniform(0.03, 0.09)
    corners = []
    for x, y in ((0, 0), (0, 1), (1, 1), (1, 0)):
        corners.append(
            (
                (inset + x * (1 - 2 * inset) + dice.uniform(-0.02, 0.02)) * width,
                (inset + y * (1 - 2 * inset) + dice.uniform(-0.02, 0.02)) * height,
            )
        )
    scene = Image.new("RGB", size, dice.choice(DESKS))
    seen = flat.transform(size, Image.Transform.PERSPECTIVE, lens(corners, flat.size), 2)
    shape = Image.new("L", flat.size, 255).transform(
        size, Image.Transform.PERSPECTIVE, lens(corners, flat.size), 2
    )
    scene.paste(seen, mask=shape)
    side = max(size) * 2
    light = Image.linear_gradient("L").resize((side, side)).rotate(dice.uniform(0, 360))
    light = light.crop((side // 4, side // 4, side // 4 + width, side // 4 + height))
    light = light.point([160 + value * 95 // 255 for value in range(256)])
    scene = ImageChops.multiply(scene, Image.merge("RGB", (light,) * 3))
    grain = sensor(size, dice.choice((6, 10, 14)))
    grain = ImageChops.offset(grain, dice.randrange(width), dice.randrange(height))
    return ImageChops.add(scene, Image.merge("RGB", (grain,) * 3), 1, -128)


@cache
def sensor(size, strength):
    """Its noise is slow to draw; every photo has its own part of it."""
    return Image.effect_noise(size, strength)


def lens(corners, size):
    """Eight numbers for Pillow: where each point of the photo lies on the paper."""
    width, height = size
    paper = ((0, 0), (0, height), (width, height), (width, 0))
    rows = []
    for (x, y), (u, v) in zip(corners, paper, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for at in range(8):
        best = max(range(at, 8), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for row in range(8):
            if row != at:
                factor = rows[row][at]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[at], strict=True)]
    return [row[8] for row in rows]


def jpeg(image, quality=88, **options):
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=quality, **options)
    return out.getvalue()


def cropped(image, share):
    """`share` of the width and height cut off, unevenly."""
    width, height = image.size
    left, top = int(width * share * 0.7), int(height * share * 0.25)
    return image.crop(
        (left, top, width - int(width * share * 0.3), height - int(height * share * 0.75))
    )


def scaled(image, share):
    return image.resize(
        (round(image.width * share), round(image.height * share)), Image.Resampling.LANCZOS
    )


def turned(image, degrees, fill="white"):
    """Turned inside its frame; the corners are filled, as editors do."""
    return image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=fill)


def straightened(image, degrees):
    """Turned and cut to the part without empty corners, as phone galleries do."""
    share = abs(degrees) / 90 * 2.4
    seen = image.rotate(degrees, Image.Resampling.BICUBIC)
    width, height = image.size
    x, y = int(width * share / 2), int(height * share / 2)
    return seen.crop((x, y, width - x, height - y))


def brighter(image, factor):
    return ImageEnhance.Brightness(image).enhance(factor)


def contrast(image, factor):
    return ImageEnhance.Contrast(image).enhance(factor)


def grey(image):
    return image.convert("L").convert("RGB")


def combined(image, dice):
    """What somebody who wants to reuse a sheet may do to it, several at once."""
    seen = straightened(image, dice.uniform(-5, 5))
    seen = cropped(seen, dice.uniform(0, 0.05))
    seen = brighter(scaled(seen, dice.uniform(0.5, 1)), dice.uniform(0.75, 1.25))
    return jpeg(seen, dice.randint(40, 90))


REUSES = {
    "recompressed q40": lambda image: jpeg(image, 40),
    "recompressed q90": lambda image: jpeg(image, 90),
    "half the size": lambda image: jpeg(scaled(image, 0.5)),
    "brighter": lambda image: jpeg(brighter(image, 1.3)),
    "darker": lambda image: jpeg(brighter(image, 0.65)),
    "more contrast": lambda image: jpeg(contrast(image, 1.5)),
    "grey": lambda image: jpeg(grey(image)),
    "turned 1": lambda image: jpeg(turned(image, 1)),
    "turned -3": lambda image: jpeg(turned(image, -3)),
    "turned 5": lambda image: jpeg(turned(image, 5, "black")),
    "straightened -2": lambda image: jpeg(straightened(image, -2)),
    "straightened 5": lambda image: jpeg(straightened(image, 5)),
    "turned 90": lambda image: jpeg(image.transpose(Image.Transpose.ROTATE_90)),
    "turned 180": lambda image: jpeg(image.transpose(Image.Transpose.ROTATE_180)),
    "turned 270": lambda image: jpeg(image.transpose(Image.Transpose.ROTATE_270)),
    "cropped 3%": lambda image: jpeg(cropped(image, 0.03)),
    "cropped 8%": lambda image: jpeg(cropped(image, 0.08)),
}
