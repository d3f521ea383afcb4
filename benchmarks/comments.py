"""Readers' comments: taken and held a second, 32 in flight; from approval to the published topic; what many held cost.

A whole newsroom on this machine, with the client beside it. Each comment comes from a network of its own, under one of
many articles, so that the limits against machines do not come into it; all of it is scored by the guard.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from itertools import count
from typing import Any, NamedTuple

import httpx
import psutil
from aiokafka import AIOKafkaConsumer
from pymongo import AsyncMongoClient

from benchmarks.desk import as_a_browser, timed
from benchmarks.path import signed_in, submit
from benchmarks.sender import Sender, post
from benchmarks.stage import figures, percentile, running
from redaksi.runner.access import Access
from shared.topics import PUBLISHED_COMMENTS

IN_FLIGHT = 32
GOAL = 1_000
ARTICLES = 100
FEW, MANY = 100, 10_000
_SAID = """semoga jembatan itu cepat selesai kasihan anak sekolah harus memutar jauh terima kasih pak kepala desa kapan
jalan kami diperbaiki juga sudah lama rusak hujan banjir warga gotong royong bagus sekali beritanya lanjutkan redaksi"""


class Through(NamedTuple):
    """What went through the door: a second, and a second until it was held; milliseconds of each request.

    `cpu_ms`: the processor's time that each process took for a comment, until it was held.
    """

    accepted: float
    held: float
    took_ms: list[float]
    cpu_ms: dict[str, float]


async def articles(access: Access, desk: httpx.AsyncClient) -> list[str]:
    """So many that are published, and that the door knows of."""
    ids = await submit(access, ARTICLES)
    for one in ids:
        while (await desk.get(f"/api/articles/{one}")).status_code != httpx.codes.OK:
            await asyncio.sleep(0.05)
        (await desk.post(f"/api/articles/{one}/approve", json={"version": 1})).raise_for_status()
    async with httpx.AsyncClient(base_url=access.ingest) as http:
        for one in ids:
            while (await http.get(f"/articles/{one}/comments/new")).status_code != httpx.codes.OK:
                await asyncio.sleep(0.05)
    return ids


def requests(ids: list[str]) -> Any:
    """Makes the request of a number: words, network and article are that number's own."""
    chance = random.Random(7)

    def request(number: int) -> bytes:
        text = " ".join(chance.choices(_SAID.split(), k=30)) + f" {number}"
        body = {"name": "Sari", "email": f"sari{number}@contoh.id", "text": text, "consent": True}
        came_from = f"{number // 65_025 % 200 + 1}.{number // 255 % 255}.{number % 255}.9"
        path = f"/v1/articles/{ids[number % len(ids)]}/comments"
        return post(path, json.dumps(body).encode(), X_Forwarded_For=came_from)

    return request


class Newsroom:
    """One that runs, with published articles."""

    def __init__(self, access: Access, ids: list[str], mongo: AsyncMongoClient[dict[str, Any]]) -> None:
        self._access = access
        self._held = mongo["redaksi_moderation"]["comments"]
        self._request = requests(ids)
        self._numbers = count()
        self._port = int(access.ingest.rsplit(":", 1)[1])

    async def held(self) -> int:
        """How many comments the desk has."""
        return await self._held.count_documents({})

    async def load(self, seconds: float) -> Through:
        """Send for so long, then wait until the desk has it all."""
        before, began, cpu = await self.held(), time.perf_counter(), self._processor()
        senders = [Sender(self._port, self._request) for _ in range(IN_FLIGHT)]
        await asyncio.gather(*(one.send(self._numbers, began + seconds) for one in senders))
        lasted = time.perf_counter() - began
        took = [value for one in senders for value in one.took]
        while await self.held() < before + len(took):
            await asyncio.sleep(0.02)
        cpu_ms = {name: (now - cpu[name]) / len(took) * 1000 for name, now in self._processor().items()}
        return Through(len(took) / lasted, len(took) / (time.perf_counter() - began), took, cpu_ms)

    def _processor(self) -> dict[str, float]:
        """Seconds that each process has computed, this one too."""
        times = {name: psutil.Process(pid).cpu_times() for name, pid in {**self._access.pids, "client": None}.items()}
        return {name: one.user + one.system for name, one in times.items()}


