"""Is this a photograph we already have, turned, cut, scaled, recompressed or lit differently?

The same means: one can be laid on the other so that nearly every patch with something on it
agrees. The printed form never decides: two signings of one form are two pictures.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from PIL import Image, ImageChops, ImageFilter
from PIL.Image import Resampling, Transform

from village.overlay import Ground, Pose, relief, same_shape, turned

VERSION = "1"
ANGLES = (-6.0, -3.0, 0.0, 3.0, 6.0)
ZOOMS = (0.84, 0.92, 1.0, 1.09, 1.19)
SLIDES = (-0.02, 0.0, 0.02)
# Signs: lighter or darker than around, in a grid over the middle of the picture.
GRID = 16
CENTRE = 0.7
LIGHTER = [255 if value > 128 else 0 for value in range(256)]
# The relief in a fingerprint: one hexadecimal digit a pixel, steps of 8 about the flat 128.
GIST, BROAD = 32, 20
DIGITS = bytes(b"0123456789abcdef"[max(0, min(15, value // 8 - 8))] for value in range(256))
HEIGHTS = [
    int(chr(code), 16) * 8 + 68 if chr(code) in "0123456789abcdef" else 0 for code in range(256)
]
# How many of the earlier pictures go on to each finer comparison.
SHORTLIST, CLIMBED, OPENED = 600, 150, 10
SIDES = (48, 96, 192, 320)
HOPELESS = 0.7
WORST_SHARE = 0.05
AGREES = 0.75


def fingerprint(picture: Image.Image) -> str:
    """About a kilobyte of text by which `nearest` finds the picture again."""
    grey = picture.convert("L")
    gist = relief(grey, GIST, BROAD)
    signs = _signs(_small(grey), Pose())
    digits = gist.tobytes().translate(DIGITS).decode()
    return f"{VERSION}:{gist.width}:{signs:064x}:{digits}"


class Mark:
    """A fingerprint read back."""

    __slots__ = ("digits", "key", "signs", "size")

    def __init__(self, key: int, text: str) -> None:
        _, width, signs, digits = text.split(":")
        self.key = key
        self.signs = int(signs, 16)
        self.size = (int(width), len(digits) // int(width))
        self.digits = digits

    def gist(self) -> Image.Image:
        return Image.frombytes("L", self.size, self.digits.encode()).point(HEIGHTS)


class Likeness:
    """One new picture, to be compared with many earlier ones."""

    def __init__(self, picture: Image.Image) -> None:
        self.grey = picture.convert("L")
        self.small = turned(_small(self.grey))
        self.gist = turned(relief(self.grey, GIST, BROAD))

    def nearest(self, earlier: Iterable[tuple[int, str]]) -> list[tuple[int, Pose]]:
        """Which earlier pictures to open, and how they seem to lie; one may come twice.

        Those whose signs agree best and those whose gist fits best: each finds what the other
        misses.
        """
        marks = [Mark(key, text) for key, text in earlier]
        if len(marks) > SHORTLIST:
            marks = [mark for _, mark in self._ranked(marks, _poses((0.0,)))[:SHORTLIST]]
        by_signs = self._ranked(marks, _poses(SLIDES))[:CLIMBED]
        by_gist = self._settled(by_signs, 1.0, 1)[: 3 * OPENED]
        by_gist = self._settled(by_gist, 0.5, 2)[:OPENED]
        return [(mark.key, pose) for pose, mark in (*by_gist, *by_signs[:OPENED])]

    def _ranked(self, marks: Sequence[Mark], poses: Sequence[Pose]) -> list[tuple[Pose, Mark]]:
        """Each mark with the pose in which its signs come nearest to ours, nearest first."""
        views = [(_signs(self.small[pose.turn], pose), pose) for pose in poses]
        fitting = {
            size: [view for view in views if same_shape(self.small[view[1].turn].size, size)]
            for size in {mark.size for mark in marks}
        }
        found = []
        for mark in marks:
            signs = mark.signs
            seen = [(view ^ signs).bit_count() for view, _ in fitting[mark.size]]
            if seen:
                least = min(seen)
                found.append((least, fitting[mark.size][seen.index(least)][1], mark))
        found.sort(key=lambda one: one[0])
        return [(pose, mark) for _, pose, mark in found]

    def _settled(
        self, lying: Iterable[tuple[Pose, Mark]], step: float, halvings: int
    ) -> list[tuple[Pose, Mark]]:
        """The poses made better, best fit first."""
        found = []
        for pose, mark in lying:
            fit, better = Ground(mark.gist()).climbed(self.gist[pose.turn], pose, step, halvings)
            found.append((fit, better, mark))
        found.sort(key=lambda one: one[0], reverse=True)
        return [(pose, mark) for _, pose, mark in found]

    def agreement(self, other: Image.Image, pose: Pose) -> float:
        """How well all but the worst patches agree: 1 the same, 0 nothing in common."""
        grey = other.convert("L")
        step, patches = 1.0, [0.0]
        for side in SIDES:
            ground = Ground(relief(grey, side))
            mine = turned(relief(self.grey, side))[pose.turn]
            fit, pose = ground.climbed(mine, pose, step)
            if fit < HOPELESS:
                return 0.0
            step /= 2
            patches = ground.patches(mine, pose)
        return patches[int(len(patches) * WORST_SHARE)] if patches else 0.0

    def same_as(self, other: Image.Image, pose: Pose) -> bool:
        return self.agreement(other, pose) >= AGREES


@cache
def _poses(slides: tuple[float, ...]) -> tuple[Pose, ...]:
    return tuple(
        Pose(turn, angle, zoom, right, down)
        for turn in range(4)
        for angle in ANGLES
        for zoom in ZOOMS
        for right in slides
        for down in slides
    )


def _small(grey: Image.Image) -> Image.Image:
    small = grey.copy()
    small.thumbnail((120, 120), Resampling.LANCZOS)
    return small


def _signs(small: Image.Image, pose: Pose) -> int:
    """One bit for each cell of the grid over the middle of the picture as seen in that pose."""
    cos, sin = pose.direction()
    cells = GRID * 4
    across, down = small.width * CENTRE / cells, small.height * CENTRE / cells
    left = small.width / 2 + pose.right * max(small.size) - (across * cos - down * sin) * cells / 2
    top = small.height / 2 + pose.down * max(small.size) - (across * sin + down * cos) * cells / 2
    seen = small.transform(
        (cells, cells),
        Transform.AFFINE,
        (across * cos, -down * sin, left, across * sin, down * cos, top),
        Resampling.BILINEAR,
    ).reduce(4)
    around = seen.filter(ImageFilter.GaussianBlur(GRID / 8))
    lighter = ImageChops.subtract(seen, around, 1, 128).point(LIGHTER, "1")
    return int.from_bytes(lighter.tobytes(), "big")
