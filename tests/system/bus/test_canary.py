"""The canary beside the facts of a group, on a real Kafka: two processes share its lanes, and what hangs is seen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from shared.bus import Bus, Heard
from shared.canary import Canary, Hop
from shared.facts import Beat, BeatBegun
from shared.facts.canary import LANES
from shared.settings import Settings
from shared.topics import CANARY_INGEST, Group
from tests.builders import a_comment
from tests.system.bus.conftest import until

YOUNG = 10


def now() -> datetime:
    return datetime.now(UTC)


class Process:
    """One of a service's; `lanes` are those in which each version of a beat came here."""

    def __init__(self, name: str) -> None:
        self.hop = Hop(name, now)
        self.lanes: dict[int, set[int]] = {}
        self.may_go_on = asyncio.Event()
        self.hangs = False

    async def heed(self, _: Sequence[Heard]) -> None:
        self.hangs = True
        await self.may_go_on.wait()

    async def pass_on(self, beats: Sequence[Beat]) -> None:
        for one in beats:
            self.lanes.setdefault(one.version, set()).add(one.lane)

    @asynccontextmanager
    async def working(self, settings: Settings, group: Group) -> AsyncIterator[Bus]:
        bus = Bus(settings, "test")
        bus.listen(group, self.heed, beside=Canary(CANARY_INGEST, self.hop, self.pass_on))
        async with bus:
            await bus.until_started()
            yield bus


async def beaten(bus: Bus, *processes: Process) -> list[set[int]]:
    """In which lanes a new beat came to each, once it came in all of them."""
    beats = BeatBegun.all_lanes(now())
    await bus.voice.say_all(beats)
    version = beats[0].version
    await until(lambda: len(set().union(*(one.lanes.get(version, set()) for one in processes))) == len(LANES))
    return [one.lanes.get(version, set()) for one in processes]


async def test_two_processes_share_the_lanes_and_neither_is_old_where_the_other_hears(
    settings: Settings, group: Group
) -> None:
    first, second = Process("test-first"), Process("test-second")
    async with first.working(settings, group) as bus:
        assert await beaten(bus, first) == [set(range(len(LANES)))]
        async with second.working(settings, group):
            while not all(await beaten(bus, first, second)):
                pass
            await asyncio.sleep(YOUNG)
            shared = await beaten(bus, first, second)
            assert all(shared)
            assert not shared[0] & shared[1]
            await until(lambda: max(first.hop.age(), second.hop.age()) < YOUNG)
        while (await beaten(bus, first, second))[1]:
            pass
        await until(lambda: first.hop.age() < YOUNG)


async def test_a_handler_that_hangs_is_seen_by_the_age_though_its_process_lives(
    settings: Settings, group: Group
) -> None:
    process = Process("test-hangs")
    async with process.working(settings, group) as bus:
        await beaten(bus, process)
        await bus.voice.say(a_comment())
        await until(lambda: process.hangs)
        heard = set(process.lanes)
        await bus.voice.say_all(BeatBegun.all_lanes(now()))
        await asyncio.sleep(3)
        assert set(process.lanes) == heard
        assert process.hop.age() >= 3
        assert bus.alive() is None
        process.may_go_on.set()
        await until(lambda: set(process.lanes) != heard)
