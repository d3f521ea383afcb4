"""Every API answers as it says it does, whatever it is asked; what it refuses, it refuses in words."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from redaksi.runner.access import Access
from tests.fuzz.stock import Stock
from tests.fuzz.surfaces import LONG, QUICK, How, surfaces, tried

_NAMES = ("ingest", "moderation", "moderation, one's own account", "publish")
_BODIES = {
    "not UTF-8": (b"\xff\xfe{}", "application/json", 422),
    "not JSON": (b"{", "application/json", 422),
    "a list": (b"[]", "application/json", 422),
    "a form": (b"a=b", "application/x-www-form-urlencoded", 415),
    "nothing that has a name": (b"{}", "", 415),
    "half a character": (rb'{"email": "\ud800@x.id", "password": "\ud800", "name": "\udfff"}', "application/json", 422),
    "a depth without end": (b'{"email":' + b"[" * 100_000, "application/json", 422),
    "a number without end": (b'{"email":' + b"9" * 100_000 + b"}", "application/json", 422),
}


@pytest.mark.parametrize("name", _NAMES)
@pytest.mark.parametrize("how", [QUICK, pytest.param(LONG, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])])
async def test_an_api_answers_as_it_is_described(fuzzed: Access, stock: Stock, name: str, how: How) -> None:
    (surface,) = (one for one in surfaces(fuzzed, stock) if one.name == name)
    told = await asyncio.to_thread(tried, surface, stock.ids, how, seed=1)
    assert told.wrong == [], "\n".join(told.wrong)
    assert told.statuses[422]
    assert told.statuses[401] or not surface.token


async def test_every_service_that_describes_an_api_is_tried(fuzzed: Access, stock: Stock) -> None:
    described = set()
    async with httpx.AsyncClient() as http:
        for name, url in (("site", fuzzed.site), ("ingest-view", fuzzed.view), *_tried(fuzzed, stock)):
            answer = await http.get(f"{url}/openapi.json")
            if answer.status_code == 200 and answer.json()["paths"]:
                described.add(name)
    assert described == set(_NAMES)


@pytest.mark.parametrize("name", _BODIES)
async def test_a_body_that_cannot_be_read_is_refused_in_words(fuzzed: Access, stock: Stock, name: str) -> None:
    content, kind, status = _BODIES[name]
    async with httpx.AsyncClient(timeout=20) as http:
        for url, token in _doors(fuzzed, stock):
            headers = {"Content-Type": kind} if kind else {}
            answer = await http.post(url, content=content, headers={**token, **headers})
            assert answer.status_code == status, f"{url}: {answer.status_code} {answer.text[:200]}"
            assert answer.headers["content-type"] == "application/problem+json"
            assert status == 415 or answer.json()["errors"], answer.text


_ENDLESS = 10**30


async def test_a_number_that_nothing_can_hold_is_refused_by_its_name(fuzzed: Access, stock: Stock) -> None:
    api, article = f"{fuzzed.moderation}/api", stock.ids["article_id"][0]
    where, seen = f"{api}/articles/{article}", {"version": _ENDLESS}
    asked: list[tuple[str, str, str, dict[str, Any]]] = [
        ("revision", "PUT", f"{where}/unsaved", {"revision": _ENDLESS, "seen": 0, "window": "w", "typed": {}}),
        ("seen", "PUT", f"{where}/unsaved", {"revision": 1, "seen": _ENDLESS, "window": "w", "typed": {}}),
        ("number", "GET", f"{where}/revisions/{_ENDLESS}", {}),
        ("from", "GET", f"{where}/diff?from={_ENDLESS}&to=1", {}),
        ("to", "GET", f"{where}/diff?from=1&to={_ENDLESS}", {}),
        *(("version", "POST", f"{where}/{verb}", seen) for verb in ("approve", "undo", "now", "claim", "release")),
        ("base_revision", "POST", f"{where}/edit", {"version": 1, "base_revision": _ENDLESS, "fields": {"lead": "a"}}),
        ("version", "POST", f"{api}/comments/{stock.ids['comment_id'][0]}/approve", seen),
        *(("version", "PUT", f"{api}/{what}", seen) for what in ("rules", "sections", "house")),
        ("base_revision", "PUT", f"{fuzzed.ingest}/v1/drafts/{article}", {"headline": "a", "base_revision": _ENDLESS}),
    ]
    async with httpx.AsyncClient(timeout=20) as http:
        for field, method, url, body in asked:
            token = fuzzed.reporter.key if url.startswith(fuzzed.ingest) else stock.token
            answer = await http.request(method, url, json=body, headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == 422, f"{url}: {answer.status_code} {answer.text}"
            assert field in {error["field"] for error in answer.json()["errors"]}, url


async def test_a_body_without_end_is_not_read_to_the_end(fuzzed: Access, stock: Stock) -> None:
    comments = f"{fuzzed.ingest}/v1/articles/{stock.ids['article_id'][-1]}/comments"
    async with httpx.AsyncClient(timeout=20) as http:
        for url, token in (*_doors(fuzzed, stock), (comments, {})):
            headers = {**token, "Content-Type": "application/json"}
            answer = await http.post(url, content=b" " * (10 << 20), headers=headers)
            assert (answer.status_code, answer.json()["type"]) == (413, "urn:redaksi:problem:too-large"), url


def _doors(access: Access, stock: Stock) -> list[tuple[str, dict[str, str]]]:
    """Where anybody, a reporter, and an editor send JSON, and how they say who they are."""
    editor, reporter = ({"Authorization": f"Bearer {token}"} for token in (stock.token, access.reporter.key))
    return [
        (f"{access.moderation}/api/login", {}),
        (f"{access.moderation}/api/reporters", editor),
        (f"{access.ingest}/v1/drafts", reporter),
    ]


def _tried(access: Access, stock: Stock) -> list[tuple[str, Any]]:
    return [(one.name, one.url) for one in surfaces(access, stock)]
