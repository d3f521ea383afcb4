"""Publish's database made anew from the decisions, while publish may be running.

It is made beside the old one and takes its place at one stroke. What was decided meanwhile is read
again after that, for it may have gone to the old one; the version guard makes repetition harmless.
Every article is marked, and so told again: the published topic is healed with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from services.publish.model import Kept, Sum, newest
from services.publish.store import Articles
from shared.bus import readable
from shared.facts import Decision, Poison, decode
from shared.mongo import client
from shared.settings import Settings
from shared.topics import DECISIONS, PARTITIONS

_BESIDE = "articles_rebuilt"
_AT_ONCE = 1_000
_WAIT_MS = 500

Ends = dict[TopicPartition, int]


@dataclass(frozen=True)
class Rebuilt:
    """How much was read and made, and the sums of the states before and after."""

    decisions: int
    articles: int
    sum: str
    before_articles: int
    before: str


async def rebuild(settings: Settings, progress: Callable[[int, int], None]) -> Rebuilt:
    """Do it; `progress` is told how many decisions were read, of how many. Raises OSError where Kafka is away."""
    mongo = client(settings)
    database = mongo[f"{settings.database_prefix}_publish"]
    old, new = Articles(database), Articles(database, _BESIDE)
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka_bootstrap, enable_auto_commit=False)
    await consumer.start()
    try:
        before = await _sum(old)
        await new.drop()
        await new.prepare()
        consumer.assign([TopicPartition(DECISIONS, number) for number in range(PARTITIONS)])
        await consumer.seek_to_beginning()
        read = await _read_to_end(consumer, new, progress)
        made = await _sum(new)
        await new.take_place_of("articles")
        read += await _read_to_end(consumer, old, lambda *_: None)
    finally:
        await consumer.stop()
        mongo.close()
    return Rebuilt(read, made.articles, str(made), before.articles, str(before))


async def _read_to_end(consumer: AIOKafkaConsumer, articles: Articles, progress: Callable[[int, int], None]) -> int:
    """Keep every decision up to where the topic ends now; how many there were."""
    ends: Ends = await consumer.end_offsets(consumer.assignment())
    begins = [await consumer.position(one) for one in ends]
    of = sum(ends.values()) - sum(begins)
    done = 0
    while not await _there(consumer, ends):
        batches = await consumer.getmany(timeout_ms=_WAIT_MS, max_records=_AT_ONCE)
        decisions = [d for records in batches.values() for record in records if (d := _decision(record))]
        now = datetime.now(UTC)
        if decisions:
            await articles.keep([Kept.of(decision, now) for decision in newest(decisions)])
        done += len(decisions)
        progress(done, of)
    return done


async def _there(consumer: AIOKafkaConsumer, ends: Ends) -> bool:
    for partition, end in ends.items():
        if await consumer.position(partition) < end:
            return False
    return True


def _decision(record: ConsumerRecord[Any, Any]) -> Decision | None:
    try:
        fact = decode(DECISIONS, record.key, record.value, readable(record))
    except Poison:
        return None
    return fact if isinstance(fact, Decision) else None


async def _sum(articles: Articles) -> Sum:
    total = Sum()
    async for kept in articles.every():
        total.add(kept)
    return total
