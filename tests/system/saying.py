"""Saying facts on their topics by hand, as the service that writes there does."""

from __future__ import annotations

from aiokafka import AIOKafkaProducer

from redaksi.runner.access import Access
from shared.facts import Fact, encode
from tests.system.conftest import Servers


async def say(access: Access | Servers, *facts: Fact) -> None:
    """On the topic, as the door does."""
    producer = AIOKafkaProducer(bootstrap_servers=access.kafka)
    await producer.start()
    try:
        for fact in facts:
            record = encode(fact)
            headers = [(name, text.encode()) for name, text in record.headers.items()]
            await producer.send_and_wait(record.topic, record.value, record.key, headers=headers)
    finally:
        await producer.stop()
