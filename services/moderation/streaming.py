"""The stream of one open page: it ends with the session, with the account, and with the process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from services.moderation.happenings import Happenings
from shared import metrics

PING_SECONDS = 15.0
HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def stream(
    happenings: Happenings, editor_id: str, last: str | None, still_in: Callable[[], Awaitable[bool]]
) -> AsyncIterator[bytes]:
    """Server-sent events; a comment every 15 seconds, at which whoever listens must still be signed in."""
    listener = happenings.listen(editor_id, last)
    loop = asyncio.get_running_loop()
    ping = loop.time() + PING_SECONDS
    try:
        yield b"retry: 2000\n\n: here\n\n"
        while not listener.closed:
            if loop.time() >= ping:
                if not await still_in():
                    return
                ping = loop.time() + PING_SECONDS
                yield b": ping\n\n"
            try:
                async with asyncio.timeout_at(ping):
                    event = await listener.waiting.get()
            except TimeoutError:
                continue
            if listener.behind:
                listener.behind = False
                metrics.RESYNCS.labels("behind").inc()
                yield happenings.now("resync").sent()
            if event is not None:
                yield event.sent()
    finally:
        happenings.leave(listener)
