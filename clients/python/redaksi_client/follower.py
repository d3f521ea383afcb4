"""A topic followed in batches, from positions that you keep beside what you make of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from redaksi_client.closing import close
from redaksi_client.events import Event, T, Unreadable, read
from redaksi_client.places import all_past
from redaksi_client.worker import TryLater

log = logging.getLogger("redaksi_client")

_AGAIN_AFTER = 1.0
_LOOK_EVERY_MS = 200
_ASK_EVERY = 5.0
_ANSWER_WITHIN_MS = 5_000


@dataclass(frozen=True)
class Batch(Generic[T]):
    """What came, the events of one item in their order. `after`: by partition, the offset to begin with next time."""

    events: tuple[Event[T], ...]
    after: Mapping[int, int]


@dataclass(frozen=True)
class Progress:
    """How many records were read since the start, of how many there were then."""

    done: int
    of: int


@dataclass(frozen=True)
class _Goal:
    """Where a topic ended, and when."""

    at: datetime
    ends: Mapping[TopicPartition, int]

    def within(self, now: _Goal) -> _Goal:
        """The same, nowhere beyond where it ends now: it may have been made anew."""
        return _Goal(self.at, {one: min(end, now.ends.get(one, end)) for one, end in self.ends.items()})


class Follower(Generic[T]):
    """Awaits `hear` for each batch of a published topic; every process that runs one is given everything.

    `begin` says where to begin, asked at each start: keep `Batch.after` in the same place as what you make of the
    events, and a crash gives at most the last batch again. A partition it does not name is read from its beginning;
    so is one that ends before the position, for then the topic was made anew. `hear` may raise `TryLater`.
    """

    def __init__(
        self,
        model: type[T],
        bootstrap: str,
        *,
        hear: Callable[[Batch[T]], Awaitable[None]],
        begin: Callable[[], Awaitable[Mapping[int, int]]],
        topic: str = "",
        most: int = 1_000,
        **kafka: Any,
    ) -> None:
        """`topic` is the model's own unless named, `most` the largest batch; `kafka` are settings of the consumer."""
        self.progress = Progress(0, 0)
        self.caught_up = asyncio.Event()
        """Set once everything is heard that stood on the topic when reading began."""
        self.current_at: datetime | None = None
        """Until when everything that was said has been heard, in UTC. Asked for every five seconds."""
        self.unreadable = 0
        self._model = model
        self._topic = topic or model.topic
        self._hear = hear
        self._begin = begin
        self._most = most
        self._kafka: Mapping[str, Any] = {"bootstrap_servers": bootstrap, **kafka}

    async def run(self) -> None:
        """Follow until cancelled. Kafka being away is waited out."""
        while True:
            try:
                await self._follow()
            except (KafkaError, TryLater, TimeoutError) as error:
                log.warning("%s: %s; trying again", self._topic, type(error).__name__)
                await asyncio.sleep(_AGAIN_AFTER)

    async def _follow(self) -> None:
        consumer = AIOKafkaConsumer(  # named here, a topic that is not made yet is an error, and asked for again
            self._topic,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_poll_records=self._most,
            **{"request_timeout_ms": _ANSWER_WITHIN_MS, **self._kafka},
        )
        try:
            await consumer.start()
            await self._keep_hearing(consumer, await self._take_up(consumer))
        finally:
            await close(consumer)

    async def _take_up(self, consumer: AIOKafkaConsumer) -> _Goal:
        """Put it where `begin` says; gives where the topic ends now."""
        goal = await _ends_of(consumer)
        firsts = await consumer.beginning_offsets(consumer.assignment())
        begin = await self._begin()
        of = 0
        for partition, end in goal.ends.items():
            at = begin.get(partition.partition, 0)
            if at > end:
                log.warning("%s, partition %d: ends before %d; reading it anew", *partition, at)
            at = firsts[partition] if at > end else max(at, firsts[partition])
            consumer.seek(partition, at)
            of += end - at
        self.progress = Progress(0, of)
        return goal

    async def _keep_hearing(self, consumer: AIOKafkaConsumer, first: _Goal) -> None:
        """While something comes all the time, too, it is known what of it has been heard."""
        goal: _Goal | None = first
        clock = asyncio.get_running_loop().time
        ask_at = clock() + _ASK_EVERY
        while True:
            came = await consumer.getmany(timeout_ms=_LOOK_EVERY_MS)
            if came:
                await self._hear(self._batch(came))
                self.progress = Progress(self.progress.done + sum(map(len, came.values())), self.progress.of)
            if clock() >= ask_at:
                now, ask_at = await _ends_of(consumer), clock() + _ASK_EVERY
                goal = goal.within(now) if goal else now
            if goal is not None and await all_past(consumer, goal.ends):
                if not self.caught_up.is_set():
                    ask_at = clock()  # it may have taken long
                self.current_at, goal = goal.at, None
                self.caught_up.set()

    def _batch(self, came: Mapping[TopicPartition, Sequence[Any]]) -> Batch[T]:
        events = tuple(event for records in came.values() for record in records if (event := self._read(record)))
        return Batch(events, {place.partition: records[-1].offset + 1 for place, records in came.items()})

    def _read(self, record: Any) -> Event[T] | None:
        try:
            return read(self._model, record)
        except Unreadable as why:
            self.unreadable += 1
            log.warning("%s, partition %d, offset %d: %s", self._topic, record.partition, record.offset, why)
            return None


async def _ends_of(consumer: AIOKafkaConsumer) -> _Goal:
    at = datetime.now(UTC)
    return _Goal(at, await consumer.end_offsets(consumer.assignment()))
