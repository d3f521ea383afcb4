"""The examples do what they say: run as they stand, on a real Kafka."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

from shared.facts import ArticlePublished, ArticleUnpublished
from shared.parentage import die_with_parent
from tests.builders import NOON, a_live
from tests.system.conftest import ROOT, Servers
from tests.system.saying import say


@asynccontextmanager
async def example(name: str, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The example, running while this lasts."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(ROOT / "examples" / name), *arguments,
        env={**os.environ, "PYTHONPATH": str(ROOT / "clients/python"), "PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
        preexec_fn=die_with_parent,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def output(name: str, *arguments: str) -> str:
    async with asyncio.timeout(60), example(name, *arguments) as process:
        out, _ = await process.communicate()
        assert process.returncode == 0
        return out.decode()


def an_article(headline: str, version: int = 1) -> ArticlePublished:
    return ArticlePublished.of(uuid4(), a_live(version, headline=headline))


async def test_headlines_prints_what_the_public_has(servers: Servers) -> None:
    there, gone = an_article("Pasar Dibuka"), an_article("Pasar Ditutup")
    await say(servers, there, gone, ArticleUnpublished(article_id=gone.article_id, version=2, at=NOON))
    printed = await output("headlines.py", servers.kafka)
    assert "daerah: Pasar Dibuka" in printed
    assert "Pasar Ditutup" not in printed


async def test_headlines_follows(servers: Servers) -> None:
    async with asyncio.timeout(60), example("headlines.py", servers.kafka, "--follow") as process:
        assert process.stdout is not None
        article = an_article("Hujan Turun")
        await say(servers, article, article.model_copy(update={"version": 2, "headline": "Hujan Lebat"}))
        await say(servers, ArticleUnpublished(article_id=article.article_id, version=3, at=NOON))
        heard: list[str] = []
        while not heard or heard[-1] != f"erased     {article.article_id}":
            heard.append((await process.stdout.readline()).decode().strip())
    assert "changed    daerah: Hujan Lebat" in heard


async def test_newsletter_writes_each_article_once_and_ends_when_asked(servers: Servers, tmp_path: Path) -> None:
    article, file = an_article("Panen Raya"), tmp_path / "newsletter.txt"
    await say(servers, article, article.model_copy(update={"version": 2}))
    for last in (article, an_article("Panen Kedua")):
        await say(servers, last)
        async with asyncio.timeout(60), example("newsletter.py", servers.kafka, str(file)) as process:
            while not file.exists() or str(last.article_id) not in file.read_text():
                await asyncio.sleep(0.05)
            process.send_signal(signal.SIGINT)
            assert await process.wait() == 0
    assert file.read_text().count(str(article.article_id)) == 1
