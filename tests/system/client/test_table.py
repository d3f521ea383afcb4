"""A table of the newsroom's state, on a real Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from redaksi_client import Change, PublishedArticle, StateTable

from shared.facts import ArticlePublished, ArticleUnpublished
from tests.builders import NOON, a_live
from tests.system.client.conftest import Say
from tests.system.conftest import Servers

Table = StateTable[PublishedArticle]


def published(article: UUID, version: int = 1) -> ArticlePublished:
    return ArticlePublished.of(article, a_live(version))


def erased(article: UUID, version: int) -> ArticleUnpublished:
    return ArticleUnpublished(article_id=article, version=version, at=NOON)


def a_table(servers: Servers, topic: str, **other: object) -> Table:
    return StateTable(PublishedArticle, servers.kafka, topic=topic, **other)  # type: ignore[arg-type]


def versions(table: Table) -> dict[UUID, int]:
    return {article.article_id: article.version for article in table}


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():
            await asyncio.sleep(0.02)


async def test_it_catches_up_with_everything_that_was_there(servers: Servers, topic: str, say: Say) -> None:
    articles = [uuid4() for _ in range(200)]
    await say(*(published(article, version) for version in (1, 2) for article in articles))
    # A few records at a time: one look at Kafka does not bring all.
    async with a_table(servers, topic, max_partition_fetch_bytes=4096) as table:
        await table.until_caught_up(60)
        assert table.caught_up
        assert versions(table) == dict.fromkeys(articles, 2)


async def test_of_an_empty_topic_it_has_caught_up_at_once(servers: Servers, topic: str) -> None:
    async with a_table(servers, topic) as table:
        await table.until_caught_up(60)
        assert len(table) == 0


async def test_it_hears_later_changes_and_tells_them_in_order(servers: Servers, topic: str, say: Say) -> None:
    article, heard = uuid4(), []

    async def on_change(change: Change[PublishedArticle]) -> None:
        heard.append((change.before and change.before.version, change.after and change.after.version))

    await say(published(article, 1))
    async with a_table(servers, topic, on_change=on_change) as table:
        await table.until_caught_up(60)
        assert heard == [(None, 1)]
        await say(published(article, 2), erased(article, 3))
        await until(lambda: len(heard) == 3)
    assert heard == [(None, 1), (1, 2), (2, None)]


async def test_what_is_erased_goes_and_nothing_older_comes_back(servers: Servers, topic: str, say: Say) -> None:
    gone, there = uuid4(), uuid4()
    await say(published(gone, 1), published(there, 5))
    async with a_table(servers, topic) as table:
        await table.until_caught_up(60)
        await say(erased(gone, 2), published(gone, 1), published(there, 4), published(there, 6))
        await until(lambda: versions(table) == {there: 6})
        assert table.get(gone) is None
    async with a_table(servers, topic) as anew:
        await anew.until_caught_up(60)
        assert versions(anew) == {there: 6}


async def test_it_follows_on_when_the_broker_comes_back(servers: Servers, topic: str, say: Say) -> None:
    article = uuid4()
    await say(published(article, 1))
    async with a_table(servers, topic, request_timeout_ms=2000) as table:
        await table.until_caught_up(60)
        with servers.kafka_paused():
            await asyncio.sleep(5)
            assert versions(table) == {article: 1}
        await say(published(article, 2))
        await until(lambda: versions(table) == {article: 2})


async def test_it_starts_while_the_broker_is_away(servers: Servers, topic: str, say: Say) -> None:
    article = uuid4()
    await say(published(article, 1))
    with servers.kafka_paused():
        table = a_table(servers, topic, request_timeout_ms=1000)
        await table.__aenter__()
        with pytest.raises(TimeoutError):
            await table.until_caught_up(3)
        assert not table.caught_up
    try:
        await table.until_caught_up(60)
        assert versions(table) == {article: 1}
    finally:
        await table.__aexit__(None, None, None)


async def test_what_cannot_be_read_is_counted_and_passed_over(servers: Servers, topic: str, say: Say) -> None:
    article = uuid4()
    broken = published(article, 1).model_copy(update={"version": "many"})
    with pytest.warns(UserWarning, match="serialized value"):
        await say(broken)
    await say(published(article, 1))
    async with a_table(servers, topic) as table:
        await table.until_caught_up(60)
        assert (table.unreadable, versions(table)) == (1, {article: 1})


async def test_a_callback_that_fails_is_not_swallowed(servers: Servers, topic: str, say: Say) -> None:
    async def on_change(change: Change[PublishedArticle]) -> None:
        raise LookupError(change.key)

    await say(published(uuid4()))
    table = a_table(servers, topic, on_change=on_change)
    await table.__aenter__()
    with pytest.raises(LookupError):
        await table.until_caught_up(60)
    with pytest.raises(LookupError):
        await table.forever()
    with pytest.raises(LookupError):
        await table.__aexit__(None, None, None)
