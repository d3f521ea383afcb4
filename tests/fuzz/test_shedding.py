"""Load far above what can be done: what is not done is said at once, what was accepted is kept, and it heals itself."""

from __future__ import annotations

import asyncio
import json
import time
from functools import partial
from uuid import uuid4

import psutil
import pytest

from redaksi.runner.access import Access
from tests.fuzz.load import Came, Make, load, request, served
from tests.fuzz.stock import COMPLETE_DRAFT, Stock
from tests.system.people import Editor, until

_JSON = {"Content-Type": "application/json"}
_SECONDS = [3.0, pytest.param(20.0, marks=pytest.mark.slow)]
_HEALED = 10.0
_GROWN = 250
"""Megabytes: what 400 connections may take, and no more."""


def _from(number: int) -> dict[str, str]:
    """An address of its own."""
    return {"X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}


def drafts(access: Access) -> Make:
    draft, run = json.dumps({**COMPLETE_DRAFT, "photo": None}).encode(), uuid4().hex
    who = {"Authorization": f"Bearer {access.reporter.key}", **_JSON}
    return lambda number: request("POST", "/v1/drafts", draft, {**who, "Idempotency-Key": f"{run}-{number}"})


def comments(article_id: str) -> Make:
    def one(number: int) -> bytes:
        body = {"name": "Sari", "email": f"a{number}@contoh.id", "text": uuid4().hex, "consent": True}
        headers = {**_JSON, "X-Forwarded-For": f"10.{number >> 8 & 255}.{number & 255}.9"}
        return request("POST", f"/v1/articles/{article_id}/comments", json.dumps(body).encode(), headers)

    return one


def tries(number: int) -> bytes:
    body = json.dumps({"email": f"{number}@contoh.id", "password": "bukan ini"}).encode()
    return request("POST", "/api/login", body, {**_JSON, **_from(number)})


def searches(number: int) -> bytes:
    return request("GET", f"/cari?q=pasar+{number}")


async def overloaded(access: Access, service: str, make: Make, seconds: float) -> Came:
    """Four hundred at once; the process lives, has not grown out of bounds, and is well again soon."""
    url, process = getattr(access, service), psutil.Process(access.pids[service])
    before, size = await load(url, make, connections=1, seconds=1), process.memory_info().rss
    usual = before.percentile(99, *before.statuses)
    came = await load(url, make, connections=400, seconds=seconds)
    began = time.monotonic()
    while (after := await load(url, make, connections=1, seconds=1)).percentile(50, *after.statuses) > 3 * usual + 50:
        assert time.monotonic() < began + _HEALED, f"{after.percentile(50, *after.statuses)} ms, before {usual} ms"
    assert process.is_running()
    assert (process.memory_info().rss - size) >> 20 < _GROWN
    return came


@pytest.mark.parametrize("seconds", _SECONDS)
async def test_of_too_many_drafts_what_was_accepted_is_at_the_desk(fuzzed: Access, seconds: float) -> None:
    came = await overloaded(fuzzed, "ingest", drafts(fuzzed), seconds)
    assert served(came, 202) == []
    assert came.statuses[202] > 100
    assert came.statuses[503], "four hundred are more than are let in"
    accepted = [json.loads(body)["article_id"] for body in came.bodies]
    async with Editor(fuzzed) as editor:
        for article_id in accepted[:: max(len(accepted) // 50, 1)]:
            await until(partial(_at_the_desk, editor, article_id), 120)


async def _at_the_desk(editor: Editor, article_id: str) -> bool:
    return (await editor.http.get(f"/api/articles/{article_id}")).status_code == 200


@pytest.mark.parametrize("seconds", _SECONDS)
async def test_of_too_many_comments_some_are_put_off(fuzzed: Access, stock: Stock, seconds: float) -> None:
    came = await overloaded(fuzzed, "ingest", comments(stock.ids["article_id"][-1]), seconds)
    assert served(came, 202) == []
    assert came.statuses[429] + came.statuses[503] > 0


@pytest.mark.parametrize("seconds", _SECONDS)
async def test_a_storm_of_sign_ins_keeps_no_editor_from_working(fuzzed: Access, stock: Stock, seconds: float) -> None:
    work = request("GET", "/api/me", headers={"Authorization": f"Bearer {stock.token}"})
    storm = asyncio.create_task(overloaded(fuzzed, "moderation", tries, seconds))
    await asyncio.sleep(1.5)
    working = await load(fuzzed.moderation, lambda _: work, connections=2, seconds=max(seconds - 1, 1))
    came = await storm
    assert served(came, 401) == []
    assert came.statuses[503] > came.statuses[401]
    assert served(working, 200) == []
    assert working.percentile(50, 200) < came.percentile(50, 401), "behind the queue of hashes it took as long as these"


@pytest.mark.parametrize("seconds", _SECONDS)
async def test_a_site_that_everybody_searches_at_once_answers_or_says_when(fuzzed: Access, seconds: float) -> None:
    came = await overloaded(fuzzed, "site", searches, seconds)
    assert served(came, 200) == []
    assert came.statuses[200] > 100
