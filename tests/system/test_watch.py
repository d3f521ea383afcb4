"""What comes behind a newer version on one of the desk's own topics is followed by the newest again."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from motor.motor_asyncio import AsyncIOMotorDatabase

from redaksi.runner.access import Access
from services.moderation.store.last_word import LastWord, Place
from services.moderation.watch import Watch
from shared.bus import Bus, Heard, readable
from shared.bus.reading import Stored
from shared.facts import ArticleErased, Fact, decode
from shared.settings import Settings
from shared.topics import COMMENT_DECISIONS, DECISIONS, NEWSROOM
from tests.builders import a_held, an_approval
from tests.system.browser.scene import Sets
from tests.system.conftest import Servers
from tests.system.people import Editor, Reporter, until
from tests.system.test_door import DRAFT
from tests.system.test_publish import erasure

Database = AsyncIOMotorDatabase[dict[str, Any]]


@asynccontextmanager
async def topic_of(kafka: str, topic: str) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    yield consumer
    await consumer.stop()


async def said(kafka: str, topic: str, *items: str) -> list[Stored]:
    """All that stands on a topic of these items, of each in order."""
    found: list[Stored] = []
    async with topic_of(kafka, topic) as consumer:
        ends = await consumer.end_offsets(consumer.assignment())
        while any([await consumer.position(one) < end for one, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += [one for one in records if (one.key or b"").decode() in items]
    return found


def versions(records: Sequence[Stored]) -> list[int]:
    return [int(dict(one.headers)["ce_version"]) for one in records]


async def say_as_it_stands(kafka: str, record: Stored) -> None:
    """As a process does that had it on its way for long."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka)
    await producer.start()
    await producer.send_and_wait(record.topic, record.value, record.key, headers=list(record.headers))
    await producer.stop()


async def ends_with_the_newest(kafka: str, topic: str, item: str) -> list[Stored]:
    """What is said of it once its newest version is the last."""

    async def mended() -> list[Stored] | None:
        records = await said(kafka, topic, item)
        return records if versions(records)[-1] == max(versions(records)) else None

    return list(await until(mended))


async def overtaken(kafka: str, topic: str, item: str, least: int) -> None:
    """What was said of it first is said once more, when it had so many versions; its newest follows as it was."""

    async def there() -> list[Stored] | None:
        records = await said(kafka, topic, item)
        return records if records and max(versions(records)) >= least else None

    before = list(await until(there))
    newest = max(before, key=lambda one: versions([one]))
    for _ in range(2):
        await say_as_it_stands(kafka, before[0])
        after = await ends_with_the_newest(kafka, topic, item)
        assert (after[-1].value, after[-1].headers) == (newest.value, newest.headers)
    assert len(after) >= len(before) + 4


async def test_each_of_the_desks_topics_ends_with_the_newest_of_an_item(newsroom: Access) -> None:
    async with Reporter(newsroom) as rio, Editor(newsroom) as editor:
        article_id = (await rio.send({**DRAFT, "headline": f"Pasar {uuid4().hex}"}))["article_id"]
        held = await editor.find(article_id)
        await editor.must(article_id, "approve", held["version"])
        sets = Sets(rio, editor, newsroom)
        (comment_id,) = await sets.comments(article_id, f"Setuju {uuid4().hex}")
        comment = await sets.comment(comment_id)
        await sets.decide_comment(comment, "approve")
        made = await editor.new_reporter("Tono")
        await editor.http.delete(f"/api/reporters/{made['reporter_id']}/keys/{made['key_id']}")
        await overtaken(newsroom.kafka, DECISIONS, article_id, 2)
        await overtaken(newsroom.kafka, COMMENT_DECISIONS, str(comment_id), 2)
        await overtaken(newsroom.kafka, NEWSROOM, f"reporter:{made['reporter_id']}", 2)


def _where(one: Heard) -> tuple[int, int]:
    return one.record.partition, one.record.offset


