"""Drafts a second through the door, 32 in flight, beside a bare endpoint with the same validation and acknowledgement.

Both are one process each on the same Kafka; beside the door its view is kept, as it always is. Rounds alternate, and
each waits until the view of the one before is written, so that the yardstick is not measured while ingest works. The
ratio is the median of the pairs' ratios.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

import psutil
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pymongo import AsyncMongoClient

from benchmarks.sender import NotAcceptedError, Sender, post
from benchmarks.stage import ROOT, figures, percentile, running
from redaksi.runner.access import Access
from shared.bus import Bus
from shared.facts import ReporterKey, ReporterSettled
from shared.sealed import new_keys
from shared.settings import Settings
from shared.topics import PARTITIONS

IN_FLIGHT = 32
KEY = "rdk_bench_0123456789abcdef"
BARE_TOPIC = "bench.drafts"
DRAFT = {
    "headline": "Jembatan Air Rami Dibuka Kembali",
    "dateline": "Mukomuko",
    "lead": "Warga dua desa tak lagi memutar sejauh dua puluh kilometer.",
    "body": "\n\n".join(["Jembatan itu dibuka Selasa pagi, lima hari lebih cepat dari jadwal semula."] * 50),
    "section": "daerah",
    "tags": ["jembatan", "mukomuko"],
    "photo": {"alt": "Jembatan baru", "caption": "Jembatan Air Rami, Selasa.", "credit": "Rio"},
    "byline": "Rio",
    "source": "Liputan di tempat",
}
BODY = json.dumps(DRAFT).encode()


@dataclass(frozen=True)
class Round:
    """What one round gave: drafts a second, milliseconds for each, and the server's processor seconds for each."""

    rate: float
    took_ms: tuple[float, ...]
    cpu_ms: float


@dataclass(frozen=True)
class Server:
    """A process to be measured."""

    port: int
    process: psutil.Process

    def processor(self) -> float:
        """Seconds it has computed."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


async def one_round(server: Server, run: str, seconds: float) -> Round:
    """Load one server."""

    def request(number: int) -> bytes:
        return post("/v1/drafts", BODY, Authorization=f"Bearer {KEY}", Idempotency_Key=f"{run}-{number}")

    senders = [Sender(server.port, request) for _ in range(IN_FLIGHT)]
    numbers, cpu = count(), server.processor()
    began = time.perf_counter()
    await asyncio.gather(*(one.send(numbers, began + seconds) for one in senders))
    lasted = time.perf_counter() - began
    took = tuple(value for one in senders for value in one.took)
    if not took:
        raise NotAcceptedError("nothing was accepted in time")
    return Round(len(took) / lasted, took, (server.processor() - cpu) / len(took) * 1000)


@contextmanager
def server(module: str, port: int, settings: Mapping[str, str]) -> Iterator[Server]:
    """A process of this module."""
    environment = {**os.environ, **settings, "REDAKSI_PORT": str(port)}
    started = subprocess.Popen([sys.executable, "-m", module], cwd=ROOT, env=environment)
    try:
        yield Server(port, psutil.Process(started.pid))
    finally:
        started.terminate()
        started.wait(15)


async def measure(there: Access, base: int, pairs: int, seconds: float) -> list[tuple[Round, Round]]:
    """Pairs of rounds: ingest, bare."""
    await _prepare(there)
    mongo: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(there.mongo)
    settings = {"KAFKA_BOOTSTRAP": there.kafka, "MONGO_URL": there.mongo, "REDAKSI_LOG_LEVEL": "CRITICAL"}
    settings["REDAKSI_STATUS_SECRET"] = settings["REDAKSI_FORM_SECRET"] = "a secret of at least thirty-two characters"
    settings["REDAKSI_SEAL_PUBLIC"] = new_keys().public
    door, view = server("services.ingest", base + 6, settings), server("services.ingest.view", base + 8, settings)
    yardstick = server("benchmarks._bare_door", base + 7, {**settings, "BARE_TOPIC": BARE_TOPIC})
    with door as ingest, view, yardstick as bare:
        for one in (ingest, bare):
            await _lets_us_in(one)
            await one_round(one, "warm", seconds)
        found, accepted = [], await _settled(mongo, 0)
        for number in range(pairs):
            measured = await one_round(ingest, f"round-{number}", seconds)
            accepted = await _settled(mongo, accepted + len(measured.took_ms))
            found.append((measured, await one_round(bare, f"round-{number}", seconds)))
    await mongo.close()
    return found


async def _prepare(there: Access) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=there.kafka)
    await admin.start()
    await admin.create_topics([NewTopic(BARE_TOPIC, PARTITIONS, 1)])
    await admin.close()
    key = ReporterKey(id="bench", sha256=hashlib.sha256(KEY.encode()).hexdigest())
    async with Bus(Settings(KAFKA_BOOTSTRAP=there.kafka), "bench") as bus:
        await bus.until_started()
        fact = ReporterSettled(at=datetime.now(UTC), version=1, reporter_id="bench", name="Bench", keys=(key,))
        await bus.voice.say(fact)


async def _lets_us_in(one: Server) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                await one_round(one, "knock", 0.01)
            except (OSError, NotAcceptedError, asyncio.IncompleteReadError):
                await asyncio.sleep(0.2)
            else:
                return


async def _settled(mongo: AsyncMongoClient[dict[str, Any]], least: int) -> int:
    """How many drafts the view has once it stands still, at least so many."""
    seen, still = -1, 0
    while still < 3 or seen < least:
        await asyncio.sleep(0.5)
        now = await mongo["redaksi_ingest"]["status"].count_documents({})
        still, seen = (still + 1, seen) if now == seen else (0, now)
    return seen


def main(argv: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./run bench ingest", description=__doc__)
    parser.add_argument("--json", action="store_true", help="only the last line")
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each round")
    parser.add_argument("--port-base", type=int, default=18_100)
    asked = parser.parse_args(argv)
    with running("servers", base=asked.port_base) as there:
        found = asyncio.run(measure(there, asked.port_base, asked.pairs, asked.seconds))
    ours, bare = [one for one, _ in found], [one for _, one in found]
    ratios = [one.rate / other.rate for one, other in found]
    told: dict[str, Any] = {
        "what": f"drafts of {len(BODY)} bytes a second, {IN_FLIGHT} in flight, ingest beside a bare endpoint",
        "ratios": [round(one, 2) for one in ratios],
        "limits": "one process's Python: parsing HTTP, FastAPI and validation; then the broker's acknowledgement",
    }
    for name, rounds in (("ingest", ours), ("bare", bare)):
        took = [value for one in rounds for value in one.took_ms]
        told[f"{name}_per_second"] = round(statistics.median(one.rate for one in rounds))
        told[f"{name}_p50_ms"] = round(percentile(took, 50), 1)
        told[f"{name}_p99_ms"] = round(percentile(took, 99), 1)
        told[f"{name}_cpu_ms_per_draft"] = round(statistics.median(one.cpu_ms for one in rounds), 3)
    figures(statistics.median(ratios), as_json=asked.json, **told)
    return 0
