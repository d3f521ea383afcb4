"""Puts the counters right: at the start, at night, and soon after a write that may not have been counted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from pymongo.errors import PyMongoError

from services.moderation.model.queue import next_night
from services.moderation.store.counts import Counts
from shared import metrics

log = logging.getLogger(__name__)

_SETTLE = 2.0
"""Between the two looks that must agree: longer than a write waits to be counted."""
_TRIES = 5
_NOT_SOONER = 10.0
_AFTER_TROUBLE = 5.0


class Recount:
    """Counts what the counters only keep. The relay of nothing: it may fail for as long as it likes."""

    def __init__(self, counts: Counts, clock: Callable[[], datetime], settle: float = _SETTLE) -> None:
        self._counts = counts
        self._clock = clock
        self._settle = settle

    async def run(self) -> None:
        """For ever."""
        while True:
            self._counts.doubtful.clear()
            try:
                await self.once()
                await asyncio.sleep(_NOT_SOONER)
            except PyMongoError as error:
                log.warning("articles will be counted again", extra={"error": type(error).__name__})
                await asyncio.sleep(_AFTER_TROUBLE)
                continue
            now, zone = self._clock(), await self._counts.zone()
            until_night = (next_night(now, zone) - now).total_seconds()
            try:
                async with asyncio.timeout(until_night):
                    await self._counts.doubtful.wait()
            except TimeoutError:
                pass

    async def once(self) -> int:
        """Count, look again, mend what both say; how many articles were wrongly counted."""
        mended = 0
        for _ in range(_TRIES):
            first = await self._counts.drift(self._clock())
            if not first:
                break
            await asyncio.sleep(self._settle)
            second = await self._counts.drift(self._clock())
            mended += await self._counts.repair(first, second, self._clock())
        metrics.COUNT_DRIFT.set(mended)
        return mended
