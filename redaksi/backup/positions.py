"""Where the groups of moderation and ingest stand in their topics, and setting them back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError as CoordinatorNotAvailableError
from aiokafka.errors import KafkaError
from kafka import KafkaAdminClient
from kafka.errors import KafkaError as OtherKafkaError

from redaksi.backup.manifest import Positions
from shared.bus.life import let_go
from shared.kafka import Kafka
from shared.topics import GROUPS, MODERATION_LETTERS, PARTITIONS, Group

OURS = tuple(group for group in GROUPS if group.service in {"moderation", "ingest"})
"""Those whose databases are in a backup."""
SET_BACK = tuple(group for group in OURS if group != MODERATION_LETTERS)
"""Those that hear again what came after it. Letters do not: nobody is to get the same letter twice."""
_NOBODY = {"Empty", "Dead"}
_NO_SUCH_GROUP = "GroupIdNotFound"
_LEAVES_WITHIN = 30
_AGAIN = 0.5
T = TypeVar("T")


async def positions(kafka: Kafka) -> dict[str, dict[str, int]]:
    """Where each group stands, for those partitions where it has ever acknowledged anything. Raises KafkaError."""
    async with _admin(kafka) as admin:
        found = {}
        for group in OURS:
            read = await _patiently(lambda name=group.name: admin.list_consumer_group_offsets(name))  # type: ignore[misc]
            found[group.name] = {
                f"{at.topic}/{at.partition}": one.offset for at, one in read.items() if one.offset >= 0
            }
    return found


async def busy(kafka: Kafka) -> list[str]:
    """The groups in which somebody still hears, once those that were killed had the time to be missed."""
    waited = 0.0
    while (there := await _with_members(kafka)) and waited < _LEAVES_WITHIN:
        await asyncio.sleep(_AGAIN)
        waited += _AGAIN
    return there


async def set_back(kafka: Kafka, to: Positions | None, groups: Iterable[Group]) -> None:
    """Let these groups, in which nobody is, hear again from there on; from the beginning where `to` is None.

    Never forward. Where a topic ends before the place that a backup names, it is not the topic that it was.
    """
    now = await positions(kafka)
    for group in groups:
        consumer = AIOKafkaConsumer(**kafka.connection, group_id=group.name, enable_auto_commit=False)
        try:
            await consumer.start()
            wanted = [TopicPartition(name, n) for name in (group.topic, group.redrive) for n in range(PARTITIONS)]
            consumer.assign(wanted)
            begins, ends = await consumer.beginning_offsets(wanted), await consumer.end_offsets(wanted)
            places = {}
            for one in wanted:
                name = f"{one.topic}/{one.partition}"
                known = [where.get(group.name, {}).get(name, begins[one]) for where in (now, to or {})]
                place = min(known)
                places[one] = place if begins[one] <= place <= ends[one] and to is not None else begins[one]
            await consumer.commit(places)
        finally:
            await let_go(consumer.stop())


async def _with_members(kafka: Kafka) -> list[str]:
    return await _patiently(partial(asyncio.to_thread, _ask_for_members, kafka))


def _ask_for_members(kafka: Kafka) -> list[str]:
    """By kafka-python: aiokafka asks for groups in one form and reads the answer in another."""
    try:
        admin = KafkaAdminClient(**kafka.connection, bootstrap_timeout_ms=_LEAVES_WITHIN * 1000)
        try:
            told = admin.describe_groups([group.name for group in OURS])
        finally:
            admin.close()
    except OtherKafkaError as error:
        raise (CoordinatorNotAvailableError if error.retriable else KafkaError)(str(error)) from error
    if unsure := [one["error"] for one in told.values() if one["error"] and _NO_SUCH_GROUP not in one["error"]]:
        raise CoordinatorNotAvailableError(unsure[0])
    return sorted(name for name, one in told.items() if one["group_state"] not in _NOBODY)


@asynccontextmanager
async def _admin(kafka: Kafka) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(**kafka.connection)
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()


async def _patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """A Kafka that has just started does not know yet who coordinates a group."""
    for _ in range(int(_LEAVES_WITHIN / _AGAIN)):
        try:
            return await ask()
        except KafkaError as error:
            if not error.retriable:
                raise
        await asyncio.sleep(_AGAIN)
    return await ask()
