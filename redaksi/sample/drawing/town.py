"""Scenes of streets, houses and people."""

from __future__ import annotations

from redaksi.sample.drawing.brush import (
    BRICK,
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


def library(brush: Brush) -> None:
    """A bus full of books; children."""
    brush.sky(*NOON)
    brush.hills(520, 90, GREEN, 5)
    brush.band(700, 1000, "#9aa57c")
    brush.tree(170, 700, 300)
    brush.tree(1470, 720, 260)
    brush.box(360, 380, 1240, 800, "#e07a3f", 40)
    brush.box(360, 660, 1240, 720, "#f4f1de")
    for number in range(4):
        left = 410 + number * 205
        brush.box(left, 430, left + 170, 630, "#fdf6e3", 14)
        for book in range(8):
            color = (BRICK, "#2a6f97", LEAF, "#f2cc8f", "#6d597a")[(book + number) % 5]
            brush.box(left + 10 + book * 19, 470 + book * 37 % 40, left + 26 + book * 19, 620, color)
    for left in (520, 1080):
        brush.oval(left - 70, 740, left + 70, 880, "#333333")
        brush.oval(left - 30, 780, left + 30, 840, STEEL)
    for left, shirt in ((260, "#ffffff"), (700, "#ffffff"), (830, "#ffffff"), (1330, "#ffffff")):
        brush.person(left, 930, 180, shirt, skirt=BRICK)


def dance(brush: Brush) -> None:
    """Dancers before a stage, drums."""
    brush.sky(*DUSK)
    brush.box(0, 700, 1600, 1000, "#5e3b2e")
    brush.box(150, 240, 1450, 700, "#3b2230", 20)
    for left in range(170, 1440, 90):
        brush.line([(left, 250), (left + 45, 330), (left + 90, 250)], "#f2cc8f", 8)
    for left, color in ((360, "#c1121f"), (600, "#f4a261"), (840, "#c1121f"), (1080, "#f4a261")):
        brush.dancer(left, 830, 330, color)
    for left in (230, 1330):
        brush.oval(left - 80, 800, left + 80, 850, "#f2e9e4")
        brush.box(left - 80, 825, left + 80, 930, BRICK, 20)


def well(brush: Brush) -> None:
    """People wait with jerrycans at a mosque's well."""
    brush.sky(*DAWN)
    brush.box(860, 420, 1420, 800, "#f4f1de")
    brush.oval(980, 240, 1300, 560, "#4f9d8f")
    brush.box(860, 420, 1420, 460, "#e0d8c0")
    brush.line([(1140, 240), (1140, 170)], "#e9c46a", 10)
    for left in (920, 1080, 1240):
        brush.arch(left, 560, 100, 240, "#6b8f89")
    brush.band(800, 1000, "#b08968")
    brush.oval(560, 780, 760, 850, STEEL)
    brush.box(560, 800, 760, 890, mixed(STEEL, "#000000", 0.2), 20)
    for number, shirt in enumerate((BRICK, "#2a6f97", LEAF, "#6d597a")):
        left = 110 + number * 115
        brush.person(left, 930, 250, shirt)
        brush.box(left + 40, 860, left + 90, 935, ("#f2cc8f", "#4a90d9")[number % 2], 10)


def school(brush: Brush) -> None:
    """A wooden school by the sea, a teacher with a radio."""
    brush.sky(*NOON)
    brush.band(560, 760, WATER)
    brush.ripples(580, 740, "#68a5c4", 8)
    brush.band(740, 1000, SAND)
    brush.palm(1340, 780, 420)
    brush.palm(1480, 820, 340)
    brush.house(240, 380, 640, 420, "#d9b382", BRICK)
    brush.person(1010, 920, 270, "#2a6f97")
    brush.box(1080, 770, 1180, 830, "#333333", 8)
    brush.line([(1170, 770), (1220, 690)], "#333333", 6)
    for left in (330, 460, 590, 720):
        brush.person(left, 940, 150, "#ffffff", skirt=BRICK)


def clinic(brush: Brush) -> None:
    """A small clinic that is lit at night; a midwife at the door."""
    brush.sky(*NIGHT)
    brush.stars(60, 400)
    brush.oval(1290, 110, 1400, 220, "#f4f1de")
    brush.band(760, 1000, "#2f3e46")
    brush.glow(800, 640, 420)
    brush.house(430, 360, 740, 420, "#f4f1de", "#4f9d8f")
    brush.box(770, 300, 830, 400, "#c1121f")
    brush.box(750, 330, 850, 370, "#c1121f")
    brush.person(830, 900, 250, "#ffffff", skirt="#ffffff")
    brush.person(1240, 930, 240, "#6d597a")
    brush.rider(1330, 900, BRICK)


def minibus(brush: Brush) -> None:
    """A village minibus at a stop, pupils."""
    brush.sky(*NOON)
    brush.hills(560, 70, GREEN, 12)
    brush.tree(1400, 730, 330)
    brush.band(730, 1000, "#7d7d7d")
    for left in range(0, 1600, 200):
        brush.box(left, 900, left + 110, 914, "#f4f1de")
    brush.box(380, 440, 1120, 800, "#2a9d8f", 50)
    brush.box(380, 640, 1120, 690, "#f4f1de")
    for left, right in ((430, 580), (620, 770), (810, 960), (1000, 1110)):
        brush.box(left, 490, right, 620, "#cfe8f3", 14)
    for left in (530, 970):
        brush.oval(left - 65, 740, left + 65, 870, "#333333")
        brush.oval(left - 28, 777, left + 28, 833, STEEL)
    for left in (180, 290, 1240):
        brush.person(left, 900, 220, "#ffffff", skirt="#44546a")
