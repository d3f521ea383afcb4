"""Processes that pass a topic on to another, turn about: each from the same offset, into a database of its own.

What is timed is told by the records on the other topic, which carry the time at which they were sent: from the moment
a tenth of them was sent (start, joining the group and cold connections are behind it, for all) to the last.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import psutil
from aiokafka import AIOKafkaConsumer, TopicPartition

from benchmarks.servers import Servers, free_port
from benchmarks.stage import ROOT
from shared.mongo import client
from shared.settings import Settings
from shared.topics import PARTITIONS

_WARM = 0.1
_PATIENCE = 240.0

Places = dict[TopicPartition, int]
Process = subprocess.Popen[bytes]
Begin = Callable[[str], Process]
"""Starts one process on the databases of a prefix."""


@dataclass(frozen=True)
class Way:
    """From which topic to which; the group that hears; whose database and collection keep it; who else is to rest.

    `rest` are groups of the same process by the topic they read, which begin where that ends.
    """

    heard: str
    said: str
    group: str
    database: str
    kept: str
    rest: Mapping[str, str]


@dataclass(frozen=True)
class Measured:
    """One turn: items passed on in a second, and milliseconds of processor time for each."""

    rate: float
    processor: float


def begin(here: Servers, settings: Mapping[str, str], module: str, *words: str) -> Process:
    """A process of this module."""
    environment = {**here.environment, "REDAKSI_PORT": str(free_port()), "REDAKSI_CANARY_SECONDS": "0", **settings}
    command = [sys.executable, "-m", module, *words]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)


def bare(here: Servers, way: Way, group: str, what: str, batch: int) -> Begin:
    """The bare loop over the same topics; it says what stands under `what` in each value, or the whole value."""

    def of(prefix: str) -> Process:
        names = way.heard, way.said, group, f"{prefix}_{way.database}", way.kept, what, str(batch)
        return begin(here, {}, "benchmarks.bare_loop", *names)

    return of


async def ends_of(here: Servers, topic: str) -> Places:
    """Where a topic ends now."""
    async with _reader(here) as reader:
        return await _ends(reader, topic)


async def turn(here: Servers, way: Way, group: str, count: int, since: Places, beginnings: Sequence[Begin]) -> Measured:
    """Let these pass `count` items on, and see that they did."""
    prefix = f"bench_{uuid4().hex[:8]}"
    mongo = client(Settings(MONGO_URL=here.mongo))
    async with _reader(here) as reader:
        before = await _ends(reader, way.said)
        await _go_to(here, group, since)
        for other, topic in way.rest.items():
            await _go_to(here, other, await _ends(reader, topic))
        processes = [one(prefix) for one in beginnings]
        try:
            await _until_said(reader, before, count, processes)
            used = sum(_processor_seconds(one.pid) for one in processes)
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                await asyncio.to_thread(process.wait, 30)
        times = await _times(reader, before)
    kept = await mongo[f"{prefix}_{way.database}"][way.kept].count_documents({})
    await mongo.drop_database(f"{prefix}_{way.database}")
    mongo.close()
    if (len(times), kept) != (count, count):
        raise RuntimeError(f"of {count} items {kept} were kept and {len(times)} said")
    warm = int(count * _WARM)
    return Measured((count - warm) / (times[-1] - times[warm]) * 1000, used / count * 1000)


async def _until_said(reader: AIOKafkaConsumer, before: Places, count: int, processes: Sequence[Process]) -> None:
    said = next(iter(before)).topic
    async with asyncio.timeout(_PATIENCE):
        while sum((await _ends(reader, said)).values()) - sum(before.values()) < count:
            if any(process.poll() is not None for process in processes):
                raise RuntimeError("what is measured ended by itself")
            await asyncio.sleep(0.1)


async def _times(reader: AIOKafkaConsumer, before: Places) -> list[int]:
    """When each item was first said, in milliseconds, in the order of time."""
    ends = await _ends(reader, next(iter(before)).topic)
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


async def _ends(reader: AIOKafkaConsumer, topic: str) -> Places:
    ends: Places = await reader.end_offsets([TopicPartition(topic, number) for number in range(PARTITIONS)])
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
