"""Publish's database made anew from the decisions ends byte for byte as it was, while the newsroom works."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import httpx

from redaksi.runner.access import Access
from services.publish.model import Sum
from services.publish.rebuild import rebuild
from services.publish.store import Articles
from shared.mongo import client
from shared.settings import Settings
from tests.system.people import Editor, Reporter, until
from tests.system.test_desk import held, until_public


async def test_a_rebuilt_database_is_the_same_byte_for_byte_and_nothing_public_is_lost(newsroom: Access) -> None:
    async with Reporter(newsroom) as rio, Editor(newsroom) as editor:
        articles = [await held(rio, editor) for _ in range(6)]
        ids = [article["article_id"] for article in articles]
        for article_id in ids[:4]:
            await editor.must(article_id, "approve", 1)
            await until_public(newsroom, article_id, 2)
        await editor.must(ids[1], "retract", 2, code="keliru", text="Keliru.")
        await editor.must(ids[2], "erase", 2, reason="Permintaan.")
        await editor.must(ids[3], "edit", 2, fields={"lead": f"Teras {uuid4().hex}"})
        await until_public(newsroom, ids[1], 3)
        await rio.until_state(ids[2], "erased")
        await rio.until_state(ids[3], "held", 3)
        settings = Settings(KAFKA_BOOTSTRAP=newsroom.kafka, MONGO_URL=newsroom.mongo)
        await _quiet(settings)
        before = await _everything(newsroom)
        made, _ = await rebuild(settings, lambda *_: None)
        assert made.sum == made.before
        assert made.items == made.before_items >= 6
        assert await _everything(newsroom) == before
        await _quiet(settings)
        # And it goes on from there.
        await editor.must(ids[4], "approve", 1)
        await until_public(newsroom, ids[4], 2)


async def _everything(newsroom: Access) -> list[object]:
    found: list[object] = []
    async with httpx.AsyncClient(base_url=newsroom.publish) as http:
        page = (await http.get("/v1/articles", params={"limit": 100})).json()
        found += page["articles"]
        while page["before"]:
            page = (await http.get("/v1/articles", params={"limit": 100, "before": page["before"]})).json()
            found += page["articles"]
    return found


async def _quiet(settings: Settings) -> None:
    """Wait until the sum of what is kept no longer changes and nothing is still to be told."""
    mongo = client(settings)
    articles = Articles(mongo["redaksi_publish"])

    async def still() -> bool:
        sums = []
        for _ in range(2):
            total = Sum()
            async for kept in articles.every():
                total.add(kept)
            sums.append(str(total))
            await asyncio.sleep(0.5)
        marked = await mongo["redaksi_publish"]["articles"].count_documents({"emit_pending": {"$exists": True}})
        return sums[0] == sums[1] and not marked

    await until(still, 60)
    mongo.close()
