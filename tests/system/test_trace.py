"""One trace from an editor's request to the public topic, through every service."""

from __future__ import annotations

import asyncio

from aiokafka import AIOKafkaConsumer

from redaksi.runner.access import Access
from shared.topics import DECISIONS, DRAFTS, PUBLISHED
from tests.system.people import Editor, Reporter
from tests.system.test_door import DRAFT


async def trace_on(kafka: str, topic: str, key: str, version: str) -> str:
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    async with asyncio.timeout(20):
        async for record in consumer:
            headers = {name: value.decode() for name, value in record.headers}
            if record.key == key.encode() and headers["ce_version"] == version:
                await consumer.stop()
                return str(headers["traceparent"].split("-")[1])
    raise AssertionError("unreachable")


async def test_a_trace_is_carried_from_the_request_to_the_topics(newsroom: Access) -> None:
    sending, approving = "0af7651916cd43dd8448eb211c80319c", "4bf92f3577b34da6a3ce929d0e0e4736"
    async with Reporter(newsroom) as rio, Editor(newsroom) as editor:
        rio.http.headers["traceparent"] = f"00-{sending}-b7ad6b7169203331-01"
        article_id = (await rio.send(DRAFT))["article_id"]
        await editor.find(article_id)
        editor.http.headers["traceparent"] = f"00-{approving}-00f067aa0ba902b7-01"
        await editor.must(article_id, "approve", 1)
    assert await trace_on(newsroom.kafka, DRAFTS, article_id, "0") == sending
    assert await trace_on(newsroom.kafka, DECISIONS, article_id, "1") == sending
    assert await trace_on(newsroom.kafka, DECISIONS, article_id, "2") == approving
    assert await trace_on(newsroom.kafka, PUBLISHED, article_id, "2") == approving
