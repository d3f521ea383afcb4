"""What a service is measured beside: consume, plain bulk replace, send, flush, commit. No guard, no types, no laws.

`python -m benchmarks.bare_loop HEARD SAID GROUP DATABASE COLLECTION WHAT BATCH`, until it is ended. What is said is
what stands under WHAT in each value, the whole where WHAT is "".
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


async def loop(batch: int, heard: str, said: str, group: str, database: str, collection: str, what: str) -> None:
    """Pass on what was heard, as plainly as it can be done with the same acknowledgements."""
    settings = Settings()
    articles = client(settings)[database][collection]
    producer = AIOKafkaProducer(bootstrap_servers=settings.kafka_bootstrap, acks="all", enable_idempotence=True)
    consumer = AIOKafkaConsumer(
        heard,
        bootstrap_servers=settings.kafka_bootstrap,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    await producer.start()
    await consumer.start()
    while True:
        polled = await consumer.getmany(timeout_ms=500, max_records=batch)
        facts: list[dict[str, Any]] = [json.loads(record.value) for some in polled.values() for record in some]
        if not facts:
            continue
        plain = [ReplaceOne({"_id": one["article_id"]}, one, upsert=True) for one in facts]
        await articles.bulk_write(plain, ordered=False)
        for one in facts:
            value = json.dumps(one[what] if what else one).encode()
            await producer.send(said, value, key=one["article_id"].encode())
        await producer.flush()
        await consumer.commit()


if __name__ == "__main__":
    *names, most = sys.argv[1:]
    uvloop.run(loop(int(most), *names))
