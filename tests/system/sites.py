"""Processes of the site alone, and what publish would say to them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx

from redaksi.runner.plan import PYTHONPATH
from shared.facts import ArticlePublished, CommentPublished
from tests.builders import NOON, a_live
from tests.keys import KEYS
from tests.system.conftest import ROOT, Servers
from tests.system.people import until
from tests.system.ports import free_ports

DOOR = "http://kirim.koran.example"
PUBLIC = "https://kabar.example"


class Site:
    """One process of the site."""

    def __init__(self, url: str, process: subprocess.Popen[bytes], http: httpx.AsyncClient) -> None:
        self.url = url
        self.process = process
        self.http = http

    def kill(self) -> None:
        """Without a last word."""
        self.process.kill()
        self.process.wait(10)

    async def page(self, path: str, status: int = 200) -> str:
        """What stands there once it is answered so."""

        async def there() -> httpx.Response | None:
            answer = await self.http.get(path)
            return answer if answer.status_code == status else None

        return str((await until(there)).text)

    async def until_says(self, path: str, words: str, *, no_more: bool = False) -> str:
        """What stands there once it holds these words, or holds them no more."""

        async def there() -> str | None:
            text = (await self.http.get(path)).text
            return text if (words in text) != no_more else None

        return str(await until(there))


@asynccontextmanager
async def a_site(servers: Servers, prefix: str, **environment: str) -> AsyncIterator[Site]:
    """As it really runs; `prefix` names its database. Waits until it has read everything."""
    port = free_ports()
    settings = {
        **os.environ,
        **KEYS,
        "PYTHONPATH": PYTHONPATH,
        "KAFKA_BOOTSTRAP": servers.kafka,
        "MONGO_URL": servers.mongo,
        "REDAKSI_DATABASE_PREFIX": prefix,
        "REDAKSI_PORT": str(port),
        "REDAKSI_PUBLIC_URL": PUBLIC,
        "REDAKSI_INGEST_URL": DOOR,
        **environment,
    }
    command = [sys.executable, "-m", "services.site"]
    process = subprocess.Popen(command, cwd=ROOT, env=settings, stderr=subprocess.DEVNULL)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as http:
        site = Site(f"http://127.0.0.1:{port}", process, http)
        try:
            await until(lambda: _ready(http), 60)
            yield site
        finally:
            process.kill()
            process.wait()


async def _ready(http: httpx.AsyncClient) -> bool:
    return (await http.get("/readyz")).status_code == 200


def published(version: int = 2, article: UUID | None = None, **live: Any) -> ArticlePublished:
    """What publish says of an article whose path is its own."""
    key = article or uuid4()
    slug = f"judul-{key.hex[:8]}"
    usual = {"slug": slug, "path": f"/daerah/{slug}", "headline": f"Judul {key.hex}"}
    return ArticlePublished.of(key, a_live(version, **{**usual, **live}))


def commented(article: UUID, **other: Any) -> CommentPublished:
    """What publish says of a comment under it."""
    text = f"Komentar {uuid4().hex}"
    usual = {
        "comment_id": uuid4(),
        "version": 2,
        "article_id": article,
        "status": "published",
        "name": "Sari",
        "text": text,
        "html": f"<p>{text}</p>",
        "written_at": NOON,
        "at": NOON,
    }
    return CommentPublished.model_validate({**usual, **other})
