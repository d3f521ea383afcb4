"""Who may look after dead letters, and who may do what else; what holds while Kafka does not answer."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase

from redaksi.runner.access import Access
from services.moderation.model.redriving import Run
from services.moderation.pages.furniture import OPERATOR, ROUTERS
from services.moderation.redriving import Redriving
from services.moderation.store.audit import Audit
from services.moderation.store.redrives import Redrives
from shared.kafka import Kafka
from shared.problems import Problem
from shared.topics import MODERATION_COMMENTS
from tests.builders import a_comment
from tests.system.conftest import Servers
from tests.system.people import Editor, until
from tests.system.putting_aside import an_error, put_aside
from tests.system.test_admin import PASSWORD, Browser
from tests.system.test_desk import an_editor
from tests.system.test_readers import redaksi

NOW = datetime(2026, 5, 2, 12, tzinfo=UTC)
GROUP = MODERATION_COMMENTS.name


@pytest.fixture
async def api(newsroom: Access) -> AsyncIterator[Editor]:
    async with Editor(newsroom) as signed_in:
        yield signed_in


def paths(routers: Any, method: str) -> list[str]:
    found = [route for router in routers for route in router.routes if method in getattr(route, "methods", ())]
    return [re.sub(r"\{(partition|offset)\}", "0", str(one.path)).replace("{group}", GROUP) for one in found]


async def their_browser(newsroom: Access, api: Editor, someone: Editor) -> Browser:
    me = (await someone.http.get("/api/me")).json()
    every = (await api.http.get("/api/editors")).json()
    return Browser(newsroom, next(one["email"] for one in every if one["id"] == me["id"]), PASSWORD)


@pytest.mark.parametrize("role", ["editor", "chief", "admin"])
async def test_no_role_but_an_operators_sees_or_does_anything_there(newsroom: Access, api: Editor, role: str) -> None:
    async with an_editor(newsroom, api, role) as someone, await their_browser(newsroom, api, someone) as browser:
        got = {path: (await browser.http.get(path)).status_code for path in paths(OPERATOR, "GET")}
        csrf = re.search(r'data-csrf="(\w+)"', home := await browser.get("/"))
        assert csrf
        sent = {"csrf": csrf[1], "do": "go-all"}
        headers = {"Sec-Fetch-Site": "same-origin"}
        for path in paths(OPERATOR, "POST"):
            got[f"POST {path}"] = (await browser.http.post(path, data=sent, headers=headers)).status_code
        base = f"/api/dead-letters/{GROUP}"
        for path in ("/api/dead-letters", base, f"{base}/redrive", f"{base}/0/0"):
            got[path] = (await someone.http.get(path)).status_code
        got["redrive"] = (await someone.http.post(f"{base}/redrive", json={"everything": True})).status_code
        got["stop"] = (await someone.http.delete(f"{base}/redrive")).status_code
    assert len(got) > 10
    assert {path: status for path, status in got.items() if status != 403} == {}
    assert "/operator/letters" not in home


async def test_an_operator_alone_sees_dead_letters_and_nothing_of_the_newsrooms_work(
    newsroom: Access, api: Editor
) -> None:
    others = [router for router in ROUTERS if router not in OPERATOR]
    own = ("/account", "/sign-in", "/welcome", "/sign-out")
    async with an_editor(newsroom, api, "operator") as someone, await their_browser(newsroom, api, someone) as browser:
        assert (await browser.http.get("/")).headers["location"] == "/operator/letters"
        page = await browser.get("/operator/letters")
        assert "/comments" not in page
        assert "/events" not in page
        await browser.get("/account")
        pages = [path for path in paths(others, "GET") if path != "/" and not path.startswith(own)]
        got = {path: (await browser.http.get(_filled(path))).status_code for path in pages}
        api_paths = [path for path in _api(await someone.http.get("/openapi.json")) if "dead-letters" not in path]
        got |= {path: (await someone.http.get(_filled(path))).status_code for path in api_paths}
        got["/events"] = (await browser.http.get("/events")).status_code
        assert (await someone.http.get("/api/dead-letters")).status_code == 200
    assert len(got) > 30
    assert {path: status for path, status in got.items() if status != 403} == {}


def _filled(path: str) -> str:
    path = re.sub(r"\{(number|old|new|revision)\}", "1", path)
    return re.sub(r"\{\w+\}", "00000000-0000-4000-8000-000000000000", path)


def _api(described: httpx.Response) -> list[str]:
    every = described.json()["paths"].items()
    return [path for path, verbs in every if "get" in verbs and not path.startswith("/api/me") and "/api/" in path]


async def test_of_an_order_that_is_wrong_everything_typed_and_ticked_stands_there_again(newsroom: Access) -> None:
    error = an_error()
    (place,) = await put_aside(newsroom, MODERATION_COMMENTS, a_comment(), error=error)
    page = f"/operator/letters/{MODERATION_COMMENTS.name}"
    async with Browser(newsroom, newsroom.editor.email, newsroom.editor.password) as browser:
        typed = {"per_second": "2000", "again": "1", "pick": place, "do": "go-picked"}
        answer = await browser.send(f"{page}?error={error}", page, **typed)
    assert answer.status_code == 422
    assert re.search(r'name="per_second"[^>]*value="2000"[^>]*aria-invalid="true"', answer.text)
    assert re.search(r'name="again" value="1" checked', answer.text)
    assert re.search(rf'name="pick" value="{place}" checked', answer.text)
    assert error in answer.text, "and what was looked for"


async def test_a_chief_is_made_an_operator_beside_that_on_the_page_and_by_the_command_line(
    newsroom: Access, api: Editor
) -> None:
    here = newsroom.editor
    credentials = ("--url", newsroom.moderation, "--email", here.email, "--password", here.password)
    async with an_editor(newsroom, api, "chief") as someone:
        me = (await someone.http.get("/api/me")).json()
        assert (await someone.http.get("/api/dead-letters")).status_code == 403
        async with Browser(newsroom, newsroom.editor.email, newsroom.editor.password) as admin:
            page, form = f"/admin/people/{me['id']}", f"/admin/people/{me['id']}/role"
            assert (await admin.send(page, form, role="chief", operator="1")).status_code == 303
            assert "redaktur pelaksana, operator" in await admin.get(page)
        assert (await someone.http.get("/api/dead-letters")).status_code == 200
        assert (await someone.http.get("/api/house")).status_code == 200
        code, out, err = await redaksi("editors", "role", me["id"], "editor", *credentials)
        assert (code, out.strip().endswith("editor")) == (0, True), err
        assert (await someone.http.get("/api/dead-letters")).status_code == 403
        code, out, _ = await redaksi("editors", "role", me["id"], "editor", "--operator", *credentials)
        assert (code, out.strip().endswith("editor + operator")) == (0, True)
    notes = [one["note"] for one in (await api.http.get("/api/audit", params={"whom": me["id"]})).json()["entries"]]
    assert "chief → chief + operator" in notes


async def test_without_a_terminal_a_new_editors_password_is_a_line_of_the_input(newsroom: Access) -> None:
    here, address = newsroom.editor, "kabel-by-pipe@contoh.id"
    credentials = ("--url", newsroom.moderation, "--email", here.email, "--password", here.password)
    who = ("--name", "Kabel", "--initials", "KBL", "--role", "operator")
    code, out, err = await redaksi("editors", "add", address, *who, *credentials, told=f"{PASSWORD}\n")
    assert (code, out.strip().endswith("operator"), err) == (0, True, "")
    async with httpx.AsyncClient(base_url=newsroom.moderation) as http:
        signed_in = await http.post("/api/login", json={"email": address, "password": PASSWORD})
    assert signed_in.status_code == 200


def a_run(**other: Any) -> Run:
    usual = {"group": GROUP, "by": "1", "name": "Rio", "began": NOW, "lease": NOW + timedelta(seconds=30)}
    return Run(**{**usual, "total": 3, "per_second": 50, **other})


async def test_one_handing_back_a_group_until_it_ends_or_gives_no_sign(
    database: AsyncIOMotorDatabase[dict[str, Any]],
) -> None:
    redrives, later = Redrives(database), NOW + timedelta(seconds=10)
    first, second = a_run(), a_run(began=later, by="2")
    assert await redrives.begin(first)
    assert not await redrives.begin(second)
    assert await redrives.begin(a_run(group="another"))
    assert await redrives.went(first, 1, later)
    assert await redrives.ask_to_stop(GROUP)
    assert not await redrives.went(first, 2, later)
    await redrives.end(first, 2, "stopped", later)
    assert (await redrives.every())[GROUP].done == 2
    assert await redrives.begin(second)
    assert not await redrives.begin(a_run(began=later + timedelta(seconds=1)))
    third = a_run(began=later + timedelta(minutes=1), lease=later + timedelta(minutes=2))
    assert await redrives.begin(third)
    assert not await redrives.went(second, 1, later)
    await redrives.end(second, 1, "done", later)
    assert (await redrives.every())[GROUP].state == "running"


async def test_without_kafka_it_is_said_that_it_is_away(
    servers: Servers, database: AsyncIOMotorDatabase[dict[str, Any]]
) -> None:
    redriving = Redriving(Kafka(servers.kafka), Redrives(database), Audit(database), lambda: NOW)

    async def seen() -> bool:
        try:
            return GROUP in await redriving.piles()
        except Problem:  # a broker that has just started leads no partition yet
            return False

    await until(seen, 90)
    with servers.kafka_paused(), pytest.raises(Problem) as raised:
        await redriving.piles()
    assert (raised.value.status, raised.value.headers) == (503, {"Retry-After": "5"})
