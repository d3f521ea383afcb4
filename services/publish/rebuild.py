"""Publish's database made anew from the decisions, while publish may be running.

It is made beside the old one and takes its place at one stroke. What was decided meanwhile is read
again after that, for it may have gone to the old one; the version guard makes repetition harmless.
Every item is marked, and so told again: the published topic is healed with it. Articles come first, then
comments; doing it once more after it broke off is always right.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo.errors import OperationFailure, PyMongoError

from services.publish.comments_store import Comments
from services.publish.model import Item, Kept, KeptComment, Sum, newest
from services.publish.store import Articles, Shelf
from shared.bus import readable
from shared.bus.life import let_go
from shared.facts import CommentDecision, Decision, Fact, Poison, decode
from shared.mongo import client
from shared.settings import Settings
from shared.topics import COMMENT_DECISIONS, DECISIONS, PARTITIONS

_BESIDE = "_rebuilt"
_AT_ONCE = 1_000
_WAIT_MS = 500
_TROUBLE = (OSError, KafkaError, PyMongoError)

Ends = dict[TopicPartition, int]
Progress = Callable[[int, int], None]
K = TypeVar("K", bound=Item)


@dataclass(frozen=True)
class Rebuilt:
    """How much of one kind was read and made, and the sums of the states before and after."""

    kind: str
    decisions: int
    items: int
    sum: str
    before_items: int
    before: str


@dataclass(frozen=True)
class _Kind(Generic[K]):
    """How items of one kind are made from their topic: shelves by the name of their collection, states by fact."""

    name: str
    topic: str
    shelf: Callable[[str], Shelf[K]]
    states: Callable[[Sequence[Fact]], list[K]]


class BrokeOff(Exception):  # noqa: N818 - what happened, not whose fault it is
    """It was not made anew to the end. Its words say why, what was changed, what was not, and how to go on."""

    def __init__(self, why: BaseException | None, standing: Sequence[str]) -> None:
        """`standing` is how each kind stands now."""
        trouble = str(why) or type(why).__name__
        again = "Once that is mended, do it again: it begins anew, and nothing is lost by it."
        super().__init__("\n".join([f"It was not made anew to the end: {trouble}", *standing, again]))


class _Swapping(Exception):  # noqa: N818 - where it was
    """It broke off when what is in place was being changed; its words say how that stands."""


async def rebuild(settings: Settings, progress: Progress) -> tuple[Rebuilt, ...]:
    """Do it for articles, then for comments; `progress` is told how many decisions were read, of how many.

    Raises `BrokeOff` where Kafka or MongoDB is away or refuses.
    """
    mongo = client(settings)
    database = mongo[f"{settings.database_prefix}_publish"]
    articles, comments = _articles(database), _comments(database)
    try:
        first = await _or_tell(_rebuilt(settings, articles, progress), "articles: {}", "comments: not changed.")
        second = await _or_tell(
            _rebuilt(settings, comments, progress), "articles: made anew and in place.", "comments: {}"
        )
    finally:
        mongo.close()
    return first, second


async def _or_tell(making: Awaitable[Rebuilt], *standing: str) -> Rebuilt:
    """What is made; where it breaks off, `standing` tells how each kind stands, this one at `{}`."""
    try:
        return await making
    except _Swapping as error:
        raise BrokeOff(error.__cause__, [one.format(error) for one in standing]) from error
    except _TROUBLE as error:
        raise BrokeOff(error, [one.format("not changed.") for one in standing]) from error


def _articles(database: AsyncIOMotorDatabase[dict[str, Any]]) -> _Kind[Kept]:
    def states(facts: Sequence[Fact]) -> list[Kept]:
        now = datetime.now(UTC)
        return [Kept.of(one, now) for one in newest(fact for fact in facts if isinstance(fact, Decision))]

    return _Kind("articles", DECISIONS, lambda name: Articles(database, name), states)


def _comments(database: AsyncIOMotorDatabase[dict[str, Any]]) -> _Kind[KeptComment]:
    def states(facts: Sequence[Fact]) -> list[KeptComment]:
        return [KeptComment.of(one) for one in newest(fact for fact in facts if isinstance(fact, CommentDecision))]

    return _Kind("comments", COMMENT_DECISIONS, lambda name: Comments(database, name), states)


async def _rebuilt(settings: Settings, kind: _Kind[K], progress: Progress) -> Rebuilt:
    old, new = kind.shelf(kind.name), kind.shelf(f"{kind.name}{_BESIDE}")
    consumer = AIOKafkaConsumer(**settings.kafka.connection, enable_auto_commit=False)
    try:
        await consumer.start()
        before = await _sum(old)
        await new.drop()
        await new.prepare()
        consumer.assign([TopicPartition(kind.topic, number) for number in range(PARTITIONS)])
        await consumer.seek_to_beginning()
        read = await _read_to_end(consumer, kind, new, progress)
        made = await _sum(new)
        read += await _swap(consumer, kind, old, new)
    finally:
        await let_go(consumer.stop())
    return Rebuilt(kind.name, read, made.items, str(made), before.items, str(before))


async def _swap(consumer: AIOKafkaConsumer, kind: _Kind[K], old: Shelf[K], new: Shelf[K]) -> int:
    """Put the new one in place, and keep in it what was decided meanwhile; how many decisions that was."""
    try:
        await new.take_place_of(kind.name)
    except PyMongoError as error:
        if isinstance(error, OperationFailure) and not error.timeout:
            raise  # MongoDB refused.
        raise _Swapping("made anew, and perhaps in place already.") from error
    try:
        return await _read_to_end(consumer, kind, old, lambda *_: None)
    except _TROUBLE as error:
        raise _Swapping("made anew and in place, but what was decided meanwhile may be missing.") from error


async def _read_to_end(consumer: AIOKafkaConsumer, kind: _Kind[K], shelf: Shelf[K], progress: Progress) -> int:
    """Keep every decision up to where the topic ends now; how many there were."""
    ends: Ends = await consumer.end_offsets(consumer.assignment())
    begins = [await consumer.position(one) for one in ends]
    of = sum(ends.values()) - sum(begins)
    done = 0
    while not await _there(consumer, ends):
        batches = await consumer.getmany(timeout_ms=_WAIT_MS, max_records=_AT_ONCE)
        facts = [fact for records in batches.values() for record in records if (fact := _fact(record))]
        if facts:
            await shelf.keep(kind.states(facts))
        done += len(facts)
        progress(done, of)
    return done


async def _there(consumer: AIOKafkaConsumer, ends: Ends) -> bool:
    for partition, end in ends.items():
        if await consumer.position(partition) < end:
            return False
    return True


def _fact(record: ConsumerRecord[Any, Any]) -> Fact | None:
    try:
        return decode(record.topic, record.key, record.value, readable(record))
    except Poison:
        return None


async def _sum(shelf: Shelf[K]) -> Sum:
    total = Sum()
    async for kept in shelf.every():
        total.add(kept)
    return total
