"""What the sample pictures are drawn with: skies, hills, trees, houses, people."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence

from PIL import ImageColor, ImageDraw

Ink = str
Point = tuple[float, float]
DAWN, NOON, DUSK, NIGHT = ("#f7b267", "#fde8c9"), ("#7cc6e8", "#e6f4f7"), ("#7a4e8a", "#f2a07b"), ("#14213d", "#34507d")
GREEN, LEAF, DARK, EARTH, SAND, WATER, BRICK, STEEL = (
    "#5b8c5a", "#7fb069", "#2d4739", "#8d6b4b", "#e8d3a2", "#3d7ea6", "#b5523b", "#8d99ae",
)  # fmt: skip
SKIN, HAIR, TRUNK = "#8d5a3b", "#2b1d14", "#6b4f3a"


def mixed(one: Ink, other: Ink, share: float) -> Ink:
    """The first colour with so much of the other, from 0 to 1."""
    pairs = zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


class Brush:
    """Draws in units of the finished picture."""

    def __init__(self, draw: ImageDraw.ImageDraw, scale: int, size: tuple[int, int]) -> None:
        self._draw = draw
        self._scale = scale
        self._wide, self._high = size

    def box(self, left: float, top: float, right: float, bottom: float, ink: Ink, round_by: float = 0) -> None:
        """A rectangle, its corners rounded."""
        self._draw.rounded_rectangle(self._at(left, top, right, bottom), round_by * self._scale, ink)

    def oval(self, left: float, top: float, right: float, bottom: float, ink: Ink) -> None:
        """An ellipse."""
        self._draw.ellipse(self._at(left, top, right, bottom), ink)

    def ring(self, x: float, y: float, size: float, ink: Ink, width: float) -> None:
        """A circle's line."""
        self._draw.ellipse(self._at(x - size, y - size, x + size, y + size), None, ink, round(width * self._scale))

    def shape(self, points: Iterable[Point], ink: Ink) -> None:
        """A polygon."""
        self._draw.polygon([(x * self._scale, y * self._scale) for x, y in points], ink)

    def line(self, points: Sequence[Point], ink: Ink, width: float) -> None:
        """A line with round joints."""
        at = [(x * self._scale, y * self._scale) for x, y in points]
        self._draw.line(at, ink, round(width * self._scale), joint="curve")
        for x, y in (points[0], points[-1]):
            self.oval(x - width / 2, y - width / 2, x + width / 2, y + width / 2, ink)

    def band(self, top: float, bottom: float, ink: Ink) -> None:
        """From one side to the other."""
        self.box(0, top, self._wide, bottom, ink)

    def sky(self, above: Ink, below: Ink) -> None:
        """From one colour to the other."""
        for top in range(0, self._high, 4):
            self.band(top, top + 4, mixed(above, below, min(top / (self._high * 0.7), 1)))

    def sun(self, x: float, y: float, size: float) -> None:
        """With its glow."""
        self.glow(x, y, size * 2.2)
        self.oval(x - size, y - size, x + size, y + size, "#fff3c4")

    def glow(self, x: float, y: float, size: float) -> None:
        """Light that fades."""
        for step in range(12):
            far = size * (1 - step / 12)
            self._draw.ellipse(self._at(x - far, y - far, x + far, y + far), (255, 236, 179, 14))

    def stars(self, many: int, below: int) -> None:
        """Above that height."""
        chance = random.Random(many)  # noqa: S311 - a picture has no secrets
        for _ in range(many):
            x, y, size = chance.randrange(self._wide), chance.randrange(below), chance.choice((1.5, 2.5, 3))
            self.oval(x, y, x + size * 2, y + size * 2, "#f4f1de")

    def hills(self, base: float, height: float, ink: Ink, seed: int) -> None:
        """A line of hills, filled to the ground."""
        chance = random.Random(seed)  # noqa: S311 - a picture has no secrets
        waves = [(chance.uniform(0.002, 0.009), chance.uniform(0, 6), chance.uniform(0.3, 1)) for _ in range(3)]
        line = [
            (x, base - height * sum(weight * math.sin(x * pace + start) for pace, start, weight in waves) / 2)
            for x in range(0, self._wide + 20, 10)
        ]
        self.shape([(0, self._high), *line, (self._wide, self._high)], ink)

    def ripples(self, top: int, bottom: int, ink: Ink, seed: int) -> None:
        """On water."""
        chance = random.Random(seed)  # noqa: S311 - a picture has no secrets
        for y in range(top, bottom, 22):
            for _ in range(5):
                x, long = chance.randrange(self._wide), chance.randrange(60, 180)
                self.line([(x, y), (x + long, y)], ink, 5)

    def tree(self, x: float, ground: float, height: float) -> None:
        """With a round crown."""
        self.box(x - 14, ground - height * 0.55, x + 14, ground, TRUNK)
        for left, up, size in ((-0.28, 0.62, 0.26), (0.26, 0.66, 0.24), (0, 0.82, 0.3)):
            cx, cy, far = x + left * height, ground - up * height, size * height
            self.oval(cx - far, cy - far, cx + far, cy + far, ("#3f7d4e", "#4c956c", "#5aa374")[int(up * 100) % 3])

    def palm(self, x: float, ground: float, height: float) -> None:
        """That leans a little."""
        top = (x - height * 0.12, ground - height)
        self.line([(x, ground), (x - height * 0.03, ground - height * 0.5), top], TRUNK, 22)
        for turn in range(8):
            angle = math.tau * turn / 8 + 0.2
            tip = (top[0] + math.cos(angle) * height * 0.34, top[1] + math.sin(angle) * height * 0.2 + height * 0.06)
            middle = ((top[0] + tip[0]) / 2, (top[1] + tip[1]) / 2 - height * 0.08)
            self.line([top, middle, tip], "#3f7d4e", 16)

    def corn(self, x: float, ground: float, height: float) -> None:
        """One plant."""
        self.line([(x, ground), (x, ground - height)], "#5b8c5a", 8)
        for side, up in ((-1, 0.3), (1, 0.45), (-1, 0.6), (1, 0.75)):
            tip = (x + side * height * 0.42, ground - height * (up + 0.12))
            self.line([(x, ground - height * up), tip, (tip[0] + side * 12, tip[1] + 26)], "#7fb069", 8)
        self.oval(x + 4, ground - height * 0.62, x + 24, ground - height * 0.3, "#f2cc3f")

    def leaf(self, x: float, y: float, size: float, ink: Ink, right: bool) -> None:  # noqa: FBT001 - to which side
        """Pointed."""
        side = 1 if right else -1
        tip = (x + side * size, y - size * 0.35)
        self.shape(
            [(x, y), (x + side * size * 0.45, y - size * 0.5), tip, (x + side * size * 0.6, y + size * 0.1)], ink
        )

    def flower(self, x: float, y: float, size: float, ink: Ink, heart: Ink) -> None:
        """Eight petals."""
        for turn in range(8):
            angle = math.tau * turn / 8
            cx, cy = x + math.cos(angle) * size * 0.55, y + math.sin(angle) * size * 0.55
            self.oval(cx - size * 0.27, cy - size * 0.27, cx + size * 0.27, cy + size * 0.27, ink)
        self.oval(x - size * 0.3, y - size * 0.3, x + size * 0.3, y + size * 0.3, heart)

    def arch(self, x: float, top: float, wide: float, high: float, ink: Ink) -> None:
        """A door that is round above."""
        self.oval(x, top - wide / 2, x + wide, top + wide / 2, ink)
        self.box(x, top, x + wide, top + high, ink)

    def house(self, x: float, top: float, wide: float, high: float, wall: Ink, roof: Ink) -> None:
        """With a door and two windows."""
        self.box(x, top + high * 0.25, x + wide, top + high, wall)
        self.shape(
            [(x - 40, top + high * 0.28), (x + wide / 2, top - high * 0.2), (x + wide + 40, top + high * 0.28)], roof
        )
        self.box(x + wide * 0.45, top + high * 0.5, x + wide * 0.58, top + high, mixed(wall, "#000000", 0.45))
        for left in (0.12, 0.74):
            self.box(x + wide * left, top + high * 0.45, x + wide * (left + 0.16), top + high * 0.75, "#ffe8a3", 6)

    def stall(self, x: float, top: float, wide: float, ink: Ink) -> None:
        """A table with goods under a striped roof."""
        for number in range(6):
            left = x + number * wide / 6
            self.box(left, top, left + wide / 6, top + 60, ink if number % 2 == 0 else "#f4f1de")
        for left in (x + 6, x + wide - 16):
            self.box(left, top + 60, left + 10, top + 290, TRUNK)
        self.box(x, top + 190, x + wide, top + 220, TRUNK)
        for number in range(7):
            left = x + 14 + number * wide / 7.4
            self.oval(left, top + 150, left + 38, top + 192, ("#e9c46a", "#c1121f", "#7fb069", "#f4a261")[number % 4])

    def person(self, x: float, ground: float, height: float, shirt: Ink, *, skirt: Ink = "", hat: bool = False) -> None:
        """Standing."""
        head, wide = height * 0.16, height * 0.26
        below = skirt or "#44546a"
        self.box(x - wide * 0.34, ground - height * 0.42, x - 3, ground, below, 6)
        self.box(x + 3, ground - height * 0.42, x + wide * 0.34, ground, below, 6)
        self.box(x - wide / 2, ground - height * 0.8, x + wide / 2, ground - height * 0.36, shirt, wide * 0.3)
        for side in (-1, 1):
            at = x + side * wide * 0.56
            self.line([(at, ground - height * 0.72), (at + side * 4, ground - height * 0.42)], SKIN, wide * 0.2)
        self.oval(x - head / 2, ground - height, x + head / 2, ground - height * 0.82, SKIN)
        self._draw.chord(self._at(x - head / 2, ground - height, x + head / 2, ground - height * 0.82), 180, 360, HAIR)
        if hat:
            top = ground - height * 0.96
            self.shape([(x - head, top + 12), (x, top - head * 0.7), (x + head, top + 12)], "#e8d3a2")

    def runner(self, x: float, ground: float, height: float, shirt: Ink) -> None:
        """In full stride."""
        head, hip = height * 0.16, (x, ground - height * 0.42)
        leg = height * 0.09
        self.line([hip, (x + height * 0.2, ground - height * 0.26), (x + height * 0.16, ground)], SKIN, leg)
        self.line(
            [hip, (x - height * 0.08, ground - height * 0.2), (x - height * 0.3, ground - height * 0.12)], SKIN, leg
        )
        self.line([(x, ground - height * 0.46), (x + height * 0.04, ground - height * 0.74)], shirt, height * 0.19)
        self.line([(x + 8, ground - height * 0.7), (x + height * 0.22, ground - height * 0.56)], SKIN, leg * 0.8)
        self.line([(x, ground - height * 0.7), (x - height * 0.18, ground - height * 0.5)], SKIN, leg * 0.8)
        left = x + height * 0.02
        self.oval(left, ground - height, left + head, ground - height * 0.82, SKIN)
        self._draw.chord(self._at(left, ground - height, left + head, ground - height * 0.82), 160, 340, HAIR)

    def dancer(self, x: float, ground: float, height: float, cloth: Ink) -> None:
        """Arms raised, in a wide skirt, with a gold crown."""
        self.shape([(x, ground - height * 0.6), (x - height * 0.22, ground), (x + height * 0.22, ground)], cloth)
        self.box(x - height * 0.09, ground - height * 0.78, x + height * 0.09, ground - height * 0.5, cloth, 14)
        for side in (-1, 1):
            elbow = (x + side * height * 0.22, ground - height * 0.78)
            self.line(
                [(x + side * 14, ground - height * 0.72), elbow, (elbow[0] + side * 6, ground - height)], SKIN, 16
            )
        head = height * 0.14
        self.oval(x - head / 2, ground - height * 0.95, x + head / 2, ground - height * 0.79, SKIN)
        crown = [
            (x - head / 2, ground - height * 0.92),
            (x, ground - height * 1.06),
            (x + head / 2, ground - height * 0.92),
        ]
        self.shape(crown, "#e9c46a")

    def rider(self, x: float, ground: float, shirt: Ink) -> None:
        """On a motorcycle."""
        for left in (x, x + 96):
            self.oval(left, ground - 52, left + 52, ground, "#2b2b2b")
            self.oval(left + 15, ground - 37, left + 37, ground - 15, "#8d99ae")
        self.line([(x + 26, ground - 36), (x + 70, ground - 50), (x + 122, ground - 34)], "#444444", 16)
        self.line([(x + 120, ground - 34), (x + 108, ground - 92)], "#444444", 8)
        self.line([(x + 56, ground - 58), (x + 70, ground - 122)], shirt, 36)
        self.line([(x + 70, ground - 112), (x + 108, ground - 88)], SKIN, 12)
        self.oval(x + 52, ground - 178, x + 94, ground - 134, "#d62828")

    def _at(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        scale = self._scale
        return left * scale, top * scale, right * scale, bottom * scale
