"""The status page by itself: whose it is, and what it says when it cannot be made."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from services.ingest.model import Received, Refusal, Status
from services.ingest.pages import StatusPages
from services.ingest.telling import Places
from shared.problems import away
from shared.status_link import StatusLinks
from tests.builders import ARTICLE, NOON, a_desk, a_submission

LINKS = StatusLinks(b"a secret of at least thirty-two characters", "http://door")
REFUSAL = Refusal(submission_id=uuid4(), reporter_id="orang-lain", why="not_yours", at=NOON)
HELD = Status(received=Received.of(a_submission()), desk=a_desk(), desk_version=1, refusals=(REFUSAL,))


class Known:
    """Knows one status, or has trouble; counts how often it is asked."""

    def __init__(self, answer: Status | Exception | None = HELD) -> None:
        self.answer = answer
        self.asked_for: list[UUID] = []

    async def asked(self, article_id: UUID) -> Status | None:
        self.asked_for.append(article_id)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def door(known: Known) -> httpx.AsyncClient:
    app = FastAPI()
    knowledge: Any = known
    StatusPages(knowledge, Places("http://site/$id", LINKS), lambda: "Asia/Jakarta").install(app)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://door")


async def seen(known: Known, reporter: str, **headers: str) -> httpx.Response:
    async with door(known) as http:
        return await http.get(LINKS.link(ARTICLE, reporter), headers=headers)


async def test_each_reporter_sees_their_own_side_of_an_article() -> None:
    mine, strange = await seen(Known(), "rio"), await seen(Known(), "orang-lain")
    assert "Ditahan di meja redaksi" in mine.text
    assert "milik pewarta lain" not in mine.text
    assert "milik pewarta lain" in strange.text
    assert "Jembatan" not in strange.text


async def test_a_link_of_somebody_who_sent_nothing_opens_nothing() -> None:
    answers = [await seen(Known(), "siapa"), await seen(Known(None), "rio")]
    assert {answer.status_code for answer in answers} == {HTTPStatus.NOT_FOUND}
    assert answers[0].text == answers[1].text.replace(LINKS.token(ARTICLE, "rio"), LINKS.token(ARTICLE, "siapa"))


async def test_a_token_that_is_not_ours_is_never_looked_for() -> None:
    known = Known()
    async with door(known) as http:
        answers = [await http.get(f"/status/{token}") for token in ("x", "A" * 54, "%00", "a/b")]
    assert {answer.status_code for answer in answers} == {HTTPStatus.NOT_FOUND}
    assert known.asked_for == []


async def test_one_view_reads_the_status_once() -> None:
    known = Known()
    await seen(known, "rio")
    assert known.asked_for == [ARTICLE]


async def test_a_database_that_is_away_is_told_on_a_page() -> None:
    answer = await seen(Known(away("The status", "")), "rio")
    assert (answer.status_code, answer.headers["retry-after"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "5")
    assert "Kiriman Anda aman" in answer.text


async def test_more_who_look_than_there_is_room_for_are_asked_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.ingest.pages._WAITING", 3)
    async with door(Known()) as http:
        link = LINKS.link(ARTICLE, "rio")
        answers = await asyncio.gather(*(http.get(link) for _ in range(20)))
        assert {answer.status_code for answer in answers} == {HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE}
        assert (await http.get(link)).status_code == HTTPStatus.OK
