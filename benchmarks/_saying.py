"""Facts put on their topics as a service would, many at once."""

from __future__ import annotations

from collections.abc import Iterable

from aiokafka import AIOKafkaProducer

from shared.facts import Fact, encode


async def say(kafka: str, facts: Iterable[Fact]) -> None:
    """Say them in their order; returns when Kafka has them all."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all", enable_idempotence=True)
    await producer.start()
    try:
        for fact in facts:
            record = encode(fact)
            headers = [(name, text.encode()) for name, text in record.headers.items()]
            await producer.send(record.topic, record.value, key=record.key, headers=headers)
        await producer.flush()
    finally:
        await producer.stop()
