"""The desk does not serve on a database that is half restored, or that was lost: it says so, and waits."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pymongo import MongoClient

from redaksi.runner.plan import PYTHONPATH
from services.moderation.recovery.opening import BROKEN_OFF, LOST
from services.moderation.store.recovered import COLLECTION, RESTORED
from tests.builders import a_held
from tests.keys import KEYS
from tests.system.begun import begun
from tests.system.conftest import ROOT, Servers
from tests.system.doors import STATUS_SECRET
from tests.system.people import until
from tests.system.ports import free_ports
from tests.system.saying import say


@pytest.fixture
def prefix() -> str:
    return f"buka_{uuid4().hex[:10]}"


@asynccontextmanager
async def a_desk(servers: Servers, prefix: str) -> AsyncIterator[httpx.AsyncClient]:
    """A process of it, from its start on."""
    port = free_ports()
    environment = {
        **os.environ,
        "PYTHONPATH": PYTHONPATH,
        "KAFKA_BOOTSTRAP": servers.kafka,
        "MONGO_URL": servers.mongo,
        "REDAKSI_PORT": str(port),
        "REDAKSI_DATABASE_PREFIX": prefix,
        "REDAKSI_STATUS_SECRET": STATUS_SECRET,
        **KEYS,
    }
    command = [sys.executable, "-m", "services.moderation"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as http:
            yield http
    finally:
        process.terminate()
        process.wait(15)


async def until_it_says(http: httpx.AsyncClient, why: str) -> None:
    async def said() -> bool:
        answer = await http.get("/readyz")
        return answer.status_code == 503 and answer.json()["reason"] == why

    await until(said, 120)


async def until_it_opens(http: httpx.AsyncClient) -> None:
    async def ready() -> bool:
        return (await http.get("/readyz")).status_code == 200

    await until(ready, 120)


def marked(servers: Servers, prefix: str, **what: Any) -> None:
    """As `redaksi restore` does it."""
    with MongoClient[dict[str, Any]](servers.mongo, w="majority") as mongo:
        mongo[f"{prefix}_moderation"][COLLECTION].update_one({"_id": RESTORED}, {"$set": what}, upsert=True)


async def test_an_empty_database_beside_topics_that_are_not_is_taken_for_a_lost_one(
    servers: Servers, prefix: str
) -> None:
    await say(servers, a_held(article_id=uuid4()))
    async with a_desk(servers, prefix) as http:
        await until_it_says(http, LOST)
        answer = await http.get("/")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "was lost" in answer.json()["detail"]
        assert (await http.get("/healthz")).status_code == 200
        # Nothing was begun meanwhile: it is still taken for that.
        with MongoClient[dict[str, Any]](servers.mongo) as mongo:
            assert mongo[f"{prefix}_moderation"].list_collection_names() == []


async def test_a_restore_that_broke_off_keeps_it_closed_and_its_end_opens_it(servers: Servers, prefix: str) -> None:
    article = uuid4()
    await say(servers, a_held(3, article_id=article))
    marked(servers, prefix, restored_at=datetime.now(UTC), finished=False)
    async with a_desk(servers, prefix) as http:
        await until_it_says(http, BROKEN_OFF)
        marked(servers, prefix, finished=True)
        await until_it_opens(http)
    # And before it opened it had caught up with what was said.
    with MongoClient[dict[str, Any]](servers.mongo) as mongo:
        kept = mongo[f"{prefix}_moderation"]["articles"].find_one({"_id": str(article)})
        assert kept is not None
        assert (kept["version"], kept["state"], kept["pending"]) == (3, "held", [])


async def test_one_that_was_begun_opens_whatever_others_have_said(servers: Servers, prefix: str) -> None:
    await say(servers, a_held(article_id=uuid4()))
    begun(servers, prefix)
    async with a_desk(servers, prefix) as http:
        await until_it_opens(http)
