"""The site's view made anew from the topics ends byte for byte as it was, while the site goes on."""

from __future__ import annotations

from contextlib import closing
from uuid import uuid4

from services.site.rebuild import rebuild
from services.site.search import Words
from services.site.store import Articles
from shared.facts import ArticleUnpublished
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
