"""One service, one process: it serves HTTP, hears and says facts, and is always able to stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import uvicorn
import uvloop

from shared.shedding import Shedding

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from shared.settings import Settings

log = logging.getLogger(__name__)

_VALUES_BETWEEN_COLLECTIONS = 50_000


def serve(
    app: ASGIApp,
    settings: Settings,
    port: int,
    *,
    leaving: Callable[[], None] | None = None,
    most_alive: int = _VALUES_BETWEEN_COLLECTIONS,
) -> None:
    """Run the app until SIGTERM or SIGINT; returns when it has stopped.

    `leaving` is called in the signal's handler: whoever keeps answers open lets them go, for the server
    waits for them before it stops anything else. `most_alive`: so many values live while a batch is handled; garbage
    is looked for when there are more.

    From the signal on, `shutdown_seconds` are left. A producer with records on the way to a broker
    that is away never stops by itself, so a thread outside the event loop then ends the process:
    whatever was not acknowledged is done again by the next one.
    """
    config = uvicorn.Config(
        Shedding(app, settings.most_at_once),
        host=settings.host,
        port=settings.port or port,
        log_config=None,
        access_log=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        server_header=False,
        timeout_graceful_shutdown=int(settings.shutdown_seconds / 2),
    )
    server = _Watched(config, settings.shutdown_seconds, leaving)
    _collect_seldom(most_alive)
    uvloop.run(server.serve())


def _collect_seldom(most_alive: int) -> None:
    """Look for garbage in what was made since the start, and not at every 700 values of a batch.

    A batch is tens of thousands of values that die without cycles; searching them took a tenth of the time. Who makes
    pages must not wait for long: what they leave behind is let go at one stroke.
    """
    gc.freeze()
    gc.set_threshold(most_alive, 20, 20)


class _Watched(uvicorn.Server):
    """A server that leaves at the latest some seconds after it was asked to."""

    def __init__(self, config: uvicorn.Config, seconds: float, leaving: Callable[[], None] | None) -> None:
        super().__init__(config)
        self._seconds = seconds
        self._leaving = leaving

    def handle_exit(self, sig: int, frame: object) -> None:
        watchdog(self._seconds)
        if self._leaving is not None:
            self._leaving()
        super().handle_exit(sig, frame)  # type: ignore[arg-type]


def watchdog(seconds: float) -> None:
    """End the process after that many seconds, whatever its event loop is doing."""
    timer = threading.Timer(seconds, _leave)
    timer.daemon = True
    timer.start()


def _leave() -> None:
    log.error("could not stop in time, leaving")
    os._exit(128 + signal.SIGTERM)


def essential(task: asyncio.Task[None], why: str) -> None:
    """End the process when a task it cannot do without ends by an error, or as cancelled where nobody cancelled it."""

    def ended(done: asyncio.Task[None]) -> None:
        if done.cancelled():
            # A library's own cancellation (aiokafka's stop passes one on) must not end a task in silence.
            error = None if done.cancelling() else "cancelled by nobody"
        else:
            error = repr(trouble) if (trouble := done.exception()) else None
        if error:
            log.critical("leaving", extra={"reason": why, "error": error})
            os._exit(70)

    task.add_done_callback(ended)
