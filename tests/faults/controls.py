"""Negative controls: each takes one safeguard out of a service's process. The suite must fail with every one of them.

What a suite says is worth what it would say of a broken product. The product itself has no such switch.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import faststream
from aiokafka import AIOKafkaProducer
from pymongo import ReplaceOne

from shared.topics import PARTITIONS


@dataclass(frozen=True)
class Control:
    """One safeguard: what is done instead, the faults that bring it to light, and the laws of which one must break."""

    name: str
    instead: str
    take_out: Callable[[], None]
    breaks: frozenset[str]
    faults: tuple[str, ...]
    brokers: int = 1
    at: str = ""
    seconds: float = 20
    every: float = 1.5
    """A round of so many seconds shows it, with a fault so often."""


def _the_bus() -> Any:
    from shared.bus import bus

    return bus


def _acknowledged_though_it_failed() -> None:
    bus = _the_bus()
    policy = faststream.AckPolicy
    bus.AckPolicy = SimpleNamespace(NACK_ON_ERROR=policy.ACK, MANUAL=policy.MANUAL)


def _one_copy_is_enough() -> None:
    bus = _the_bus()
    real = bus.KafkaBroker

    def hasty(*args: Any, **kwargs: Any) -> Any:
        return real(*args, **{**kwargs, "acks": 1, "enable_idempotence": False})

    bus.KafkaBroker = hasty


def _keys_ignored() -> None:
    from shared.bus.life import real_producer
    from shared.bus.voice import Voice

    async def say_records(self: Voice, records: Sequence[tuple[Any, str]], **__: Any) -> None:
        by_topic = defaultdict(list)
        for record, _ in records:
            by_topic[record.topic].append(record)
        producer: AIOKafkaProducer = real_producer(self._broker)
        for topic, told in by_topic.items():
            batch = producer.create_batch()
            for record in told:
                headers = [(name, text.encode()) for name, text in record.headers.items()]
                batch.append(key=record.key, value=record.value, timestamp=None, headers=headers)
            await (await producer.send_batch(batch, topic, partition=random.randrange(PARTITIONS)))

    voice: Any = Voice
    voice.say_records = say_records


def _no_guard() -> None:
    from services.publish import store

    def unguarded(document: dict[str, Any], mark: Any) -> Any:
        return ReplaceOne({"_id": document["_id"]}, {**document, "emit_pending": mark}, upsert=True)

    module: Any = store
    module.guarded = unguarded


def _by_watermark() -> None:
    from services.moderation.relay import Relay

    seen: dict[str, datetime] = defaultdict(lambda: datetime.now(UTC))

    async def look(self: Relay, collection: Any) -> None:
        now = self._clock()
        async for doc in collection.find({"due": {"$gt": seen[collection.name], "$lte": now}}, {"due": 1}).sort("due"):
            seen[collection.name] = doc["due"]
            await self._room.acquire()
            await self._say_item(collection, doc["_id"])

    relay: Any = Relay
    relay._look = look


def _nobody_watches() -> None:
    from services.moderation.watch import Watch

    async def look(*_: Any) -> None:
        return

    watch: Any = Watch
    watch.look = look


def _only_news() -> None:
    from services.publish.handlers import Teller

    async def keep_and_tell(self: Any, part: Sequence[Any], traces: Any) -> None:
        before = await self._shelf.versions(one.item for one in part)
        await self._shelf.keep(part)
        marked = await self._shelf.marked(one.item for one in part)
        await self._shelf.told(marked)
        await self._tell_all([one for one in part if one.version > before.get(one.item, -1)], marked, traces)

    teller: Any = Teller
    teller._keep_and_tell = keep_and_tell


def _headers_as_they_come() -> None:
    async def parse(raw: Any, original: Any) -> Any:
        return await original(raw)

    _the_bus().parse = parse


def _all(*controls: Control) -> dict[str, Control]:
    return {one.name: one for one in controls}


CONTROLS = _all(
    Control(
        "ack-policy",
        "a batch that failed is acknowledged (FastStream's ACK)",
        _acknowledged_though_it_failed,
        frozenset({"accepted is at the desk", "what publish keeps is the last decision"}),
        ("hiccup",),
    ),
    Control(
        "acks-one",
        "one broker's acknowledgement is enough (acks=1)",
        _one_copy_is_enough,
        frozenset(
            {"accepted is at the desk", "acknowledged decisions are told", "what publish keeps is the last decision"}
        ),
        ("ahead",),
        brokers=3,
    ),
    Control(
        "publish-batch",
        "a batch goes to one partition, whatever its keys (publish_batch)",
        _keys_ignored,
        frozenset({"a key stays on its partition"}),
        ("kill",),
    ),
    Control(
        "no-guard",
        "publish keeps what it hears, older versions too",
        _no_guard,
        frozenset({"what publish keeps is the last decision"}),
        ("stale",),
    ),
    Control(
        "watermark",
        "the relay looks for what became due after the last it saw",
        _by_watermark,
        frozenset({"acknowledged decisions are told", "nothing waits"}),
        ("kill", "trap"),
        at="moderation",
    ),
    Control(
        "only-news",
        "publish tells what it newly wrote, and nothing it had already",
        _only_news,
        frozenset({"the topic says what publish keeps"}),
        ("trap",),
        at="publish",
    ),
    Control(
        "no-watch",
        "nobody reads what the desk said",
        _nobody_watches,
        frozenset({"a key's last record is its highest version"}),
        ("standstill",),
        every=10,
    ),
    Control(
        "no-cure",
        "FastStream reads headers itself",
        _headers_as_they_come,
        frozenset({"dead letters are the poison", "accepted is at the desk"}),
        ("poison",),
    ),
)
