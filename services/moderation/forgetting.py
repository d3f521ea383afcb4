"""Forgets what is old: commenters' addresses, pictures that nobody used. Hourly, and safe to repeat."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from pymongo.errors import PyMongoError

from shared.media import ShelfAway

log = logging.getLogger(__name__)

_EVERY = 3600.0
_AFTER_TROUBLE = 5.0
Forget = Callable[[datetime], Awaitable[int]]
"""Forgets what is older than that moment; how many they were."""


async def forget(these: Mapping[str, tuple[Forget, timedelta]], clock: Callable[[], datetime]) -> None:
    """For ever; by what is forgotten, how, and how long it is kept."""
    while True:
        wait = _EVERY
        for what, (forgetting, kept) in these.items():
            try:
                if gone := await forgetting(clock() - kept):
                    log.info("old things were forgotten", extra={"what": what, "items": gone})
            except (PyMongoError, ShelfAway) as error:
                log.warning("this will be forgotten later", extra={"what": what, "error": type(error).__name__})
                wait = _AFTER_TROUBLE
        await asyncio.sleep(wait)
