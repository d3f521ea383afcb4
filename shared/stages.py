"""How long the steps of the way take: of what began since this process did, for what is heard again is no news."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from prometheus_client import Histogram

from shared.bus import Heard, Heed


class Stage:
    """One step, and the histogram that is told how long it took."""

    def __init__(self, histogram: Histogram, clock: Callable[[], datetime]) -> None:
        self._histogram = histogram
        self._clock = clock
        self._since = clock()

    def counts(self, began: datetime) -> bool:
        """Whether what began then is told of: not where it began before this process did, as in a replay."""
        return began >= self._since

    def took(self, began: datetime) -> None:
        """It is done now; clocks that differ make it 0 at the least."""
        if self.counts(began):
            self._histogram.observe(max(0.0, (self._clock() - began).total_seconds()))

    def until_heeded(self, heed: Heed) -> Heed:
        """The same, and each fact is told of: from when it was said until it is handled."""

        async def timed(heard: Sequence[Heard]) -> bool | None:
            changed = await heed(heard)
            for one in heard:
                self.took(datetime.fromtimestamp(one.record.timestamp / 1000, UTC))
            return changed

        return timed
