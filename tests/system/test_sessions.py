"""How long a session holds, what a password may be, and that no way in goes around another (OWASP ASVS 5.0)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase

from redaksi.runner.access import Access
from services.moderation.model.people import Session
from services.moderation.store.people import ABSOLUTE, IDLE, Sessions
from tests.system.people import Editor
from tests.system.test_people import OTHER, PASSWORD, browser, someone, token, with_factor

Database = AsyncIOMotorDatabase[dict[str, Any]]
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
async def admin(newsroom: Access) -> AsyncIterator[Editor]:
    async with Editor(newsroom) as signed_in:
        yield signed_in


@pytest.fixture
async def sessions(database: Database) -> Sessions:
    made = Sessions(database)
    await made.prepare()
    return made


async def began(sessions: Sessions) -> datetime:
    now = datetime.now(UTC)
    await sessions.begin(Session(id="one", editor_id="kb1", began=now, seen=now))
    return now


async def test_a_session_ends_where_it_is_not_used(sessions: Sessions) -> None:
    now = await began(sessions)
    used = now + timedelta(hours=1)
    assert await sessions.use("one", used)
    assert await sessions.holds("one", now + IDLE + A_MINUTE), "it was used meanwhile"
    assert await sessions.use("one", used + IDLE + A_MINUTE) is None


async def test_a_session_ends_however_much_it_is_used(sessions: Sessions) -> None:
    now = await began(sessions)
    for hours in range(0, 12, 3):
        assert await sessions.use("one", now + timedelta(hours=hours))
    assert await sessions.use("one", now + ABSOLUTE - A_MINUTE)
    assert await sessions.use("one", now + ABSOLUTE) is None


async def test_looking_whether_a_session_holds_does_not_prolong_it(sessions: Sessions) -> None:
    now = await began(sessions)
    assert await sessions.holds("one", now + IDLE - A_MINUTE)
    assert await sessions.holds("one", now + IDLE + A_MINUTE) is None


@pytest.mark.parametrize(
    ("password", "almost"),
    [
        ("  spasi Di depan dan Ünikode 鯨 ", "spasi Di depan dan Ünikode 鯨"),
        ("Kuda Hujan Lampu Seberang", "kuda hujan lampu seberang"),
        ("kuda hujan lampu seberang " * 8, "kuda hujan lampu seberang " * 7),
    ],
    ids=["spaces", "capitals", "more than 200 characters"],
)
async def test_a_password_is_what_was_typed_and_nothing_less(
    newsroom: Access, admin: Editor, password: str, almost: str
) -> None:
    login = await someone(admin, password=password)
    async with httpx.AsyncClient(base_url=newsroom.moderation) as http:
        wrong = await http.post("/api/login", json={"email": login["email"], "password": almost})
        assert wrong.status_code == 401
        await token(http, login)


async def test_another_password_by_link_does_not_go_around_the_second_factor(newsroom: Access, admin: Editor) -> None:
    login = await someone(admin)
    async with httpx.AsyncClient(base_url=newsroom.moderation) as http:
        await with_factor(http, login)
        link = (await admin.http.post(f"/api/editors/{login['id']}/link")).json()["token"]
        assert (await http.post("/api/welcome", json={"token": link, "password": OTHER})).status_code == 204
        answer = await http.post("/api/login", json={"email": login["email"], "password": OTHER})
        assert (answer.status_code, set(answer.json())) == (202, {"step"})


async def test_signing_in_anew_ends_the_session_that_the_browser_had(newsroom: Access, admin: Editor) -> None:
    login = await someone(admin)
    form = {"email": login["email"], "password": PASSWORD}
    async with browser(newsroom) as http:
        await http.post("/sign-in", data=form)
        old = http.cookies["redaksi"]
        await http.post("/sign-in", data=form)
        assert http.cookies["redaksi"] != old
        http.cookies.clear()
        http.cookies["redaksi"] = old
        assert (await http.get("/")).headers["location"].startswith("/sign-in")


async def test_there_is_no_account_that_everybody_knows(newsroom: Access) -> None:
    async with httpx.AsyncClient(base_url=newsroom.moderation) as http:
        for name in ("admin", "root", "redaksi"):
            for password in ("", name, "admin", "password", uuid4().hex):
                login = {"email": f"{name}@contoh.id", "password": password}
                assert (await http.post("/api/login", json=login)).status_code in {401, 429}
