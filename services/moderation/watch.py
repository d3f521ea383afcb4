"""The desk reads what it said, in its order: what comes behind a newer version of the same item was said by a zombie.

A process that stands still for longer than its lease says what it had on its way once it goes on (decision 102), and a
compaction would keep that. Nothing in the client prevents it; saying the newest again, as it stands on the topic,
mends it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from aiokafka import TopicPartition
from motor.motor_asyncio import AsyncIOMotorDatabase

from services.moderation.store.last_word import LastWord, Place
from shared.bus import Bus, Heard, Heed, Voice, readable
from shared.bus.reading import Gone, Stored, reader, record_at
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
        """Have the newest said again of whatever ends with an older version here. Raises as `Voice.say_record`."""
        last = {one.fact.item: one for one in heard}
        known = await self._last_word.places(last)
        newest = dict(known)
        for one in heard:
            place = Place(one.fact.item_version, one.record.offset)
            newest[one.fact.item] = max(place, newest.get(one.fact.item, place))
        odd = [one for item, one in last.items() if _is_behind(one, newest[item])]
        if odd:
            log.warning("the topic ended with an older version than was said", extra={"items": len(odd)})
            await self._say_again([(one, newest[one.fact.item]) for one in odd])
        # Nothing is older than a first version.
        await self._last_word.note(
            {item: at for item, at in newest.items() if at != known.get(item) and at.version > 1}
        )

    async def _say_again(self, odd: Sequence[tuple[Heard, Place]]) -> None:
        async with reader(self._kafka, self._topic) as consumer:
            for one, place in odd:
                partition = TopicPartition(self._topic, one.record.partition)
                try:
                    stored = await record_at(consumer, partition, place.offset)
                except Gone:
                    stored = None
                if stored is None or not _is(stored, one.fact.item, place.version):
                    # Only where nobody has read this topic for hours, and it was compacted since.
                    log.critical("an item's newest version is gone from the topic", extra={"item": one.fact.item})
                else:
                    await self._voice.say_record(Record(self._topic, stored.key or b"", stored.value, readable(stored)))


def _is_behind(one: Heard, newest: Place) -> bool:
    return one.fact.item_version < newest.version and one.record.offset > newest.offset


def _is(stored: Stored, item: str, version: int) -> bool:
    return stored.key == item.encode() and readable(stored).get("ce_version") == str(version)


def watching(database: AsyncIOMotorDatabase[dict[str, Any]], bus: Bus, kafka: Kafka) -> Watched:
    """What puts a watch before the handlers of this process."""

    def watched(topic: str, heed: Heed) -> Heed:
        return Watch(topic, LastWord(database, _OURS[topic]), kafka, bus.voice).before(heed)

    return watched
