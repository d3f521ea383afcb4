"""The site when something is away, killed or dropped."""

from __future__ import annotations

from uuid import uuid4

import httpx
from pymongo import AsyncMongoClient

from tests.system.conftest import Servers
from tests.system.people import until
from tests.system.saying import say
from tests.system.sites import a_site, commented, published


async def test_it_shows_its_last_view_while_kafka_is_away_and_says_how_old_it_is(servers: Servers) -> None:
    fact = published()
    await say(servers, fact)
    async with a_site(servers, f"site_{uuid4().hex[:8]}") as site:
        await site.page(fact.path)

        async def current() -> object:
            return (await site.http.get("/status", headers={"Accept": "application/json"})).json()["current_at"]

        assert await until(current)
        with servers.kafka_paused():
            for path in (fact.path, "/", "/terbaru"):
                assert (await site.http.get(path)).status_code == 200
            assert (await site.http.get("/healthz")).status_code == 200
        later = published()

        async def said() -> bool:
            await say(servers, later)
            return True

        await until(said)
        await site.page(later.path)


async def test_while_mongodb_is_away_what_was_read_lately_is_served_and_the_rest_is_told_to_come_again(
    servers: Servers,
) -> None:
    known, other = published(), published()
    await say(servers, known, other)
    async with a_site(servers, f"site_{uuid4().hex[:8]}") as site:
        await site.page(known.path)
        with servers.mongo_paused():
            assert known.headline in (await site.http.get(known.path)).text
            answer = await site.http.get(other.path, timeout=60)
            assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
            assert "Muat ulang" in answer.text
        await site.page(other.path)


async def test_a_killed_one_goes_on_where_it_was_and_misses_nothing(servers: Servers) -> None:
    prefix = f"site_{uuid4().hex[:8]}"
    before, between, after = published(), published(), published()
    await say(servers, before)
    async with a_site(servers, prefix) as site:
        await site.page(before.path)
        await say(servers, between)
        site.kill()
    await say(servers, after, commented(after.article_id, text="Masih ada?", html="<p>Masih ada?</p>"))
    async with a_site(servers, prefix) as site:
        for fact in (before, between, after):
            await site.page(fact.path)
        await site.until_says(after.path, "Masih ada?")


async def test_a_dropped_view_is_made_again_the_same(servers: Servers) -> None:
    prefix = f"site_{uuid4().hex[:8]}"
    facts = [published() for _ in range(20)]
    await say(servers, *facts, published(3, facts[0].article_id, headline="Yang baru"))

    async def kept() -> list[dict[str, object]]:
        mongo: AsyncMongoClient[dict[str, object]] = AsyncMongoClient(servers.mongo)
        ids = [str(fact.article_id) for fact in facts]
        found = await mongo[f"{prefix}_site"]["articles"].find({"_id": {"$in": ids}}, sort=[("_id", 1)]).to_list(None)
        await mongo.close()
        return [{name: value for name, value in doc.items() if name != "unindexed"} for doc in found]

    async with a_site(servers, prefix) as site:
        await site.page(facts[-1].path)
        first = await kept()
    mongo: AsyncMongoClient[dict[str, object]] = AsyncMongoClient(servers.mongo)
    await mongo.drop_database(f"{prefix}_site")
    await mongo.close()
    async with a_site(servers, prefix) as site:
        await site.page(facts[-1].path)
        assert await kept() == first
        assert len(first) == 20


async def test_two_processes_keep_one_view_and_both_show_what_is_new(servers: Servers) -> None:
    prefix = f"site_{uuid4().hex[:8]}"
    async with a_site(servers, prefix) as one, a_site(servers, prefix) as other:
        fact = published()
        await say(servers, fact)
        for site in (one, other):
            await site.page(fact.path)
        await say(servers, published(3, fact.article_id, headline=f"Baru {fact.article_id.hex}"))
        for site in (one, other):
            await site.until_says(fact.path, f"Baru {fact.article_id.hex}")


async def test_a_site_that_reads_for_the_first_time_says_that_it_is_not_ready(servers: Servers) -> None:
    async with a_site(servers, f"site_{uuid4().hex[:8]}") as site, httpx.AsyncClient() as http:
        status = (await http.get(f"{site.url}/status", headers={"Accept": "application/json"})).json()
        assert status["caught_up"]
        assert status["done"] >= status["of"] >= 0
