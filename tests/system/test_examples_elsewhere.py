"""The examples in other languages and for other systems: run as they stand, on a real Kafka."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jgo
import playwright
import pytest

from redaksi.runner.fetch import java, kafka_class_path
from shared.facts import ArticleUnpublished
from tests.builders import NOON
from tests.system.conftest import ROOT, Servers
from tests.system.people import until
from tests.system.saying import say
from tests.system.test_examples import an_article, example, output

COMPILER = "org.eclipse.jdt:ecj:3.43.0"
NODE = Path(playwright.__file__).parent / "driver" / "node"
"""Recent enough for the client, which a system's own often is not."""


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, check=False, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


async def said(servers: Servers) -> tuple[str, str]:
    """An article whose newest version came before an older one, and one that was erased; their ids."""
    new, gone = an_article("Baru", 3), an_article("Hilang", 2)
    old = new.model_copy(update={"version": 2, "headline": "Lama"})
    await say(servers, new, old, gone, ArticleUnpublished(article_id=gone.article_id, version=3, at=NOON), gone)
    return str(new.article_id), str(gone.article_id)


def keeps_the_five_rules(printed: str, there: str, gone: str) -> None:
    read = {line["article_id"]: line for line in map(json.loads, printed.splitlines())}
    assert read[there] == {"article_id": there, "version": 3, "status": "published", "headline": "Baru"}
    assert gone not in read


async def test_bare_in_python(servers: Servers) -> None:
    there, gone = await said(servers)
    keeps_the_five_rules(await output("bare.py", servers.kafka), there, gone)


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed (apt-get install -y npm)")
async def test_bare_in_node(servers: Servers, tmp_path: Path) -> None:
    there, gone = await said(servers)
    place = shutil.copytree(ROOT / "examples/node", tmp_path / "node", ignore=shutil.ignore_patterns("node_modules"))
    # The npm at hand may be of an older Node than the one that runs it.
    installing = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-engine-strict")
    await asyncio.to_thread(run, *installing, cwd=place)
    keeps_the_five_rules(await asyncio.to_thread(run, NODE, place / "bare.js", servers.kafka), there, gone)


async def test_bare_in_java(servers: Servers, tmp_path: Path) -> None:
    there, gone = await said(servers)
    source = ROOT / "examples/Bare.java"
    parts = re.findall(r"^//DEPS (\S+)$", source.read_text(), re.MULTILINE)
    kafka = kafka_class_path(print)
    assert [part for part in parts if "{1}-{2}.jar".format(*part.split(":")) not in kafka] == []
    ecj = os.pathsep.join([str(part.resolve()) for part in await asyncio.to_thread(jgo.resolve, COMPILER)])
    compiler = (java(), "-cp", ecj, "org.eclipse.jdt.internal.compiler.batch.Main", "-21")
    await asyncio.to_thread(run, *compiler, "-cp", kafka, "-d", tmp_path, source)
    printed = await asyncio.to_thread(run, java(), "-cp", f"{tmp_path}{os.pathsep}{kafka}", "Bare", servers.kafka)
    keeps_the_five_rules(printed, there, gone)


@pytest.mark.skipif(shutil.which("kcat") is None, reason="kcat is not installed (apt-get install -y kcat jq)")
async def test_the_lines_for_kcat_show_what_they_say(servers: Servers) -> None:
    there, gone = await said(servers)
    text = (ROOT / "docs/reading-the-topics.md").read_text().replace("127.0.0.1:8010", servers.kafka)
    first, *lines = re.findall(r"^(?:K=|\$K ).*$", text, re.MULTILINE)
    everything, headers, headlines, *_ = [
        await asyncio.to_thread(run, "bash", "-euc", f"{first}\n{line}") for line in lines if "-o end" not in line
    ]
    assert re.search(rf"^{there} \d+ {{.*\"Baru\"", everything, re.MULTILINE)
    assert re.search(rf"^{gone} -1 ", everything, re.MULTILINE)
    assert "ce_type=redaksi.published.article.erased.v1" in headers
    assert "ce_version=3" in headers
    assert "Baru" in headlines.splitlines()


class Listener:
    """An address that takes what is posted, once it has refused a few."""

    def __init__(self, *refusals: int) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        refusing = list(refusals)
        outer = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status = refusing.pop(0) if refusing else 204
                if status < 400:
                    outer.heard.append((self.headers["Idempotency-Key"], body))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def refusing() -> Iterator[Listener]:
    listener = Listener(503, 500)
    yield listener
    listener.server.shutdown()
    listener.server.server_close()


async def test_the_webhook_posts_each_article_once_however_often_it_starts(
    servers: Servers, refusing: Listener, tmp_path: Path
) -> None:
    first, second = an_article("Pertama"), an_article("Kedua")
    await say(servers, first, first.model_copy(update={"version": 2}))
    for last in (first, second):
        await say(servers, last)
        where = (refusing.url, "--kafka", servers.kafka, "--file", str(tmp_path / "told.db"))
        async with asyncio.timeout(90), example("webhook.py", *where) as process:

            async def told(key: str = str(last.article_id)) -> bool:
                return key in [one for one, _ in refusing.heard]

            await until(told, 80)
            process.terminate()
            assert await process.wait() == 0
    keys = [key for key, _ in refusing.heard]
    assert (keys.count(str(first.article_id)), keys.count(str(second.article_id))) == (1, 1)
    assert dict(refusing.heard)[str(second.article_id)]["headline"] == "Kedua"


async def test_the_search_index_goes_on_where_it_was(servers: Servers, tmp_path: Path) -> None:
    there, gone = an_article("Panen Kopi Liberika"), an_article("Kopi Liberika Terbakar")
    file = str(tmp_path / "index.db")
    await say(servers, there, gone)
    found = await output("search_index.py", file, "liberika", "kopi", "--kafka", servers.kafka)
    assert {line.partition("  ")[0] for line in found.splitlines()} == {there.headline, gone.headline}
    changed = there.model_copy(update={"version": 2, "headline": "Panen Kopi Robusta"})
    await say(servers, ArticleUnpublished(article_id=gone.article_id, version=2, at=NOON), gone, changed, there)
    assert await output("search_index.py", file, "liberika", "--kafka", servers.kafka) == ""
    assert "Panen Kopi Robusta" in await output("search_index.py", file, "robusta", "--kafka", servers.kafka)
