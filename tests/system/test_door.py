"""The door: what is accepted is never lost, what is refused says why, and a retry changes nothing."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
import yaml

from redaksi.runner.access import Access
from tests.system.conftest import paused
from tests.system.people import Editor, Reporter, until

DRAFT: dict[str, Any] = {
    "headline": "Pasar Ikan Pindah ke Dermaga Baru",
    "dateline": "Bengkulu",
    "body": "Pedagang pindah mulai Senin.\n\nBACA JUGA: Harga Ikan Turun\n\nLapak lama dibongkar.",
    "section": "ekonomi",
    "byline": "Rio",
    "source": "Liputan di tempat",
    "photo": {"alt": "Perahu bersandar", "caption": "Dermaga baru, Senin.", "credit": "Rio"},
}


@pytest.fixture
async def rio(newsroom: Access) -> AsyncIterator[Reporter]:
    async with Reporter(newsroom) as reporter:
        yield reporter


@pytest.fixture
async def editor(newsroom: Access) -> AsyncIterator[Editor]:
    async with Editor(newsroom) as signed_in:
        yield signed_in


def fields(problem: httpx.Response) -> set[str]:
    assert problem.headers["content-type"] == "application/problem+json"
    return {error["field"] for error in problem.json()["errors"]}


async def test_an_incomplete_draft_is_accepted_and_told_what_is_missing(rio: Reporter, editor: Editor) -> None:
    answer = await rio.http.post("/v1/drafts", json={"headline": "Baru judul"})
    assert answer.status_code == 202
    accepted = answer.json()
    assert answer.headers["location"] == f"/v1/drafts/{accepted['article_id']}"
    missing = {one["field"] for one in accepted["missing"] if one["level"] == "block"}
    assert missing == {"dateline", "body", "section", "byline", "source"}
    assert all(one["message"] for one in accepted["missing"])
    held = await editor.find(accepted["article_id"])
    assert {one["field"] for one in held["checklist"] if one["level"] == "block"} == missing


async def test_messages_come_in_the_language_that_was_asked_for(rio: Reporter) -> None:
    said = {}
    for language in ("id", "en"):
        answer = await rio.http.post("/v1/drafts/check", json={}, headers={"Accept-Language": language})
        said[language] = answer.json()["missing"][0]["message"]
    assert said == {"id": "Judul belum ada. Tulis judul.", "en": "There is no headline. Write one."}


async def test_only_checking_keeps_nothing(rio: Reporter) -> None:
    before = (await rio.http.get("/v1/drafts")).json()
    answer = await rio.http.post("/v1/drafts/check", json=DRAFT)
    assert answer.json()["ready_to_approve"] is True
    assert (await rio.http.get("/v1/drafts")).json() == before


async def test_the_same_key_gives_the_same_article_however_often_it_is_sent(rio: Reporter, editor: Editor) -> None:
    key = uuid4().hex
    answers = await asyncio.gather(*(rio.send(DRAFT, key=key) for _ in range(5)))
    assert len({answer["article_id"] for answer in answers}) == 1
    held = await editor.find(answers[0]["article_id"])
    await asyncio.sleep(0.5)
    again = await editor.find(answers[0]["article_id"])
    assert (held["revision"], again["revision"], again["version"]) == (1, 1, 1)


async def test_the_same_key_with_another_draft_is_refused_by_name(rio: Reporter) -> None:
    key = uuid4().hex
    await rio.send(DRAFT, key=key)
    answer = await rio.http.post("/v1/drafts", json={**DRAFT, "lead": "Lain."}, headers={"Idempotency-Key": key})
    assert answer.status_code == 422
    assert fields(answer) == {"Idempotency-Key"}


async def test_an_id_of_ones_own_takes_revisions_and_keeps_an_outdated_one_as_a_conflict(
    rio: Reporter, editor: Editor
) -> None:
    article_id = str(uuid4())
    for body in (DRAFT, DRAFT, {**DRAFT, "lead": "Dua.", "base_revision": 1}, {**DRAFT, "lead": "Tiga."}):
        assert (await rio.http.put(f"/v1/drafts/{article_id}", json=body)).status_code == 202

    async def conflicted() -> Any:
        status = await rio.status(article_id)
        return status if status.get("conflicts") else None

    status = await until(conflicted)
    assert status["revision"] == 2
    assert (await editor.find(article_id))["content"]["lead"] == "Dua."


async def test_another_reporters_article_is_theirs(newsroom: Access, rio: Reporter, editor: Editor) -> None:
    dewi_key = (await editor.new_reporter("Dewi"))["key"]
    article_id = (await rio.send(DRAFT))["article_id"]
    await rio.until_state(article_id, "held")
    async with Reporter(newsroom, dewi_key) as dewi:
        assert (await dewi.http.put(f"/v1/drafts/{article_id}", json=DRAFT)).status_code == 403
        assert (await dewi.http.get(f"/v1/drafts/{article_id}")).status_code == 403
        assert (await dewi.http.delete(f"/v1/drafts/{article_id}")).status_code == 403
        assert (await dewi.http.get("/v1/drafts")).json()["drafts"] == []


async def test_a_revoked_key_stops_working_within_seconds(newsroom: Access, editor: Editor) -> None:
    made = await editor.new_reporter("Tono")
    async with Reporter(newsroom, made["key"]) as tono:

        async def status(wanted: int) -> bool:
            return (await tono.http.get("/v1/drafts")).status_code == wanted

        assert await status(200)
        await editor.http.delete(f"/api/reporters/{made['reporter_id']}/keys/{made['key_id']}")
        await until(lambda: status(401), seconds=5)


@pytest.mark.parametrize("key", [None, "rdk_x_y", "…"])
async def test_nobody_sends_without_a_key(newsroom: Access, key: str | None) -> None:
    headers = {b"Authorization": f"Bearer {key}".encode()} if key else {}
    async with httpx.AsyncClient(base_url=newsroom.ingest, headers=headers) as http:
        answer = await http.post("/v1/drafts", json=DRAFT)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"headline": 3}, {"headline"}),
        ({"judul": "x"}, {"judul"}),
        ({"headline": "a\x00b", "body": "c\x07d"}, {"headline", "body"}),
        ({"tags": "satu", "publish_at": "besok", "language": "fr"}, {"tags", "publish_at", "language"}),
        ({"photo": {"caption": 1, "warna": "x"}}, {"photo.caption"}),
        ({"publish_at": "2026-12-01T07:00:00"}, {"publish_at"}),
        ([1], {"body"}),
    ],
)
async def test_what_is_malformed_is_refused_naming_every_wrong_field(rio: Reporter, body: Any, named: set[str]) -> None:
    answer = await rio.http.post("/v1/drafts", json=body)
    assert answer.status_code == 422, answer.text
    assert named <= fields(answer)


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"", b'{"headline": "\\ud800"}'])
async def test_what_is_no_json_is_refused_and_is_no_failure_of_ours(rio: Reporter, content: bytes) -> None:
    answer = await rio.http.post("/v1/drafts", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}, answer.text


async def test_a_draft_that_is_too_large_is_refused_whatever_its_headers_say(rio: Reporter) -> None:
    assert (await rio.http.post("/v1/drafts", json={"body": "a" * 600_000})).status_code == 413

    async def endless() -> AsyncIterator[bytes]:
        yield b'{"body": "'
        for _ in range(80):
            yield b"a" * 65_536
        yield b'"}'

    headers = {"Content-Type": "application/json"}
    assert (await rio.http.post("/v1/drafts", content=endless(), headers=headers)).status_code == 413
    assert (await rio.http.post("/v1/drafts", json={"body": "a" * 500_000})).status_code == 202


async def test_a_reporter_withdraws_what_is_not_approved_and_not_what_is(rio: Reporter, editor: Editor) -> None:
    first = (await rio.send(DRAFT))["article_id"]
    await rio.until_state(first, "held")
    answer = await rio.http.delete(f"/v1/drafts/{first}")
    assert (answer.status_code, answer.json()["withdrawn"]) == (200, True)
    second = (await rio.send(DRAFT))["article_id"]
    held = await editor.find(second)
    await editor.must(second, "approve", held["version"])
    await rio.until_state(second, "approved")
    answer = await rio.http.delete(f"/v1/drafts/{second}")
    assert (answer.status_code, answer.json()["withdrawn"]) == (409, False)
    assert answer.json()["refusals"][0]["why"] == "approved"


async def test_a_status_tells_why_by_field_what_was_solved_and_what_the_editor_changed(
    rio: Reporter, editor: Editor
) -> None:
    article_id = (await rio.send(DRAFT))["article_id"]
    held = await editor.find(article_id)
    reasons = [{"field": "photo.caption", "text": "Siapa?"}, {"field": "lead", "text": "Tulis teras."}]
    await editor.must(article_id, "return", held["version"], summary="Hampir.", reasons=reasons)
    status = await rio.until_state(article_id, "returned")
    assert [one["field"] for one in status["returned"]["reasons"]] == ["photo.caption", "lead"]
    body = {**DRAFT, "lead": "Ada teras.", "base_revision": status["revision"]}
    assert (await rio.http.put(f"/v1/drafts/{article_id}", json=body)).status_code == 202
    status = await rio.until_state(article_id, "held")
    assert [one["solved"] for one in status["returned"]["reasons"]] == [False, True]
    await editor.must(article_id, "edit", status["version"], fields={"headline": "Pasar Ikan Pindah"})
    status = await rio.until_state(article_id, "held", status["version"] + 1)
    assert [(one["field"], one["after"]) for one in status["changes"]] == [("headline", "Pasar Ikan Pindah")]


async def test_an_unknown_draft_is_unknown(rio: Reporter) -> None:
    assert (await rio.http.get(f"/v1/drafts/{uuid4()}")).status_code == 404
    assert (await rio.http.get("/v1/drafts/satu")).status_code == 422


async def test_mongodb_away_does_not_stop_drafts(newsroom: Access, rio: Reporter, editor: Editor) -> None:
    with paused(newsroom.pids["mongod"]):
        answers = await asyncio.gather(*(rio.send(DRAFT, key=uuid4().hex) for _ in range(3)))
    for answer in answers:
        assert (await editor.find(answer["article_id"]))["revision"] == 1


async def test_kafka_away_is_503_within_ten_seconds_and_the_same_request_later_succeeds_once(
    newsroom: Access, rio: Reporter, editor: Editor
) -> None:
    key = uuid4().hex
    with paused(newsroom.pids["kafka"]):
        began = time.monotonic()
        answer = await rio.http.post("/v1/drafts", json=DRAFT, headers={"Idempotency-Key": key})
        assert time.monotonic() - began < 10
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "same key" in answer.json()["detail"]

    async def accepted() -> Any:
        again = await rio.http.post("/v1/drafts", json=DRAFT, headers={"Idempotency-Key": key})
        return again.json() if again.status_code == 202 else None

    sent = await until(accepted)
    held = await editor.find(sent["article_id"])
    assert (held["revision"], held["version"]) == (1, 1)


async def test_each_service_says_how_it_is_and_names_nobody(newsroom: Access, rio: Reporter) -> None:
    await rio.send(DRAFT)
    async with httpx.AsyncClient() as http:
        for url in (newsroom.ingest, newsroom.moderation, newsroom.publish):

            async def well(url: str = url) -> bool:
                return (await http.get(f"{url}/readyz")).status_code == 200

            await until(well)
            assert (await http.get(f"{url}/healthz")).json() == {"status": "ok"}
            metrics = (await http.get(f"{url}/metrics")).text
            assert "redaksi_lag_seconds" in metrics
            assert newsroom.editor.email not in metrics
            docs = await http.get(f"{url}/docs")
            assert "<script" not in docs.text
            assert "content-security-policy" in docs.headers


async def test_programs_find_the_contract_where_they_look_first(newsroom: Access) -> None:
    async with httpx.AsyncClient(follow_redirects=True) as http:
        assert "Redaksi ingest" in (await http.get(newsroom.ingest)).text
        home = await http.get(newsroom.publish)
        assert "content-security-policy" in home.headers
        described = yaml.safe_load((await http.get(f"{newsroom.publish}/asyncapi.yaml")).text)
        payloads = [message["payload"]["$ref"] for message in described["components"]["messages"].values()]
        for one in payloads:
            schema = (await http.get(f"{newsroom.publish}/{one}")).json()
            assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        for lost in ("/schemas/none.json", "/schemas/..%2Fasyncapi.yaml"):
            assert (await http.get(f"{newsroom.publish}{lost}")).status_code == 404


def test_access_is_its_owners_alone(newsroom: Access) -> None:
    assert newsroom.reporter.key.startswith("rdk_")
    assert os.getpid() not in newsroom.pids.values()
