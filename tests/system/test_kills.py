"""Every process is killed once while drafts come in and are approved: what was accepted is published, once.

The seed of the fault suite. `REDAKSI_KILL_DRAFTS` says how many drafts, 2,000 by default.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from redaksi.runner.access import Access
from shared.topics import PARTITIONS, PUBLISHED
from tests.system.conftest import running
from tests.system.people import Editor, Reporter
from tests.system.test_door import DRAFT

DRAFTS = int(os.environ.get("REDAKSI_KILL_DRAFTS", "2000"))
AT_ONCE = 16
VICTIMS = ("ingest", "ingest-view", "moderation", "publish", "kafka", "mongod")


async def insist(call: Callable[[], Awaitable[httpx.Response]], good: int) -> Any:
    """Make the same call until it is answered as it should be; 409 says that an earlier try was done."""
    while True:
        try:
            answer = await call()
        except httpx.TransportError:
            await asyncio.sleep(0.2)
            continue
        if answer.status_code in {good, 409}:
            return answer.json()
        assert answer.status_code in {404, 503}, answer.text
        await asyncio.sleep(0.1)


async def travel(number: int, rio: Reporter, editor: Editor, accepted: dict[str, int]) -> None:
    """One draft from its reporter to its approval, through whatever happens."""
    body = {**DRAFT, "headline": f"Berita ke-{number}"}
    headers = {"Idempotency-Key": f"kill-{number}"}
    sent = await insist(lambda: rio.http.post("/v1/drafts", json=body, headers=headers), 202)
    article_id = str(sent["article_id"])
    accepted[article_id] = number
    await insist(lambda: editor.do(article_id, "approve", 1), 200)


@asynccontextmanager
async def killings(access: Access, data: Path, progress: Callable[[], float]) -> AsyncIterator[list[str]]:
    """Kill each process once, spread over the work."""
    done: list[str] = []

    async def kill() -> None:
        for number, name in enumerate(VICTIMS, 1):
            while progress() < number / (len(VICTIMS) + 1):
                await asyncio.sleep(0.05)
            pids = json.loads((data / "access.json").read_text())["pids"]
            os.kill(pids[name], signal.SIGKILL)
            done.append(name)

    task = asyncio.create_task(kill())
    yield done
    await task


async def the_topic(kafka: str) -> dict[str, list[dict[str, Any]]]:
    """Everything on the published topic, by article, in order."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
    await consumer.start()
    partitions = [TopicPartition(PUBLISHED, number) for number in range(PARTITIONS)]
    consumer.assign(partitions)
    await consumer.seek_to_beginning()
    ends = await consumer.end_offsets(partitions)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    while any([await consumer.position(one) < ends[one] for one in partitions]):
        for records in (await consumer.getmany(timeout_ms=500)).values():
            for record in records:
                found[record.key.decode()].append(json.loads(record.value))
    await consumer.stop()
    return found


@pytest.mark.timeout(600)
async def test_what_was_accepted_is_published_once_though_everything_is_killed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    data = tmp_path_factory.mktemp("kills")
    accepted: dict[str, int] = {}
    with running(data, "up", "--no-sample", "--undo-seconds", "0") as access:
        async with Reporter(access) as rio, Editor(access) as editor:
            room = asyncio.Semaphore(AT_ONCE)

            async def one(number: int) -> None:
                async with room:
                    await travel(number, rio, editor, accepted)

            async with killings(access, data, lambda: len(accepted) / DRAFTS) as killed:
                await asyncio.gather(*(one(number) for number in range(DRAFTS)))
            assert killed == list(VICTIMS)
            assert len(accepted) == DRAFTS
            async with asyncio.timeout(120):
                while accepted.keys() - (topic := await the_topic(access.kafka)).keys():
                    await asyncio.sleep(1)
            states = [(await editor.find(one))["version"] for one in list(accepted)[:50]]
    assert topic.keys() == accepted.keys()
    for article_id, records in topic.items():
        assert {record["version"] for record in records} == {2}
        assert {record["headline"] for record in records} == {f"Berita ke-{accepted[article_id]}"}
    assert set(states) == {2}
