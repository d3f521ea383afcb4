"""A watcher that reads the desk's decisions and the public topics throughout, as they come."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from shared.topics import COMMENT_DECISIONS, DECISIONS, PARTITIONS, PUBLISHED, PUBLISHED_COMMENTS

TOPICS = (DECISIONS, COMMENT_DECISIONS, PUBLISHED, PUBLISHED_COMMENTS)


@dataclass(frozen=True)
class Seen:
    """A record: where it stood, when it was first seen (seconds), whose it is, which version, and what it says."""

    topic: str
    partition: int
    offset: int
    at: float
    item: str
    version: int
    value: dict[str, Any] | None
    record: ConsumerRecord[bytes | None, bytes | None]

    @classmethod
    def of(cls, record: ConsumerRecord[bytes | None, bytes | None], at: float) -> Seen:
        """As the topic has it."""
        headers = {name: value.decode() for name, value in record.headers if value is not None}
        value = json.loads(record.value) if record.value else None
        key = (record.key or b"").decode()
        return cls(record.topic, record.partition, record.offset, at, key, int(headers["ce_version"]), value, record)


class Watcher:
    """Keeps everything that it sees."""

    def __init__(self, kafka: str) -> None:
        self._kafka = kafka
        self.seen: list[Seen] = []

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Until this ends; an outage is waited out."""
        task = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def an_old_decision(self, which: float) -> ConsumerRecord[bytes | None, bytes | None] | None:
        """Some decision about an article that has been overtaken, `which` part of the way through them."""
        decisions = [one for one in self.seen if one.topic == DECISIONS]
        last = {one.item: one.version for one in decisions}
        old = [one.record for one in decisions if one.version < last[one.item]]
        return old[int(which * len(old))] if old else None

    async def _watch(self) -> None:
        consumer = AIOKafkaConsumer(bootstrap_servers=self._kafka, enable_auto_commit=False)
        while True:
            try:
                await consumer.start()
                break
            except KafkaError:
                await asyncio.sleep(0.5)
        try:
            consumer.assign([TopicPartition(topic, number) for topic in TOPICS for number in range(PARTITIONS)])
            await consumer.seek_to_beginning()
            while True:
                with suppress(KafkaError):
                    for records in (await consumer.getmany(timeout_ms=500)).values():
                        self.seen += [Seen.of(record, time.time()) for record in records]
        finally:
            await consumer.stop()


async def whole(kafka: str, topic: str) -> list[ConsumerRecord[bytes | None, bytes | None]]:
    """Everything that stands on a topic now, in order within a partition."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
    try:
        await consumer.start()
        partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        consumer.assign(partitions)
        await consumer.seek_to_beginning()
        ends = await consumer.end_offsets(partitions)
        found = []
        while any([await consumer.position(one) < ends[one] for one in partitions]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                found += records
        return found
    finally:
        await consumer.stop()