async def approvals(access: Access, desk: httpx.AsyncClient, number: int) -> list[float]:
    """Milliseconds from the approving request to the record on the published topic, one at a time."""
    consumer = AIOKafkaConsumer(PUBLISHED_COMMENTS, bootstrap_servers=access.kafka)
    await consumer.start()
    await consumer.seek_to_end()
    ids: list[str] = []
    after: dict[str, str] = {}
    while len(ids) < number:
        page = (await desk.get("/api/comments", params={"limit": "200", **after})).json()
        ids += [one["comment_id"] for one in page["comments"]]
        after = {"after": page["further"]}
    arrived: dict[str, float] = {}

    async def watch() -> None:
        async for record in consumer:
            arrived.setdefault((record.key or b"").decode(), time.perf_counter())

    watching, took = asyncio.create_task(watch()), []
    for one in ids[:number]:
        began = time.perf_counter()
        (await desk.post(f"/api/comments/{one}/approve", json={"version": 1})).raise_for_status()
        while one not in arrived:
            await asyncio.sleep(0.001)
        took.append((arrived[one] - began) * 1000)
    watching.cancel()
    await consumer.stop()
    return took


async def looks(desk: httpx.AsyncClient, number: int) -> dict[str, float]:
    """The median of what editors have open, in milliseconds."""
    cookie = as_a_browser(desk)
    pages = {"comments": "/comments", "likely": "/comments?order=likely", "queue": "/"}
    return {
        name: percentile(await timed(lambda at=path: desk.get(at, headers=cookie), number), 50)  # type: ignore[misc]
        for name, path in pages.items()
    }


async def measure(access: Access, seconds: float, number: int) -> dict[str, Any]:
    """Everything, in turn."""
    desk = await signed_in(access)
    mongo: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(access.mongo)
    newsroom = Newsroom(access, await articles(access, desk), mongo)
    while await newsroom.held() < FEW:
        await newsroom.load(0.05)
    few = await looks(desk, number // 4)
    rounds = [await newsroom.load(seconds) for _ in range(3)]
    while await newsroom.held() < MANY:
        await newsroom.load(1)
    await asyncio.sleep(3)
    many = await looks(desk, number // 4)
    at_desk = await newsroom.held()
    took = await approvals(access, desk, number)
    await desk.aclose()
    await mongo.close()
    best = sorted(rounds, key=lambda one: one.held)[1]
    return {
        "accepted_per_second": round(best.accepted),
        "held_per_second": round(best.held),
        "request_p50_ms": round(percentile(best.took_ms, 50), 1),
        "request_p99_ms": round(percentile(best.took_ms, 99), 1),
        "cpu_ms_per_comment": {name: round(value, 2) for name, value in best.cpu_ms.items()},
        "approve_to_published_p50_ms": round(percentile(took, 50), 1),
        "approve_to_published_p99_ms": round(percentile(took, 99), 1),
        "held": at_desk,
        "with_few_held_ms": {name: round(value, 1) for name, value in few.items()},
        "with_many_held_ms": {name: round(value, 1) for name, value in many.items()},
        "many_to_few": {name: round(many[name] / few[name], 2) for name in few},
    }


def main(argv: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./run bench comments", description=__doc__)
    parser.add_argument("--json", action="store_true", help="only the last line")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each of the three rounds")
    parser.add_argument("--count", type=int, default=400, help="of approvals")
    parser.add_argument("--port-base", type=int, default=18_300)
    asked = parser.parse_args(argv)
    verb = ("up", "--no-sample", "--undo-seconds", "0")
    with running(*verb, base=asked.port_base, REDAKSI_TRUSTED_PROXIES="127.0.0.1") as access:
        told = asyncio.run(measure(access, asked.seconds, asked.count))
    what = f"comments taken and held a second, {IN_FLIGHT} in flight, in the middle round; ratio to the goal of {GOAL}"
    figures(told["held_per_second"] / GOAL, as_json=asked.json, what=what, **told)
    return 0
