"""Where in a topic a reader is."""

from __future__ import annotations

from collections.abc import Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition


async def all_past(consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]) -> bool:
    """Whether it has read beyond these. Offsets have gaps where compaction was, so it is the position that counts."""
    for partition, end in ends.items():
        if await consumer.position(partition) < end:
            return False
    return True
