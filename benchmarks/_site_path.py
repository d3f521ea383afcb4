"""From a reporter's request to the public page: submitted, approved, asked for until it is there."""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Self

import httpx

from benchmarks.path import DRAFT, signed_in
from benchmarks.stage import percentile, running
from redaksi.runner.access import Access

IN_FLIGHT = 32
_PATIENCE = 60.0
_FIRST_LOOK, _LONGEST, _SLOWER = 0.002, 0.064, 1.25
"""Seconds between looks, and how they grow: who looks all the time measures how often one can look."""


async def measure(asked: argparse.Namespace) -> dict[str, Any]:
    """One at a time, then 32 in flight."""
    verb = ("up", "--no-sample", "--undo-seconds", "0")
    with running(*verb, base=asked.port_base + 40) as access:
        async with Everybody(access) as people:
            for _ in range(20):
                await people.one()
            alone = [await people.one() for _ in range(asked.count)]
            began, room = time.perf_counter(), asyncio.Semaphore(IN_FLIGHT)

            async def among_others() -> float:
                async with room:
                    return await people.one()

            many = await asyncio.gather(*(among_others() for _ in range(asked.count * 5)))
            lasted = time.perf_counter() - began
    return {
        "visible_p50_ms": round(percentile(alone, 50), 1),
        "visible_p99_ms": round(percentile(alone, 99), 1),
        "visible_per_second_32_in_flight": round(len(many) / lasted),
        "visible_32_in_flight_p50_ms": round(percentile(many, 50), 1),
        "visible_32_in_flight_p99_ms": round(percentile(many, 99), 1),
    }


class Everybody:
    """A reporter, an editor and a reader, each with connections of their own."""

    def __init__(self, access: Access) -> None:
        self._access = access
        key = {"Authorization": f"Bearer {access.reporter.key}"}
        self._door = httpx.AsyncClient(base_url=access.ingest, headers=key, timeout=30)
        self._held: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._site = httpx.AsyncClient(base_url=access.site, timeout=30)

    async def __aenter__(self) -> Self:
        self._desk = await signed_in(self._access)
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listening.cancel()
        for http in (self._door, self._site, self._desk):
            await http.aclose()

    async def one(self) -> float:
        """Milliseconds from the reporter's request until the page is there."""
        began = time.perf_counter()
        sent = (await self._door.post("/v1/drafts", json=DRAFT)).raise_for_status().json()
        await asyncio.wait_for(self._held[sent["article_id"]].wait(), _PATIENCE)
        done = await self._desk.post(f"/api/articles/{sent['article_id']}/approve", json={"version": 1})
        page, pauses = done.raise_for_status().json()["path"], _pauses()
        while (await self._site.get(page)).status_code != httpx.codes.OK:
            await asyncio.sleep(next(pauses))
        return (time.perf_counter() - began) * 1000

    async def _listen(self) -> None:
        """Hear of what comes in as the desk's own pages do."""
        async with self._desk.stream("GET", "/api/events", timeout=None) as events:
            async for line in events.aiter_lines():
                if line.startswith('data: {"id"'):
                    self._held[json.loads(line.removeprefix("data: "))["id"]].set()


def _pauses() -> Iterator[float]:
    pause = _FIRST_LOOK
    while True:
        yield pause
        pause = min(pause * _SLOWER, _LONGEST)
