"""Dead letters as operators see them: what each group put aside, and handing it back.

A letter stays where it is when it is handed back; that it was, stands in the group's redrive topic, which is kept as
long. Handing back twice does no harm: facts that are known already change nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord

from shared.bus.life import let_go
from shared.kafka import Kafka
from shared.topics import LARGEST_LETTER, Group

OF, TIMES = "redrive-of", "redrive-times"
"""Headers of what is handed back: which letter it is, and how many times it was, this one counted."""
_LOOK_MS = 500
_HEADERS = 4_096


@dataclass(frozen=True)
class Letter:
    """One of them. `place` names it within its group."""

    group: Group
    place: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    at: datetime

    def said(self, name: str) -> str:
        """A header's text, "" where there is none."""
        return next((value.decode("utf-8", "replace") for one, value in self.headers if one == name), "")

    @property
    def error(self) -> str:
        """The kind of error that it died of."""
        return self.said("dlq-error")

    @property
    def times(self) -> int:
        """How often it was handed back before it died this time."""
        return int(self.said(TIMES) or 0)


async def outstanding(kafka: Kafka, group: Group) -> list[Letter]:
    """What this group has put aside and nobody has handed back, oldest first. Raises KafkaError."""
    back = {_header(record, OF) async for record in _whole(kafka, group.redrive)}
    letters = [_letter(group, record) async for record in _whole(kafka, group.dead)]
    return sorted((one for one in letters if one.place not in back), key=lambda one: (one.at, one.place))


async def hand_back(kafka: Kafka, letters: Sequence[Letter], per_second: float) -> AsyncIterator[Letter]:
    """Hand each back to its group, no faster than that; gives each once all replicas have it. Raises KafkaError."""
    producer = AIOKafkaProducer(
        **kafka.connection, acks="all", enable_idempotence=True, max_request_size=LARGEST_LETTER - _HEADERS
    )
    await producer.start()
    try:
        for letter in letters:
            more = [(OF, letter.place.encode()), (TIMES, str(letter.times + 1).encode())]
            headers = [*((name, value) for name, value in letter.headers if name not in {OF, TIMES}), *more]
            await producer.send_and_wait(letter.group.redrive, letter.value, letter.key, headers=headers)
            yield letter
            await asyncio.sleep(1 / per_second)
    finally:
        await producer.stop()


async def _whole(kafka: Kafka, topic: str) -> AsyncIterator[ConsumerRecord[bytes | None, bytes | None]]:
    """Everything that stands on it now."""
    consumer = AIOKafkaConsumer(topic, **kafka.connection, enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    try:
        ends = await consumer.end_offsets(consumer.assignment())
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=_LOOK_MS)).values():
                for record in records:
                    yield record
    finally:
        await let_go(consumer.stop())


def _letter(group: Group, record: ConsumerRecord[bytes | None, bytes | None]) -> Letter:
    headers = tuple((name, value or b"") for name, value in record.headers)
    at = datetime.fromtimestamp(record.timestamp / 1000, UTC)
    return Letter(group, f"{record.partition}/{record.offset}", record.key, record.value, headers, at)


def _header(record: ConsumerRecord[bytes | None, bytes | None], name: str) -> str:
    return next((value.decode() for one, value in record.headers if one == name and value), "")
