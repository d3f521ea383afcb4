"""What the tests of the bus share: groups of their own, a listener, a stranger who sends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import NewTopic

from shared.bus import Bus, Heard
from shared.facts import CommentSubmitted, encode
from shared.settings import Settings
from shared.topics import COMMENTS, LARGEST_LETTER, Group
from tests.system.conftest import Servers
from tests.system.making import made

Ready = Callable[[], bool]


async def until(ready: Ready, seconds: float = 30.0) -> None:
    """Wait on a condition, never on time."""
    async with asyncio.timeout(seconds):
        while not ready():
            await asyncio.sleep(0.02)


@pytest.fixture
def settings(servers: Servers) -> Settings:
    return Settings(KAFKA_BOOTSTRAP=servers.kafka, session_timeout_seconds=6, send_timeout_seconds=5)


@pytest.fixture
async def group(servers: Servers) -> Group:
    """A consuming group of its own, on a topic that no service reads, from now on."""
    own = Group(f"test-{uuid4().hex[:8]}", "moderation", COMMENTS)
    size = {"max.message.bytes": str(LARGEST_LETTER)}
    await made(servers, *(NewTopic(name, 12, 1, topic_configs=size) for name in (own.dead, own.redrive)))
    await _start_at_the_end(servers.kafka, own)
    return own


async def _start_at_the_end(bootstrap: str, group: Group) -> None:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=group.name, enable_auto_commit=False)
    await consumer.start()
    partitions = [TopicPartition(group.topic, number) for number in range(12)]
    ends = await consumer.end_offsets(partitions)
    consumer.assign(partitions)
    await consumer.commit(ends)
    await consumer.stop()


class Listener:
    """Remembers what it heard, in order; raises what `trouble` says for a batch."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.trouble: Callable[[Sequence[Heard]], Exception | None] = lambda _: None

    async def heed(self, batch: Sequence[Heard]) -> None:
        if error := self.trouble(batch):
            raise error
        self.heard.extend(batch)

    @property
    def names(self) -> list[str]:
        return [one.fact.name for one in self.heard if isinstance(one.fact, CommentSubmitted)]


@asynccontextmanager
async def listening(settings: Settings, group: Group, heed: Any, **bus: Any) -> AsyncIterator[Bus]:
    made = Bus(settings, "test", **bus)
    made.listen(group, heed)
    async with made:
        await made.until_started()
        yield made


Send = Callable[..., Awaitable[None]]


@pytest.fixture
async def send(servers: Servers) -> AsyncIterator[Send]:
    """Send any record at all, as a stranger might."""
    producer = AIOKafkaProducer(bootstrap_servers=servers.kafka, max_request_size=4_190_000)
    await producer.start()

    async def sending(key: bytes | None, value: bytes | None, headers: Any, topic: str = COMMENTS) -> None:
        await producer.send_and_wait(topic, value, key, partition=0, headers=headers)

    yield sending
    await producer.stop()


def wire(fact: Any) -> tuple[bytes, bytes | None, list[tuple[str, Any]]]:
    record = encode(fact)
    return record.key, record.value, [(name, text.encode()) for name, text in record.headers.items()]


async def letters(settings: Settings, group: Group, many: int) -> list[Any]:
    """The first dead letters of this group."""
    consumer = AIOKafkaConsumer(group.dead, bootstrap_servers=settings.kafka_bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    async with asyncio.timeout(20):
        found = [await consumer.getone() for _ in range(many)]
    await consumer.stop()
    return found
