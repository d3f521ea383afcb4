"""What publish is measured beside: consume, plain bulk replace, send, flush, commit. No guard, no types, no laws.

`python -m benchmarks.bare_loop GROUP DATABASE BATCH`, until it is ended.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from pymongo import ReplaceOne

from shared.mongo import client
from shared.settings import Settings
from shared.topics import DECISIONS, PUBLISHED


async def loop(group: str, database: str, batch: int) -> None:
    """Pass on what was approved, as plainly as it can be done with the same acknowledgements."""
    settings = Settings()
    articles = client(settings)[database]["articles"]
    producer = AIOKafkaProducer(bootstrap_servers=settings.kafka_bootstrap, acks="all", enable_idempotence=True)
    consumer = AIOKafkaConsumer(
        DECISIONS,
        bootstrap_servers=settings.kafka_bootstrap,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    await producer.start()
    await consumer.start()
    while True:
        polled = await consumer.getmany(timeout_ms=500, max_records=batch)
        decisions: list[dict[str, Any]] = [json.loads(record.value) for some in polled.values() for record in some]
        if not decisions:
            continue
        plain = [ReplaceOne({"_id": one["article_id"]}, one, upsert=True) for one in decisions]
        await articles.bulk_write(plain, ordered=False)
        for one in decisions:
            await producer.send(PUBLISHED, json.dumps(one["live"]).encode(), key=one["article_id"].encode())
        await producer.flush()
        await consumer.commit()


if __name__ == "__main__":
    uvloop.run(loop(sys.argv[1], sys.argv[2], int(sys.argv[3])))
