"""Figures as rectangles."""

from __future__ import annotations

from datetime import date

import pytest

from services.moderation.pages.charts import HEIGHT, WIDTH, by_day, shares
from services.moderation.store.tallies import Row

FIRST, LAST = date(2026, 10, 26), date(2026, 11, 25)


def test_every_day_has_its_bar_also_one_without_decisions() -> None:
    chart = by_day([Row(key="2026-11-01", approved=2, returned=1)], FIRST, LAST)
    assert [bar.day for bar in chart.bars] == [date.fromordinal(FIRST.toordinal() + n) for n in range(31)]
    assert [bar.total for bar in chart.bars if bar.total] == [3]
    assert chart.most == 3


def test_the_parts_of_a_bar_stand_on_each_other_and_the_highest_fits() -> None:
    chart = by_day([Row(key=LAST.isoformat(), approved=6, returned=3, rejected=1)], FIRST, LAST)
    bar = chart.bars[-1]
    assert [part.count for part in bar.parts] == [6, 3, 1]
    for below, above in zip(bar.parts, bar.parts[1:], strict=False):
        assert above.y + above.height == pytest.approx(below.y)
    assert bar.parts[0].y + bar.parts[0].height == pytest.approx(HEIGHT)
    assert bar.parts[-1].y == pytest.approx(0), "ten is the end of the scale"
    assert bar.x + bar.width <= WIDTH


@pytest.mark.parametrize(
    ("most", "end"), [(0, 1), (1, 1), (2, 2), (3, 5), (6, 10), (11, 20), (21, 50), (51, 100), (900, 1000)]
)
def test_the_scale_ends_at_a_round_number(most: int, end: int) -> None:
    chart = by_day([Row(key=LAST.isoformat(), approved=most)], FIRST, LAST)
    assert (chart.ticks[0], chart.ticks[-1]) == ((0, HEIGHT), (end, 0))


def test_the_longest_share_is_whole() -> None:
    rows = [("Rio", Row(key="rio", approved=4), 4), ("Dewi", Row(key="dewi", approved=1), 1)]
    assert [(one.name, one.percent) for one in shares(rows)] == [("Rio", 100.0), ("Dewi", 25.0)]
    assert len(shares([])) == 0
