"""Forgets commenters' addresses, and what stands for them, once they are old: hourly, and safe to repeat."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from pymongo.errors import PyMongoError

from services.moderation.store.comments import Comments

log = logging.getLogger(__name__)

_EVERY = 3600.0
_AFTER_TROUBLE = 5.0


async def forget_contacts(comments: Comments, clock: Callable[[], datetime], kept: timedelta) -> None:
    """For ever."""
    while True:
        wait = _EVERY
        try:
            if gone := await comments.forget_contacts(clock() - kept):
                log.info("commenters' addresses were forgotten", extra={"comments": gone})
        except PyMongoError as error:
            log.warning("addresses will be forgotten later", extra={"error": type(error).__name__})
            wait = _AFTER_TROUBLE
        await asyncio.sleep(wait)
