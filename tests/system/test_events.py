"""What happens at the desk is told to open pages: on a real change stream, and over HTTP."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase

from redaksi.runner.access import Access
from redaksi.runner.plan import PYTHONPATH
from services.moderation.happenings import Event, Happenings, Listener
from services.moderation.model import afterwards
from services.moderation.model.article import Act, Article, Assignment
from services.moderation.model.intake import submitted
from services.moderation.model.notices import Notice
from services.moderation.model.telling import By
from services.moderation.store.articles import Articles
from services.moderation.store.doorbell import Doorbell
from services.moderation.store.notices import Notices
from shared.rules import DEFAULTS
from tests.builders import NOON, a_draft, a_submission
from tests.keys import KEYS
from tests.moderation.people import EDITOR, approved
from tests.system.begun import begun
from tests.system.conftest import ROOT, Servers
from tests.system.people import Editor, Reporter, until
from tests.system.ports import free_ports

Database = AsyncIOMotorDatabase[dict[str, Any]]


async def initials(editor_id: str) -> str:
    return {"kb1": "KB1"}.get(editor_id, "")


async def notified(notice: Notice) -> dict[str, object]:
    return {"what": notice.what}


@asynccontextmanager
async def told(database: Database) -> AsyncIterator[Happenings]:
    """Happenings that listen to the database already."""
    happenings = Happenings(Doorbell(database), initials, notified)
    running = asyncio.create_task(happenings.run())
    listener = happenings.listen("nobody", None)
    async with asyncio.timeout(20):
        while listener.waiting.empty():
            await database["counts"].insert_one({})
            await asyncio.sleep(0.2)
    happenings.leave(listener)
    try:
        yield happenings
    finally:
        running.cancel()


async def heard(listener: Listener, kind: str) -> dict[str, Any]:
    """The next event of a kind."""
    async with asyncio.timeout(20):
        while (event := await listener.waiting.get()) is None or event.kind != kind:
            pass
    return dict(json.loads(event.data))


def handed_in() -> Article:
    fact = a_submission(a_draft(), article_id=uuid4())
    return submitted(None, fact, DEFAULTS, By(actor="rio", at=NOON))


async def stored(articles: Articles, article: Article) -> Article:
    now = await articles.get(article.article_id)
    assert now is not None
    return now


async def test_every_act_is_told_with_who_and_what_and_nothing_else(database: Database) -> None:
    articles = Articles(database)
    async with told(database) as happenings:
        listener = happenings.listen(EDITOR.id, None)
        article = handed_in()
        await articles.replace_many([(None, article)])
        said = await heard(listener, "article")
        assert said == {
            "id": str(article.article_id),
            "version": 1,
            "state": "held",
            "standing": "todo",
            "what": "submit",
            "who": "Rio",
            "claim": None,
        }
        held = await stored(articles, article)
        await articles.replace(held, approved(held))
        said = await heard(listener, "article")
        assert (said["state"], said["what"], said["who"], said["version"]) == ("approved", "approve", "KB1", 2)
        await heard(listener, "counts")


async def test_a_claim_is_told_once_however_often_it_is_renewed(database: Database) -> None:
    articles = Articles(database)
    async with told(database) as happenings:
        listener = happenings.listen(EDITOR.id, None)
        article = handed_in()
        await articles.replace_many([(None, article)])
        for seconds in range(3):
            now = await stored(articles, article)
            claimed = afterwards.claim(now, seen=1, editor=EDITOR, now=NOON + timedelta(seconds=seconds))
            assert isinstance(claimed, Article)
            await articles.replace(now, claimed)
        now = await stored(articles, article)
        await articles.replace(now, approved(now))
        told_ = [await heard(listener, "article") for _ in range(3)]
        assert [(one["what"], bool(one["claim"])) for one in told_] == [
            ("submit", False),
            ("submit", True),
            ("approve", False),
        ]


async def test_who_comes_back_hears_what_it_missed_and_who_was_away_too_long_loads_anew(database: Database) -> None:
    async with told(database) as happenings:
        first = happenings.listen(EDITOR.id, None)
        happenings._tell("article", {"number": 1})
        seen = (await first.waiting.get()).id  # type: ignore[union-attr]
        happenings.leave(first)
        happenings._tell("article", {"number": 2})
        again = happenings.listen(EDITOR.id, seen)
        assert (await heard(again, "article"))["number"] == 2
        for stranger in ("other-1", "nonsense", f"{happenings._epoch}-99999999"):
            event = await happenings.listen(EDITOR.id, stranger).waiting.get()
            assert event is not None
            assert event.kind == "resync"
        for number in range(300):
            happenings._tell("article", {"number": number})
        event = await happenings.listen(EDITOR.id, seen).waiting.get()
        assert event is not None
        assert event.kind == "resync"


async def test_a_notice_is_told_to_whose_it_is_and_to_nobody_else_also_when_they_come_back(database: Database) -> None:
    articles, notices = Articles(database), Notices(database)
    async with told(database) as happenings:
        hers, another = happenings.listen("kb2", None), happenings.listen("kb3", None)
        article = handed_in()
        await articles.replace_many([(None, article)])
        await heard(another, "article")
        given = article.model_copy(update={"assigned": Assignment(editor_id="kb2", name="Budi")})
        act = Act(who="kb1", what="assign", at=NOON, before=1, after=2, note="Budi")
        await notices.saw([(article, given.model_copy(update={"acts": (*article.acts, act)}))])
        assert await heard(hers, "notice") == {"what": "assign"}
        before = happenings.now("resync").id
        number = int(before.rpartition("-")[2]) - 1
        last = f"{before.rpartition('-')[0]}-{number}"
        assert [one.kind for one in waiting(happenings.listen("kb2", last))] == ["notice"]
        assert [one.kind for one in waiting(happenings.listen("kb3", last))] == []
        assert "notice" not in [one.kind for one in waiting(another)]


def waiting(listener: Listener) -> list[Event]:
    """What it has not yet heard."""
    found = []
    while not listener.waiting.empty():
        if (event := listener.waiting.get_nowait()) is not None:
            found.append(event)
    return found


async def test_the_oldest_of_too_many_streams_of_one_editor_ends(database: Database) -> None:
    happenings = Happenings(Doorbell(database), initials, notified)
    streams = [happenings.listen(EDITOR.id, None) for _ in range(9)]
    other = happenings.listen("kb2", None)
    assert [one.closed for one in streams] == [True, *[False] * 8]
    assert not other.closed


async def test_a_stream_that_broke_begins_again_and_everybody_loads_anew(database: Database) -> None:
    articles = Articles(database)
    async with told(database) as happenings:
        listener = happenings.listen(EDITOR.id, None)
        await database.client.drop_database(database.name)
        await heard(listener, "resync")
        await articles.replace_many([(None, handed_in())])
        assert (await heard(listener, "article"))["what"] == "submit"


async def lines(answer: httpx.Response, wanted: str, about: str = "") -> dict[str, Any]:
    """The data of the next event of this kind."""
    kind = ""
    async with asyncio.timeout(30):
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            kind = value if name == "event" else kind
            if name == "data" and kind == wanted and about in value:
                return dict(json.loads(value))
    raise AssertionError("the stream ended")


async def test_a_signed_in_editor_hears_what_others_do(newsroom: Access) -> None:
    async with Editor(newsroom) as editor, Reporter(newsroom) as reporter:
        assert (await editor.http.get("/api/events", headers={"Authorization": ""})).status_code == 401
        async with editor.http.stream("GET", "/api/events") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert answer.headers["x-accel-buffering"] == "no"
            sent = await reporter.send({"headline": "Jembatan", "body": "Dibuka."})
            # Others may still be writing to the same newsroom; what matters is that this article is told of.
            told_ = await lines(answer, "article", sent["article_id"])
            assert (told_["id"], told_["state"]) == (sent["article_id"], "held")
            assert "@" not in json.dumps(told_)

            async def counted() -> bool:
                return bool((await editor.http.get("/api/counts")).json()["todo"] >= 1)

            assert await until(counted)


async def test_a_view_is_kept_renamed_and_deleted_and_only_ones_own_or_the_desks(newsroom: Access) -> None:
    async with Editor(newsroom) as editor:
        wanted = {"name": "Daerah", "query": "tab=todo&section=daerah&after=2026-11-24T05:00:00+00:00_x&nothing=1"}
        assert (await editor.http.post("/api/views", json=wanted)).status_code == 422
        wanted["query"] = "tab=todo&section=daerah&limit=10&nothing=1"
        kept = (await editor.http.post("/api/views", json=wanted)).json()
        assert kept["query"] == "tab=todo&section=daerah"
        renamed = await editor.http.patch(f"/api/views/{kept['id']}", json={"name": "Dari daerah"})
        assert renamed.json() == {**kept, "name": "Dari daerah"}
        other = {
            "email": f"{uuid4().hex}@contoh.id",
            "name": "Dua",
            "initials": "DUA",
            "password": "panjang sekali ini",
        }
        assert (await editor.http.post("/api/editors", json=other)).status_code == 201
        async with Editor(newsroom) as second:
            await second.sign_in({"email": other["email"], "password": other["password"]})
            assert kept["id"] not in [view["id"] for view in (await second.http.get("/api/views")).json()]
            assert (await second.http.delete(f"/api/views/{kept['id']}")).status_code == 404
            shared = (await second.http.post("/api/views", json={**wanted, "name": "Meja", "shared": True})).json()
        seen = (await editor.http.get("/api/views")).json()
        assert {kept["id"], shared["id"]} <= {view["id"] for view in seen}
        for view in (kept, shared):
            assert (await editor.http.delete(f"/api/views/{view['id']}")).status_code == 204


@pytest.fixture
async def desk(servers: Servers) -> AsyncIterator[tuple[subprocess.Popen[bytes], httpx.AsyncClient]]:
    """A desk of its own process, an admin signed in."""
    import os

    port, prefix = free_ports(30), f"events_{uuid4().hex[:8]}"
    begun(servers, prefix)
    environment = {
        **os.environ,
        "PYTHONPATH": PYTHONPATH,
        "KAFKA_BOOTSTRAP": servers.kafka,
        "MONGO_URL": servers.mongo,
        "REDAKSI_PORT": str(port),
        "REDAKSI_DATABASE_PREFIX": prefix,
        "REDAKSI_STATUS_SECRET": "rahasia yang cukup panjang untuk tautan",
        **KEYS,
        "REDAKSI_FIRST_EDITOR_EMAIL": "satu@contoh.id",
        "REDAKSI_FIRST_EDITOR_PASSWORD": "kata sandi yang panjang",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "services.moderation"], env=environment, cwd=ROOT, stderr=subprocess.DEVNULL
    )
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:

        async def ready() -> bool:
            return (await http.get("/readyz")).status_code == 200

        try:
            await until(ready)
            login = {"email": "satu@contoh.id", "password": "kata sandi yang panjang"}
            http.headers["Authorization"] = f"Bearer {(await http.post('/api/login', json=login)).json()['token']}"
            yield process, http
        finally:
            process.kill()
            process.wait()


async def test_a_process_stops_at_once_with_streams_open(
    desk: tuple[subprocess.Popen[bytes], httpx.AsyncClient],
) -> None:
    process, http = desk
    async with http.stream("GET", "/api/events") as one, http.stream("GET", "/api/events") as two:
        streams = [one.aiter_bytes(), two.aiter_bytes()]
        for stream in streams:
            await anext(stream)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        for stream in streams:
            async for _ in stream:
                pass
        await asyncio.to_thread(process.wait, 8)
        assert time.monotonic() - began < 3
        assert process.returncode != 128 + signal.SIGTERM, "it was not thrown out"


async def test_who_signs_out_loses_the_stream_at_the_next_ping(
    desk: tuple[subprocess.Popen[bytes], httpx.AsyncClient],
) -> None:
    _, http = desk
    async with http.stream("GET", "/api/events") as answer:
        assert (await http.post("/api/logout")).status_code == 204
        async with asyncio.timeout(20):
            said = [line async for line in answer.aiter_lines()]
        assert ": ping" not in said
