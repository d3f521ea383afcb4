"""One article's page to many readers at once, beside the same bytes from the same server."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from benchmarks.approved import approvals
from benchmarks.sender import NotAcceptedError, Sender, get
from benchmarks.servers import free_port
from benchmarks.stage import ROOT, percentile, running
from redaksi.runner.access import Access
from redaksi.runner.plan import PYTHONPATH
from shared.bus import Bus
from shared.facts import ArticlePublished
from shared.settings import Settings

IN_FLIGHT = 32
SIZE = 4_000
"""Bytes of the article's body."""
_FIRST_VIEWS = 100
_READY_WITHIN = 60


async def measure(asked: argparse.Namespace) -> dict[str, Any]:
    """Pages a second of both, and what a first view costs."""
    with running("servers", base=asked.port_base) as there, site(there) as port:
        article = next(approvals(SIZE))
        assert article.live is not None
        await say(there, [ArticlePublished.of(article.article_id, article.live)])
        path = article.live.path
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            answer = await until_there(http, path)
            view = await first_view(http, path)
        with constant(answer) as other:
            rounds = await pairs(port, other, path, answer.headers["etag"], asked.pairs, asked.seconds)
    return {**view, **rounds}


async def pairs(ours: int, constant_at: int, path: str, tag: str, number: int, seconds: float) -> dict[str, Any]:
    """Rounds of both in turn, as 200 and as 304."""
    told: dict[str, Any] = {}
    for status, headers in ((200, {"Accept-Encoding": "gzip"}), (304, {"If-None-Match": tag})):
        request = get(path, **{name.replace("-", "_"): value for name, value in headers.items()})
        for port in (ours, constant_at):
            await _round(port, request, status, 0.5)
        found = [
            (await _round(ours, request, status, seconds), await _round(constant_at, request, status, seconds))
            for _ in range(number)
        ]
        ratios = [one / other for one, other in found]
        told[f"pages_ratio_{status}"] = round(statistics.median(ratios), 3)
        told[f"pages_ratios_{status}"] = [round(one, 2) for one in ratios]
        told[f"pages_per_second_{status}"] = round(statistics.median(one for one, _ in found))
        told[f"constant_per_second_{status}"] = round(statistics.median(other for _, other in found))
    return told


async def first_view(http: httpx.AsyncClient, path: str) -> dict[str, Any]:
    """What a reader's browser fetches first, and milliseconds of a page that was not made before."""
    page = await http.get(path, headers={"Accept-Encoding": "gzip"})
    style = await http.get("/style.css", headers={"Accept-Encoding": "gzip"})
    took = []
    for number in range(_FIRST_VIEWS):
        began = time.perf_counter()
        # A place among the comments after which there are none: the same page under an address not asked for before.
        (await http.get(path, params={"komentar": f"2026-01-01T00:00:00.{number:06}Z/{uuid4()}"})).raise_for_status()
        took.append((time.perf_counter() - began) * 1000)
    return {
        "first_view_html_bytes": int(page.headers["content-length"]),
        "first_view_style_bytes": int(style.headers["content-length"]),
        "not_made_before_p50_ms": round(percentile(took, 50), 1),
        "not_made_before_p99_ms": round(percentile(took, 99), 1),
    }


async def _round(port: int, request: bytes, status: int, seconds: float) -> float:
    """Answers a second."""
    senders = [Sender(port, lambda _: request, status) for _ in range(IN_FLIGHT)]
    numbers, began = count(), time.perf_counter()
    await asyncio.gather(*(one.send(numbers, began + seconds) for one in senders))
    lasted = time.perf_counter() - began
    many = sum(len(one.took) for one in senders)
    if not many:
        raise NotAcceptedError("nothing was answered in time")
    return many / lasted


async def say(there: Access, facts: list[ArticlePublished]) -> None:
    """As publish would."""
    async with Bus(Settings(KAFKA_BOOTSTRAP=there.kafka), "bench") as bus:
        await bus.until_started()
        for fact in facts:
            await bus.voice.say(fact)


async def until_there(http: httpx.AsyncClient, path: str) -> httpx.Response:
    """The page, once it is there."""
    async with asyncio.timeout(_READY_WITHIN):
        while True:
            try:
                answer = await http.get(path, headers={"Accept-Encoding": "gzip"})
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.is_success:
                return answer
            await asyncio.sleep(0.05)


@contextmanager
def site(there: Access) -> Iterator[int]:
    """A site of its own; its port."""
    secret = "a secret of at least thirty-two characters"
    settings = {"KAFKA_BOOTSTRAP": there.kafka, "MONGO_URL": there.mongo, "REDAKSI_FORM_SECRET": secret}
    with _process("services.site", settings) as port:
        yield port


@contextmanager
def constant(answer: httpx.Response) -> Iterator[int]:
    """The yardstick, with the bytes and headers of this answer; its port."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        with httpx.Client() as http, http.stream("GET", answer.url, headers={"Accept-Encoding": "gzip"}) as raw:
            (folder / "body").write_bytes(b"".join(raw.iter_raw()))
        headers = [one for one in answer.headers.items() if one[0] != "date"]
        (folder / "told").write_text(json.dumps({"headers": headers, "body": str(folder / "body")}))
        port = stack.enter_context(_process("benchmarks._constant", {"CONSTANT": str(folder / "told")}))
        deadline = time.monotonic() + _READY_WITHIN
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/")
                break
            except httpx.TransportError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        yield port


@contextmanager
def _process(module: str, settings: Mapping[str, str]) -> Iterator[int]:
    port = free_port()
    told = {**os.environ, **settings, "REDAKSI_PORT": str(port), "PYTHONPATH": PYTHONPATH}
    started = subprocess.Popen([sys.executable, "-m", module], cwd=ROOT, env={**told, "REDAKSI_LOG_LEVEL": "CRITICAL"})
    try:
        yield port
    finally:
        started.terminate()
        started.wait(15)
