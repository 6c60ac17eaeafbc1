"""Reads the QR codes of a page as a scanner would, from what is drawn."""

import re

import zxingcpp
from PIL import Image

SVG = re.compile(r"<svg .*?</svg>", re.DOTALL)


def codes(html):
    """What every code on the page says, in order."""
    return [read(picture) for picture in SVG.findall(html)]


def read(markup, scale=6):
    (found,) = zxingcpp.read_barcodes(_drawn(modules(markup), scale))
    return found.text


def modules(markup):
    """The runs of the path as rows of modules; True is dark."""
    side = int(markup.split('viewBox="0 0 ')[1].split(" ")[0])
    rows = [[False] * side for _ in range(side)]
    for run in markup.split(' d="')[2].split('"')[0].split("M")[1:]:
        place, _, rest = run.partition("h")
        x, y = map(int, place.split())
        for step in range(int(rest.partition("v")[0])):
            rows[y][x + step] = True
    return rows


def _drawn(rows, scale):
    image = Image.new("L", (len(rows) * scale,) * 2, 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.paste(0, (x * scale, y * scale, (x + 1) * scale, (y + 1) * scale))
    return image
