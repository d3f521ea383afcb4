"""A topic followed in batches from kept positions, on a real Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from uuid import UUID, uuid4

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import NewTopic
from redaksi_client import Batch, Follower, PublishedArticle, TryLater

from tests.system.client.conftest import Say
from tests.system.conftest import Servers
from tests.system.making import made
from tests.system.sites import published


class Keeps:
    """What is made of a topic, and up to where it was read: both kept together."""

    def __init__(self) -> None:
        self.versions: dict[UUID, int] = {}
        self.places: dict[int, int] = {}
        self.heard = 0
        self.largest = 0
        self.refuse = 0

    async def hear(self, batch: Batch[PublishedArticle]) -> None:
        if self.refuse:
            self.refuse -= 1
            raise TryLater
        self.heard += len(batch.events)
        self.largest = max(self.largest, len(batch.events))
        for event in batch.events:
            self.versions[UUID(event.key)] = event.version or 0
        self.places.update(batch.after)

    async def begin(self) -> dict[int, int]:
        return dict(self.places)


@asynccontextmanager
async def following(
    servers: Servers, topic: str, keeps: Keeps, **other: int
) -> AsyncIterator[Follower[PublishedArticle]]:
    one = Follower(PublishedArticle, servers.kafka, hear=keeps.hear, begin=keeps.begin, topic=topic, **other)
    task = asyncio.create_task(one.run())
    try:
        yield one
    finally:
        task.cancel()
        await asyncio.wait([task])


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():
            await asyncio.sleep(0.02)


async def test_everything_is_heard_and_then_only_what_is_new(servers: Servers, topic: str, say: Say) -> None:
    keeps, articles = Keeps(), [uuid4() for _ in range(50)]
    await say(*(published(version, article) for version in (1, 2) for article in articles))
    async with following(servers, topic, keeps, most=7) as follower:
        await asyncio.wait_for(follower.caught_up.wait(), 60)
        assert keeps.versions == dict.fromkeys(articles, 2)
        assert (keeps.heard, follower.progress.done, follower.progress.of) == (100, 100, 100)
        assert keeps.largest <= 7
        assert follower.current_at is not None
    await say(published(3, articles[0]))
    async with following(servers, topic, keeps) as follower:
        await asyncio.wait_for(follower.caught_up.wait(), 60)
        assert (keeps.heard, follower.progress.of) == (101, 1)


async def test_while_something_comes_all_the_time_it_is_known_what_was_heard(
    servers: Servers, topic: str, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("redaksi_client.follower._ASK_EVERY", 0.2)
    keeps, article = Keeps(), uuid4()

    async def steadily() -> None:
        """More often than a follower looks."""
        for version in count(1):
            await say(published(version, article))
            await asyncio.sleep(0.02)

    traffic = asyncio.create_task(steadily())
    await asyncio.sleep(0.2)
    try:
        async with following(servers, topic, keeps) as follower:
            await asyncio.wait_for(follower.caught_up.wait(), 20)
            first = follower.current_at
            await until(lambda: follower.current_at != first)
            assert first is not None
            assert not traffic.done()
    finally:
        traffic.cancel()
        await asyncio.wait([traffic])


async def test_of_an_empty_topic_it_has_caught_up_at_once(servers: Servers, topic: str) -> None:
    async with following(servers, topic, Keeps()) as follower:
        await asyncio.wait_for(follower.caught_up.wait(), 60)


async def test_a_topic_that_is_not_made_yet_is_waited_for(servers: Servers) -> None:
    name = f"client.{uuid4().hex[:12]}"
    async with following(servers, name, Keeps()) as follower:
        await asyncio.sleep(2.5)
        assert not follower.caught_up.is_set()
        await made(servers, NewTopic(name, 3, 1))
        await asyncio.wait_for(follower.caught_up.wait(), 60)


async def test_what_could_not_be_kept_is_given_again(servers: Servers, topic: str, say: Say) -> None:
    keeps, article = Keeps(), uuid4()
    keeps.refuse = 2
    await say(published(1, article))
    async with following(servers, topic, keeps) as follower:
        await asyncio.wait_for(follower.caught_up.wait(), 60)
    assert (keeps.versions, keeps.refuse) == ({article: 1}, 0)


class AboutToFetch(AIOKafkaConsumer):  # type: ignore[misc]
    """Is always stopped when a fetch is about to begin, as now and then after a broker was away."""

    async def stop(self) -> None:
        if self._fetcher is not None:
            self._fetcher._pending_tasks.add(asyncio.create_task(asyncio.sleep(60)))
        await super().stop()


async def test_a_fetch_that_is_cancelled_with_its_consumer_does_not_end_the_following(
    servers: Servers, topic: str, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("redaksi_client.follower.AIOKafkaConsumer", AboutToFetch)
    keeps, article = Keeps(), uuid4()
    keeps.refuse = 2
    await say(published(1, article))
    async with following(servers, topic, keeps) as follower:
        await asyncio.wait_for(follower.caught_up.wait(), 20)
    assert (keeps.versions, keeps.refuse) == ({article: 1}, 0)


async def test_a_topic_that_was_made_anew_is_read_from_its_beginning(servers: Servers, topic: str, say: Say) -> None:
    keeps, article = Keeps(), uuid4()
    keeps.places = dict.fromkeys(range(3), 1_000)
    await say(published(1, article))
    async with following(servers, topic, keeps) as follower:
        await asyncio.wait_for(follower.caught_up.wait(), 60)
    assert keeps.versions == {article: 1}


async def test_a_broker_that_is_away_is_waited_out(servers: Servers, topic: str, say: Say) -> None:
    keeps, first, second = Keeps(), uuid4(), uuid4()
    await say(published(1, first))
    async with following(servers, topic, keeps) as follower:
        await asyncio.wait_for(follower.caught_up.wait(), 60)
        with servers.kafka_paused():
            await asyncio.sleep(3)
        await say(published(1, second))
        await until(lambda: second in keeps.versions)
