"""What comes beyond what can be done at once is answered at once; and who is counted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from shared.shedding import Shedding


class Works:
    """An app whose work lasts until it is let go."""

    def __init__(self, most: int) -> None:
        self.go = asyncio.Event()
        self.began = 0
        transport = httpx.ASGITransport(Shedding(self, most), raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://door", timeout=5)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.began += 1
        await Request(scope, receive).body()
        if scope["path"] == "/events":
            scope["asgi"] = {"version": "3.0", "spec_version": "2.4"}  # where nobody listens for the reader to leave
            await StreamingResponse(self._events(), media_type="text/event-stream")(scope, receive, send)
            return
        if scope["path"] == "/work":
            await self.go.wait()
        if scope["path"] == "/broken":
            raise RuntimeError
        await Response("done")(scope, receive, send)

    async def _events(self) -> AsyncIterator[bytes]:
        yield b": hello\n\n"
        await self.go.wait()

    async def busy(self, many: int, path: str = "/work") -> list[asyncio.Task[httpx.Response]]:
        """So many requests at work."""
        before = self.began
        tasks = [asyncio.create_task(self.http.get(path)) for _ in range(many)]
        while self.began < before + many:
            await asyncio.sleep(0)
        await asyncio.sleep(0.01)
        return tasks

    async def end(self, tasks: list[asyncio.Task[httpx.Response]]) -> list[int]:
        self.go.set()
        return [(await task).status_code for task in tasks]


async def test_what_is_too_much_is_told_when_to_come_again_and_nothing_else_is_hindered() -> None:
    works = Works(2)
    tasks = await works.busy(2)
    refused = await works.http.post("/work", json={})
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == "urn:redaksi:problem:unavailable"
    assert works.began == 2
    assert await works.end(tasks) == [200, 200]
    assert (await works.http.get("/work")).status_code == 200


async def test_a_browser_is_told_in_words() -> None:
    works = Works(1)
    tasks = await works.busy(1)
    refused = await works.http.get("/", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (refused.status_code, refused.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "Sedang ramai" in refused.text
    await works.end(tasks)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_who_asks_after_a_busy_process_is_answered(path: str) -> None:
    works = Works(1)
    tasks = await works.busy(1)
    assert (await works.http.get(path)).status_code == 200
    await works.end(tasks)


async def test_a_request_that_breaks_gives_its_place_back() -> None:
    works = Works(1)
    for _ in range(3):
        assert (await works.http.get("/broken")).status_code == 500
    assert (await works.http.get("/")).status_code == 200


async def test_pages_that_stay_open_keep_nobody_out() -> None:
    works = Works(1)
    tasks = await works.busy(1, "/events")
    tasks += await works.busy(1, "/events")
    assert (await works.http.get("/")).status_code == 200
    await works.end(tasks)
    works.go.clear()
    tasks = await works.busy(1)
    assert (await works.http.get("/")).status_code == 503, "and do not leave twice"


async def test_a_slow_sender_keeps_nobody_out() -> None:
    works, sent = Works(1), asyncio.Event()
    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b""}
    answers: list[Message] = []

    async def slow() -> Message:
        await sent.wait()
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def answer(message: Message) -> None:
        answers.append(message)

    app = Shedding(works, 1)
    task = asyncio.create_task(app(scope, slow, answer))
    await asyncio.sleep(0.01)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://door") as http:
        assert (await http.get("/")).status_code == 200
    sent.set()
    await task
    assert answers[0]["status"] == 200


async def test_what_a_leaving_process_does_not_finish_is_put_off_and_not_an_error_of_ours() -> None:
    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def forever(_: Scope, receive: Receive, send: Send) -> None:
        await receive()
        if answers:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.Event().wait()

    for answers in (False, True):
        said.clear()
        scope = {"type": "http", "method": "POST", "path": "/v1/drafts", "headers": []}
        task = asyncio.create_task(Shedding(forever, 5)(scope, receive, send))
        await asyncio.sleep(0.01)
        task.cancel()  # as Uvicorn does when its patience is over
        await asyncio.wait([task])
        assert task.cancelled() == answers
        assert [one["status"] for one in said if "status" in one] == [200 if answers else 503]
        if not answers:
            assert dict(said[0]["headers"])[b"retry-after"]
