"""Lay one picture on another: find the turn, angle, zoom and slide at which they agree best.

Works on reliefs, in which only what stands out from its surroundings is left, so that the light
of the room does not count. All arithmetic over pixels is Pillow's.
"""

import math
from dataclasses import dataclass, replace

from PIL import Image, ImageChops, ImageFilter, ImageMath
from PIL.Image import Resampling, Transform, Transpose

TURNS = (None, Transpose.ROTATE_90, Transpose.ROTATE_180, Transpose.ROTATE_270)
FLAT = 128
SQUARES = [value * value for value in range(256)]
POWER = [(value - FLAT) ** 2 for value in range(256)]
WHOLE = [255 if value > 250 else 0 for value in range(256)]
# Editors fill the corners of a turned picture; they are no part of it.
MIDDLE = 0.84
PATCH = 16


@dataclass(frozen=True, slots=True)
class Pose:
    """How a picture is moved to lie on another; slides are shares of the other's longer side."""

    turn: int = 0
    angle: float = 0.0
    zoom: float = 1.0
    right: float = 0.0
    down: float = 0.0

    def direction(self) -> tuple[float, float]:
        """Cosine and sine of the angle, times the zoom."""
        angle = math.radians(self.angle)
        return self.zoom * math.cos(angle), self.zoom * math.sin(angle)

    def ways(self, step: float) -> tuple[tuple["Pose", "Pose"], ...]:
        """One step either way in each of the four measures; step 1 is a degree."""
        return (
            (replace(self, angle=self.angle + step), replace(self, angle=self.angle - step)),
            (replace(self, zoom=self.zoom + step / 50), replace(self, zoom=self.zoom - step / 50)),
            (
                replace(self, right=self.right + step / 70),
                replace(self, right=self.right - step / 70),
            ),
            (replace(self, down=self.down + step / 70), replace(self, down=self.down - step / 70)),
        )


def relief(grey: Image.Image, side: int, fineness: int = 40) -> Image.Image:
    """`grey` with its longer side at `side` pixels, 128 where nothing stands out.

    Less fineness keeps broader shapes, which can be found from further away.
    """
    small = grey.copy()
    small.thumbnail((side, side), Resampling.LANCZOS)
    around = small.filter(ImageFilter.GaussianBlur(side / fineness))
    return ImageChops.subtract(small, around, 0.5, FLAT)


def turned(picture: Image.Image) -> list[Image.Image]:
    return [picture if turn is None else picture.transpose(turn) for turn in TURNS]


def same_shape(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Cutting a few percent off changes the shape a little, a quarter turn a lot."""
    return 0.74 < one[0] * other[1] / (one[1] * other[0]) < 1.35


class Ground:
    """The relief that others are laid on."""

    def __init__(self, ground: Image.Image) -> None:
        self.whole = ground
        width, height = round(ground.width * MIDDLE), round(ground.height * MIDDLE)
        left, top = (ground.width - width) // 2, (ground.height - height) // 2
        self.middle = ground.crop((left, top, left + width, top + height))
        self.power = _sum(self.middle, POWER)

    def climbed(
        self, other: Image.Image, pose: Pose, step: float, halvings: int = 3
    ) -> tuple[float, Pose]:
        """The best pose near `pose`, and how well it fits: 1 exactly, about 0 not at all."""
        least = self._gap(other, pose)
        for _ in range(halvings):
            for _ in range(2):
                before = least
                for measure in range(4):
                    for near in pose.ways(step)[measure]:
                        gap = self._gap(other, near)
                        if gap < least:
                            least, pose = gap, near
                            break
                if least == before:
                    break
            step /= 2
        return self.fit(other, pose), pose

    def fit(self, other: Image.Image, pose: Pose) -> float:
        """The correlation of the two reliefs over the middle of this one."""
        laid = _laid(other, pose, self.middle.size, max(self.whole.size))
        power = _sum(laid, POWER)
        both = (power + self.power - _sum(ImageChops.difference(laid, self.middle), SQUARES)) / 2
        return both / math.sqrt(power * self.power + 1)

    def _gap(self, other: Image.Image, pose: Pose) -> int:
        laid = _laid(other, pose, self.middle.size, max(self.whole.size))
        return _sum(ImageChops.difference(laid, self.middle), SQUARES)

    def patches(self, other: Image.Image, pose: Pose) -> list[float]:
        """The correlation in each patch that has something on it, worst first."""
        size, unit = self.middle.size, max(self.whole.size)
        laid = _laid(other, pose, size, unit).convert("I")
        frame = _laid(Image.new("L", other.size, 255), pose, size, unit, outside=0)
        mine = self.middle.convert("I")
        powers = _patched(mine, mine)
        busy = max(15.0, sorted(powers)[len(powers) * 3 // 4] * 0.15)
        found = zip(
            _patched(laid, mine),
            _patched(laid, laid),
            powers,
            frame.point(WHOLE).reduce(PATCH).tobytes(),
            strict=True,
        )
        return sorted(
            both / math.sqrt(theirs * ours + 1)
            for both, theirs, ours, inside in found
            if inside == 255 and ours > busy
        )


def _laid(
    other: Image.Image, pose: Pose, size: tuple[int, int], unit: int, outside: int = FLAT
) -> Image.Image:
    """`other` moved by `pose`, cut to `size` around the centre; `unit` is what slides count in."""
    cos, sin = pose.direction()
    width, height = size
    left = other.width / 2 + pose.right * unit - (cos * width - sin * height) / 2
    top = other.height / 2 + pose.down * unit - (sin * width + cos * height) / 2
    return other.transform(
        size,
        Transform.AFFINE,
        (cos, -sin, left, sin, cos, top),
        Resampling.BILINEAR,
        fillcolor=outside,
    )


def _sum(picture: Image.Image, weights: list[int]) -> int:
    return sum(map(int.__mul__, picture.histogram(), weights))


def _patched(one: Image.Image, other: Image.Image) -> list[float]:
    """The mean product of the two reliefs in each patch."""
    product = ImageMath.lambda_eval(
        lambda given: (given["one"] - FLAT) * (given["other"] - FLAT), one=one, other=other
    )
    rows = product.convert("F").reduce(PATCH)
    return [float(mean) for mean in memoryview(rows.tobytes()).cast("f")]
