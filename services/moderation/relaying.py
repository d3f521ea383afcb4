"""The relay as a process has it: with every outbox there is, the canary's too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase

from services.moderation.relay import Collection, Relay
from services.moderation.store.canary import Beats
from shared.bus import Bus
from shared.canary import Canary, Hop
from shared.facts import Beat
from shared.topics import CANARY_INGEST


def relay_of(
    database: AsyncIOMotorDatabase[dict[str, Any]],
    bus: Bus,
    outboxes: Sequence[Collection],
    clock: Callable[[], datetime],
    *,
    canary: bool,
) -> tuple[Relay, Canary | None]:
    """What says everything that is pending, and what gives it beats of the canary to say, unless that is off."""
    beats = Beats(database, clock)
    relay = Relay([*outboxes, beats.collection], bus.voice, clock)

    async def pass_on(these: Sequence[Beat]) -> None:
        await beats.keep(these)
        relay.wake(beats.collection)

    return relay, Canary(CANARY_INGEST, Hop("moderation", clock), pass_on) if canary else None


async def when_started(relay: Relay, bus: Bus) -> None:
    """Relay for ever, from when Kafka was there."""
    await bus.until_started()
    await relay.run()
