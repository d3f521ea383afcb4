"""Reading what the groups put aside, and handing it back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from shared.bus.chain import readable
from shared.bus.letters import ANSWER, BY, OF, TIMES, Answer, HandedBack, Letter, Pile
from shared.bus.reading import PATIENCE, Gone, Stored, ended, reader, record_at
from shared.bus.world import OutcomeUnknown
from shared.kafka import Kafka
from shared.topics import GROUPS, LARGEST_LETTER, PARTITIONS, TOPICS, Group

_LOOK_MS = 500
_HEADERS = 4_096
_KEPT = {topic.name: timedelta(milliseconds=topic.kept) for topic in TOPICS if topic.kept}


class Ledger:
    """What is on every group's pile. Remembers how far it has read, and of letters all but their values."""

    def __init__(self, kafka: Kafka, groups: Sequence[Group] = GROUPS) -> None:
        """Reads as whoever `kafka` names."""
        self._kafka = kafka
        self._groups = groups
        self._reading = asyncio.Lock()
        self._start_anew()

    async def look(self) -> Mapping[str, Pile]:
        """Every group's pile as it is now, by the group's name. Raises KafkaError, TimeoutError."""
        async with self._reading, reader(self._kafka, *self._dead, *self._back) as consumer:
            first, ends = await consumer.beginning_offsets(self._all), await consumer.end_offsets(self._all)
            if any(ends[one] < at for one, at in self._read.items()):
                self._start_anew()  # the topics were made anew
            await self._read_on(consumer, first, ends)
            self._forget(first, datetime.now(UTC))
            return self._piles

    def _start_anew(self) -> None:
        self._piles = {group.name: Pile(group) for group in self._groups}
        self._dead = {group.dead: self._piles[group.name] for group in self._groups}
        self._back = {group.redrive: self._piles[group.name] for group in self._groups}
        self._all = [TopicPartition(topic, at) for topic in (*self._dead, *self._back) for at in range(PARTITIONS)]
        self._read: dict[TopicPartition, int] = {}

    async def _read_on(
        self, consumer: AIOKafkaConsumer, first: Mapping[TopicPartition, int], ends: Mapping[TopicPartition, int]
    ) -> None:
        places = {one: max(self._read.get(one, 0), first[one]) for one in self._all}
        new = {one: at for one, at in places.items() if at < ends[one]}
        if not new:
            return
        consumer.unsubscribe()
        consumer.assign(list(new))
        for partition, at in new.items():
            consumer.seek(partition, at)
        while any([await consumer.position(partition) < ends[partition] for partition in new]):
            for partition, records in (await consumer.getmany(timeout_ms=_LOOK_MS)).items():
                for record in records:
                    self._note(record)
                    self._read[partition] = record.offset + 1

    def _note(self, record: Stored) -> None:
        said = readable(record)
        at = datetime.fromtimestamp(record.timestamp / 1000, UTC)
        if record.topic in self._back:
            if OF in said:
                self._back[record.topic].back[said[OF]] = HandedBack(at, said.get(BY, ""))
            return
        pile = self._dead[record.topic]
        match said.get(ANSWER):
            case "handled" | "unchanged" | "heard" as became:
                pile.answer(said.get(OF, ""), Answer(became, at))
            case _:
                pile.add(_letter(pile.group, record, at))

    def _forget(self, first: Mapping[TopicPartition, int], now: datetime) -> None:
        """Drop those whose time is over: Kafka, which deletes whole segments, may have them longer than their way."""
        for pile in self._piles.values():
            before = now - _KEPT.get(pile.group.dead, timedelta.max / 2)
            for place, letter in list(pile.letters.items()):
                partition, offset = _place(place)
                if letter.at < before or offset < first[TopicPartition(pile.group.dead, partition)]:
                    del pile.letters[place]
            pile.forget_others()


async def value_of(kafka: Kafka, letter: Letter) -> bytes | None:
    """What stood in it. Raises `Gone`, KafkaError, TimeoutError."""
    async with reader(kafka, letter.group.dead) as consumer:
        value: bytes | None = (await _record(consumer, letter)).value
        return value


async def hand_back(
    kafka: Kafka, letters: Sequence[Letter], per_second: float, by: str = ""
) -> AsyncGenerator[Letter, None]:
    """Hand each back to its group, no faster than that; gives each once all replicas have it.

    One that is not kept any more is left out. Raises KafkaError, TimeoutError, `OutcomeUnknown`.
    """
    async with reader(kafka, *{one.group.dead for one in letters}) as consumer, _producer(kafka) as producer:
        for letter in letters:
            try:
                record = await _record(consumer, letter)
            except Gone:
                continue
            more = [(OF, letter.place.encode()), (TIMES, str(letter.times + 1).encode()), (BY, by.encode())]
            kept = [(name, value or b"") for name, value in record.headers if name not in {OF, TIMES, BY}]
            try:
                async with asyncio.timeout(PATIENCE):
                    await producer.send_and_wait(letter.group.redrive, record.value, record.key, headers=[*kept, *more])
            except TimeoutError as error:
                raise OutcomeUnknown("TimeoutError") from error
            yield letter
            await asyncio.sleep(1 / per_second)


@asynccontextmanager
async def _producer(kafka: Kafka) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(
        **kafka.connection, acks="all", enable_idempotence=True, max_request_size=LARGEST_LETTER - _HEADERS
    )
    try:
        await producer.start()
        yield producer
    finally:
        await ended(producer)


async def _record(consumer: AIOKafkaConsumer, letter: Letter) -> Stored:
    number, offset = _place(letter.place)
    return await record_at(consumer, TopicPartition(letter.group.dead, number), offset)


def _letter(group: Group, record: Stored, at: datetime) -> Letter:
    headers = tuple((name, value or b"") for name, value in record.headers)
    size = None if record.value is None else len(record.value)
    return Letter(group, f"{record.partition}/{record.offset}", record.key, headers, at, size)


def _place(place: str) -> tuple[int, int]:
    partition, _, offset = place.partition("/")
    return int(partition), int(offset)
