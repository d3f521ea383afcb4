"""The desk with 100 held articles and with 100,000: its front page, an article opened, an approval, open pages."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from benchmarks.path import DRAFT, signed_in
from benchmarks.stage import figures, percentile, running
from redaksi.runner.access import Access
from services.moderation.model.article import Article
from services.moderation.model.intake import submitted
from services.moderation.model.telling import By
from services.moderation.store.articles import Articles
from shared.facts import Draft, DraftSubmitted, Reporter
from shared.mongo import client
from shared.rules import DEFAULTS
from shared.settings import Settings

FEW, MANY = 100, 100_000
GOAL = 1.5
_AT_ONCE = 500
_WARMING = 20
EDITORS = 20
"""So many sit at the desk at once, each with an open page that listens."""
_PASSWORD = "kuda hujan lampu seberang"


def an_article(number: int, began: datetime) -> Article:
    """One that waits, and whose fact was said long ago."""
    at = began + timedelta(milliseconds=number)
    reporter = Reporter(id="rio", name="Rio")
    fact = DraftSubmitted.of(Draft(**DRAFT), article_id=uuid4(), reporter=reporter, key="", base=None, at=at)
    return submitted(None, fact, DEFAULTS, By(actor="rio", at=at)).model_copy(update={"pending": ()})


async def fill(articles: Articles, count: int, began: datetime) -> None:
    """So many held articles more."""
    for first in range(0, count, _AT_ONCE):
        some = [an_article(number, began) for number in range(first, min(first + _AT_ONCE, count))]
        await articles.replace_many([(None, one) for one in some])


async def timed(ask: Callable[[], Awaitable[httpx.Response]], count: int) -> list[float]:
    """Milliseconds of each of so many requests, one at a time."""
    took = []
    for number in range(count + _WARMING):
        began = time.perf_counter()
        (await ask()).raise_for_status()
        if number >= _WARMING:
            took.append((time.perf_counter() - began) * 1000)
    return took


def as_a_browser(http: httpx.AsyncClient) -> dict[str, str]:
    """The header by which pages know whoever is signed in there."""
    return {"Cookie": f"redaksi={http.headers['Authorization'].removeprefix('Bearer ')}"}


async def looked_at(http: httpx.AsyncClient, count: int) -> dict[str, list[float]]:
    """The front page, and the looks that read most."""
    cookie = as_a_browser(http)
    looks = {"page": "/", "words": "/?q=jembatan+selasa", "filter": "/?section=daerah&reporter=rio"}
    return {name: await timed(lambda at=path: http.get(at, headers=cookie), count) for name, path in looks.items()}  # type: ignore[misc]


async def approvals(http: httpx.AsyncClient, count: int) -> list[float]:
    """Milliseconds of so many approvals."""
    rows = (await http.get("/api/articles?tab=todo&limit=200")).json()["articles"]
    waiting = iter(rows)

    def one() -> Awaitable[httpx.Response]:
        row = next(waiting)
        return http.post(f"/api/articles/{row['article_id']}/approve", json={"version": row["version"]})

    return await timed(one, min(count, len(rows) - _WARMING))


async def at_the_desk(access: Access, admin: httpx.AsyncClient, number: int) -> httpx.AsyncClient:
    """One more editor, signed in."""
    login = {"email": f"redaktur{number}@contoh.id", "password": _PASSWORD}
    made = await admin.post("/api/editors", json={**login, "name": f"Redaktur {number}", "initials": f"R{number}"})
    made.raise_for_status()
    http = httpx.AsyncClient(base_url=access.moderation, timeout=30.0)
    signed_in_ = await http.post("/api/login", json=login)
    http.headers["Authorization"] = f"Bearer {signed_in_.raise_for_status().json()['token']}"
    return http


async def listening(http: httpx.AsyncClient, told: list[int], number: int) -> None:
    """An open page; counts what it is told."""
    async with http.stream("GET", "/api/events", timeout=None) as answer:
        async for line in answer.aiter_lines():
            told[number] += line.startswith("event: article")


async def busy_desk(access: Access, http: httpx.AsyncClient, count: int) -> dict[str, list[float]]:
    """The same looks, and approvals, while everyone's page is open. Everyone is told of every approval."""
    people = [await at_the_desk(access, http, number) for number in range(EDITORS)]
    told = [0] * EDITORS
    streams = [asyncio.create_task(listening(one, told, number)) for number, one in enumerate(people)]
    found = await looked_at(http, count)
    found["approve"] = await approvals(http, count)
    async with asyncio.timeout(30):
        while min(told) < len(found["approve"]):
            await asyncio.sleep(0.1)
    for stream in streams:
        stream.cancel()
    for one in people:
        await one.aclose()
    return found


async def measure(access: Access, count: int, many: int) -> dict[str, Any]:
    """Every figure, in milliseconds."""
    mongo = client(Settings(MONGO_URL=access.mongo))
    articles = Articles(mongo["redaksi_moderation"])
    http = await signed_in(access)
    began = datetime.now(UTC) - timedelta(days=1)
    await fill(articles, FEW, began)
    few = await looked_at(http, count)
    await fill(articles, many - FEW, began)
    lots = await looked_at(http, count)
    row = (await http.get("/api/articles?tab=todo&limit=1")).json()["articles"][0]
    opened = await timed(lambda: http.get(f"/articles/{row['article_id']}", headers=as_a_browser(http)), count)
    approved = await approvals(http, count)
    open_pages = await busy_desk(access, http, count)
    await http.aclose()
    mongo.close()
    told: dict[str, Any] = {}
    for when, found in (("few", few), ("many", lots), ("open_pages", open_pages)):
        for name, took in found.items():
            told |= _told(f"{name}_{when}", took)
    return {**told, **_told("open_article", opened), **_told("approve", approved)}


def _told(name: str, took: list[float]) -> dict[str, float]:
    return {f"{name}_p50_ms": round(percentile(took, 50), 1), f"{name}_p99_ms": round(percentile(took, 99), 1)}


def main(argv: list[str]) -> int:
    """Measure and print. The ratio is the front page's median with many held articles to that with few."""
    parser = argparse.ArgumentParser(prog="./run bench desk", description=__doc__)
    parser.add_argument("--json", action="store_true", help="only the last line")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--many", type=int, default=MANY)
    parser.add_argument("--port-base", type=int, default=18_100)
    asked = parser.parse_args(argv)
    with running("up", "--no-sample", "--undo-seconds", "0", base=asked.port_base) as access:
        told = asyncio.run(measure(access, asked.count, asked.many))
    what = f"the front page at {asked.many} held articles to that at {FEW}, medians; goal at most {GOAL}"
    ratio = told["page_many_p50_ms"] / told["page_few_p50_ms"]
    p99 = round(told["page_many_p99_ms"] / told["page_few_p99_ms"], 2)
    figures(ratio, as_json=asked.json, what=what, p99_ratio=p99, **told)
    return 0
