"""The session's cookie where people reach the desk over TLS; over loopback the system tests see it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI, Response
from httpx import ASGITransport, AsyncClient

from services.moderation.pages.visitor import cookie_name, remember
from shared.pages import Secured

OVER_TLS: Any = SimpleNamespace(public_url="https://meja.contoh.id")


def test_over_tls_the_cookie_is_bound_to_this_host_and_to_tls() -> None:
    answer = Response()
    remember(answer, OVER_TLS, "rahasia")
    kept = answer.headers["set-cookie"]
    assert cookie_name(OVER_TLS) == "__Host-redaksi"
    flags = {part.strip().lower() for part in kept.split(";")[1:]}
    assert flags == {"secure", "httponly", "samesite=lax", "path=/"}


async def test_over_tls_browsers_are_told_to_stay_there() -> None:
    app = FastAPI()
    app.add_middleware(Secured)
    for scheme, said in (("https", "max-age=31536000; includeSubDomains"), ("http", None)):
        async with AsyncClient(transport=ASGITransport(app), base_url=f"{scheme}://meja.contoh.id") as http:
            assert (await http.get("/")).headers.get("strict-transport-security") == said
