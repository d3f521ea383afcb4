"""Kafka asked by its own protocol what it lets a user do: one question for all topics, an answer for each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from aiokafka.conn import AIOKafkaConnection, create_conn
from aiokafka.protocol.admin import CreateAclsRequest, DescribeAclsRequest
from aiokafka.protocol.fetch import FetchRequest
from aiokafka.protocol.group import HeartbeatRequest
from aiokafka.protocol.produce import ProduceRequest
from aiokafka.record.default_records import DefaultRecordBatchBuilder

from shared.kafka import Kafka

TOPIC_REFUSED, GROUP_REFUSED, CLUSTER_REFUSED = 29, 30, 31


@asynccontextmanager
async def connected(kafka: Kafka) -> AsyncIterator[AIOKafkaConnection]:
    """One connection to its first address. Raises KafkaError where the user is refused."""
    host, _, port = kafka.bootstrap.partition(",")[0].rpartition(":")
    connection = await create_conn(host, int(port), request_timeout_ms=10_000, **kafka.login)
    try:
        yield connection
    finally:
        connection.close()


def _broken() -> bytes:
    """A batch that no topic takes: whoever may write hears that it is broken, whoever may not that he may not."""
    builder = DefaultRecordBatchBuilder(2, 0, 0, -1, -1, 0, 1 << 12)
    builder.append(0, 0, b"kunci", b"isi", [])
    batch = builder.build()
    batch[-1] ^= 0xFF
    return bytes(batch)


async def writable(kafka: Kafka, topics: Iterable[str]) -> set[str]:
    """To which of these this user may write."""
    asked = ProduceRequest(None, -1, 5_000, [(topic, [(0, _broken())]) for topic in topics])
    async with connected(kafka) as connection:
        return _allowed((await connection.send(asked)).topics)


async def readable(kafka: Kafka, topics: Iterable[str]) -> set[str]:
    """From which of these this user may read."""
    asked = FetchRequest(0, 0, 1 << 20, 0, [(topic, [(0, 0, 1 << 10)]) for topic in topics])
    async with connected(kafka) as connection:
        return _allowed((await connection.send(asked)).topics)


def _allowed(answers: Iterable[tuple[str, Iterable[tuple[Any, ...]]]]) -> set[str]:
    return {topic for topic, partitions in answers if all(one[1] != TOPIC_REFUSED for one in partitions)}


async def joinable(kafka: Kafka, groups: Iterable[str]) -> set[str]:
    """In which of these groups this user may take part."""
    async with connected(kafka) as connection:
        answers = {group: await connection.send(HeartbeatRequest(group, 0, "nobody")) for group in groups}
    return {group for group, answer in answers.items() if answer.error_code != GROUP_REFUSED}


async def may_look_at_rights(kafka: Kafka) -> bool:
    """Whether this user may see who may do what, as only one who looks after everything may."""
    async with connected(kafka) as connection:
        answer = await connection.send(DescribeAclsRequest(1, None, 1, None, None, 1, 1))
    return bool(answer.error_code != CLUSTER_REFUSED)


async def let_write(kafka: Kafka, username: str, prefix: str) -> None:
    """As one who may do everything: let this user write every topic whose name begins so."""
    topic, prefixed, write, allow = 2, 4, 4, 3
    asked = CreateAclsRequest(topic, prefix, prefixed, f"User:{username}", "*", write, allow)
    async with connected(kafka) as connection:
        await connection.send(asked)
