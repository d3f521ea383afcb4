"""A newsroom's day around a backup: what is done before it and after it, what is known, and how its databases go."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from aiokafka import AIOKafkaConsumer, TopicPartition
from pymongo import MongoClient

from redaksi.runner.access import Access
from shared.parentage import die_with_parent
from shared.topics import COMMENT_DECISIONS, DECISIONS, PARTITIONS, PUBLISHED, PUBLISHED_COMMENTS
from tests.system.conftest import ROOT, running
from tests.system.people import Editor, Json, Reporter, until
from tests.system.test_door import DRAFT
from tests.system.test_kills import insist

PROXY = {"REDAKSI_TRUSTED_PROXIES": "127.0.0.1"}
VERSIONED = (DECISIONS, COMMENT_DECISIONS, PUBLISHED, PUBLISHED_COMMENTS)
BESIDE = {"acts", "audit", "stamp", "claim", "undo_until", "notes", "submitted_at", "revisions", "score", "likely"}
"""What the desk keeps for itself, of which the topics know nothing."""


@dataclass
class Day:
    """Who works there, and which articles and comments there are, by the names that a test gives them."""

    access: Access
    rio: Reporter
    editor: Editor
    door: httpx.AsyncClient
    articles: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)

    async def draft(self, *names: str, reporter: Reporter | None = None, **fields: Any) -> None:
        """Each handed in, and held."""
        for name in names:
            body = {**DRAFT, "headline": f"Berita {name}", **fields}
            self.articles[name] = (await (reporter or self.rio).send(body, f"hari-{name}"))["article_id"]
            await self.editor.find(self.articles[name])

    async def act(self, verb: str, *names: str, **body: Any) -> None:
        """The same decision on each, as it stands now."""
        for name in names:
            version = (await self.editor.find(self.articles[name]))["version"]
            await self.editor.must(self.articles[name], verb, version, **body)

    async def write(self, article: str, *names: str) -> None:
        """Readers' comments under an article, held."""
        path = f"/v1/articles/{self.articles[article]}/comments"
        for number, name in enumerate(names):
            body = {"name": "Sari", "email": f"{name}@contoh.id", "text": f"Komentar {name}", "consent": True}
            came_from = {"X-Forwarded-For": f"10.1.{len(self.comments)}.{number + 1}"}
            sent = await insist(
                lambda body=body, came_from=came_from: self.door.post(path, json=body, headers=came_from),  # type: ignore[misc]
                202,
            )
            self.comments[name] = str(sent["comment_id"])
            await self.comment(name)

    async def comment(self, name: str) -> Json:
        """It, once the desk has it."""

        async def there() -> Json | None:
            answer = await self.editor.http.get(f"/api/comments/{self.comments[name]}")
            return dict(answer.json()) if answer.status_code == 200 else None

        return dict(await until(there))

    async def judge(self, verb: str, *names: str, **body: Any) -> None:
        """The same decision on each comment, as it stands now."""
        for name in names:
            sent = None if verb == "erase" else {"version": (await self.comment(name))["version"], **body}
            answer = await self.editor.http.post(f"/api/comments/{self.comments[name]}/{verb}", json=sent)
            assert answer.status_code == 200, answer.text


@asynccontextmanager
async def a_day(access: Access, before: Day | None = None) -> Any:
    """In a newsroom that runs; with what there was `before`."""
    async with Reporter(access) as rio, Editor(access) as editor, httpx.AsyncClient(base_url=access.ingest) as door:
        day = Day(access, rio, editor, door)
        if before is not None:
            day.articles, day.comments = before.articles, before.comments
        yield day


async def known(day: Day) -> dict[str, Any]:
    """What the desk, the public and reporters know of everything, without what the desk keeps for itself."""
    found: dict[str, Any] = {}
    async with httpx.AsyncClient(base_url=day.access.publish) as http:
        for name, key in day.articles.items():
            found[f"desk {name}"] = _told(await day.editor.find(key))
            answer = await http.get(f"/v1/articles/{key}")
            found[f"public {name}"] = (answer.status_code, answer.json() if answer.is_success else None)
            status = await day.rio.status(key)
            found[f"status {name}"] = {one: status.get(one) for one in ("state", "version", "revision", "live")}
        for name, key in day.comments.items():
            found[f"comment {name}"] = _told(await day.comment(name))
            article = found[f"comment {name}"]["article_id"]
            thread = (await http.get(f"/v1/articles/{article}/comments")).json()
            found[f"thread {name}"] = [one for one in thread["comments"] if one["comment_id"] == key]
    found["counts"] = {
        name: count for name, count in (await day.editor.http.get("/api/counts")).json().items() if name != "mine"
    }
    return found


def _told(item: Json) -> Json:
    return {name: value for name, value in item.items() if name not in BESIDE}


async def at_rest(day: Day) -> dict[str, Any]:
    """The same, once it no longer changes."""
    async with asyncio.timeout(60):
        before: dict[str, Any] = {}
        while before != (now := await known(day)):
            before = now
            await asyncio.sleep(1.5)
    return before


async def versions(kafka: str) -> dict[str, dict[str, list[int]]]:
    """On each topic that has versions, those of each key, in order."""
    found: dict[str, dict[str, list[int]]] = {topic: defaultdict(list) for topic in VERSIONED}
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
    await consumer.start()
    try:
        places = [TopicPartition(topic, number) for topic in VERSIONED for number in range(PARTITIONS)]
        consumer.assign(places)
        await consumer.seek_to_beginning()
        ends = await consumer.end_offsets(places)
        while any([await consumer.position(one) < ends[one] for one in places]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    version = dict(record.headers)["ce_version"]
                    found[record.topic][record.key.decode()].append(int(version))
    finally:
        await consumer.stop()
    return found


def lose_databases(data: Path, base: int, *services: str) -> None:
    """Drop these databases, while nobody uses them."""
    with running(data, "servers", base=base) as access, MongoClient[Json](access.mongo, w="majority") as mongo:
        for service in services:
            mongo.drop_database(f"redaksi_{service}")


def everything_kept(data: Path, base: int, *services: str) -> str:
    """All that these databases hold, as text."""
    with running(data, "servers", base=base) as access, MongoClient[Json](access.mongo) as mongo:
        found = [mongo[f"redaksi_{one}"] for one in services]
        return "\n".join(
            str(document)
            for database in found
            for name in database.list_collection_names()
            for document in database[name].find()
        )


@contextmanager
def refusing(data: Path, base: int) -> Iterator[str]:
    """A newsroom that is started but does not come up; why its desk does not open."""
    command = [sys.executable, "-m", "redaksi", "up", "--no-sample", "--data", str(data), "--port-base", str(base)]
    with (data / "runner.log").open("ab") as out:
        runner = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, preexec_fn=die_with_parent)  # noqa: PLW1509
    try:
        yield _reason(f"http://127.0.0.1:{base + 2}")
    finally:
        runner.terminate()
        runner.wait(20)


def _reason(url: str) -> str:
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        try:
            answer = httpx.get(f"{url}/readyz", timeout=2)
        except httpx.TransportError:
            time.sleep(0.2)
            continue
        if answer.status_code == 503 and "looked at" not in answer.json()["reason"]:
            assert httpx.get(f"{url}/", timeout=5).status_code == 503
            return str(answer.json()["reason"])
        assert answer.status_code == 503, "it opened"
        time.sleep(0.2)
    raise AssertionError("it never said why")
