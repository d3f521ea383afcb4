"""Drafts through moderation's intake, beside a bare loop over the same topic in the same run, turn about.

Held means: the checklist filled in, the words of the revision kept, the article in the queue with its indexes, and the
fact said that it is held. The bare loop keeps each draft as it is and says it again. See `_turns.py`.
"""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime, timedelta
from statistics import median
from uuid import uuid4

from aiokafka import AIOKafkaProducer
from pymongo import MongoClient

from benchmarks import _turns
from benchmarks._turns import Begin, Measured, Process, Way
from benchmarks.ingest import DRAFT
from benchmarks.servers import Servers, servers
from benchmarks.stage import figures
from services.moderation.store.recovered import BEGUN, COLLECTION
from shared.facts import Draft, DraftSubmitted, Reporter, encode
from shared.sealed import new_keys
from shared.topics import COMMENT_DECISIONS, COMMENTS, DECISIONS, DRAFTS, MODERATION_DRAFTS

WAY = Way(
    DRAFTS,
    DECISIONS,
    MODERATION_DRAFTS.name,
    "moderation",
    "articles",
    {"moderation-letters": DECISIONS, "moderation-comments": COMMENTS, "moderation-learning": COMMENT_DECISIONS},
)
_LIMITS = (
    "moderation: one core's time, for validation, rules and the checklist, and mongod's for the queue's indexes; "
    "the bare loop: waiting for mongod, then for Kafka, one after the other"
)


def main(argv: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./run bench intake", description=__doc__)
    parser.add_argument("--json", action="store_true", help="only the last line")
    parser.add_argument("--count", type=int, default=5_000, help="drafts (5000)")
    parser.add_argument("--turns", type=int, default=5, help="turns of each (5)")
    parser.add_argument("--batch", type=int, default=500, help="the bare loop's batch (500)")
    parser.add_argument("--processes", type=int, nargs="*", default=[2], help="also so many of moderation (2)")
    asked = parser.parse_args(argv)
    with servers() as here:
        asyncio.run(_measure(here, asked))
    return 0


async def _measure(here: Servers, asked: argparse.Namespace) -> None:
    since = await _turns.ends_of(here, DRAFTS)
    await _write(here.kafka, asked.count)
    ours: list[Measured] = []
    bare: list[Measured] = []
    several: dict[int, list[Measured]] = {number: [] for number in asked.processes}
    for _ in range(asked.turns):
        ours.append(await _turns.turn(here, WAY, WAY.group, asked.count, since, [_moderation(here)]))
        group = f"bare-intake-{uuid4().hex[:8]}"
        loop = _turns.bare(here, WAY, group, "", asked.batch)
        bare.append(await _turns.turn(here, WAY, group, asked.count, since, [loop]))
        for many, found in several.items():
            found.append(await _turns.turn(here, WAY, WAY.group, asked.count, since, [_moderation(here)] * many))
    rate, beside = median(one.rate for one in ours), median(one.rate for one in bare)
    shared = {number: median(one.rate for one in found) for number, found in several.items()}
    figures(
        rate / beside,
        as_json=asked.json,
        what="drafts a second through moderation's intake; ratio = moderation / bare loop, medians of turns about",
        count=asked.count,
        moderation_per_second=round(rate),
        bare_per_second=round(beside),
        moderation_turns=[round(one.rate) for one in ours],
        bare_turns=[round(one.rate) for one in bare],
        moderation_processor_ms_each=round(median(one.processor for one in ours), 3),
        bare_processor_ms_each=round(median(one.processor for one in bare), 3),
        **{f"moderation_per_second_{number}_processes": round(found) for number, found in shared.items()},
        **{f"ratio_{number}_processes_to_one": round(found / rate, 2) for number, found in shared.items()},
        limits=_LIMITS,
    )


def _moderation(here: Servers) -> Begin:
    settings = {
        "REDAKSI_STATUS_SECRET": "a secret of at least thirty-two characters",
        "REDAKSI_SEAL_PRIVATE": new_keys().private,
    }

    def of(prefix: str) -> Process:
        with MongoClient[dict[str, object]](here.mongo, w="majority") as mongo:
            begun = mongo[f"{prefix}_moderation"][COLLECTION]  # else it takes itself for a desk whose database was lost
            begun.update_one({"_id": BEGUN}, {"$set": {"by": "a benchmark"}}, upsert=True)
        return _turns.begin(here, {**settings, "REDAKSI_DATABASE_PREFIX": prefix}, "services.moderation")

    return of


async def _write(kafka: str, how_many: int) -> None:
    """Say so many drafts, as ingest would."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all", enable_idempotence=True)
    dawn, reporter = datetime(2026, 1, 1, tzinfo=UTC), Reporter(id="rio", name="Rio")
    await producer.start()
    try:
        for number in range(how_many):
            draft = Draft.model_validate({**DRAFT, "headline": f"{DRAFT['headline']} ({number})"})
            at = dawn + timedelta(seconds=number)
            fact = DraftSubmitted.of(draft, article_id=uuid4(), reporter=reporter, key="", base=None, at=at)
            record = encode(fact)
            headers = [(name, text.encode()) for name, text in record.headers.items()]
            await producer.send(record.topic, record.value, key=record.key, headers=headers)
        await producer.flush()
    finally:
        await producer.stop()
