"""How long stages take, told of what is new alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, Histogram

from shared.stages import Stage
from tests.builders import NOON, later


def a_clock(*times: datetime) -> Iterator[datetime]:
    yield from times


def test_what_began_before_this_process_did_is_not_told_of_and_no_time_is_negative() -> None:
    registry = CollectorRegistry()
    times = a_clock(NOON, later(5), later(5))
    stage = Stage(Histogram("took", "For a test.", registry=registry), lambda: next(times))
    stage.took(later(-1))
    assert registry.get_sample_value("took_count") == 0
    stage.took(later(3))
    stage.took(later(9))
    assert registry.get_sample_value("took_count") == 2
    assert registry.get_sample_value("took_sum") == 2
