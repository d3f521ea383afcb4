"""Saying facts on their topics by hand, as the service that writes there does."""

from __future__ import annotations

from typing import Protocol

from aiokafka import AIOKafkaProducer

from shared.facts import Fact, encode


class Reachable(Protocol):
    """A newsroom, or servers alone."""

    @property
    def kafka(self) -> str: ...


async def say(there: Reachable, *facts: Fact) -> None:
    """On the topic, as the door does."""
    producer = AIOKafkaProducer(bootstrap_servers=there.kafka)
    await producer.start()
    try:
        for fact in facts:
            record = encode(fact)
            headers = [(name, text.encode()) for name, text in record.headers.items()]
            await producer.send_and_wait(record.topic, record.value, record.key, headers=headers)
    finally:
        await producer.stop()
