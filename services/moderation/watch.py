"""The desk reads what it said, in its order: what comes behind a newer version of the same item was said by a zombie.

A process that stands still for longer than its lease says what it had on its way once it goes on (decision 102), and a
compaction would keep that. Nothing in the client prevents it; saying the newest again, as it stands on the topic,
mends it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from motor.motor_asyncio import AsyncIOMotorDatabase

from services.moderation.store.last_word import LastWord, Place
from shared.bus import Bus, Heard, Heed, Voice, readable
from shared.bus.reading import Gone, reader, record_at
from shared.facts import Record
from shared.kafka import Kafka
from shared.topics import COMMENT_DECISIONS, DECISIONS, NEWSROOM

log = logging.getLogger(__name__)

_OURS = {DECISIONS: "articles", COMMENT_DECISIONS: "comments", NEWSROOM: "newsroom"}
Watched = Callable[[str, Heed], Heed]
"""A handler of one of our own topics, with the watch before it."""


class Watch:
    """Of one topic that only the desk writes.

    What it has to know is stored, so it holds whichever process reads a partition. It cannot loop: what is said again
    is the newest, and what came newer meanwhile is heard behind it, or mended in its turn.
    """

    def __init__(self, topic: str, last_word: LastWord, kafka: Kafka, voice: Voice) -> None:
        self._topic = topic
        self._last_word = last_word
        self._kafka = kafka
        self._voice = voice

    def before(self, heed: Heed) -> Heed:
        """A handler of this topic that looks at a batch first. What operators hand back is not on the topic anew."""

        async def look_and_heed(heard: Sequence[Heard]) -> bool | None:
            await self.look([one for one in heard if one.record.topic == self._topic])
            return await heed(heard)

        return look_and_heed

    async def look(self, heard: Sequence[Heard]) -> None:
        """Have the newest said again of whatever ends with an older version here. Raises as `Voice.say_records`."""
        last = {one.fact.item: one for one in heard}
        known = await self._last_word.places(last)
        here: dict[str, Place] = {}
        for one in heard:
            place = Place(one.fact.item_version, one.record.offset)
            here[one.fact.item] = max(place, here.get(one.fact.item, place))
        newest = {item: max(place, known.get(item, place)) for item, place in here.items()}
        if odd := [one for item, one in last.items() if _is_behind(one, newest[item])]:
            log.warning("the topic ended with an older version than was said", extra={"items": len(odd)})
            gone = await self._say_again([(one, newest[one.fact.item]) for one in odd])
            await self._last_word.forget({item: known[item] for item in gone & known.keys()})
            newest.update({item: here[item] for item in gone})
        later = {item: place for item, place in newest.items() if place.version > 1}  # nothing is older than a first
        await self._last_word.note({item: place for item, place in later.items() if place != known.get(item)})

    async def _say_again(self, odd: Sequence[tuple[Heard, Place]]) -> set[str]:
        """Say what stands at these places; the items of which there is something else by now."""
        found, gone = list[tuple[Record, str]](), set[str]()
        async with reader(self._kafka, self._topic) as consumer:
            for one, place in sorted(odd, key=lambda each: (each[0].record.partition, each[1].offset)):
                partition = TopicPartition(self._topic, one.record.partition)
                if (record := await _record(consumer, partition, one.fact.item, place)) is not None:
                    found.append((record, ""))
                else:
                    # It was compacted since, or the topic was made anew.
                    log.error("an item's newest version is gone from the topic", extra={"item": one.fact.item})
                    gone.add(one.fact.item)
        await self._voice.say_records(found)
        return gone


async def _record(consumer: AIOKafkaConsumer, partition: TopicPartition, item: str, place: Place) -> Record | None:
    try:
        stored = await record_at(consumer, partition, place.offset)
    except Gone:
        return None
    headers = readable(stored)
    if stored.key != item.encode() or headers.get("ce_version") != str(place.version):
        return None
    return Record(partition.topic, stored.key, stored.value, headers)


def _is_behind(one: Heard, newest: Place) -> bool:
    return one.fact.item_version < newest.version and one.record.offset > newest.offset


def watching(database: AsyncIOMotorDatabase[dict[str, Any]], bus: Bus, kafka: Kafka) -> Watched:
    """What puts a watch before the handlers of this process."""

    def watched(topic: str, heed: Heed) -> Heed:
        return Watch(topic, LastWord(database, _OURS[topic]), kafka, bus.voice).before(heed)

    return watched
