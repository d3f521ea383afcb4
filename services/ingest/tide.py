"""A stop that lasts must never turn into a loss: the door closes before unread facts are old enough to go.

Topics forget by age. When what a group has not yet read is older than half of the time its topic is kept,
nothing more is taken in until it has caught up.
"""

from __future__ import annotations

import asyncio
import logging
import time

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from shared.bus.life import let_go
from shared.kafka import Kafka
from shared.topics import TOPICS, Group

log = logging.getLogger(__name__)

_LOOK_EVERY = 30.0
_AGAIN = 2.0
_KEPT = {topic.name: topic.kept for topic in TOPICS}


class Tide:
    """Watches how old the oldest fact is that a group has not read."""

    def __init__(self, kafka: Kafka, group: Group, kept_ms: int | None = None) -> None:
        """`kept_ms` is how long the topic keeps facts; the topic's own setting where it is not given."""
        self._kafka = kafka
        self._group = group
        self._half = (kept_ms or _KEPT[group.topic] or 0) // 2
        self.too_high = False

    async def run(self) -> None:
        """For ever: look twice a minute, and soon again where Kafka did not answer."""
        while True:
            wait = _LOOK_EVERY
            try:
                async with asyncio.timeout(_LOOK_EVERY):
                    self.too_high = await self.look()
            except (KafkaError, OSError, TimeoutError) as error:
                wait = _AGAIN
                log.debug("no look at the tide", extra={"error": type(error).__name__})
            await asyncio.sleep(wait)

    async def look(self) -> bool:
        """Whether anything unread is older than half of the time that it is kept."""
        admin = AIOKafkaAdminClient(**self._kafka.connection)
        consumer = AIOKafkaConsumer(**self._kafka.connection)
        await admin.start()
        try:
            await consumer.start()
            read = await admin.list_consumer_group_offsets(self._group.name)
            partitions = await _partitions(admin, self._group.topic)
            horizon = int(time.time() * 1000) - self._half
            # The end first: what is said between the two questions is young, and must not count as old.
            ends = await consumer.end_offsets(partitions)
            young = await consumer.offsets_for_times(dict.fromkeys(partitions, horizon))
            begins = await consumer.beginning_offsets(partitions)
        finally:
            await let_go(consumer.stop())
            await admin.close()
        for one in partitions:
            first_young = young[one].offset if young[one] else ends[one]
            place = read[one].offset if one in read and read[one].offset >= 0 else begins[one]
            if place < first_young:
                return True
        return False


async def _partitions(admin: AIOKafkaAdminClient, topic: str) -> list[TopicPartition]:
    """Asked of the broker: a consumer that is subscribed to nothing knows of none."""
    described = await admin.describe_topics([topic])
    return [TopicPartition(topic, part["partition"]) for one in described for part in one["partitions"]]
