"""`python -m tests.fuzz.memory --minutes 30`: a newsroom under steady load, and how fast each process grows.

Drafts are sent, comments are written and decided on, readers and editors look at pages, some sign in: so many a second.
Memory is what each process has resident (RSS) every five seconds; after the warm-up a line is laid through it by least
squares. Its slope is in MB an hour; `noise` is the standard error of that.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil

from redaksi.runner.access import Access
from tests.system.browser.scene import COMPLETE, Sets
from tests.system.conftest import running
from tests.system.people import Editor, Reporter

_EVERY = 5.0
_SERVICES = ("ingest", "ingest-view", "moderation", "publish", "site")
_PAGES = ("/", "/terbaru", "/rubrik/ekonomi", "/rss.xml", "/sitemap.xml", "/cari?q=pasar", "/arsip")
_DESK = ("/api/articles?state=held", "/api/counts", "/api/comments", "/api/notices", "/api/summary")
Do = Callable[[int], Awaitable[httpx.Response]]


class Crowd:
    """Everybody who does something, again and again."""

    def __init__(self, access: Access, rio: Reporter, editor: Editor, articles: Sequence[str]) -> None:
        self._access = access
        self._rio, self._editor, self._articles = rio, editor, articles
        self._reader = httpx.AsyncClient(timeout=20)
        self.answered: Counter[int] = Counter()

    def works(self) -> dict[float, Do]:
        """What is done, by how often a second."""
        return {4: self._draft, 3.9: self._comment, 20: self._page, 3: self._desk, 1: self._approve, 0.5: self._sign_in}

    async def again(self, often: float, do: Do, until: float) -> None:
        """At this rate; what is late is not caught up with."""
        for number in count():
            began = time.monotonic()
            if began > until:
                return
            try:
                self.answered[(await do(number)).status_code] += 1
            except httpx.TransportError:
                self.answered[0] += 1
            await asyncio.sleep(max(0.0, 1 / often - (time.monotonic() - began)))

    async def _draft(self, number: int) -> httpx.Response:
        draft = {**COMPLETE, "headline": f"Berita {number} dari pasar", "photo": None}
        return await self._rio.http.post("/v1/drafts", json=draft, headers={"Idempotency-Key": uuid4().hex})

    async def _comment(self, number: int) -> httpx.Response:
        article = self._articles[number % len(self._articles)]
        body = {"name": f"Sari {number}", "email": f"sari{number}@contoh.id", "text": uuid4().hex, "consent": True}
        headers = {"X-Forwarded-For": f"10.{number >> 8 & 255}.{number & 255}.1"}
        return await self._reader.post(
            f"{self._access.ingest}/v1/articles/{article}/comments", json=body, headers=headers
        )

    async def _page(self, number: int) -> httpx.Response:
        return await self._reader.get(self._access.site + _PAGES[number % len(_PAGES)])

    async def _desk(self, number: int) -> httpx.Response:
        return await self._editor.http.get(_DESK[number % len(_DESK)])

    async def _approve(self, _: int) -> httpx.Response:
        held = (await self._editor.http.get("/api/articles?state=held&limit=1")).json()["articles"]
        if not held:
            return await self._editor.http.get("/api/me")
        return await self._editor.do(held[0]["article_id"], "approve", held[0]["version"])

    async def _sign_in(self, number: int) -> httpx.Response:
        body = {"email": f"{number}@contoh.id", "password": "bukan ini"}
        headers = {"X-Forwarded-For": f"10.{number >> 8 & 255}.{number & 255}.2"}
        return await self._reader.post(f"{self._access.moderation}/api/login", json=body, headers=headers)


def line(points: Sequence[tuple[float, float]]) -> dict[str, float]:
    """Through these (seconds, MB): its slope in MB an hour, its standard error, and the first and last value."""
    times, sizes = [at for at, _ in points], [size for _, size in points]
    slope, zero = statistics.linear_regression(times, sizes)
    left = sum((size - zero - slope * at) ** 2 for at, size in points) / max(len(points) - 2, 1)
    noise = (left / (len(times) * statistics.pvariance(times))) ** 0.5
    hour = 3600.0
    told = {"mb_an_hour": slope * hour, "noise": noise * hour, "first_mb": sizes[0], "last_mb": sizes[-1]}
    return {name: round(value, 1) for name, value in told.items()}


async def watched(pids: dict[str, int], seconds: float) -> dict[str, list[tuple[float, float]]]:
    """(Seconds, MB) of each, every five seconds."""
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in pids}
    began = time.monotonic()
    while (at := time.monotonic() - began) < seconds:
        for name, pid in pids.items():
            seen[name].append((at, psutil.Process(pid).memory_info().rss / 2**20))
        await asyncio.sleep(_EVERY)
    return seen


async def loaded(access: Access, seconds: float, warm: float) -> dict[str, Any]:
    """Load it, and tell what each process came to."""
    pids = {name: access.pids[name] for name in (*_SERVICES, "mongod", "kafka")}
    async with Reporter(access) as rio, Editor(access) as editor:
        sets = Sets(rio, editor, access)
        articles = [await sets.held() for _ in range(12)]
        for article in articles:
            await sets.public(article)
        crowd, until = Crowd(access, rio, editor, articles), time.monotonic() + seconds
        works = [crowd.again(often, do, until) for often, do in crowd.works().items()]
        watching = asyncio.create_task(watched(pids, seconds))
        await asyncio.gather(*works)
        seen = await watching
    lines = {name: line([one for one in points if one[0] >= warm]) for name, points in seen.items()}
    return {"answered": dict(crowd.answered), "processes": lines}


def main() -> int:
    """Load, and print figures; the last line is JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.memory", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--warm-up", type=float, default=5, help="minutes that do not count")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        options = ("--no-sample", "--undo-seconds", "0")
        with running(Path(folder), "up", *options, REDAKSI_TRUSTED_PROXIES="127.0.0.1") as access:
            told = asyncio.run(loaded(access, given.minutes * 60, given.warm_up * 60))
            died = Access.read(Path(folder)).pids != access.pids
    for name, one in told["processes"].items():
        print(
            f"{name:12} {one['mb_an_hour']:+8.1f} MB/h ± {one['noise']:.1f}   {one['first_mb']} → {one['last_mb']} MB"
        )
    print(json.dumps({"minutes": given.minutes, "warm_up": given.warm_up, "died": died, **told}))
    return 1 if died else 0


if __name__ == "__main__":
    sys.exit(main())
