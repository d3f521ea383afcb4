"""Comments as tests send them to a door of their own, and what then stands on the topic."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx
from aiokafka import AIOKafkaConsumer

from shared.bus import Bus, Voice
from shared.facts import ArticlePublished, CommentSubmitted, decode
from shared.settings import Settings
from shared.topics import COMMENTS
from tests.builders import a_live
from tests.system.people import until

RIGHT: dict[str, Any] = {"name": "Sari", "email": "sari@contoh.id", "consent": True}
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
DEAD_MONGO = "mongodb://127.0.0.1:9/?replicaSet=redaksi"
DEAD_KAFKA = "127.0.0.1:9"


@asynccontextmanager
async def speaking(kafka: str) -> AsyncIterator[Voice]:
    """Says facts as any service does."""
    async with Bus(Settings(KAFKA_BOOTSTRAP=kafka), "test") as bus:
        await bus.until_started()
        yield bus.voice


@asynccontextmanager
async def reader(url: str, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody before a door."""
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=30) as http:
        yield http


async def an_article(voice: Voice, http: httpx.AsyncClient, **live: Any) -> str:
    """One that this door knows; its id."""
    article = uuid4()
    await voice.say(ArticlePublished.of(article, a_live(3, **live)))

    async def known() -> bool:
        return (await http.get(f"/articles/{article}/comments/new")).status_code not in {404, 503}

    await until(known)
    return str(article)


async def sent(http: httpx.AsyncClient, article: str, headers: dict[str, str] | None = None, **other: Any) -> Any:
    """The answer to a comment by JSON, with words that nobody else has."""
    body = {**RIGHT, "text": f"Komentar {uuid4().hex}", **other}
    return await http.post(f"/v1/articles/{article}/comments", json=body, headers=headers)


async def filled_in(
    http: httpx.AsyncClient, article: str, headers: dict[str, str] | None = None, **other: str
) -> httpx.Response:
    """The answer to a form, as a browser sends it."""
    body = {**RIGHT, "consent": "on", "text": f"Komentar {uuid4().hex}", **other}
    return await http.post(f"/v1/articles/{article}/comments", data=body, headers={**BROWSER, **(headers or {})})


async def on_the_topic(kafka: str, comment_id: str) -> list[CommentSubmitted]:
    """Every time that this comment was said."""
    consumer = AIOKafkaConsumer(COMMENTS, bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    found = []
    try:
        ends = await consumer.end_offsets(consumer.assignment())
        while any([await consumer.position(one) < end for one, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                for record in records:
                    if record.key == comment_id.encode():
                        heads = {name: value.decode() for name, value in record.headers}
                        fact = decode(record.topic, record.key, record.value, heads)
                        found += [fact] if isinstance(fact, CommentSubmitted) else []
    finally:
        await consumer.stop()
    return found
