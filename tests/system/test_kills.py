"""Every process is killed once while drafts and comments are sent and approved: what was accepted is published, once.

In order, and to the end, where `tests/faults` does it at random. `REDAKSI_KILL_DRAFTS` says how many drafts, 2,000 by
default; every third has a comment.
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
from shared.topics import PARTITIONS, PUBLISHED, PUBLISHED_COMMENTS
from tests.system.conftest import running
from tests.system.people import Editor, Reporter
from tests.system.test_door import DRAFT

DRAFTS = int(os.environ.get("REDAKSI_KILL_DRAFTS", "2000"))
COMMENTS = len(range(0, DRAFTS, 3))
ARTICLES = 4
"""So many get the comments: to one, very many in a minute would be asked to wait."""
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


async def comment(number: int, article: str, door: httpx.AsyncClient, editor: Editor, accepted: dict[str, int]) -> None:
    """One comment from its reader to its approval, through whatever happens."""
    body = {"name": "Sari", "email": "sari@contoh.id", "text": f"Komentar ke-{number}", "consent": True}
    came_from = {"X-Forwarded-For": f"10.{number // 200}.{number % 200}.9"}
    path = f"/v1/articles/{article}/comments"
    sent = await insist(lambda: door.post(path, json={**body, "once": f"kill-{number}"}, headers=came_from), 202)
    comment_id = str(sent["comment_id"])
    accepted[comment_id] = number
    await insist(lambda: editor.http.post(f"/api/comments/{comment_id}/approve", json={"version": 1}), 200)


async def an_article(number: int, rio: Reporter, editor: Editor, access: Access) -> str:
    """Published, and known at the door."""
    body, headers = {**DRAFT, "headline": f"Pertama {number}"}, {"Idempotency-Key": f"first-{number}"}
    sent = await insist(lambda: rio.http.post("/v1/drafts", json=body, headers=headers), 202)
    article_id = str(sent["article_id"])
    await insist(lambda: editor.do(article_id, "approve", 1), 200)
    async with httpx.AsyncClient(base_url=access.ingest) as http:
        while not (await http.get(f"/articles/{article_id}/comments/new")).is_success:
            await asyncio.sleep(0.1)
    return article_id


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


async def the_topic(kafka: str, topic: str) -> dict[str, list[dict[str, Any]]]:
    """Everything on the topic, by item, in order."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
    await consumer.start()
    partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
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


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_what_was_accepted_is_published_once_though_everything_is_killed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    data = tmp_path_factory.mktemp("kills")
    drafts: dict[str, int] = {}
    comments: dict[str, int] = {}
    with running(data, "up", "--no-sample", "--undo-seconds", "0", REDAKSI_TRUSTED_PROXIES="127.0.0.1") as access:
        async with Reporter(access) as rio, Editor(access) as editor, httpx.AsyncClient(base_url=access.ingest) as door:
            first = [await an_article(number, rio, editor, access) for number in range(ARTICLES)]
            room = asyncio.Semaphore(AT_ONCE)

            async def one(number: int) -> None:
                async with room:
                    await travel(number, rio, editor, drafts)
                    if number % 3 == 0:
                        await comment(number, first[number % ARTICLES], door, editor, comments)

            async with killings(access, data, lambda: len(drafts) / DRAFTS) as killed:
                await asyncio.gather(*(one(number) for number in range(DRAFTS)))
            assert killed == list(VICTIMS)
            assert (len(drafts), len(comments)) == (DRAFTS, COMMENTS)
            articles = await everything(access.kafka, PUBLISHED, drafts)
            said = await everything(access.kafka, PUBLISHED_COMMENTS, comments)
            states = [(await editor.find(one))["version"] for one in list(drafts)[:50]]
    assert articles.keys() - drafts.keys() == set(first)
    assert said.keys() == comments.keys()
    as_sent(articles, drafts, "headline", "Berita")
    as_sent(said, comments, "text", "Komentar")
    assert set(states) == {2}


async def everything(kafka: str, topic: str, accepted: dict[str, int]) -> dict[str, list[dict[str, Any]]]:
    """What the topic says, once it has all of these."""
    async with asyncio.timeout(120):
        while accepted.keys() - (found := await the_topic(kafka, topic)).keys():
            await asyncio.sleep(1)
    return found


def as_sent(records: dict[str, list[dict[str, Any]]], accepted: dict[str, int], field: str, words: str) -> None:
    """Each stands there with its own words, at the version at which it was approved, however often."""
    for item, number in accepted.items():
        assert {record["version"] for record in records[item]} == {2}
        assert {record[field] for record in records[item]} == {f"{words} ke-{number}"}
