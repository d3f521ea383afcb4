"""When the desk opens: not before its database is whole, begun, and no further behind than its own topics."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError

from services.moderation.recovery.reading import are_empty
from services.moderation.recovery.recovery import Recovery
from services.moderation.store.recovered import Beginnings
from shared.kafka import Kafka
from shared.observe import Lively
from shared.problems import away
from shared.topics import COMMENT_DECISIONS, DECISIONS, NEWSROOM

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

log = logging.getLogger(__name__)

_AGAIN = 1.0
_ALWAYS_ANSWERED = frozenset({"/healthz", "/readyz", "/metrics"})
_NOT_LOOKED = "the desk's database has not been looked at yet"
BROKEN_OFF = "a restore broke off half way; run `redaksi restore` again"
LOST = (
    "the desk's database is empty, but its topics are not: it was lost, or this is another one. "
    "Restore a backup (`redaksi restore BACKUP`), or make it anew of what the topics hold "
    "(`redaksi restore --from-topics`)"
)
CATCHING_UP = "the desk catches up with its own decisions, after a restore"


class Opening:
    """Whether the desk serves already. Stands before its bus when it is asked how it is."""

    def __init__(
        self, bus: Lively, beginnings: Beginnings, recovery: Recovery, kafka: Kafka, clock: Callable[[], datetime]
    ) -> None:
        self.closed: str | None = _NOT_LOOKED
        self._bus = bus
        self._beginnings = beginnings
        self._recovery = recovery
        self._kafka = kafka
        self._clock = clock

    def ready(self) -> str | None:
        """Why it cannot do its work just now, or None."""
        return self.closed or self._bus.ready()

    def alive(self) -> str | None:
        """Why this process should be started anew, or None."""
        return None if self.closed else self._bus.alive()

    async def until_open(self) -> None:
        """Return once the desk may serve; look again for as long as it may not, or a server is away."""
        while self.closed is not None:
            before = self.closed
            try:
                self.closed = await self._look()
            except (KafkaError, OSError, PyMongoError) as error:
                log.info("the desk cannot open yet", extra={"error": type(error).__name__})
            if self.closed is not None and self.closed != before:
                log.critical("the desk does not open", extra={"reason": self.closed})
            if self.closed is not None:
                await asyncio.sleep(_AGAIN)

    async def _look(self) -> str | None:
        restored = await self._beginnings.restored()
        if restored is not None and not restored.finished:
            return BROKEN_OFF
        if restored is not None and restored.caught_up_at is None:
            self.closed = CATCHING_UP
            await self._recovery.run(restored)
            await self._beginnings.caught_up(self._clock())
        elif await self._beginnings.is_new() and await self._anything_said():
            return LOST
        await self._beginnings.begin(self._clock())
        return None

    async def _anything_said(self) -> bool:
        return not await are_empty(self._kafka, DECISIONS, COMMENT_DECISIONS, NEWSROOM)


class ClosedUntil:
    """Until the desk opens, every request is answered that it is not there, but those that ask how it is."""

    def __init__(self, app: ASGIApp, opening: Opening) -> None:
        self._app = app
        self._opening = opening

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        why = self._opening.closed
        if scope["type"] == "http" and why and scope["path"] not in _ALWAYS_ANSWERED:
            await away("The desk", f"{why[0].upper()}{why[1:]}.").answer()(scope, receive, send)
            return
        await self._app(scope, receive, send)
