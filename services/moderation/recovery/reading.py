"""Reading topics whole, to where they end now, before anything else is done."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from shared.bus import readable
from shared.bus.life import let_go
from shared.facts import Fact, Poison, decode, read_envelope
from shared.kafka import Kafka
from shared.topics import PARTITIONS

_WAIT_MS = 500
_AT_ONCE = 1_000


class Said(NamedTuple):
    """A record: whose it is, at which version, and where it stands."""

    item: str
    version: int
    record: ConsumerRecord[Any, Any]

    def fact(self) -> Fact | None:
        """What it says; None where that cannot be understood any more."""
        record = self.record
        try:
            return decode(record.topic, record.key, record.value, readable(record))
        except Poison:
            return None


@asynccontextmanager
async def _consumer(kafka: Kafka, *topics: str) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(**kafka.connection, enable_auto_commit=False)
    try:
        await consumer.start()
        consumer.assign([TopicPartition(topic, number) for topic in topics for number in range(PARTITIONS)])
        yield consumer
    finally:
        await let_go(consumer.stop())


async def everything(kafka: Kafka, topic: str) -> AsyncIterator[Said]:
    """All that stands on the topic, of each item in order. Raises KafkaError where Kafka is away."""
    async with _consumer(kafka, topic) as consumer:
        await consumer.seek_to_beginning()
        ends: Mapping[TopicPartition, int] = await consumer.end_offsets(consumer.assignment())
        while any([await consumer.position(one) < end for one, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=_WAIT_MS, max_records=_AT_ONCE)).values():
                for record in records:
                    if (said := _said(record)) is not None:
                        yield said


async def are_empty(kafka: Kafka, *topics: str) -> bool:
    """Whether nothing stands on any of these topics."""
    async with _consumer(kafka, *topics) as consumer:
        begins = await consumer.beginning_offsets(consumer.assignment())
        ends = await consumer.end_offsets(consumer.assignment())
    return all(ends[one] == begin for one, begin in begins.items())


def _said(record: ConsumerRecord[Any, Any]) -> Said | None:
    try:
        envelope = read_envelope(record.topic, record.key, record.value, readable(record))
    except Poison:
        return None
    return Said(envelope.key, envelope.version, record)


class Last:
    """The last that was said of each item: its version, and the record itself where it is newer than what is known."""

    def __init__(self, known: Mapping[str, int]) -> None:
        """`known`: the version at which each item was kept."""
        self._known = known
        self.versions: dict[str, int] = {}
        self.newer: dict[str, Said] = {}

    def heard(self, said: Said) -> None:
        """Take one into account."""
        if said.version < self.versions.get(said.item, 0):
            return
        self.versions[said.item] = said.version
        if said.version > self._known.get(said.item, 0):
            self.newer[said.item] = said


async def last_of(kafka: Kafka, topic: str, known: Mapping[str, int]) -> Last:
    """The last of each item on the topic."""
    last = Last(known)
    async for said in everything(kafka, topic):
        last.heard(said)
    return last
