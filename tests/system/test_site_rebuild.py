"""The site's view made anew from the topics ends byte for byte as it was, while the site goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import closing
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiokafka import AIOKafkaProducer
from redaksi_client import Event, Follower, PublishedArticle

from services.site.rebuild import rebuild
from services.site.search import Words
from services.site.store import Articles
from shared.facts import ArticleUnpublished, encode
from shared.mongo import client
from shared.settings import Settings
from tests.builders import NOON
from tests.system.conftest import Servers
from tests.system.saying import say
from tests.system.sites import a_site, commented, published


async def test_a_view_made_anew_is_the_same_byte_for_byte_and_the_site_goes_on_from_there(servers: Servers) -> None:
    prefix, word = f"site_{uuid4().hex[:8]}", f"kata{uuid4().hex}"
    first, other, gone = published(headline=f"Judul {word}"), published(), published()
    erased = ArticleUnpublished(article_id=gone.article_id, version=3, at=NOON)
    comment = commented(first.article_id)
    async with a_site(servers, prefix) as site:
        await say(servers, first, other, gone, erased, comment)
        for fact in (first, other):
            await site.page(fact.path)
        await site.until_says(first.path, comment.text)
        await site.until_says(f"/cari?q={word}", first.headline)
        told: list[tuple[str, int, int]] = []
        settings = Settings(KAFKA_BOOTSTRAP=servers.kafka, MONGO_URL=servers.mongo, database_prefix=prefix)
        articles, comments = await rebuild(settings, lambda *line: told.append(line))
        assert (articles.sum, articles.items) == (articles.before, articles.before_items)
        assert (comments.sum, comments.items) == (comments.before, comments.before_items)
        assert {what for what, *_ in told} == {"articles", "words", "comments"}
        assert articles.items >= 3
        # It goes on from there, and finds what it found before.
        newer = published(3, other.article_id, headline=f"Baru {word}")
        await say(servers, newer)
        await site.until_says(other.path, newer.headline)
        await site.until_says(f"/cari?q={word}", newer.headline)
        assert first.headline in await site.page(f"/cari?q={word}&lewati=")
        assert (await site.http.get(gone.path)).status_code == 410


async def test_what_comes_while_it_is_made_anew_is_kept_or_read_next_time(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(
        KAFKA_BOOTSTRAP=servers.kafka, MONGO_URL=servers.mongo, database_prefix=f"site_{uuid4().hex[:8]}"
    )
    monkeypatch.setattr("services.site.rebuild._BATCH", 1)
    keep, said, followers = Articles.keep, list[tuple[UUID, int, int]](), list[Follower[PublishedArticle]]()

    def remembered(*args: Any, **other: Any) -> Follower[PublishedArticle]:
        followers.append(Follower(*args, **other))
        return followers[-1]

    async def slowly(self: Articles, events: Iterable[Event[PublishedArticle]]) -> None:
        """Slowest of all what is still at it when there is enough."""
        await asyncio.sleep(2 if followers[0].caught_up.is_set() and not followers[1:] else 0.005)
        await keep(self, events)

    monkeypatch.setattr("services.site.rebuild.Follower", remembered)

    monkeypatch.setattr(Articles, "keep", slowly)

    async def faster_than_it_is_kept(producer: AIOKafkaProducer) -> None:
        for _ in range(1_000):
            fact = published()
            record = encode(fact)
            headers = [(name, text.encode()) for name, text in record.headers.items()]
            place = await producer.send_and_wait(record.topic, record.value, record.key, headers=headers)
            said.append((fact.article_id, place.partition, place.offset))

    async with AIOKafkaProducer(bootstrap_servers=servers.kafka) as producer:
        saying = asyncio.create_task(faster_than_it_is_kept(producer))
        await rebuild(settings, lambda *_: None)
        await saying
    with closing(client(settings)) as mongo:
        articles = Articles(mongo[f"{settings.database_prefix}_site"])
        positions = await articles.positions()
        read = {article for article, partition, offset in said if offset < positions[partition]}
        assert read == (await articles.get(read)).keys()
        assert len(read) > 10


async def test_a_damaged_view_is_healed(servers: Servers) -> None:
    prefix = f"site_{uuid4().hex[:8]}"
    kept, lost = published(), published()
    await say(servers, kept, lost)
    settings = Settings(KAFKA_BOOTSTRAP=servers.kafka, MONGO_URL=servers.mongo, database_prefix=prefix)
    await rebuild(settings, lambda *_: None)
    with closing(client(settings)) as mongo:
        database = mongo[f"{prefix}_site"]
        articles = Articles(database)
        await database["articles"].delete_one({"_id": str(lost.article_id)})
        await database["articles"].update_one({"_id": str(kept.article_id)}, {"$set": {"version": 99, "item": "{}"}})
        made, _ = await rebuild(settings, lambda *_: None)
        assert (made.sum != made.before, made.items) == (True, made.before_items + 1)
        found = await articles.get([kept.article_id, lost.article_id])
        assert {one.headline for one in found.values()} == {kept.headline, lost.headline}
        assert (await Words(database, articles).find(kept.headline, 5)).ids == (kept.article_id,)
