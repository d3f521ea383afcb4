"""Hearing facts: decode, hand to the service, acknowledge; and what happens when one of these fails.

Three kinds of trouble have three fates. Poison (can never be understood, or fails alone and again
though the world is well) goes to dead letters. The world's trouble is waited out, for ever. Too much
poison stops the consumer. Nothing is acknowledged before it is handled or buried.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from aiokafka import TopicPartition
from faststream.message import StreamMessage

from shared import metrics
from shared.bus.dead import Answered, Letter, Overwhelmed
from shared.bus.letters import Became
from shared.bus.world import Patience, is_world
from shared.facts import Fact, Poison, decode

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer, ConsumerRecord
    from faststream.kafka import KafkaMessage

    from shared.bus.dead import DeadLetters

log = logging.getLogger(__name__)

_TRIES_AT_ONCE = 4
"""How often a whole batch is tried before its records are tried one by one."""
_ALONE = 50
"""So many of a batch that were handed back are heeded one by one, to answer for each; more would take too long."""


class Heard(NamedTuple):
    """A fact, and the record it stood in. `trace` is a W3C traceparent or ""."""

    fact: Fact
    trace: str
    record: ConsumerRecord[bytes | None, bytes | None]


Read = Callable[[str, bytes | None, bytes | None, Mapping[str, str]], Fact]
"""Makes a fact of a record's topic, key, value and headers. Raises `Poison`."""

Heed = Callable[[Sequence[Heard]], Awaitable[bool | None]]
"""What a service does with a batch. Safe to repeat; raises to be given the same batch again.

Gives whether anything changed: False where all of it was known already; None where it does not tell.
"""


def readable(record: ConsumerRecord[Any, Any]) -> dict[str, str]:
    """The record's headers as text; whatever is null or not UTF-8 is made so, for it must not raise."""
    try:
        return {name: value.decode() for name, value in record.headers}
    except (AttributeError, UnicodeDecodeError):
        return {name: (value or b"").decode("utf-8", "replace") for name, value in record.headers}


async def parse(raw: Any, original: Callable[[Any], Awaitable[Any]]) -> Any:
    """FastStream's parser, shown no headers: one that is null or not UTF-8 would lose its whole batch.

    The chain reads headers itself; of the records FastStream needs only their place, which
    `raw_message` keeps. A `reply_to` from outside is not seen either.
    """
    first = raw[0] if isinstance(raw, tuple) else raw
    bare = replace(first, headers=())
    message = await original((bare,) if isinstance(raw, tuple) else bare)
    message.raw_message = raw
    return message


async def undecoded(message: KafkaMessage) -> KafkaMessage:
    """FastStream's decoder, left out: the chain decodes record by record, so that one cannot spoil the rest."""
    return message


