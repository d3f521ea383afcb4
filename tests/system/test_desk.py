"""The desk through its API: who may, what is stale, what is missing, what can be undone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from redaksi.runner.access import Access
from tests.system.people import Editor, Reporter, until
from tests.system.test_door import DRAFT


@pytest.fixture
async def rio(newsroom: Access) -> AsyncIterator[Reporter]:
    async with Reporter(newsroom) as reporter:
        yield reporter


@pytest.fixture
async def editor(newsroom: Access) -> AsyncIterator[Editor]:
    async with Editor(newsroom) as signed_in:
        yield signed_in


@asynccontextmanager
async def an_editor(access: Access, admin: Editor, role: str) -> AsyncIterator[Editor]:
    """Somebody new at the desk, signed in."""
    login = {"email": f"{uuid4().hex}@contoh.id", "password": "kata sandi yang panjang"}
    made = await admin.http.post("/api/editors", json={**login, "name": "Baru", "initials": "BR", "role": role})
    assert made.status_code == 201, made.text
    someone = Editor(access)
    await someone.sign_in(login)
    try:
        yield someone
    finally:
        await someone.http.aclose()


async def public(access: Access, article_id: str) -> httpx.Response:
    async with httpx.AsyncClient() as http:
        return await http.get(f"{access.publish}/v1/articles/{article_id}")


async def until_public(access: Access, article_id: str, version: int) -> dict[str, Any]:
    async def there() -> Any:
        answer = await public(access, article_id)
        return answer.json() if answer.status_code == 200 and answer.json()["version"] == version else None

    return dict(await until(there))


async def held(rio: Reporter, editor: Editor, **draft: Any) -> dict[str, Any]:
    return await editor.find((await rio.send({**DRAFT, **draft}))["article_id"])


async def test_a_stale_decision_is_409_with_the_current_version_and_the_difference(
    rio: Reporter, editor: Editor
) -> None:
    article = await held(rio, editor)
    await editor.must(article["article_id"], "edit", 1, fields={"headline": "Pasar Ikan Pindah Senin"})
    answer = await editor.do(article["article_id"], "approve", 1)
    assert answer.status_code == 409
    problem = answer.json()
    assert (problem["type"], problem["version"], problem["state"]) == ("urn:redaksi:problem:stale", 2, "held")
    (headline,) = problem["diff"]
    assert headline["field"] == "headline"
    assert {piece["kind"] for piece in headline["pieces"]} >= {"same", "added", "removed"}


async def test_of_two_editors_at_once_one_decides_and_the_other_is_told(rio: Reporter, editor: Editor) -> None:
    article = await held(rio, editor)
    answers = await asyncio.gather(*(editor.do(article["article_id"], "approve", 1) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7


async def test_approving_what_is_incomplete_is_422_naming_every_missing_field(rio: Reporter, editor: Editor) -> None:
    article = await held(rio, editor, dateline="", source="", photo={"alt": "x"})
    answer = await editor.do(article["article_id"], "approve", 1)
    assert answer.status_code == 422
    fields = {error["field"] for error in answer.json()["errors"]}
    assert fields == {"dateline", "source", "photo.caption", "photo.credit"}


async def test_what_a_role_may_not_do_is_403(newsroom: Access, rio: Reporter, editor: Editor) -> None:
    article = await held(rio, editor, dateline="")
    article_id = article["article_id"]
    async with an_editor(newsroom, editor, "editor") as plain:
        assert (await plain.do(article_id, "approve", 1, override="Mendesak.")).status_code == 403
        assert (await plain.do(article_id, "erase", 1, reason="Tidak suka.")).status_code == 403
        assert (await plain.http.post("/api/reporters", json={"name": "X"})).status_code == 403
    async with an_editor(newsroom, editor, "chief") as chief:
        assert (await chief.do(article_id, "approve", 1, override="Mendesak.")).status_code == 200
        assert (await chief.find(article_id))["audit"][-1]["note"] == "Mendesak."


async def test_a_shut_account_is_out_at_once(newsroom: Access, editor: Editor) -> None:
    async with an_editor(newsroom, editor, "editor") as plain:
        me = (await plain.http.get("/api/me")).json()
        assert (await editor.http.post(f"/api/editors/{me['id']}/disable")).status_code == 200
        assert (await plain.http.get("/api/articles")).status_code == 401


async def test_signing_in_gives_no_hint_and_is_throttled(newsroom: Access) -> None:
    async with httpx.AsyncClient(base_url=newsroom.moderation, timeout=30) as http:
        login = {"email": f"{uuid4().hex}@contoh.id", "password": "salah"}
        first = await http.post("/api/login", json=login)
        known = await http.post("/api/login", json={"email": newsroom.editor.email, "password": "salah"})
        assert first.status_code == known.status_code == 401
        assert first.json() == known.json()
        statuses = [(await http.post("/api/login", json=login)).status_code for _ in range(10)]
    assert statuses[-1] == 429


async def test_a_correction_and_a_retraction_are_public_with_their_reasons(
    newsroom: Access, rio: Reporter, editor: Editor
) -> None:
    article_id = (await held(rio, editor))["article_id"]
    await editor.must(article_id, "approve", 1)
    first = await until_public(newsroom, article_id, 2)
    await editor.must(article_id, "edit", 2, fields={"dateline": "Kota Bengkulu"})
    assert (await public(newsroom, article_id)).json()["dateline"] == "Bengkulu"
    await editor.must(article_id, "approve", 3, correction="Nama kota diperbaiki.")
    corrected = await until_public(newsroom, article_id, 4)
    assert [one["text"] for one in corrected["corrections"]] == ["Nama kota diperbaiki."]
    assert (corrected["path"], corrected["published_at"]) == (first["path"], first["published_at"])
    await editor.must(article_id, "retract", 4, code="keliru", text="Sumber menarik keterangannya.")
    gone = await until_public(newsroom, article_id, 5)
    assert (gone["status"], gone["body"], gone["photo"]) == ("retracted", "", None)
    assert gone["retraction"]["text"] == "Sumber menarik keterangannya."
    async with httpx.AsyncClient() as http:
        listed = (await http.get(f"{newsroom.publish}/v1/articles")).json()["articles"]
    assert article_id not in {one["article_id"] for one in listed}


async def test_an_erased_article_is_gone_everywhere(newsroom: Access, rio: Reporter, editor: Editor) -> None:
    article_id = (await held(rio, editor))["article_id"]
    await editor.must(article_id, "approve", 1)
    await until_public(newsroom, article_id, 2)
    await editor.must(article_id, "erase", 2, reason="Permintaan subjek data.")

    async def gone() -> bool:
        return (await public(newsroom, article_id)).status_code == 410

    await until(gone)
    left = await editor.find(article_id)
    assert (left["state"], left["content"]["headline"]) == ("erased", "")
    assert (await editor.http.get(f"/api/articles/{article_id}/revisions/1")).status_code == 404
    await rio.until_state(article_id, "erased")


async def test_an_embargo_waits_and_fires(newsroom: Access, rio: Reporter, editor: Editor) -> None:
    article_id = (await held(rio, editor))["article_id"]
    moment = datetime.now(UTC) + timedelta(seconds=3)
    await editor.must(article_id, "approve", 1, publish_at=moment.isoformat())
    await rio.until_state(article_id, "approved")
    assert (await public(newsroom, article_id)).status_code == 404
    shown = await until_public(newsroom, article_id, 2)
    assert datetime.now(UTC) >= moment
    assert datetime.fromisoformat(shown["published_at"]) == moment


async def test_what_came_on_an_outdated_revision_is_shown_with_what_it_would_change(
    rio: Reporter, editor: Editor
) -> None:
    article_id = str(uuid4())
    for body in (DRAFT, {**DRAFT, "lead": "Dua.", "base_revision": 1}, {**DRAFT, "lead": "Terlambat."}):
        assert (await rio.http.put(f"/v1/drafts/{article_id}", json=body)).status_code == 202

    async def conflicted() -> Any:
        article = await editor.find(article_id)
        return article["conflicts"] and article

    article = await until(conflicted)
    (late,) = article["conflicts"]
    shown = (await editor.http.get(f"/api/articles/{article_id}/conflicts/{late['submission_id']}")).json()
    assert shown["content"]["lead"] == "Terlambat."
    assert [one["field"] for one in shown["differences"]] == ["lead"]
    assert (await editor.http.get(f"/api/articles/{article_id}/conflicts/{uuid4()}")).status_code == 404


async def test_the_queue_is_filtered_searched_and_paged(rio: Reporter, editor: Editor) -> None:
    section = f"s{uuid4().hex[:8]}"
    word = f"kata{uuid4().hex[:8]}"
    ids = [(await held(rio, editor, section=section, lead=word if n == 3 else ""))["article_id"] for n in range(5)]
    await editor.must(ids[0], "approve", 1)

    async def found(**wanted: Any) -> list[str]:
        answer = await editor.http.get("/api/articles", params={"section": section, **wanted})
        assert answer.status_code == 200, answer.text
        return [row["article_id"] for row in answer.json()["articles"]]

    assert await found(state="held") == ids[1:]
    assert await found(state="approved") == ids[:1]
    assert await found(q=word) == [ids[3]]
    first = (await editor.http.get("/api/articles", params={"section": section, "limit": 3, "state": "held"})).json()
    assert await found(state="held", limit=3, after=first["further"]) == ids[4:]
    await editor.must(ids[2], "claim", 1)
    me = (await editor.http.get("/api/me")).json()
    assert await found(claimed_by=me["id"]) == [ids[2]]


async def test_what_is_not_ready_stays_out_of_the_queue(rio: Reporter, editor: Editor) -> None:
    section = f"s{uuid4().hex[:8]}"
    article = await held(rio, editor, section=section, ready=False)
    queue = {"section": section, "state": "held"}
    assert (await editor.http.get("/api/articles", params=queue)).json()["articles"] == []
    all_of_it = (await editor.http.get("/api/articles", params={**queue, "unready": True})).json()["articles"]
    assert [row["article_id"] for row in all_of_it] == [article["article_id"]]


async def test_a_rule_that_is_settled_otherwise_holds_everywhere(
    newsroom: Access, rio: Reporter, editor: Editor
) -> None:
    settled = (await editor.http.get("/api/rules")).json()["version"]
    body = {"version": settled, "levels": {"photo": "block"}, "figures": {"headline-long.characters": 20}}
    assert (await editor.http.put("/api/rules", json=body)).status_code == 200
    assert (await editor.http.put("/api/rules", json=body)).status_code == 409

    async def told() -> bool:
        answer = await rio.http.post("/v1/drafts/check", json={**DRAFT, "photo": None})
        return {one["rule"]: one["level"] for one in answer.json()["missing"]}.get("photo") == "block"

    await until(told)
    article = await held(rio, editor, photo=None)
    assert (await editor.do(article["article_id"], "approve", 1)).status_code == 422
    await editor.http.put("/api/rules", json={"version": settled + 1})
    unknown = {"version": settled + 2, "levels": {"warna": "block"}, "figures": {"photo.size": 1}}
    answer = await editor.http.put("/api/rules", json=unknown)
    assert {error["field"] for error in answer.json()["errors"]} == {"levels.warna", "figures.photo.size"}


async def test_an_undone_approval_was_never_public_and_publish_now_does_not_wait(patient_newsroom: Access) -> None:
    async with Reporter(patient_newsroom) as rio, Editor(patient_newsroom) as editor:
        article_id = (await held(rio, editor))["article_id"]
        done = await editor.must(article_id, "approve", 1)
        assert done["undo_until"] is not None
        assert (await editor.must(article_id, "undo", 2))["state"] == "held"
        status = await rio.until_state(article_id, "held", version=3)
        assert status["public"] is None
        await editor.must(article_id, "approve", 3)
        await editor.must(article_id, "now", 4)
        assert (await until_public(patient_newsroom, article_id, 4))["status"] == "published"
        late = await editor.do(article_id, "undo", 4)
        assert (late.status_code, late.json()["type"]) == (409, "urn:redaksi:problem:too-late")


async def test_mongodb_away_is_503_and_never_500(newsroom: Access, editor: Editor) -> None:
    from tests.system.conftest import paused

    editor.http.timeout = httpx.Timeout(40)
    with paused(newsroom.pids["mongod"]):
        answer = await editor.http.get("/api/articles")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
