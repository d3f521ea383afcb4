"""What may come in: JSON, no larger than it needs to be, whatever its headers say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from shared.limits import LimitedBody

MOST = 1000
JSON = {"content-type": "application/json"}


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await JSONResponse({"read": len(body)})(scope, receive, send)


async def answer(body: Any, headers: dict[str, str] | None = None, verb: str = "POST") -> httpx.Response:
    transport = httpx.ASGITransport(LimitedBody(echo, MOST))
    async with httpx.AsyncClient(transport=transport, base_url="http://door") as http:
        return await http.request(verb, "/v1/drafts", content=body, headers=JSON if headers is None else headers)


async def chunks(many: int, size: int = 100) -> AsyncIterator[bytes]:
    for _ in range(many):
        yield b" " * size


@pytest.mark.parametrize("many", [0, 1, 10])
async def test_what_fits_is_handed_on_whole(many: int) -> None:
    assert (await answer(chunks(many))).json() == {"read": many * 100}


@pytest.mark.parametrize("many", [11, 39, 500])
async def test_what_is_too_large_is_refused_when_its_length_is_not_told(many: int) -> None:
    said = await answer(chunks(many))
    assert (said.status_code, said.json()["type"]) == (413, "urn:redaksi:problem:too-large")


@pytest.mark.parametrize("size", [1001, 1_000_000])
async def test_what_says_that_it_is_too_large_is_refused(size: int) -> None:
    assert (await answer(b" " * size)).status_code == 413


async def test_a_length_that_lies_does_not_help() -> None:
    lie = {**JSON, "content-length": "10", "transfer-encoding": "chunked"}
    assert (await answer(chunks(20), lie)).status_code == 413


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "jsonish"])
async def test_what_is_not_json_is_415(kind: str) -> None:
    assert (await answer(b"{}", {"content-type": kind})).status_code == 415


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8", "application/problem+json"])
async def test_every_form_of_json_is_taken(kind: str) -> None:
    assert (await answer(b"{}", {"content-type": kind})).status_code == 200


async def test_a_request_without_a_body_needs_no_type() -> None:
    assert (await answer(b"", {}, "DELETE")).status_code == 200
