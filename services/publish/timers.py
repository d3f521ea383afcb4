"""What publish does by itself: lifts embargoes when they end, and finishes what a crash broke off."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TypeVar

from pymongo.errors import PyMongoError

from services.publish.handlers import Clock, Desk, Teller
from services.publish.model import Item
from services.publish.store import Articles, Shelf
from shared import metrics
from shared.bus import OutcomeUnknown
from shared.media import ShelfAway

log = logging.getLogger(__name__)

_LOOK_AGAIN = 1.0
_LEFT_AFTER = timedelta(seconds=5)
_AT_ONCE = 500
K = TypeVar("K", bound=Item)


async def embargoes(desk: Desk, articles: Articles, clock: Clock) -> None:
    """For ever: sleep until the next embargo ends, a second at the most, and lift it."""
    while True:
        try:
            await desk.lift_embargoes()
            due = await articles.next_due()
            wait = min(_LOOK_AGAIN, (due - clock()).total_seconds()) if due else _LOOK_AGAIN
        except (PyMongoError, OutcomeUnknown, ShelfAway) as error:
            log.warning("embargoes will be looked at again", extra={"error": type(error).__name__})
            wait = _LOOK_AGAIN
        await asyncio.sleep(max(wait, 0.01))


async def sweep(teller: Teller[K], shelf: Shelf[K], clock: Clock, name: str) -> None:
    """For ever: tell what was kept and marked but not told, some seconds after it was marked."""
    while True:
        try:
            left = await shelf.left_marked(clock() - _LEFT_AFTER, _AT_ONCE)
            if left:
                log.info("telling what was left", extra={"items": len(left)})
                await teller.tell_marked(left)
            metrics.PENDING_AGE.labels(name).set(_LEFT_AFTER.total_seconds() if len(left) == _AT_ONCE else 0)
        except (PyMongoError, OutcomeUnknown, ShelfAway) as error:
            log.warning("marks will be looked at again", extra={"error": type(error).__name__})
            left = []
        await asyncio.sleep(0 if len(left) == _AT_ONCE else _LOOK_AGAIN)
