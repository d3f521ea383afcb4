"""Scenes of land, water and work."""

from __future__ import annotations

import math
import random

from redaksi.sample.drawing.brush import (
    BRICK,
    DARK,
    DAWN,
    DUSK,
    GREEN,
    LEAF,
    NIGHT,
    NOON,
    SAND,
    STEEL,
    WATER,
    Brush,
    mixed,
)

_DONE = 33
"""Ornaments of the cloth."""


def bridge(brush: Brush) -> None:
    """A steel truss over a brown river; motorcycles."""
    brush.sky(*DAWN)
    brush.sun(1250, 250, 90)
    brush.hills(560, 60, mixed(GREEN, DAWN[1], 0.5), 1)
    brush.hills(640, 40, GREEN, 2)
    brush.band(720, 1000, "#a07a52")
    brush.ripples(760, 980, "#b98f63", 3)
    brush.box(0, 600, 1600, 640, STEEL)
    for left in range(-40, 1600, 160):
        brush.line([(left, 600), (left + 80, 440), (left + 160, 600)], STEEL, 12)
    brush.line([(40, 440), (1560, 440)], STEEL, 14)
    for left in (360, 1180):
        brush.box(left, 640, left + 60, 900, mixed(STEEL, "#000000", 0.25))
    for left, shirt in ((300, BRICK), (760, "#2a6f97"), (1100, LEAF)):
        brush.rider(left, 600, shirt)


def corn(brush: Brush) -> None:
    """Rows of corn; two people with sacks."""
    brush.sky(*NOON)
    brush.hills(470, 70, mixed(GREEN, NOON[1], 0.45), 4)
    brush.band(540, 1000, "#c9a54c")
    for row in range(6):
        base = 600 + row * 75
        for left in range(-40 + row * 23, 1640, 70 + row * 6):
            brush.corn(left, base, 60 + row * 14)
    brush.person(620, 900, 230, BRICK, hat=True)
    brush.person(880, 930, 240, "#2a6f97", hat=True)
    for left in (730, 1020, 1110):
        brush.oval(left, 850, left + 100, 960, SAND)


def market(brush: Brush) -> None:
    """Stalls under lamps at a lake, before the sun is up."""
    brush.sky(*NIGHT)
    brush.stars(40, 420)
    brush.hills(560, 60, mixed(DARK, NIGHT[1], 0.4), 6)
    brush.band(620, 760, mixed(WATER, NIGHT[0], 0.5))
    brush.ripples(640, 750, "#6f93b5", 7)
    brush.band(760, 1000, "#3a2f28")
    for number, color in enumerate((BRICK, "#2a6f97", LEAF, "#e9c46a")):
        left = 90 + number * 380
        brush.glow(left + 150, 640, 210)
        brush.stall(left, 640, 300, color)
        brush.person(left + 200, 930, 210, ("#f4f1de", "#6d597a")[number % 2])


def coffee(brush: Brush) -> None:
    """Red cherries on a branch before terraced hills."""
    brush.sky("#cfe8d5", "#f4f1de")
    for number, base in enumerate((480, 580, 700, 830)):
        brush.hills(base, 60, mixed(DARK, "#cfe8d5", 0.6 - number * 0.18), 10 + number)
    brush.line([(-20, 300), (500, 420), (1100, 380), (1620, 560)], "#5d4037", 22)
    chance = random.Random(2)  # noqa: S311 - a picture has no secrets
    for step in range(16):
        left, top = 60 + step * 98, 330 + math.sin(step / 2) * 60 + step * 9
        brush.leaf(left, top - 40, 150, (GREEN, LEAF)[step % 2], step % 2 == 0)
        for _ in range(4):
            x, y = left + chance.randrange(-40, 40), top + chance.randrange(0, 90)
            brush.oval(x, y, x + 48, y + 48, ("#c1121f", "#e63946", "#f4a261")[chance.randrange(3)])


def beach_run(brush: Brush) -> None:
    """Runners along the sea."""
    brush.sky(*DAWN)
    brush.sun(330, 430, 110)
    brush.band(520, 700, WATER)
    brush.ripples(540, 690, "#7fb2cc", 9)
    brush.band(690, 1000, SAND)
    brush.palm(1450, 760, 460)
    for number, shirt in enumerate(("#c1121f", "#2a6f97", "#e9c46a", LEAF, "#6d597a", "#f4a261")):
        brush.runner(140 + number * 215, 900 + (number % 2) * 50, 250, shirt)


def field(brush: Brush) -> None:
    """A village football match at dusk."""
    brush.sky(*DUSK)
    brush.hills(520, 70, mixed(DARK, DUSK[1], 0.35), 13)
    brush.band(600, 1000, GREEN)
    for number, base in enumerate((600, 680, 780, 900)):
        if number % 2:
            brush.band(base, base + 100, mixed(GREEN, "#ffffff", 0.08))
    brush.line([(1250, 700), (1250, 480), (1540, 480), (1540, 700)], "#ffffff", 12)
    for number, shirt in enumerate(("#c1121f", "#f4f1de", "#c1121f", "#f4f1de", "#c1121f")):
        brush.runner(200 + number * 230, 850 + number % 2 * 70, 230, shirt)
    brush.oval(880, 880, 930, 930, "#ffffff")


def batik(brush: Brush) -> None:
    """A cloth with writing-like ornaments, a hand's work half done."""
    brush.band(0, 1000, "#5b2333")
    brush.box(110, 90, 1490, 910, "#f7e7ce", 6)
    chance = random.Random(6)  # noqa: S311 - a picture has no secrets
    for row in range(5):
        for column in range(9):
            x, y = 200 + column * 150, 180 + row * 160
            if row * 9 + column >= _DONE:
                brush.ring(x, y, 46, mixed("#f7e7ce", "#5b2333", 0.3), 4)
                continue
            ink = ("#5b2333", "#1d3557", "#7f5539")[chance.randrange(3)]
            brush.flower(x, y, 60, ink, "#e9c46a")
    for y in (130, 870):
        brush.line([(x, y + 14 * math.sin(x / 22)) for x in range(130, 1480, 6)], "#1d3557", 10)
