"""One real article, as a small newsroom published it, from its reporter to the published topic."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiokafka import AIOKafkaConsumer
from pymongo import AsyncMongoClient

from redaksi.runner.access import Access
from shared.rules import paragraphs
from shared.topics import PUBLISHED
from tests.system.people import Editor, Reporter, until

REAL = Path(__file__).parents[3] / "shared" / "data" / "article-kantor-berita.txt"

pytestmark = pytest.mark.skipif(not REAL.exists(), reason="the real article lies beside the project, not in it")


def as_draft(text: str) -> dict[str, Any]:
    """The page's text as its reporter would send it."""
    parts = [part.strip() for part in text.split("\n\n")]
    caption, credit = re.search(r"Foto: (.*), \((Ft/Ist)\)", text).groups()  # type: ignore[union-attr]
    dateline, first = re.search(r"KANTOR-BERITA\.COM, (.*?)\|\| (.*)", text).groups()  # type: ignore[union-attr]
    start = next(n for n, part in enumerate(parts) if part.startswith("KANTOR-BERITA"))
    end = next(n for n, part in enumerate(parts) if part.startswith("Editor:"))
    body = [first, *parts[start + 1 : end]]
    return {
        "headline": parts[0],
        "dateline": dateline,
        "body": "\n\n".join(body),
        "section": "daerah",
        "tags": ["pilkada", "bengkulu utara"],
        "photo": {"alt": "Coffee morning Forkopimda Bengkulu Utara", "caption": caption, "credit": credit},
        "byline": re.search(r"Pewarta: (\w+)", text).group(1),  # type: ignore[union-attr]
        "source": "Liputan di Aula Makodim 0423",
    }


async def the_record(kafka: str, article_id: str) -> dict[str, Any]:
    consumer = AIOKafkaConsumer(PUBLISHED, bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    async with asyncio.timeout(20):
        async for record in consumer:
            if record.key == article_id.encode():
                await consumer.stop()
                assert record.value is not None
                return dict(json.loads(record.value))
    raise AssertionError("unreachable")


async def test_every_word_of_a_real_article_arrives_in_mongodb_and_on_the_topic(newsroom: Access) -> None:
    text = REAL.read_text()
    draft = as_draft(text)
    assert draft["body"].count("BACA JUGA:") == 4
    async with Reporter(newsroom) as rio, Editor(newsroom) as editor:
        accepted = await rio.send(draft, key="kantor-berita")
        article_id = accepted["article_id"]
        assert [one for one in accepted["missing"] if one["level"] == "block"] == []
        held = await editor.find(article_id)
        await editor.must(article_id, "approve", held["version"])
        status = await rio.until_state(article_id, "approved")
        assert status["missing"] == []

        async def public() -> Any:
            async with httpx.AsyncClient() as http:
                answer = await http.get(f"{newsroom.publish}/v1/articles/{article_id}")
            return answer.json() if answer.status_code == 200 else None

        served = await until(public)
    record = await the_record(newsroom.kafka, article_id)
    mongo: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(newsroom.mongo)
    stored = await mongo["redaksi_publish"]["articles"].find_one({"_id": article_id})
    await mongo.close()
    assert stored is not None
    for public_form in (record, served, stored["live"]):
        assert (
            public_form["headline"] == "Jelang Pilkada Serentak 2024, Bengkulu Utara Mantapkan Koordinasi dan Kesiapan"
        )
        assert public_form["body"] == draft["body"]
        related = [part for part in paragraphs(public_form["body"]) if part.startswith("BACA JUGA:")]
        assert [paragraphs(public_form["body"]).index(one) for one in related] == [2, 5, 8, 11]
        assert public_form["dateline"] == "BENGKULU UTARA"
        assert public_form["photo"]["caption"].startswith("Forkominda Bengkulu Utara pada saat Coffe Morning")
        assert public_form["photo"]["credit"] == "Ft/Ist"
        assert public_form["byline"] == "Rio"
        assert public_form["editor"] == "KB1"
    assert "source" not in record
    assert "Makodim" not in json.dumps({**record, "body": ""})
