"""What the desk does all the time, from when it may open until it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any

from services.moderation.beginning import Beginning
from services.moderation.recount import Recount
from services.moderation.recovery import Opening
from shared import process
from shared.bus import Bus
from shared.mongo import until_prepared

Works = Mapping[Coroutine[Any, Any, None], str]
"""What is done all the time, and what would be missing without it."""


@asynccontextmanager
async def once_open(opening: Opening, bus: Bus, works: Callable[[], Works]) -> AsyncIterator[None]:
    """All of it is done meanwhile; nothing is heard, said or decided before the desk may open."""
    desk = asyncio.create_task(_work(opening, bus, works))
    process.essential(desk, "the desk has ended")
    yield
    desk.cancel()
    await asyncio.wait([desk])


async def prepare_and_count(beginning: Beginning, recount: Recount) -> None:
    """For ever, once the indexes are made."""
    await until_prepared(beginning.prepare)
    await recount.run()


async def _work(opening: Opening, bus: Bus, works: Callable[[], Works]) -> None:
    await opening.until_open()
    async with bus, _at_work(works()):
        await asyncio.Event().wait()


@asynccontextmanager
async def _at_work(works: Works) -> AsyncIterator[None]:
    """The process leaves if any ends, and says what would be missing."""
    tasks = []
    for work, without in works.items():
        tasks.append(asyncio.create_task(work))
        process.essential(tasks[-1], without)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
