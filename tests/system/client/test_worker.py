"""A worker for each change, on a real Kafka: at least once, tried again, buried at last."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiokafka.errors import InvalidReplicationFactorError
from redaksi_client import Event, PublishedArticle, TryLater, Worker, make_dead_letters

from shared.parentage import die_with_parent
from tests.system.client.conftest import Say, letters
from tests.system.client.test_table import erased, published, until
from tests.system.conftest import ROOT, Servers

Handle = Callable[[Event[PublishedArticle]], Awaitable[None]]
Place = tuple[Servers, str, str]


@asynccontextmanager
async def working(place: Place, handle: Handle, **other: Any) -> AsyncIterator[None]:
    """A worker while this lasts, then stopped as it should be."""
    servers, topic, dead = place
    usual = {"group": f"g-{topic}", "topic": topic, "dead": dead, "first_wait": 0.02, "session_timeout_ms": 6000}
    worker = Worker(PublishedArticle, handle, servers.kafka, **{**usual, **other})
    run = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        worker.stop()
        async with asyncio.timeout(30):
            await run


class Heard:
    """A handler that remembers, and fails as often as it is told."""

    def __init__(self, *failures: Exception, only: UUID | None = None) -> None:
        self.ids: list[str] = []
        self.failures = list(failures)
        self.only = str(only) if only else ""

    async def __call__(self, event: Event[PublishedArticle]) -> None:
        self.ids.append(event.id)
        if self.failures and self.only in {"", event.key}:
            raise self.failures.pop(0)


async def test_each_event_is_handled_and_not_again_by_the_next(
    servers: Servers, topic: str, dead: str, say: Say
) -> None:
    article, first, second = uuid4(), Heard(), Heard()
    await say(published(article, 1), erased(article, 2))
    async with working((servers, topic, dead), first):
        await until(lambda: len(first.ids) == 2)
    await say(published(article, 3))
    async with working((servers, topic, dead), second):
        await until(lambda: len(second.ids) == 1)
    assert first.ids == [f"{article}/1/published", f"{article}/2/erased"]
    assert second.ids == [f"{article}/3/published"]


async def test_what_was_being_handled_in_a_crash_is_handled_by_another(
    servers: Servers, topic: str, dead: str, say: Say
) -> None:
    article, after = uuid4(), Heard()
    await say(published(article, 1), published(article, 2))
    script = Path(__file__).parent / "crashing.py"
    victim = await asyncio.create_subprocess_exec(
        sys.executable, str(script), servers.kafka, topic, f"g-{topic}", dead,
        env={**os.environ, "PYTHONPATH": str(ROOT / "clients/python")},
        stdout=asyncio.subprocess.PIPE,
        preexec_fn=die_with_parent,
    )  # fmt: skip
    assert victim.stdout is not None
    async with asyncio.timeout(60):
        said = [(await victim.stdout.readline()).decode().strip() for _ in range(2)]
    victim.kill()
    await victim.wait()
    async with working((servers, topic, dead), after):
        await until(lambda: bool(after.ids))
    assert said == [f"{article}/1/published", f"{article}/2/published"]
    assert after.ids == [f"{article}/2/published"]


async def test_what_fails_is_tried_again_before_what_comes_after_it(
    servers: Servers, topic: str, dead: str, say: Say
) -> None:
    article, heard = uuid4(), Heard(LookupError(), LookupError())
    await say(published(article, 1), published(article, 2))
    async with working((servers, topic, dead), heard):
        await until(lambda: len(heard.ids) == 4)
    assert heard.ids == [*[f"{article}/1/published"] * 3, f"{article}/2/published"]
    assert await letters(servers, dead) == []


async def test_what_fails_too_often_is_buried_whole_and_the_next_one_handled(
    servers: Servers, topic: str, dead: str, say: Say
) -> None:
    article, heard = uuid4(), Heard(*(LookupError("rahasia") for _ in range(3)))
    await say(published(article, 1), published(article, 2))
    async with working((servers, topic, dead), heard, tries=3):
        await until(lambda: len(heard.ids) == 4)
    assert heard.ids == [*[f"{article}/1/published"] * 3, f"{article}/2/published"]
    ((key, value, headers),) = await letters(servers, dead)
    assert (key, value) == (str(article).encode(), published(article, 1).model_dump_json().encode())
    assert headers["ce_id"] == f"{article}/1/published"
    assert (headers["dead-reason"], headers["dead-topic"], headers["dead-offset"]) == ("LookupError", topic, "0")


async def test_what_is_to_be_tried_later_is_never_buried(servers: Servers, topic: str, dead: str, say: Say) -> None:
    article, heard = uuid4(), Heard(*(TryLater() for _ in range(8)))
    await say(published(article, 1))
    async with working((servers, topic, dead), heard, tries=2, longest_wait=0.05):
        await until(lambda: len(heard.ids) == 9)
    assert await letters(servers, dead) == []


async def test_it_works_on_when_the_broker_comes_back(servers: Servers, topic: str, dead: str, say: Say) -> None:
    article, heard = uuid4(), Heard()
    await say(published(article, 1))
    async with working((servers, topic, dead), heard, request_timeout_ms=12_000):
        await until(lambda: len(heard.ids) == 1)
        with servers.kafka_paused():
            await asyncio.sleep(5)
        await say(published(article, 2))
        await until(lambda: f"{article}/2/published" in heard.ids)


async def test_two_workers_share_the_work(servers: Servers, topic: str, dead: str, say: Say) -> None:
    one, other = Heard(), Heard()
    async with working((servers, topic, dead), one), working((servers, topic, dead), other):
        async with asyncio.timeout(90):
            while not (one.ids and other.ids):
                await say(*(published(uuid4()) for _ in range(20)))
                await asyncio.sleep(0.5)


async def test_a_topic_for_dead_letters_is_made_once_and_it_is_said_where_kafka_makes_none(servers: Servers) -> None:
    name = f"client.{uuid4().hex[:12]}.dead"
    with pytest.raises(InvalidReplicationFactorError, match=name):
        await make_dead_letters(name, servers.kafka, replication=3)
    await make_dead_letters(name, servers.kafka)
    await make_dead_letters(name, servers.kafka, replication=3)
