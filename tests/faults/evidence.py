"""What is left when all is quiet, of topics and databases, beside what the ledger and the watcher have."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from aiokafka.errors import KafkaError
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from services.publish.rebuild import rebuild as publish_anew
from services.site.rebuild import rebuild as site_anew
from shared.bus.letters import ANSWER
from shared.settings import Settings
from shared.topics import COMMENT_DECISIONS, DECISIONS, GROUPS, PUBLISHED, PUBLISHED_COMMENTS
from tests.faults.ledger import Call
from tests.faults.stage import Stage
from tests.faults.watch import Seen, whole

Doc = dict[str, Any]
_QUIET = 3
"""So many looks in a row must find the same, and nothing waiting."""
_LOOK_EVERY = 2.0
_WAITS = "redaksi_lag_facts", "redaksi_lag_seconds", "redaksi_oldest_pending_seconds"
"""Seconds of lag, too: they are there while a batch that was read is still being handled."""
_COMPACTED = {
    "cleanup.policy": "compact",
    "min.compaction.lag.ms": "0",
    "max.compaction.lag.ms": "1",
    "segment.ms": "1000",
    "min.cleanable.dirty.ratio": "0.0",
    "delete.retention.ms": "600000",
}


@dataclass
class Evidence:
    """Everything that is judged."""

    calls: list[Call]
    seen: list[Seen]
    poison: set[str]
    """Keys of what nobody can read, and Kafka has."""
    perhaps: set[str] = field(default_factory=set)
    """The same of what Kafka may have."""
    desk: dict[str, dict[str, Doc]] = field(default_factory=dict)
    """What the desk holds, by kind (`articles`, `comments`) and item."""
    kept: dict[str, dict[str, Doc]] = field(default_factory=dict)
    """What publish keeps."""
    told: dict[str, list[Seen]] = field(default_factory=dict)
    """Everything on the topics of decisions and of what is public, by topic."""
    compacted: dict[str, list[Seen]] = field(default_factory=dict)
    """The public topics after compaction."""
    dead: list[str] = field(default_factory=list)
    """Keys of the dead letters of every group."""
    rebuilt: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Sums of each view, before it was made anew and after."""
    waiting: list[str] = field(default_factory=list)
    """What had not come to rest when patience ended."""


async def quiet(stage: Stage, patience: float) -> list[str]:
    """Wait until nothing waits anywhere; what still does after so many seconds."""
    until, calm, last = time.monotonic() + patience, 0, None
    waiting: list[str] = ["nothing was looked at"]
    while time.monotonic() < until and calm < _QUIET:
        try:
            waiting, state = await _look(stage)
        except (httpx.HTTPError, KafkaError, PyMongoError, OSError) as error:
            waiting, state = [type(error).__name__], None
        calm = calm + 1 if not waiting and state == last else 0
        last = state
        await asyncio.sleep(_LOOK_EVERY)
    return waiting


async def _look(stage: Stage) -> tuple[list[str], object]:
    """What waits now, and where everything stands."""
    waiting, state = [], []
    async with httpx.AsyncClient(timeout=5) as http:
        for name, actor in stage.actors.items():
            if not actor.url:
                continue
            if (await http.get(f"{actor.url}/readyz")).status_code != httpx.codes.OK:
                waiting.append(f"{name} is not ready")
            for line in (await http.get(f"{actor.url}/metrics")).text.splitlines():
                waits = line.startswith(_WAITS)
                if waits and float(line.rsplit(" ", 1)[1]) > 0:
                    waiting.append(f"{name}: {line}")
    async with _mongo(stage) as mongo:
        for kind in ("articles", "comments"):
            pending = await mongo["redaksi_moderation"][kind].count_documents({"due": {"$exists": True}})
            marked = await mongo["redaksi_publish"][kind].count_documents({"emit_pending": {"$exists": True}})
            waiting += [f"{pending} decisions about {kind}"] if pending else []
            waiting += [f"{marked} marks on {kind}"] if marked else []
            for service in ("moderation", "publish", "site"):
                collection = mongo[f"redaksi_{service}"][kind]
                state.append((await collection.count_documents({}), await _versions(collection)))
    return waiting, state


