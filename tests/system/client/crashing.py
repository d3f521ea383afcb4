"""A worker that never finishes with a second version: to be killed. `crashing.py KAFKA TOPIC GROUP DEAD`."""

from __future__ import annotations

import asyncio
import sys

from redaksi_client import Event, PublishedArticle, Worker


async def handle(event: Event[PublishedArticle]) -> None:
    sys.stdout.write(f"{event.id}\n")
    sys.stdout.flush()
    if event.version == 2:
        await asyncio.sleep(600)


kafka, topic, group, dead = sys.argv[1:]
asyncio.run(Worker(PublishedArticle, handle, kafka, topic=topic, group=group, dead=dead, session_timeout_ms=6000).run())
