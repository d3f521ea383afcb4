"""Reporters and editors as tests play them: through the public interfaces alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Self

import httpx

from redaksi.runner.access import Access

Json = dict[str, Any]


async def until(ask: Callable[[], Any], seconds: float = 30.0) -> Any:
    """Ask again until the answer is true; that answer. An error of the network counts as not yet."""
    async with asyncio.timeout(seconds):
        while True:
            try:
                if answer := await ask():
                    return answer
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.03)


class Reporter:
    """Sends drafts with a key."""

    def __init__(self, access: Access, key: str | None = None) -> None:
        headers = {"Authorization": f"Bearer {key or access.reporter.key}"}
        self.http = httpx.AsyncClient(base_url=access.ingest, headers=headers, timeout=15.0)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def send(self, draft: Json, key: str | None = None) -> Json:
        """Send a draft that must be accepted."""
        headers = {"Idempotency-Key": key} if key else {}
        answer = await self.http.post("/v1/drafts", json=draft, headers=headers)
        assert answer.status_code == 202, answer.text
        return dict(answer.json())

    async def status(self, article_id: str) -> Json:
        """The status, or nothing while it is not known."""
        answer = await self.http.get(f"/v1/drafts/{article_id}")
        return dict(answer.json()) if answer.status_code == 200 else {}

    async def until_state(self, article_id: str, state: str, version: int = 0) -> Json:
        """The status once the desk says this state, at this version or later."""

        async def reached() -> Json | None:
            status = await self.status(article_id)
            return status if status.get("state") == state and status["version"] >= version else None

        return dict(await until(reached))


class Editor:
    """Decides, signed in."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self.http = httpx.AsyncClient(base_url=access.moderation, timeout=25.0)

    async def __aenter__(self) -> Self:
        login = {"email": self._access.editor.email, "password": self._access.editor.password}
        await self.sign_in(login)
        return self

    async def sign_in(self, login: Json) -> None:
        """With e-mail and password."""
        answer = await self.http.post("/api/login", json=login)
        assert answer.status_code == 200, answer.text
        self.http.headers["Authorization"] = f"Bearer {answer.json()['token']}"

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def find(self, article_id: str) -> Json:
        """The article once the desk has it."""

        async def there() -> Json | None:
            answer = await self.http.get(f"/api/articles/{article_id}")
            return dict(answer.json()) if answer.status_code == 200 else None

        return dict(await until(there))

    async def do(self, article_id: str, verb: str, version: int, **body: Any) -> httpx.Response:
        """One verb on one version."""
        return await self.http.post(f"/api/articles/{article_id}/{verb}", json={"version": version, **body})

    async def must(self, article_id: str, verb: str, version: int, **body: Any) -> Json:
        """One verb that must be done."""
        answer = await self.do(article_id, verb, version, **body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def new_reporter(self, name: str, **more: str) -> Json:
        """A reporter with a key that the door knows."""
        answer = await self.http.post("/api/reporters", json={"name": name, **more})
        assert answer.status_code == 201, answer.text
        made = dict(answer.json())
        async with Reporter(self._access, made["key"]) as reporter:

            async def let_in() -> bool:
                return (await reporter.http.get("/v1/drafts")).status_code == 200

            await until(let_in)
        return made
