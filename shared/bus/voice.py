"""Saying facts: in order, each acknowledged by all replicas, or an error that says what is known."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn

from aiokafka.errors import (
    InvalidProducerEpoch,
    KafkaError,
    OutOfOrderSequenceNumber,
    ProducerClosed,
    ProducerFenced,
    UnknownProducerId,
)
from faststream.exceptions import IncorrectState

from shared import metrics
from shared.bus.life import real_producer
from shared.bus.world import OutcomeUnknown, Unsendable
from shared.facts import Fact, Record, encode
from shared.topics import LARGEST_SEND

if TYPE_CHECKING:
    from faststream.kafka import KafkaBroker

Hold = Callable[[], Awaitable[None]]
"""Keeps other processes from saying what this one may still say."""
Headers = list[tuple[str, bytes]]

_FATAL = (OutOfOrderSequenceNumber, UnknownProducerId, ProducerFenced, ProducerClosed, InvalidProducerEpoch)
"""After one of these no later send to the partition can succeed: only a new producer helps (aiokafka#1017)."""


class Voice:
    """The one producer of a process."""

    def __init__(self, broker: KafkaBroker, *, timeout: float, leave: Callable[[str], NoReturn]) -> None:
        """`timeout`: seconds a send may wait for its acknowledgement; `leave` ends the process."""
        self._broker = broker
        self._timeout = timeout
        self._leave = leave

    async def say(self, fact: Fact, *, trace: str = "") -> None:
        """Say one fact; returns when all replicas have it. Raises `Unsendable`, `OutcomeUnknown`."""
        await self.say_record(encode(fact), trace=trace)

    async def say_all(self, facts: Iterable[Fact], *, traces: Mapping[str, str] | None = None) -> None:
        """Say these in their order, many on the way at once; returns when all replicas have all.

        `traces` are W3C traceparents by the item the fact is about, for those that have one.
        Raises `Unsendable` before anything is sent, `OutcomeUnknown` when any may be missing.
        """
        if not traces:
            await self.say_records([(encode(fact), "") for fact in facts])
            return
        await self.say_records([(encode(fact), traces.get(fact.item, "")) for fact in facts])

    async def say_record(self, record: Record, *, trace: str = "") -> None:
        """Say a fact that was encoded before, perhaps in another process. Raises as `say`."""
        await self.say_records([(record, trace)])

    async def say_records(self, records: Sequence[tuple[Record, str]], *, hold: Hold | None = None) -> None:
        """Say encoded facts, each with its trace, in order. Raises as `say_all`.

        An idempotent producer does not let go of a record that it could not send: what is given up here may be on the
        topic minutes later, behind whatever another process said of that item meanwhile. Whoever keeps others from it
        gives `hold`, which is awaited every few seconds while anything is on its way that was not acknowledged in
        time; this does not return before all of it is settled.
        """
        ready = [(record, headers_of(record, trace)) for record, trace in records]
        sent: list[asyncio.Future[object]] = []
        try:
            async with asyncio.timeout(self._timeout):
                # In order and without waiting: keys, order and every acknowledgement are kept, and it is faster
                # than a gather of sends; a batch send would ignore the keys. One answer of Kafka's settles many.
                for record, headers in ready:
                    sent.append(await self._send(record, headers))
                for one in sent:
                    await (one if hold is None else asyncio.shield(one))
        except (TimeoutError, KafkaError, OSError, IncorrectState) as error:
            for one in sent:
                one.add_done_callback(_heard_of)
            if isinstance(error, _FATAL):
                self._leave(f"the producer can send no more ({type(error).__name__})")
            arrived = hold is not None and await self._settled(sent, hold) and len(sent) == len(ready)
            if not arrived:
                raise OutcomeUnknown(type(error).__name__) from error
        for topic, said in Counter(record.topic for record, _ in records).items():
            metrics.SAID.labels(topic).inc(said)

    async def _settled(self, sent: Sequence[asyncio.Future[object]], hold: Hold) -> bool:
        """Hold these until none is on its way any more; whether all have arrived."""
        waiting = set(sent)
        while waiting:
            await hold()
            _, waiting = await asyncio.wait(waiting, timeout=self._timeout / 2)
        return not any(one.cancelled() or one.exception() for one in sent)

    async def _send(self, record: Record, headers: Headers) -> asyncio.Future[object]:
        # Aiokafka's own producer: FastStream's `publish` does the same, adds a random `correlation_id`
        # to a message that is to be the same each time, and takes twice the processor's time.
        producer = real_producer(self._broker)
        sent: asyncio.Future[object] = await producer.send(record.topic, record.value, key=record.key, headers=headers)
        return sent


def _heard_of(one: asyncio.Future[object]) -> None:
    """Of an answer that nobody waits for any more its error is known already, or no news."""
    if not one.cancelled():
        one.exception()


def headers_of(record: Record, trace: str) -> Headers:
    """Its headers as they are sent.

    Raises `Unsendable` for what a broker would refuse: a refused batch wedges its partition for ever.
    """
    if not record.key:
        raise Unsendable(f"a record for {record.topic} has no key")
    headers = [(name, text.encode()) for name, text in record.headers.items()]
    if trace:
        headers.append(("traceparent", trace.encode()))
    size = len(record.key) + len(record.value or b"") + sum(len(name) + len(text) for name, text in headers)
    if size > LARGEST_SEND:
        raise Unsendable(f"a record for {record.topic} is {size} bytes; at most {LARGEST_SEND} are sent")
    return headers
