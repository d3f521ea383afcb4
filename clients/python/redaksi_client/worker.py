"""Something done for each change, by one of several processes, at least once."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Generic

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError, TopicAlreadyExistsError, for_code

from redaksi_client.closing import close
from redaksi_client.events import Event, T, Unreadable, read

log = logging.getLogger("redaksi_client")

_AGAIN_AFTER = 1.0
_LOOK_EVERY_MS = 200
_LARGEST_LETTER = 5 << 20


class TryLater(Exception):  # noqa: N818 - what the handler asks for
    """Raised by a handler when not the message is at fault but the world: it is tried until it works."""


async def fault_of(handle: Callable[[Event[T]], Awaitable[None]], event: Event[T]) -> str:
    """The name of what the handler raised, "" where it went well. `TryLater` is raised on."""
    try:
        await handle(event)
    except TryLater:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a reader's own code raises
        return type(error).__name__
    return ""


async def make_dead_letters(topic: str, bootstrap: str, *, replication: int = 1, **kafka: Any) -> None:
    """Make the topic for what could not be handled, where it is not there. `kafka` are settings of the connection.

    Raises KafkaError where Kafka does not make it: who asks may not, or it has fewer brokers than `replication`.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, **kafka)
    await admin.start()
    try:
        if topic in await admin.list_topics():  # whoever may not make topics may find it made
            return
        answer = await admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=replication)])
    finally:
        await admin.close()
    ((_, code, *why),) = answer.topic_errors  # aiokafka raises nothing of what stands here
    if code not in {0, TopicAlreadyExistsError.errno}:
        raise for_code(code)(f"{topic}: {why[0] if why else code}")


class Worker(Generic[T]):
    """Awaits `handle` for each event of a published topic, those of one item in order.

    A crash gives the last event again: `handle` must bear that. One that fails `tries` times goes to the topic
    `dead`, with its headers and `dead-reason`; waits between tries double from `first_wait` to `longest_wait` seconds.
    """

    def __init__(
        self,
        model: type[T],
        handle: Callable[[Event[T]], Awaitable[None]],
        bootstrap: str,
        *,
        group: str,
        dead: str,
        topic: str = "",
        tries: int = 5,
        first_wait: float = 0.5,
        longest_wait: float = 30.0,
        session_timeout_ms: int = 10_000,
        **kafka: Any,
    ) -> None:
        """`topic` is the model's own unless named; `kafka` are settings of aiokafka's connections."""
        self._model = model
        self._handle = handle
        self._topic = topic or model.topic
        self._dead = dead
        self._tries = tries
        self._waits = (first_wait, longest_wait)
        self._kafka: Mapping[str, Any] = {"bootstrap_servers": bootstrap, **kafka}
        self._group: Mapping[str, Any] = {"group_id": group, "session_timeout_ms": session_timeout_ms}
        self._failures: Counter[TopicPartition] = Counter()
        self._delays: Counter[TopicPartition] = Counter()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Finish what is being handled, and end `run`."""
        self._stopping.set()

    async def run(self) -> None:
        """Work until told to stop. Kafka being away is waited out."""
        while not self._stopping.is_set():
            try:
                await self._work()
            except KafkaError as error:
                log.warning("%s: %s; trying again", self._topic, type(error).__name__)
                await self._wait(_AGAIN_AFTER)

    async def _work(self) -> None:
        consumer = AIOKafkaConsumer(
            self._topic, enable_auto_commit=False, auto_offset_reset="earliest", **self._group, **self._kafka
        )
        producer = AIOKafkaProducer(
            acks="all", enable_idempotence=True, max_request_size=_LARGEST_LETTER, **self._kafka
        )
        self._failures.clear()
        self._delays.clear()
        try:
            await consumer.start()
            await producer.start()
            while not self._stopping.is_set():
                # One at a time, so that each look at Kafka tells it that we are alive.
                for records in (await consumer.getmany(timeout_ms=_LOOK_EVERY_MS, max_records=1)).values():
                    await self._attend(records[0], consumer, producer)
        finally:
            await close(consumer)
            await producer.stop()

    async def _attend(self, record: Any, consumer: AIOKafkaConsumer, producer: AIOKafkaProducer) -> None:
        """Have it handled or buried, and only then say that it is; or have it again."""
        place = TopicPartition(record.topic, record.partition)
        done = await self._handled(record, place, producer)
        try:
            if done:
                del self._failures[place], self._delays[place]
                await consumer.commit({place: record.offset + 1})
            else:
                consumer.seek(place, record.offset)
        except (CommitFailedError, IllegalStateError):
            log.info("%s, partition %d: it is another worker's now", *place)

    async def _handled(self, record: Any, place: TopicPartition, producer: AIOKafkaProducer) -> bool:
        try:
            fault = await fault_of(self._handle, read(self._model, record))
        except Unreadable as why:
            await self._bury(record, str(why), producer)
            return True
        except TryLater:
            self._delays[place] += 1
            await self._wait(self._pause(self._delays[place]))
            return False
        if fault:
            self._failures[place] += 1
            if self._failures[place] < self._tries:
                log.warning("%s, partition %d, offset %d: %s", *place, record.offset, fault)
                await self._wait(self._pause(self._failures[place]))
                return False
            await self._bury(record, fault, producer)
        return True

    def _pause(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row."""
        first, longest = self._waits
        return min(first * 2.0 ** min(failures - 1, 30), longest)

    async def _bury(self, record: Any, reason: str, producer: AIOKafkaProducer) -> None:
        log.error("%s, partition %d, offset %d: buried: %s", record.topic, record.partition, record.offset, reason)
        said = {"reason": reason, "topic": record.topic, "partition": record.partition, "offset": record.offset}
        headers = [*record.headers, *((f"dead-{name}", str(value).encode()) for name, value in said.items())]
        await producer.send_and_wait(self._dead, record.value, record.key, headers=headers)

    async def _wait(self, seconds: float) -> None:
        """Wait, or until told to stop."""
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return
