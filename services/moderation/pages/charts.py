"""Figures as rectangles, for the SVG that a template writes. Lengths are in the units of its `viewBox`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.moderation.store.tallies import Row

WIDTH, HEIGHT = 640, 180
"""Of a chart by day."""
_GAP = 0.2
KINDS = ("approved", "returned", "rejected")


@dataclass(frozen=True)
class Part:
    """A piece of a bar, from the top `y` down."""

    kind: str
    count: int
    y: float
    height: float


@dataclass(frozen=True)
class Bar:
    """A day's bar, from the left `x`."""

    day: date
    x: float
    width: float
    parts: tuple[Part, ...]
    row: Row

    @property
    def total(self) -> int:
        """Everything that was decided on it."""
        return sum(part.count for part in self.parts)


@dataclass(frozen=True)
class Chart:
    """Bars by day; `ticks` are the lines behind them: a count, and its height from the top."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[int, float], ...]
    most: int


@dataclass(frozen=True)
class Share:
    """A row of a table with its bar: `percent` of the longest."""

    name: str
    row: Row
    total: int
    percent: float


def by_day(rows: Sequence[Row], since: date, today: date) -> Chart:
    """One bar for each day from `since` to `today`, those on which nothing was decided too."""
    known = {row.key: row for row in rows}
    days = [since + timedelta(days=number) for number in range((today - since).days + 1)]
    found = [known.get(day.isoformat(), Row(key=day.isoformat())) for day in days]
    top = _round_up(max((_total(row) for row in found), default=0))
    step = WIDTH / len(days)
    bars = tuple(
        Bar(day, round(at * step + step * _GAP / 2, 2), round(step * (1 - _GAP), 2), _parts(row, top), row)
        for at, (day, row) in enumerate(zip(days, found, strict=True))
    )
    middle = [top // 2] if top > 1 else []
    ticks = tuple((count, round(HEIGHT - HEIGHT * count / top, 2)) for count in (0, *middle, top))
    return Chart(bars, ticks, max(bar.total for bar in bars))


def shares(rows: Iterable[tuple[str, Row, int]]) -> tuple[Share, ...]:
    """Rows with a bar each, by name and total; the longest is whole."""
    found = list(rows)
    longest = max((total for _, _, total in found), default=0) or 1
    return tuple(Share(name, row, total, round(100 * total / longest, 1)) for name, row, total in found)


def _parts(row: Row, top: int) -> tuple[Part, ...]:
    parts, bottom = [], float(HEIGHT)
    for kind in KINDS:
        count = getattr(row, kind)
        height = HEIGHT * count / top
        bottom -= height
        parts.append(Part(kind, count, round(bottom, 2), round(height, 2)))
    return tuple(parts)


def _total(row: Row) -> int:
    return row.approved + row.returned + row.rejected


def _round_up(most: int) -> int:
    """The end of the scale: 1, 2, 5, 10, 20, 50 and so on."""
    scale = 1
    while True:
        for step in (1, 2, 5):
            if step * scale >= most:
                return step * scale
        scale *= 10
