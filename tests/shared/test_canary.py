"""The canary in one process: its lanes, its age, and that it comes no further than the facts beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiokafka.partitioner import DefaultPartitioner
from prometheus_client import REGISTRY

from shared.bus import Heard
from shared.canary import Canary, Hop
from shared.facts import Beat, BeatBegun, BeatTold, encode
from shared.facts.canary import LANES, newest
from shared.topics import CANARY_INGEST, PARTITIONS
from tests.builders import NOON, a_submission, later


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def a_beat(seconds: float, lane: int = 0) -> BeatBegun:
    return BeatBegun.all_lanes(NOON + timedelta(seconds=seconds))[lane]


def heard(*facts: Any) -> list[Heard]:
    return [Heard(fact, "", None) for fact in facts]


def measured(name: str, hop: str) -> float | None:
    return REGISTRY.get_sample_value(name, {"hop": hop})


def test_there_is_a_lane_for_each_partition_and_it_gets_there() -> None:
    parts = list(range(PARTITIONS))
    ways = [DefaultPartitioner()(encode(beat).key, parts, parts) for beat in BeatBegun.all_lanes(NOON)]
    assert ways == parts
    assert len(LANES) == PARTITIONS


def test_a_beat_keeps_its_beginning_all_the_way_and_each_service_says_its_own_time() -> None:
    beat = a_beat(0, 7)
    told = BeatTold.of(beat, later(3))
    assert (told.item, told.item_version, told.began_at, told.at) == (beat.item, beat.version, NOON, later(3))
    assert told.topic != beat.topic


def test_of_each_lane_the_newest_goes_on() -> None:
    beats = [a_beat(1), a_beat(3), a_beat(2), a_beat(1, 5)]
    assert set(newest(beats)) == {a_beat(3), a_beat(1, 5)}


def test_an_age_is_that_of_the_lane_in_which_nothing_came_for_longest() -> None:
    clock = Clock()
    hop = Hop("test-age", clock)
    clock.now = later(30)
    hop.came(BeatBegun.all_lanes(later(25)))
    assert hop.age() == 5
    clock.now = later(60)
    hop.came(BeatBegun.all_lanes(later(60))[1:])
    assert hop.age() == 35
    assert measured("redaksi_canary_age_seconds", "test-age") == 35


def test_a_beat_whose_clock_is_ahead_ages_as_any_other() -> None:
    clock = Clock()
    hop = Hop("test-ahead", clock)
    hop.came(BeatBegun.all_lanes(later(3_600)))
    clock.now = later(70)
    assert hop.age() == 70


def test_of_lanes_that_went_to_another_process_nothing_is_told_and_new_ones_begin_young() -> None:
    clock = Clock()
    hop = Hop("test-hold", clock)
    hop.hold([0, 1])
    clock.now = later(100)
    hop.came([a_beat(90, 1), a_beat(99, 2)])
    assert hop.age() == 100
    hop.hold([1, 2])
    assert hop.age() == 10
    hop.hold([])
    assert hop.age() == 0


def test_what_was_said_before_this_process_began_is_no_measure_of_it() -> None:
    clock = Clock()
    hop = Hop("test-replay", clock)
    clock.now = later(10)
    hop.came([a_beat(-3_600)])
    assert measured("redaksi_canary_seconds_count", "test-replay") is None
    hop.came([a_beat(9.5), a_beat(9, 1)])
    assert measured("redaksi_canary_seconds_count", "test-replay") == 2
    assert measured("redaksi_canary_last_seconds", "test-replay") == 1


class Way:
    """Remembers in which order it was given what; has trouble with facts if asked to."""

    def __init__(self) -> None:
        self.given: list[object] = []
        self.trouble = False

    async def heed(self, batch: Sequence[Heard]) -> None:
        if self.trouble:
            raise KeyError("trouble")
        self.given += [one.fact for one in batch]

    async def pass_on(self, beats: Sequence[Beat]) -> None:
        self.given += beats


async def test_a_beat_goes_on_after_the_facts_of_its_batch_and_is_not_shown_to_who_heeds_them() -> None:
    way, draft = Way(), a_submission()
    both = Canary(CANARY_INGEST, Hop("test-beside", Clock()), way.pass_on).beside(way.heed)
    await both(heard(a_beat(0), draft, a_beat(1)))
    await both(heard(a_beat(2)))
    assert way.given == [draft, a_beat(1), a_beat(2)]


async def test_where_facts_do_not_get_through_no_beat_does() -> None:
    way, clock = Way(), Clock()
    hop = Hop("test-stuck", clock)
    both = Canary(CANARY_INGEST, hop, way.pass_on).beside(way.heed)
    way.trouble = True
    clock.now = later(90)
    with pytest.raises(KeyError):
        await both(heard(a_submission(), *BeatBegun.all_lanes(later(90))))
    assert (way.given, hop.age()) == ([], 90)
