"""Whether a consumer lives, told by its progress and by the tasks inside aiokafka, not by a ping.

The names of those tasks are aiokafka's own; `tests/system/bus/test_hearing.py` notices when they move.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, cast

from shared import metrics

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
    from faststream.kafka import KafkaBroker

    from shared.bus.chain import Chain

_WAIT_MS = 250
_ASK_AGAIN = 60.0
"""Seconds until more is asked for while something that was fetched waits to be handled."""
STILL = 120.0
"""Seconds without progress, with facts waiting and no reason to wait, after which a process is given up."""


def consumer_tasks(consumer: AIOKafkaConsumer) -> Iterator[asyncio.Task[None]]:
    """The tasks without which the consumer waits for ever in silence."""
    yield consumer._fetcher._fetch_task  # noqa: SLF001
    if consumer._group_id is not None:  # noqa: SLF001
        yield consumer._coordinator._coordination_task  # noqa: SLF001


def producer_task(producer: AIOKafkaProducer) -> asyncio.Task[None]:
    """The task without which nothing is sent."""
    return producer._sender.sender_task  # type: ignore[no-any-return]  # noqa: SLF001


def real_producer(broker: KafkaBroker) -> AIOKafkaProducer:
    """Aiokafka's producer, behind FastStream's."""
    return cast("Any", broker.config.producer)._producer.producer  # noqa: SLF001


def make_prompt(consumer: AIOKafkaConsumer) -> None:
    """Have it give records as soon as they come, and ask for more as soon as it can take them."""
    wait_inside(consumer)
    ask_when_taken(consumer)


def wait_inside(consumer: AIOKafkaConsumer) -> None:
    """Have it wait for records inside aiokafka, which gives them at once.

    FastStream naps after every poll that found nothing, for as long as it polled: with short polls an idle process is
    never at rest, with long ones facts wait.
    """
    getmany = consumer.getmany

    async def patient(*partitions: TopicPartition, max_records: int | None = None, **_: object) -> Any:
        while not (found := await getmany(*partitions, timeout_ms=_WAIT_MS, max_records=max_records)):
            pass
        return found

    consumer.getmany = patient


def ask_when_taken(consumer: AIOKafkaConsumer) -> None:
    """Have it not ask Kafka for more while something that it fetched waits to be handled.

    After a tenth of a second of that aiokafka asks for the other partitions, alone; where those are empty the answer
    takes as long as Kafka may wait, and until then nothing else is asked for: every second batch of many came half a
    second late.
    """
    consumer._fetcher._prefetch_backoff = _ASK_AGAIN  # noqa: SLF001


async def let_go(stopping: Coroutine[Any, Any, None]) -> None:
    """Await a consumer's `stop()`. Raises `CancelledError` only where the caller is cancelled.

    A consumer that is stopped while a fetch of its own is about to begin passes that fetch's cancellation on, and
    whoever stopped it would end as if it had been cancelled itself.
    """
    task = asyncio.ensure_future(stopping)
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()


class Progress:
    """How far one consumer has come, looked at every few seconds."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._places: dict[object, int] = {}
        self._moved = time.monotonic()

    async def look(self, consumer: AIOKafkaConsumer) -> None:
        """Take the positions, tell the metrics, and remember when anything last moved."""
        places: dict[object, int] = {}
        waiting = 0
        for partition in consumer.assignment():
            places[partition] = await consumer.position(partition)
            waiting += max(0, (consumer.highwater(partition) or 0) - places[partition])
        if places != self._places or not waiting or self._chain.patience.waiting:
            self._moved = time.monotonic()
        self._places = places
        metrics.LAG_FACTS.labels(self._chain.name).set(waiting)
        metrics.LAG_SECONDS.labels(self._chain.name).set(self._chain.behind if waiting or self._chain.busy else 0)

    def wrong(self, consumer: AIOKafkaConsumer | None) -> str | None:
        """Why this consumer should be started anew, or None."""
        name = self._chain.name
        if consumer is None:
            return f"{name}: there is no consumer"
        if any(task is None or task.done() for task in consumer_tasks(consumer)):
            return f"{name}: a task inside the consumer has ended"
        still = time.monotonic() - self._moved
        if still > STILL:
            return f"{name}: facts wait, and nothing has moved for {still:.0f} seconds"
        return None
