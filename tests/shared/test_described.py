"""What an API says of its errors is what it answers."""

from __future__ import annotations

from typing import Any

import httpx
from fastapi import FastAPI
from jsonschema import Draft202012Validator

from shared import described, problems


def app() -> FastAPI:
    made = FastAPI()
    page = {"description": "Away.", "content": {"text/html": {"schema": {"type": "string"}}}}

    @made.post("/things/{number}", responses={404: page})
    async def thing(number: int, body: dict[str, int]) -> dict[str, int]:
        raise problems.Problem(404, "There is no such thing")

    problems.install(made)
    described.install(made)
    return made


def answers() -> tuple[dict[str, Any], dict[str, Any]]:
    made = app()
    document = made.openapi()
    assert made.openapi() == document, "saying it again changes nothing"
    return document["paths"]["/things/{number}"]["post"]["responses"], document["components"]["schemas"]


async def test_every_error_is_described_as_the_problem_that_it_is() -> None:
    said, schemas = answers()
    assert {status: set(one.get("content", ())) for status, one in said.items() if status != "200"} == {
        "404": {"application/problem+json", "text/html"},
        "422": {"application/problem+json"},
        "503": {"application/problem+json"},
    }
    assert set(schemas) == {"Problem"}
    shape = Draft202012Validator(schemas["Problem"])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app()), base_url="http://door") as http:
        for path, content in (
            ("/things/1", b"{}"),
            ("/things/one", b"{}"),
            ("/things/1", b"{"),
            ("/things/1", b"\xff"),
        ):
            answer = await http.post(path, content=content, headers={"Content-Type": "application/json"})
            assert str(answer.status_code) in said
            assert answer.headers["content-type"] == "application/problem+json"
            assert list(shape.iter_errors(answer.json())) == []
            assert answer.status_code == 404 or answer.json()["errors"], "the field is named"