class Desk:
    """Says what it is told to, and watches its topic."""

    def __init__(self, database: Database, servers: Servers, bus: Bus) -> None:
        self.last_word, self._kafka, self._bus = LastWord(database, "articles"), servers.kafka, bus
        self.item = uuid4()
        self.of = {str(self.item)}
        self.watch = self.another()

    def another(self) -> Watch:
        """The watch of another process: it knows what is stored."""
        return Watch(DECISIONS, self.last_word, Settings(KAFKA_BOOTSTRAP=self._kafka).kafka, self._bus.voice)

    async def say(self, *facts: Fact) -> list[Heard]:
        """Onto the topic; what is then heard of it."""
        before = {_where(one) for one in await self.heard()}
        await self._bus.voice.say_all(facts)
        return [one for one in await self.heard() if _where(one) not in before]

    async def heard(self) -> list[Heard]:
        """All of it."""
        records = await said(self._kafka, DECISIONS, *self.of)
        return [Heard(decode(one.topic, one.key, one.value, readable(one)), "", one) for one in records]

    async def versions(self) -> list[int]:
        """On the topic, in their order."""
        return [one.fact.item_version for one in await self.heard()]


@pytest.fixture
async def desk(database: Database, servers: Servers) -> AsyncIterator[Desk]:
    async with Bus(Settings(KAFKA_BOOTSTRAP=servers.kafka), "test") as bus:
        await bus.until_started()
        yield Desk(database, servers, bus)


async def test_it_holds_whichever_process_reads(desk: Desk) -> None:
    first, second = a_held(article_id=desk.item), an_approval(article_id=desk.item)
    await desk.watch.look(await desk.say(first, second))
    await desk.another().look(await desk.say(first))
    assert await desk.versions() == [1, 2, 1, 2]


async def test_an_erasure_is_said_again_too(desk: Desk) -> None:
    approved = an_approval(article_id=desk.item)
    await desk.watch.look(await desk.say(approved, erasure(desk.item, 3)))
    await desk.watch.look(await desk.say(approved))
    assert isinstance((await desk.heard())[-1].fact, ArticleErased)
    assert await desk.versions() == [2, 3, 2, 3]


async def test_what_is_heard_again_is_not_said_again(desk: Desk) -> None:
    heard = await desk.say(a_held(article_id=desk.item), an_approval(article_id=desk.item))
    await desk.watch.look(heard)
    for one in heard:
        await desk.watch.look([one])
    assert await desk.versions() == [1, 2]


async def test_what_ends_with_the_newest_needs_nothing(desk: Desk) -> None:
    held, approved = a_held(article_id=desk.item), an_approval(article_id=desk.item)
    await desk.watch.look(await desk.say(held, approved, held, approved))
    assert await desk.versions() == [1, 2, 1, 2]


async def test_what_an_operator_hands_back_is_not_on_the_topic_anew(desk: Desk) -> None:
    (old, new) = await desk.say(a_held(article_id=desk.item), an_approval(article_id=desk.item))
    await desk.watch.look([old, new])
    took: list[Heard] = []

    async def heed(heard: Sequence[Heard]) -> None:
        took.extend(heard)

    back = old._replace(record=replace(old.record, topic="redaksi.redrive.moderation-letters.v1", offset=1 << 40))
    await desk.watch.before(heed)([back])
    assert took == [back]
    assert await desk.versions() == [1, 2]


async def test_where_the_newest_is_gone_what_is_there_counts(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    (held, approved) = await desk.say(a_held(article_id=desk.item), an_approval(article_id=desk.item))
    last_word = desk.last_word
    await last_word.note({str(desk.item): Place(7, held.record.offset)})
    with caplog.at_level(logging.ERROR):
        await desk.watch.look([approved])
    assert "newest version is gone" in caplog.text
    assert await last_word.places([str(desk.item)]) == {str(desk.item): Place(2, approved.record.offset)}
    await desk.watch.look(await desk.say(a_held(article_id=desk.item)))
    assert await desk.versions() == [1, 2, 1, 2]


async def test_many_are_mended_at_once(desk: Desk) -> None:
    items = [uuid4() for _ in range(100)]
    old, new = ([make(article_id=one) for one in items] for make in (a_held, an_approval))
    desk.of = {str(one) for one in items}
    await desk.watch.look(await desk.say(*old, *new))
    await desk.watch.look(await desk.say(*old))
    assert Counter((one.fact.item, one.fact.item_version) for one in await desk.heard()) == {
        (str(one), version): 2 for one in items for version in (1, 2)
    }
