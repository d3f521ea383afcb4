"""Making the topics: idempotent, never by a service, and honest about what stands there otherwise."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError

from shared.kafka import Kafka
from shared.topics import PARTITIONS, TOPICS, Topic

_ALREADY = TopicAlreadyExistsError.errno
_AGAIN = 0.2


@dataclass(frozen=True)
class Made:
    """What was made, and what stands there otherwise than it should, in words."""

    made: tuple[str, ...]
    differs: tuple[str, ...]


async def make_topics(kafka: Kafka, replication: int) -> Made:
    """Create every topic that is missing. Raises KafkaError where Kafka is away or refuses."""
    admin = AIOKafkaAdminClient(**kafka.connection, request_timeout_ms=10_000)
    await admin.start()
    try:
        there = set(await admin.list_topics())
        missing = [topic for topic in TOPICS if topic.name not in there]
        await _create(admin, missing, replication)
        old = [topic for topic in TOPICS if topic.name in there]
        differs = [*await _wrong_partitions(admin, old), *await _wrong_settings(admin, old)] if old else []
        return Made(tuple(topic.name for topic in missing), tuple(differs))
    finally:
        await admin.close()


async def make_topics_when_ready(kafka: Kafka, replication: int, brokers: int) -> Made:
    """The same, waiting until Kafka answers and all its brokers are there."""
    while True:
        await until_there(kafka, brokers)
        with suppress(KafkaError, OSError):
            return await make_topics(kafka, replication)
        await asyncio.sleep(_AGAIN)


async def until_there(kafka: Kafka, brokers: int) -> None:
    """Wait until Kafka answers and so many brokers are there."""
    while True:
        with suppress(KafkaError, OSError):
            if await _brokers(kafka) >= brokers:
                return
        await asyncio.sleep(_AGAIN)


async def _brokers(kafka: Kafka) -> int:
    admin = AIOKafkaAdminClient(**kafka.connection, request_timeout_ms=3_000)
    try:
        await admin.start()
        return len((await admin.describe_cluster())["brokers"])
    finally:
        await admin.close()


async def _create(admin: AIOKafkaAdminClient, missing: list[Topic], replication: int) -> None:
    if not missing:
        return
    least = {"min.insync.replicas": "2"} if replication > 2 else {}  # noqa: PLR2004
    new = [NewTopic(t.name, PARTITIONS, replication, topic_configs={**t.config, **least}) for t in missing]
    answer = await admin.create_topics(new)
    for name, code, *rest in answer.topic_errors:
        if code not in {0, _ALREADY}:
            raise KafkaError(f"topic {name} could not be made: error {code} {rest[0] if rest else ''}")


async def _wrong_partitions(admin: AIOKafkaAdminClient, topics: list[Topic]) -> list[str]:
    told = await admin.describe_topics([topic.name for topic in topics])
    counts = {one["topic"]: len(one["partitions"]) for one in told}
    return [
        f"{topic.name} has {counts[topic.name]} partitions, not {PARTITIONS}: this cannot be mended in place; "
        "make it anew under another name or use another Kafka"
        for topic in topics
        if counts[topic.name] != PARTITIONS
    ]


async def _wrong_settings(admin: AIOKafkaAdminClient, topics: list[Topic]) -> list[str]:
    asked = [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in topics]
    answers = await admin.describe_configs(asked)
    found = {
        resource[3]: {entry[0]: entry[1] for entry in resource[4]}
        for answer in answers
        for resource in answer.resources
    }
    return [
        f"{topic.name}: {name} is {found[topic.name].get(name)}, not {value}"
        for topic in topics
        for name, value in topic.config.items()
        if found[topic.name].get(name) != value
    ]