async def _versions(collection: Any) -> int:
    rows = await (await collection.aggregate([{"$group": {"_id": None, "all": {"$sum": "$version"}}}])).to_list()
    return int(rows[0]["all"]) if rows else 0


def _mongo(stage: Stage) -> AsyncMongoClient[Doc]:
    return AsyncMongoClient(stage.mongo, serverSelectionTimeoutMS=4_000, timeoutMS=20_000)


async def gather(evidence: Evidence, stage: Stage, patience: float) -> None:
    """Everything else, once it is quiet, or `patience` (seconds) has ended."""
    evidence.waiting = await quiet(stage, patience)
    async with _mongo(stage) as mongo:
        for service, into in (("moderation", evidence.desk), ("publish", evidence.kept)):
            for kind in ("articles", "comments"):
                docs = await mongo[f"redaksi_{service}"][kind].find({}).to_list()
                into[kind] = {doc["_id"]: doc for doc in docs}
    for topic in (DECISIONS, COMMENT_DECISIONS, PUBLISHED, PUBLISHED_COMMENTS):
        evidence.told[topic] = await _told(stage, topic)
    for group in GROUPS:
        letters = [one for one in await whole(stage.kafka, group.dead) if ANSWER not in dict(one.headers)]
        evidence.dead += [f"{group.name} {(one.key or b'').decode()}" for one in letters]


async def make_anew(evidence: Evidence, stage: Stage) -> None:
    """Have the public topics compacted and every view made anew, and add what they are then."""
    await compact(stage, evidence.told)
    for topic in (PUBLISHED, PUBLISHED_COMMENTS):
        evidence.compacted[topic] = await _told(stage, topic)
    settings = Settings(KAFKA_BOOTSTRAP=stage.kafka, MONGO_URL=stage.mongo)
    for site in await site_anew(settings, lambda *_: None):
        evidence.rebuilt[f"site {site.kind}"] = (site.before, site.sum)
    for publish in await publish_anew(settings, lambda *_: None):
        evidence.rebuilt[f"publish {publish.kind}"] = (publish.before, publish.sum)


async def _told(stage: Stage, topic: str) -> list[Seen]:
    return [Seen.of(record, 0.0) for record in await whole(stage.kafka, topic)]


async def compact(stage: Stage, told: Mapping[str, list[Seen]]) -> None:
    """Have Kafka compact the public topics; each partition's last record is said once more, to close its segment."""
    await asyncio.to_thread(_settle, stage.kafka)
    await asyncio.sleep(1.5)
    async with stage.a_producer() as producer:
        for topic in (PUBLISHED, PUBLISHED_COMMENTS):
            last = {one.partition: one.record for one in told[topic]}
            for _ in range(2):
                for partition, record in last.items():
                    await producer.send_and_wait(
                        topic, record.value, record.key, partition=partition, headers=list(record.headers)
                    )
                await asyncio.sleep(1.5)
    until = time.monotonic() + 60
    while time.monotonic() < until and not await _is_compact(stage):
        await asyncio.sleep(2)


async def _is_compact(stage: Stage) -> bool:
    """Whether few records are left that a later one of the same key overtakes: those of the open segments."""
    for topic in (PUBLISHED, PUBLISHED_COMMENTS):
        told = await _told(stage, topic)
        if len(told) - len({one.item for one in told}) > 2 * len({one.partition for one in told}):
            return False
    return True


def _settle(kafka: str) -> None:
    from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient  # it warns when it is imported

    admin = KafkaAdminClient(bootstrap_servers=kafka)
    try:
        admin.alter_configs(
            [ConfigResource(ConfigResourceType.TOPIC, topic, _COMPACTED) for topic in (PUBLISHED, PUBLISHED_COMMENTS)]
        )
    finally:
        admin.close()
