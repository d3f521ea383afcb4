"""From an editor's approval to the published topic: the time between the request and the record, one at a time."""

from __future__ import annotations

import argparse
import asyncio
import time
from pathlib import Path
from typing import Any

import httpx
from aiokafka import AIOKafkaConsumer

from benchmarks.stage import figures, percentile, running
from redaksi.runner.access import Access
from shared.topics import PUBLISHED

GOAL_MS = 100.0
AT_ONCE = 16

DRAFT = {
    "headline": "Jembatan Air Rami Dibuka Kembali",
    "dateline": "Mukomuko",
    "body": "\n\n".join(["Jembatan itu dibuka Selasa pagi, lima hari lebih cepat dari jadwal semula."] * 40),
    "section": "daerah",
    "byline": "Rio",
    "source": "Liputan di tempat",
}


async def submit(access: Access, count: int) -> list[str]:
    """So many drafts, held at the desk."""
    headers = {"Authorization": f"Bearer {access.reporter.key}"}
    room = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(base_url=access.ingest, headers=headers, timeout=30) as http:

        async def one() -> str:
            async with room:
                return str((await http.post("/v1/drafts", json=DRAFT)).raise_for_status().json()["article_id"])

        return list(await asyncio.gather(*(one() for _ in range(count))))


async def signed_in(access: Access) -> httpx.AsyncClient:
    """An editor's client."""
    http = httpx.AsyncClient(base_url=access.moderation, timeout=30)
    login = {"email": access.editor.email, "password": access.editor.password}
    token = (await http.post("/api/login", json=login)).raise_for_status().json()["token"]
    http.headers["Authorization"] = f"Bearer {token}"
    return http


async def measure(access: Access, count: int) -> list[float]:
    """Milliseconds from the approving request to the record, for each of `count` articles."""
    ids = await submit(access, count + 20)
    consumer = AIOKafkaConsumer(PUBLISHED, bootstrap_servers=access.kafka, auto_offset_reset="latest")
    await consumer.start()
    await consumer.seek_to_end()
    desk = await signed_in(access)
    while (await desk.get(f"/api/articles/{ids[-1]}")).status_code != httpx.codes.OK:
        await asyncio.sleep(0.1)
    arrivals: dict[str, float] = {}
    watching = asyncio.create_task(_watch(consumer, arrivals))
    took = [await _one(desk, one, arrivals) for one in ids]
    watching.cancel()
    await consumer.stop()
    await desk.aclose()
    return took[20:]


async def _watch(consumer: AIOKafkaConsumer, arrivals: dict[str, float]) -> None:
    async for record in consumer:
        arrivals.setdefault((record.key or b"").decode(), time.perf_counter())


async def _one(desk: httpx.AsyncClient, article_id: str, arrivals: dict[str, float]) -> float:
    began = time.perf_counter()
    (await desk.post(f"/api/articles/{article_id}/approve", json={"version": 1})).raise_for_status()
    while article_id not in arrivals:
        await asyncio.sleep(0.001)
    return (arrivals[article_id] - began) * 1000


def main(argv: list[str]) -> int:
    """Measure and print; `--access FILE` uses a newsroom that runs, with its undo window at 0."""
    parser = argparse.ArgumentParser(prog="./run bench path", description=__doc__)
    parser.add_argument("--json", action="store_true", help="only the last line")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--access", type=Path, help="the data folder of a newsroom that runs")
    parser.add_argument("--port-base", type=int, default=18_000)
    asked = parser.parse_args(argv)
    took: list[float]
    if asked.access:
        took = asyncio.run(measure(Access.read(asked.access), asked.count))
    else:
        with running("up", "--no-sample", "--undo-seconds", "0", base=asked.port_base) as access:
            took = asyncio.run(measure(access, asked.count))
    p50, p99 = percentile(took, 50), percentile(took, 99)
    told: dict[str, Any] = {
        "what": "approve to published topic, one at a time; ratio = goal of 100 ms / p99",
        "count": len(took),
        "p50_ms": round(p50, 1),
        "p99_ms": round(p99, 1),
        "max_ms": round(max(took), 1),
        "limits": "conditional writes acknowledged by the majority and flushed, a poll of up to 10 ms, two sends",
    }
    figures(GOAL_MS / p99, as_json=asked.json, **told)
    return 0
