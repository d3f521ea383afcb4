"""Approved articles through publish, beside a bare loop over the same topic in the same run, turn about.

Each is a process of its own and passes on everything from the first offset. What is timed is told by
the records on the published topic, which carry the time at which they were sent: from the moment a
tenth of them was sent (start, joining the group and cold connections are behind it, for both) to the last.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import median
from uuid import uuid4

import psutil
from aiokafka import AIOKafkaConsumer, TopicPartition

from benchmarks.approved import write
from benchmarks.servers import Servers, free_port, servers
from benchmarks.stage import ROOT, figures
from shared.mongo import client
from shared.settings import Settings
from shared.topics import DECISIONS, PARTITIONS, PUBLISH_ARTICLES, PUBLISH_WATCH, PUBLISHED

_WARM = 0.1
_PATIENCE = 180.0
_LIMITS = (
    "publish: one core's time, for types, guards, marks and reading its own topic; "
    "the bare loop: waiting for mongod, then for Kafka, one after the other"
)

Places = dict[TopicPartition, int]
Process = subprocess.Popen[bytes]
Start = Callable[[str], Process]


@dataclass(frozen=True)
class Measured:
    """One process's turn: articles passed on in a second, and milliseconds of processor time for each."""

    rate: float
    processor: float


def main(argv: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./run bench publish", description=__doc__)
    parser.add_argument("--json", action="store_true", help="only the last line")
    parser.add_argument("--count", type=int, default=20_000, help="approved articles (20000)")
    parser.add_argument("--size", type=int, default=4096, help="bytes of each body (4096)")
    parser.add_argument("--turns", type=int, default=5, help="turns of each (5)")
    parser.add_argument("--batch", type=int, default=500, help="the bare loop's batch (500)")
    asked = parser.parse_args(argv)
    with servers() as here:
        ours, bare = asyncio.run(_measure(here, asked))
    _tell(ours, bare, asked)
    return 0


async def _measure(here: Servers, asked: argparse.Namespace) -> tuple[list[Measured], ...]:
    async with _reader(here) as reader:
        since = await _ends(reader, DECISIONS)
    await write(here.kafka, asked.count, asked.size)
    ours: list[Measured] = []
    bare: list[Measured] = []
    for turn in range(1, asked.turns + 1):
        ours.append(await _turn(here, asked.count, since, PUBLISH_ARTICLES.name, _publish(here)))
        group = f"bare-loop-{turn}-{uuid4().hex[:8]}"  # it leaves without a word, so each turn has its own
        bare.append(await _turn(here, asked.count, since, group, _bare(here, group, asked.batch)))
        if not asked.json:
            print(f"turn {turn}: publish {ours[-1].rate:,.0f}/s, bare loop {bare[-1].rate:,.0f}/s", flush=True)
    return ours, bare


def _tell(ours: list[Measured], bare: list[Measured], asked: argparse.Namespace) -> None:
    rate, beside = median(one.rate for one in ours), median(one.rate for one in bare)
    figures(
        rate / beside,
        as_json=asked.json,
        what="approved articles a second through publish; ratio = publish / bare loop, medians of turns about",
        count=asked.count,
        size=asked.size,
        publish_per_second=round(rate),
        bare_per_second=round(beside),
        publish_turns=[round(one.rate) for one in ours],
        bare_turns=[round(one.rate) for one in bare],
        publish_processor_ms_each=round(median(one.processor for one in ours), 3),
        bare_processor_ms_each=round(median(one.processor for one in bare), 3),
        limits=_LIMITS,
    )


async def _turn(here: Servers, count: int, since: Places, group: str, start: Start) -> Measured:
    """Let one process pass everything on, into a database of its own, and see that it did."""
    prefix = f"bench_{uuid4().hex[:8]}"
    mongo = client(Settings(MONGO_URL=here.mongo))
    async with _reader(here) as reader:
        before = await _ends(reader, PUBLISHED)
        await _go_to(here, group, since)
        await _go_to(here, PUBLISH_WATCH.name, before)
        process = start(prefix)
        try:
            await _until_said(reader, before, count, process)
            used = _processor_seconds(process.pid)
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, 30)
        times = await _times(reader, before)
    kept = await mongo[f"{prefix}_publish"]["articles"].count_documents({})
    await mongo.drop_database(f"{prefix}_publish")
    mongo.close()
    if (len(times), kept) != (count, count):
        raise RuntimeError(f"of {count} articles {kept} were kept and {len(times)} said")
    warm = int(count * _WARM)
    return Measured((count - warm) / (times[-1] - times[warm]) * 1000, used / count * 1000)


def _publish(here: Servers) -> Start:
    def start(prefix: str) -> Process:
        return _start(here, {"REDAKSI_DATABASE_PREFIX": prefix, "REDAKSI_PORT": str(free_port())}, "services.publish")

    return start


def _bare(here: Servers, group: str, batch: int) -> Start:
    return lambda prefix: _start(here, {}, "benchmarks.bare_loop", group, f"{prefix}_publish", str(batch))


def _start(here: Servers, settings: dict[str, str], module: str, *words: str) -> Process:
    command = [sys.executable, "-m", module, *words]
    return subprocess.Popen(command, cwd=ROOT, env={**here.environment, **settings}, stderr=subprocess.DEVNULL)


async def _until_said(reader: AIOKafkaConsumer, before: Places, count: int, process: Process) -> None:
    async with asyncio.timeout(_PATIENCE):
        while sum((await _ends(reader, PUBLISHED)).values()) - sum(before.values()) < count:
            if process.poll() is not None:
                raise RuntimeError("what is measured ended by itself")
            await asyncio.sleep(0.1)


async def _times(reader: AIOKafkaConsumer, before: Places) -> list[int]:
    """When each article was first said, in milliseconds, in the order of time."""
    ends = await _ends(reader, PUBLISHED)
    reader.assign(list(before))
    for partition, offset in before.items():
        reader.seek(partition, offset)
    first: dict[bytes, int] = {}
    left = sum(ends.values()) - sum(before.values())
    while left:
        for records in (await reader.getmany(timeout_ms=500)).values():
            left -= len(records)
            for record in records:
                first.setdefault(record.key, record.timestamp)
    return sorted(first.values())


@asynccontextmanager
async def _reader(here: Servers) -> AsyncIterator[AIOKafkaConsumer]:
    reader = AIOKafkaConsumer(bootstrap_servers=here.kafka, enable_auto_commit=False)
    await reader.start()
    try:
        yield reader
    finally:
        await reader.stop()


def _processor_seconds(pid: int) -> float:
    spent = psutil.Process(pid).cpu_times()
    return spent.user + spent.system


def _partitions(topic: str) -> list[TopicPartition]:
    return [TopicPartition(topic, number) for number in range(PARTITIONS)]


async def _ends(reader: AIOKafkaConsumer, topic: str) -> Places:
    ends: Places = await reader.end_offsets(_partitions(topic))
    return ends


async def _go_to(here: Servers, group: str, places: Places) -> None:
    """Have a group, of which nobody is left, begin there."""
    member = AIOKafkaConsumer(bootstrap_servers=here.kafka, group_id=group, enable_auto_commit=False)
    await member.start()
    try:
        member.assign(list(places))
        await member.commit(places)
    finally:
        await member.stop()