class Chain:
    """What stands between the consumer and one service's handler."""

    def __init__(
        self, name: str, heed: Heed, dead: DeadLetters | None, *, redrive: str = "", read: Read = decode
    ) -> None:
        """`dead` is None for a reader that only keeps a view: what it cannot read it leaves out, and says so.

        `read` makes a fact of a record; one who needs no more than its envelope need not read its value.
        """
        self.name = name
        self.patience = Patience()
        self.stopped: str | None = None
        self._heed = heed
        self._dead = dead
        self._redrive = redrive
        self._read = read
        self._troubles = 0
        self._troubled = False
        self._oldest = 0.0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def busy(self) -> bool:
        """Whether a batch is being handled."""
        return not self._idle.is_set()

    @property
    def behind(self) -> float:
        """Seconds between now and the time of the last record taken up; 0 before the first."""
        return max(0.0, time.time() - self._oldest) if self._oldest else 0.0

    async def drain(self, seconds: float) -> None:
        """Wait until the batch at hand is done and acknowledged, `seconds` at the most."""
        self.patience.cut_short()
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            log.warning("a batch was still being handled when its partitions went", extra={"group": self.name})

    async def hear(self, message: KafkaMessage) -> None:
        """Handle one batch and acknowledge it. Raises to have it delivered again, after a wait."""
        self._idle.clear()
        self._troubled = False
        try:
            await self._hear(message)
        except Exception as error:  # the one broad except of the project: whatever it is, the batch is not done
            self._troubles += 0 if is_world(error) else 1
            self._troubled = True
            metrics.RETRIES.labels(self.name, type(error).__name__).inc()
            log.warning("batch will be taken again", extra={"group": self.name, "error": type(error).__name__})
            await self.patience.wait()
            raise
        finally:
            # It is its own decoded body, and would hold itself and its records until garbage is looked for.
            message.clear_cache()
            self._idle.set()

    async def hear_or_rewind(self, message: KafkaMessage) -> None:
        """The same for a reader without a group, whose place nobody keeps: on trouble it goes back itself."""
        try:
            await self.hear(message)
        finally:
            if self._troubled:
                await message.nack()

    async def _hear(self, message: KafkaMessage) -> None:
        if self.stopped:
            raise Overwhelmed(self.stopped)
        raw = message.raw_message
        records = raw if isinstance(raw, tuple) else (raw,)
        self._oldest = min(record.timestamp for record in records) / 1000
        heard, letters = self._decode(records)
        with metrics.HANDLING.labels(self.name).time():
            outcomes = await self._heed_all(heard)
        letters += [one for one in outcomes if isinstance(one, Letter)]
        await self._bury(letters)
        await self._answer([one for one in outcomes if isinstance(one, Answered)])
        if self._dead is not None:
            self._dead.toll.count(read=len(records))
            await _acknowledge(message, records)
        for kind, count in Counter(one.fact.kind for one in heard).items():
            metrics.HEARD.labels(self.name, kind).inc(count)
        self._troubles = 0
        self.patience.rest()

    def _decode(self, records: Sequence[ConsumerRecord[Any, Any]]) -> tuple[list[Heard], list[Letter]]:
        heard: list[Heard] = []
        letters: list[Letter] = []
        for record in records:
            headers = readable(record)
            topic = headers.get("dlq-topic", "") if record.topic == self._redrive else record.topic
            try:
                fact = self._read(topic, record.key, record.value, headers)
            except Poison as poison:
                letters.append(Letter(record, "Poison", str(poison)))
            else:
                heard.append(Heard(fact, headers.get("traceparent", ""), record))
        return heard, letters

    async def _heed_all(self, heard: Sequence[Heard]) -> list[Letter | Answered]:
        if self._troubles >= _TRIES_AT_ONCE:
            return [outcome for one in heard if (outcome := await self._heed_alone(one))]
        back = [one for one in heard if self._is_back(one)]
        rest = [one for one in heard if not self._is_back(one)] + back[_ALONE:]
        if rest:
            await self._heed(rest)
        answers = [Answered(one.record, _became(await self._heed([one]))) for one in back[:_ALONE]]
        return [*answers, *(Answered(one.record, "heard") for one in back[_ALONE:])]

    async def _heed_alone(self, one: Heard) -> Letter | Answered | None:
        (outcome,) = await asyncio.gather(self._heed([one]), return_exceptions=True)
        if not isinstance(outcome, BaseException):
            return Answered(one.record, _became(outcome)) if self._is_back(one) else None
        if not isinstance(outcome, Exception) or is_world(outcome):
            raise outcome
        return Letter(one.record, type(outcome).__name__, f"{one.fact.kind} fails again and again, alone too")

    def _is_back(self, one: Heard) -> bool:
        """Whether an operator handed it back."""
        return bool(one.record.topic == self._redrive)

    async def _answer(self, answers: Sequence[Answered]) -> None:
        """Say what became of what was handed back: who handed it back looks for it there."""
        if self._dead is not None and answers:
            await self._dead.answer(answers)

    async def _bury(self, letters: Sequence[Letter]) -> None:
        for letter in letters:
            log.error("record cannot be handled", extra={"group": self.name, "reason": letter.reason})
        if self._dead is None:
            return
        try:
            await self._dead.bury(letters)
        except Overwhelmed as overwhelmed:
            log.critical("consumer stopped", extra={"group": self.name, "reason": str(overwhelmed)})
            metrics.STOPPED.labels(self.name).set(1)
            self.stopped = str(overwhelmed)
            raise


async def _acknowledge(message: KafkaMessage, records: Sequence[ConsumerRecord[Any, Any]]) -> None:
    """Have the group go on behind these.

    FastStream's own `ack` writes the place of every partition that the consumer has, each time: for a record or
    two that is most of what Kafka does for them. What is left of it here is that the message knows it is done with.
    What went to another process meanwhile is that one's to acknowledge.
    """
    consumer = cast("AIOKafkaConsumer", message.consumer)
    held, ends = consumer.assignment(), dict[TopicPartition, int]()
    for record in records:
        if (place := TopicPartition(record.topic, record.partition)) in held:
            ends[place] = max(ends.get(place, 0), record.offset + 1)
    if ends:
        await consumer.commit(ends)
    await StreamMessage.ack(message)


def _became(changed: bool | None) -> Became:  # noqa: FBT001 - as handlers give it
    if changed is None:
        return "heard"
    return "handled" if changed else "unchanged"
