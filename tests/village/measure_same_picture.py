"""How often is a reused picture found, and a different one flagged? Prints the figures of docs.

    .venv/bin/python -m tests.village.measure_same_picture [sheets in the village, 540]

Takes some minutes: every reuse is looked for among all the look-alikes of one village.
"""

import io
import sys
import time
from random import Random
from statistics import median

from PIL import Image

from tests.village.photographs import REUSES, board, combined, jpeg, photographed, sheet
from village.likeness import AGREES, Likeness, fingerprint

COMBINED = {
    f"several at once {dice}": lambda image, dice=dice: combined(image, Random(dice))
    for dice in range(8)
}
AGAIN = 1000


def thumbnail(data):
    with Image.open(io.BytesIO(data)) as image:
        small = image.convert("RGB")
    small.thumbnail((400, 400), Image.Resampling.LANCZOS)
    with Image.open(io.BytesIO(jpeg(small, 80))) as kept:
        return kept.convert("RGB")


def village(size):
    """A scan and a photo of each signing of one form by the same people, and some boards."""
    for meeting in range(size * 25 // 54):
        paper = sheet(1, meeting)
        yield "scan", paper
        yield "photo", photographed(paper, meeting)
    for notice in range(size * 4 // 54):
        yield "board", photographed(board(1, notice), notice)


def found_among(new, marks, kept):
    """What the product would say: the key of the first that agrees, and how others agreed."""
    likeness = Likeness(new)
    others = []
    for key, pose in likeness.nearest(marks):
        agreement = likeness.agreement(kept[key], pose)
        if agreement >= AGREES:
            return key, agreement, others
        others.append(agreement)
    return None, 0.0, others


def main(size):
    kinds, kept, originals = [], [], {}
    for key, (kind, image) in enumerate(village(size)):
        kinds.append(kind)
        kept.append(thumbnail(jpeg(image, 90)))
        if key in (0, 1, 2, 3, size * 3 // 8, size * 3 // 8 + 1) or (
            len(originals) < 8 and kind == "board"
        ):
            originals[key] = image
    marks = [(key, fingerprint(image)) for key, image in enumerate(kept)]
    print(f"{len(kept)} pictures; longest fingerprint {max(len(text) for _, text in marks)}")
    hits, wrong, others, times = {}, 0, [0.0], []
    for key, image in originals.items():
        for name, reuse in {**REUSES, **COMBINED}.items():
            new = thumbnail(reuse(image))
            began = time.perf_counter()
            found, agreement, unlike = found_among(new, marks, kept)
            times.append(time.perf_counter() - began)
            wrong += found not in (None, key)
            others += unlike
            what = name.rstrip(" 0123456789") if name in COMBINED else name
            hits.setdefault((kinds[key], what), []).append((found == key, agreement))
    for (kind, what), tries in hits.items():
        good = [agreement for hit, agreement in tries if hit]
        print(
            f"{kind:6} {what:18} {len(good):3} of {len(tries):3}  least {min(good, default=0):.2f}"
        )
    print(f"wrong one flagged: {wrong} of {len(times)}; best other agreement {max(others):.2f}")
    print(f"time for one: median {median(times) * 1000:.0f} ms, longest {max(times) * 1000:.0f} ms")
    fresh = [("scan", sheet(1, 900 + k)) for k in range(10)]
    fresh += [("photo", photographed(paper, 900 + k)) for k, (_, paper) in enumerate(fresh)]
    fresh += [("board", photographed(board(1, 900 + k), 900 + k)) for k in range(10)]
    flagged = [
        kind
        for kind, image in fresh
        if found_among(thumbnail(jpeg(image)), marks, kept)[0] is not None
    ]
    print(f"new sheets and boards flagged: {len(flagged)} of {len(fresh)} {flagged}")
    again = [photographed(sheet(1, k), AGAIN + k) for k in range(10)]
    seen = [
        k
        for k, image in enumerate(again)
        if found_among(thumbnail(jpeg(image)), marks, kept)[0] is not None
    ]
    print(f"the same paper photographed anew: {len(seen)} of {len(again)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 540)
