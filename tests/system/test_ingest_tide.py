"""A stop that lasts must never turn into a loss: when unread facts grow old, the door closes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import NewTopic
from aiokafka.errors import GroupCoordinatorNotAvailableError

from services.ingest.tide import Tide
from shared.kafka import Kafka
from shared.topics import Group
from tests.system.conftest import Servers
from tests.system.making import made

HOUR = 3_600_000


@pytest.fixture
async def group(servers: Servers) -> Group:
    """A group with a topic of its own."""
    own = Group(f"tide-{uuid4().hex[:8]}", "moderation", f"tide.{uuid4().hex[:8]}")
    await made(servers, NewTopic(own.topic, 2, 1))
    return own


@pytest.fixture
async def producer(servers: Servers) -> AsyncIterator[AIOKafkaProducer]:
    own = AIOKafkaProducer(bootstrap_servers=servers.kafka)
    await own.start()
    yield own
    await own.stop()


async def say(producer: AIOKafkaProducer, group: Group, age_ms: int) -> None:
    """A fact that old."""
    at = int(time.time() * 1000) - age_ms
    await producer.send_and_wait(group.topic, b"x", partition=1, timestamp_ms=at)


async def read(servers: Servers, group: Group, offset: int) -> None:
    """The group has read everything before this offset."""
    consumer = AIOKafkaConsumer(bootstrap_servers=servers.kafka, group_id=group.name, enable_auto_commit=False)
    await consumer.start()
    place = TopicPartition(group.topic, 1)
    consumer.assign([place])
    await consumer.commit({place: offset})
    await consumer.stop()


async def look(servers: Servers, group: Group) -> bool:
    """Whether the tide is too high; a broker that has only just started cannot tell at once."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await Tide(Kafka(servers.kafka), group, HOUR).look()
            except GroupCoordinatorNotAvailableError:
                await asyncio.sleep(0.1)


async def test_an_empty_topic_is_no_flood(servers: Servers, group: Group) -> None:
    assert not await look(servers, group)


@pytest.mark.parametrize(("age", "high"), [(HOUR // 4, False), (HOUR * 3 // 4, True)])
async def test_what_nobody_has_read_may_grow_as_old_as_half_of_its_time(
    servers: Servers, group: Group, producer: AIOKafkaProducer, age: int, high: bool
) -> None:
    await say(producer, group, age)
    await say(producer, group, 0)
    assert await look(servers, group) is high


async def test_what_has_been_read_may_be_as_old_as_it_likes(
    servers: Servers, group: Group, producer: AIOKafkaProducer
) -> None:
    for age in (HOUR, HOUR * 3 // 4, 0):
        await say(producer, group, age)
    await read(servers, group, 1)
    assert await look(servers, group)
    await read(servers, group, 2)
    assert not await look(servers, group)


async def test_what_is_said_while_one_looks_is_no_flood(
    servers: Servers, group: Group, producer: AIOKafkaProducer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = AIOKafkaConsumer.offsets_for_times

    async def meanwhile(consumer: AIOKafkaConsumer, times: dict[TopicPartition, int]) -> Any:
        young = await ask(consumer, times)
        await say(producer, group, 0)
        return young

    monkeypatch.setattr(AIOKafkaConsumer, "offsets_for_times", meanwhile)
    assert not await look(servers, group)
