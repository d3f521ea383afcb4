"""Letting go of Kafka without being let go of."""

from __future__ import annotations

import asyncio

from aiokafka import AIOKafkaConsumer


async def close(consumer: AIOKafkaConsumer) -> None:
    """Stop it. Raises what `stop` raises, and `CancelledError` only where the caller is cancelled.

    A consumer (seen in aiokafka 0.14) that is stopped while a fetch of its own is about to begin cancels that fetch and
    passes its cancellation on, as if the caller had been cancelled; what it would have closed after that stays open.
    """
    stopping = asyncio.ensure_future(consumer.stop())
    await asyncio.wait([stopping])
    if stopping.cancelled():
        await consumer._client.close()  # noqa: SLF001 - what it did not get to
    else:
        stopping.result()
