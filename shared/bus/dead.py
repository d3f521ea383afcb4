"""Dead letters: what can never be handled, kept whole with the reason, and a limit to how many.

The limit's idea is Sentry's (arroyo): when most of what is read cannot be handled, something else is
wrong, and the consumer stops instead of emptying its topic into dead letters.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aiokafka import AIOKafkaProducer

from shared import metrics
from shared.bus.letters import ANSWER, OF, Became
from shared.topics import LARGEST_LETTER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aiokafka import ConsumerRecord

    from shared.kafka import Kafka
    from shared.topics import Group

log = logging.getLogger(__name__)


class Overwhelmed(Exception):  # noqa: N818 - the newsroom's word for it
    """Too much of what is read cannot be handled: the consumer stops until somebody has looked."""


_ORIGIN = ("dlq-topic", "dlq-partition", "dlq-offset", "dlq-timestamp")


@dataclass(frozen=True)
class Limit:
    """More than `most` dead letters within `seconds`, and more than `share` of what was read, is too much."""

    most: int = 1_000
    seconds: float = 600.0
    share: float = 0.5


class Toll:
    """How much was read and how much of it died, over the time of the limit."""

    def __init__(self, limit: Limit, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds, from anywhere, never backwards."""
        self._limit = limit
        self._clock = clock
        self._counts: deque[tuple[float, int, int]] = deque()

    def count(self, *, read: int = 0, dead: int = 0) -> None:
        """Add these to what was seen."""
        self._counts.append((self._clock(), read, dead))

    def would_be_too_much(self, more: int) -> bool:
        """Whether `more` dead letters, written now, would go past the limit."""
        horizon = self._clock() - self._limit.seconds
        while self._counts and self._counts[0][0] < horizon:
            self._counts.popleft()
        read = sum(entry[1] for entry in self._counts)
        dead = sum(entry[2] for entry in self._counts) + more
        return dead > self._limit.most and dead > self._limit.share * read


@dataclass(frozen=True)
class Letter:
    """A record that could not be handled, and why, in words that name no content."""

    record: ConsumerRecord[bytes | None, bytes | None]
    error: str
    reason: str


@dataclass(frozen=True)
class Answered:
    """A record that operators handed back and that could be handled now, and whether it changed anything."""

    record: ConsumerRecord[bytes | None, bytes | None]
    became: Became


class DeadLetters:
    """Where one group puts what it cannot handle: original key, bytes and headers, and the reason."""

    def __init__(self, kafka: Kafka, group: Group, limit: Limit | None = None) -> None:
        self._kafka = kafka
        self._group = group
        self._producer: AIOKafkaProducer | None = None
        self.toll = Toll(limit or Limit())

    async def bury(self, letters: Sequence[Letter]) -> None:
        """Write these; returns when all replicas have them. Raises `Overwhelmed`, KafkaError."""
        if not letters:
            return
        if self.toll.would_be_too_much(len(letters)):
            raise Overwhelmed(f"{self._group.name}: too many dead letters; the last: {letters[-1].reason}")
        producer = await self._started()
        sent = [await producer.send(self._group.dead, **self._form(letter)) for letter in letters]
        for one in sent:
            await one
        self.toll.count(dead=len(letters))
        metrics.DEAD.labels(self._group.name).inc(len(letters))
        for letter in letters:
            if of := self._handed_back(letter.record):
                self._tell(of, "died")

    async def answer(self, answers: Sequence[Answered]) -> None:
        """Say what became of what was handed back; returns when all replicas have it. Raises KafkaError."""
        named = [(one, of) for one in answers if (of := self._handed_back(one.record))]
        producer = await self._started()
        # Beside the letters: this group writes there and operators read there, and no topic has two writers.
        sent = []
        for one, of in named:
            headers = [(OF, of.encode()), (ANSWER, one.became.encode())]
            sent.append(await producer.send(self._group.dead, None, one.record.key or b"", headers=headers))
        for acknowledged in sent:
            await acknowledged
        for one, of in named:
            self._tell(of, one.became)

    def _handed_back(self, record: ConsumerRecord[bytes | None, bytes | None]) -> str:
        """The place of the letter that this record was, where operators handed it back; "" otherwise."""
        if record.topic != self._group.redrive:
            return ""
        return next(((value or b"").decode("utf-8", "replace") for name, value in record.headers if name == OF), "")

    def _tell(self, of: str, became: str) -> None:
        log.info("a letter that was handed back", extra={"group": self._group.name, "letter": of, "became": became})
        metrics.REDRIVEN.labels(self._group.name, became).inc()

    async def close(self) -> None:
        """Let go of the producer."""
        if self._producer is not None:
            await self._producer.stop()

    async def _started(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(
                **self._kafka.connection,
                acks="all",
                enable_idempotence=True,
                max_request_size=LARGEST_LETTER - 4096,
            )
            await producer.start()
            self._producer = producer
        return self._producer

    def _form(self, letter: Letter) -> dict[str, object]:
        record = letter.record
        why = {
            "dlq-topic": record.topic,
            "dlq-partition": str(record.partition),
            "dlq-offset": str(record.offset),
            "dlq-timestamp": str(record.timestamp),
            "dlq-group": self._group.name,
            "dlq-error": letter.error,
            "dlq-reason": letter.reason[:2_000],
            "dlq-at": datetime.now(UTC).isoformat(),
        }
        if record.topic == self._group.redrive:  # it died once more: where it came from at first is what counts
            first = {name: (value or b"").decode("utf-8", "replace") for name, value in record.headers}
            why |= {name: first[name] for name in _ORIGIN if name in first}
        kept = [(name, value) for name, value in record.headers if name not in why]
        added = [(name, text.encode()) for name, text in why.items()]
        # A tombstone that died keeps its null, so that "original bytes" stays true; the topic is not compacted.
        key = record.key if record.key is not None or record.value is not None else b""
        return {"key": key, "value": record.value, "headers": [*kept, *added]}
