"""What the public has now, as JSON lines, with aiokafka alone: `python examples/bare.py [KAFKA]`.

The five rules for reading a published topic, in any language, are numbered.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from aiokafka import AIOKafkaConsumer

TOPIC = "redaksi.published.articles.v1"


async def read_all(kafka: str) -> dict[str, dict[str, Any]]:
    """The newest state of each article, by its id."""
    # 1. No group: every process reads all partitions, from the beginning.
    consumer = AIOKafkaConsumer(TOPIC, bootstrap_servers=kafka, group_id=None, auto_offset_reset="earliest")
    await consumer.start()
    articles: dict[str, dict[str, Any]] = {}
    versions: dict[str, int] = {}
    try:
        # 2. You have caught up when you are past the ends as they were when you began. Offsets have gaps.
        ends = await consumer.end_offsets(consumer.assignment())
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    hear(record, articles, versions)
    finally:
        await consumer.stop()
    return articles


def hear(record: Any, articles: dict[str, dict[str, Any]], versions: dict[str, int]) -> None:
    """Keep what is newer."""
    headers = {name: value.decode() for name, value in record.headers}
    key, version = record.key.decode(), int(headers["ce_version"])
    # 3. Keep the highest version: the same may come again, and an older one after a newer.
    if version <= versions.get(key, 0):
        return
    versions[key] = version
    # 4. A null value: erased. Forget the words, remember the version.
    if record.value is None:
        articles.pop(key, None)
    else:
        # 5. Ignore fields that you do not know.
        articles[key] = json.loads(record.value)


if __name__ == "__main__":
    _, *words = sys.argv
    for article in asyncio.run(read_all(words[0] if words else "127.0.0.1:8010")).values():
        print(json.dumps({name: article[name] for name in ("article_id", "version", "status", "headline")}))
