"""Work that is broken off when it is asked to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable


async def unless(stop: asyncio.Event, work: Awaitable[None]) -> None:
    """Do the work, unless it is asked to stop first; then the work is broken off."""
    task = asyncio.ensure_future(work)
    stopped = asyncio.ensure_future(stop.wait())
    await asyncio.wait([task, stopped], return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not task.done():
        task.cancel()
        await asyncio.wait([task])
        return
    task.result()
