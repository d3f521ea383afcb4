"""A compacted topic of its own for each test, and somebody who writes on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import NewTopic
from aiokafka.errors import UnknownTopicOrPartitionError

from shared.facts import Fact, encode
from tests.system.conftest import Servers
from tests.system.making import made

Say = Callable[..., Awaitable[None]]


async def a_topic(servers: Servers, partitions: int = 3) -> str:
    name = f"client.{uuid4().hex[:12]}"
    await made(servers, NewTopic(name, partitions, 1, topic_configs={"cleanup.policy": "compact"}))
    return name


@pytest.fixture
async def topic(servers: Servers) -> str:
    return await a_topic(servers)


@pytest.fixture
async def dead(servers: Servers) -> str:
    return await a_topic(servers, 1)


@pytest.fixture
async def say(servers: Servers, topic: str) -> AsyncIterator[Say]:
    """Says facts on this test's topic."""
    producer = AIOKafkaProducer(bootstrap_servers=servers.kafka)
    await producer.start()

    async def write(*facts: Fact) -> None:
        for fact in facts:
            record = encode(fact)
            headers = [(name, text.encode()) for name, text in record.headers.items()]
            async with asyncio.timeout(60):
                while True:
                    try:
                        await producer.send_and_wait(topic, record.value, record.key, headers=headers)
                        break
                    except UnknownTopicOrPartitionError:  # so says a broker that was paused, and sends nothing
                        await asyncio.sleep(0.1)

    yield write
    await producer.stop()


async def letters(servers: Servers, dead: str) -> list[tuple[bytes, bytes | None, dict[str, str]]]:
    """Everything that was buried: key, value, headers."""
    consumer = AIOKafkaConsumer(dead, bootstrap_servers=servers.kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        (end,) = (await consumer.end_offsets(consumer.assignment())).values()
        found = [await consumer.getone() for _ in range(end)]
        return [(r.key, r.value, {name: value.decode() for name, value in r.headers}) for r in found]
    finally:
        await consumer.stop()
