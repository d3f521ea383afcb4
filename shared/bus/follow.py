"""Following a topic from its beginning, in every process, without a group: for views kept in memory."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiokafka.errors import KafkaError

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer, TopicPartition

    from shared.bus.chain import Chain

_LOOK_EVERY = 0.05


class Follower:
    """A reader of a whole topic; `caught_up` once it has handled what stood there when it started."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self._caught_up = asyncio.Event()

    @property
    def caught_up(self) -> bool:
        """Whether everything that was on the topic at the start has been handled."""
        return self._caught_up.is_set()

    async def until_caught_up(self) -> None:
        """Wait for it."""
        await self._caught_up.wait()

    async def watch(self, consumer: AIOKafkaConsumer) -> None:
        """Find the topic's end as it is now, and tell when it has been reached."""
        while (ends := await _ends(consumer)) is None:
            await asyncio.sleep(_LOOK_EVERY)
        quiet = 0
        # Twice in a row: a batch may have left the consumer and not yet have reached the chain.
        while quiet < 2:  # noqa: PLR2004
            await asyncio.sleep(_LOOK_EVERY)
            there = await _all_past(consumer, ends)
            quiet = quiet + 1 if there and not self.chain.busy and not self.chain.patience.failures else 0
        self._caught_up.set()


async def _ends(consumer: AIOKafkaConsumer) -> dict[TopicPartition, int] | None:
    try:
        assigned = consumer.assignment()
        return await consumer.end_offsets(assigned) if assigned else None
    except KafkaError:
        return None


async def _all_past(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> bool:
    for partition, end in ends.items():
        if await consumer.position(partition) < end:
            return False
    return True
