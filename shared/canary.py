"""The canary in one process: passes beats on beside the facts of a group, and tells how old and how fast they are.

A beat is handled after the facts of its batch and in the same consumer, so it comes no further than they do.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from shared import metrics
from shared.bus import Bus, Heard, Heed, OutcomeUnknown
from shared.facts import Beat, BeatBegun
from shared.facts.canary import LANES, newest

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
PassOn = Callable[[Sequence[Beat]], Awaitable[None]]
"""Does with beats what this service does with facts, and says them on. Safe to repeat; raises what a `Heed` may."""


class Timed(Protocol):
    """What a hop needs of a beat."""

    @property
    def lane(self) -> int:
        """Which lane it came in."""

    @property
    def at(self) -> datetime:
        """When the service before said it."""

    @property
    def began_at(self) -> datetime:
        """When the first did."""


class Hop:
    """One service's part of the way: how old its newest beats are, and how long the last ones took to get here."""

    def __init__(self, name: str, clock: Clock) -> None:
        """Its figures are in the metrics from now on; until its first beat it is as old as this process."""
        self._name = name
        self._clock = clock
        self._since = clock()
        self._lanes = dict.fromkeys(range(len(LANES)), self._since)
        metrics.CANARY_AGE.labels(name).set_function(self.age)

    def age(self) -> float:
        """Seconds since the beat began that is the newest of its lane, in the lane where that is longest ago."""
        oldest = min(self._lanes.values(), default=None)
        return max(0.0, (self._clock() - oldest).total_seconds()) if oldest else 0.0

    def hold(self, lanes: Iterable[int]) -> None:
        """From now on beats come here in these lanes; the others go to another process, which tells of them."""
        now = self._clock()
        self._lanes = {lane: self._lanes.get(lane, now) for lane in lanes}

    def came(self, beats: Sequence[Timed]) -> None:
        """These got here. Of those from before this process began it is not told how long they took."""
        now = self._clock()
        took = [max(0.0, (now - one.at).total_seconds()) for one in beats if one.at >= self._since]
        for one in beats:
            if one.lane in self._lanes:
                # No beat is younger than now: one whose clock is ahead would look young long after the last.
                self._lanes[one.lane] = max(self._lanes[one.lane], min(one.began_at, now))
        for seconds in took:
            metrics.CANARY.labels(self._name).observe(seconds)
        if took:
            metrics.CANARY_LAST.labels(self._name).set(max(took))


class Canary:
    """Beats of one topic, heard beside the facts of a group."""

    def __init__(self, topic: str, hop: Hop, pass_on: PassOn) -> None:
        self.topic = topic
        self._hop = hop
        self._pass_on = pass_on

    def hold(self, partitions: Iterable[int]) -> None:
        """These of its partitions are read here."""
        self._hop.hold(partitions)

    def beside(self, heed: Heed) -> Heed:
        """The same for facts; then beats are passed on, of each lane the newest."""

        async def both(heard: Sequence[Heard]) -> bool | None:
            facts = [one for one in heard if not isinstance(one.fact, Beat)]
            changed = await heed(facts) if facts else None
            beats = newest(one.fact for one in heard if isinstance(one.fact, Beat))
            if beats:
                await self._pass_on(beats)
                self._hop.came(beats)
            return changed

        return both


async def beat(bus: Bus, hop: Hop, every: float, clock: Clock) -> None:
    """For ever: begin a beat in every lane, every so many seconds. One that Kafka does not acknowledge is left."""
    await bus.until_started()
    while True:
        beats = BeatBegun.all_lanes(clock())
        try:
            await bus.voice.say_all(beats)
        except OutcomeUnknown as error:
            log.warning("a beat of the canary was not acknowledged", extra={"error": str(error)})
        else:
            hop.came(beats)
        await asyncio.sleep(every)
