"""Reading what stands at a place of a topic, without a group."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition

from shared.kafka import Kafka

PATIENCE = 20.0
"""Seconds that one record's reading, or a send of one, may take."""
_STOP = 3.0
_WAIT_MS = 50
"""While Kafka waits for more of the partitions that are at their end, a place in another cannot be asked for."""
Stored: TypeAlias = ConsumerRecord[bytes | None, bytes | None]


class Gone(Exception):  # noqa: N818 - the newsroom's word for it
    """The record is not kept any more: its time is over, or a later one took its place."""


@asynccontextmanager
async def reader(kafka: Kafka, *topics: str) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of these that belongs to no group. Raises KafkaError."""
    # Named at once: of topics that it has not heard of, aiokafka asks where they are one after the other.
    consumer = AIOKafkaConsumer(
        *topics,
        **kafka.connection,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        request_timeout_ms=10_000,
        fetch_max_wait_ms=_WAIT_MS,
    )
    try:
        await consumer.start()
        yield consumer
    finally:
        await ended(consumer)


async def record_at(consumer: AIOKafkaConsumer, partition: TopicPartition, offset: int) -> Stored:
    """What stands there. Raises `Gone`, KafkaError, TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        if offset < (await consumer.beginning_offsets([partition]))[partition]:
            raise Gone(f"{partition.partition}/{offset}")
        consumer.seek(partition, offset)
        record: Stored = await consumer.getone(partition)
    if record.offset != offset:
        raise Gone(f"{partition.partition}/{offset}")
    return record


async def ended(client: AIOKafkaConsumer | AIOKafkaProducer) -> None:
    """Let go of it, started or not. With something on the way to a broker that is away, stopping never returns."""
    await asyncio.wait([asyncio.create_task(client.stop())], timeout=_STOP)
