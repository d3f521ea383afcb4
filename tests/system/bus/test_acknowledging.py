"""What a group writes down of how far it is, and how often it is handed what came."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from faststream.kafka.message import KafkaAckableMessage

from shared.bus import Bus, Heard
from shared.bus.chain import _acknowledge
from shared.settings import Settings
from shared.topics import COMMENTS, Group
from tests.builders import a_comment
from tests.system.bus.conftest import Listener, Send, listening, until, wire
from tests.system.conftest import Servers


async def places(servers: Servers, group: Group) -> dict[tuple[str, int], int]:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers.kafka)
    await admin.start()
    found = await admin.list_consumer_group_offsets(group.name)
    await admin.close()
    return {(one.topic, one.partition): kept.offset for one, kept in found.items() if kept.offset >= 0}


async def test_a_batch_is_acknowledged_where_it_was_read_and_nowhere_else(
    settings: Settings, servers: Servers, group: Group, send: Send
) -> None:
    before = await places(servers, group)
    ears = Listener()
    async with listening(settings, group, ears.heed):
        for number in range(3):
            await send(*wire(a_comment(name=f"n{number}")))
        await until(lambda: len(ears.heard) >= 3)
    after = await places(servers, group)
    assert after == {**before, (COMMENTS, 0): max(one.record.offset for one in ears.heard) + 1}


@pytest.mark.parametrize("unhurried", [True, False])
async def test_what_nobody_waits_for_is_handed_over_together(
    settings: Settings, group: Group, send: Send, *, unhurried: bool
) -> None:
    batches: list[int] = []

    async def heed(batch: Sequence[Heard]) -> None:
        batches.append(len(batch))

    bus = Bus(settings, "test")
    bus.listen(group, heed, unhurried=unhurried)
    async with bus:
        await bus.until_started()
        await send(*wire(a_comment(name="first")))
        await until(lambda: sum(batches) == 1)
        batches.clear()
        for number in range(40):
            await send(*wire(a_comment(name=f"n{number}")))
        await until(lambda: sum(batches) >= 40)
    assert (len(batches) <= 10) == unhurried, batches


async def test_what_went_to_another_process_meanwhile_is_not_acknowledged_by_this_one(
    servers: Servers, group: Group
) -> None:
    ours, theirs = TopicPartition(COMMENTS, 1), TopicPartition(COMMENTS, 2)
    consumer = AIOKafkaConsumer(bootstrap_servers=servers.kafka, group_id=group.name, enable_auto_commit=False)
    async with consumer:
        consumer.assign([ours])
        before = await places(servers, group)
        kept, went = (a_record(one, before[COMMENTS, one.partition] + 4) for one in (ours, theirs))
        await _acknowledge(KafkaAckableMessage((kept, went), b"", consumer=consumer), (kept, went))
        await _acknowledge(KafkaAckableMessage((went,), b"", consumer=consumer), (went,))
    assert await places(servers, group) == {**before, (COMMENTS, 1): kept.offset + 1}


def a_record(place: TopicPartition, offset: int) -> ConsumerRecord[bytes, bytes]:
    return ConsumerRecord(place.topic, place.partition, offset, 0, 0, b"", b"", None, 0, 0, ())
