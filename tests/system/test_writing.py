"""What editors do before anybody decides, through the API: begin, give away, leave notes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from redaksi.runner.access import Access
from tests.system.people import Editor, Reporter, until
from tests.system.test_desk import an_editor, held, until_public
from tests.system.test_door import DRAFT


@pytest.fixture
async def rio(newsroom: Access) -> AsyncIterator[Reporter]:
    async with Reporter(newsroom) as reporter:
        yield reporter


@pytest.fixture
async def editor(newsroom: Access) -> AsyncIterator[Editor]:
    async with Editor(newsroom) as signed_in:
        yield signed_in


async def begun(editor: Editor, **draft: Any) -> dict[str, Any]:
    answer = await editor.http.post("/api/articles", json={**DRAFT, **draft})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def me(editor: Editor) -> dict[str, Any]:
    return dict((await editor.http.get("/api/me")).json())


async def post(editor: Editor, article_id: str, verb: str, **body: Any) -> Any:
    return await editor.http.post(f"/api/articles/{article_id}/{verb}", json=body)


async def test_an_article_that_begins_at_the_desk_becomes_public_and_no_reporter_sees_it(
    newsroom: Access, rio: Reporter, editor: Editor
) -> None:
    article = await begun(editor)
    article_id = article["article_id"]
    assert (article["state"], article["version"], article["revision"]) == ("held", 1, 1)
    words = (await editor.http.get(f"/api/articles/{article_id}/revisions/1")).json()
    assert words["headline"] == DRAFT["headline"]
    await editor.must(article_id, "approve", 1)
    await until_public(newsroom, article_id, 2)

    async def refused() -> bool:
        answer = await rio.http.get(f"/v1/drafts/{article_id}")
        assert answer.status_code in {403, 404}, answer.text  # 404 until the status view has heard of it
        return bool(answer.status_code == 403)

    await until(refused)


async def test_beginning_it_again_with_the_same_id_is_one_article(editor: Editor) -> None:
    article_id = str(uuid4())
    body = {**DRAFT, "article_id": article_id}
    answers = await asyncio.gather(*(editor.http.post("/api/articles", json=body) for _ in range(5)))
    assert {(answer.status_code, answer.json()["version"]) for answer in answers} == {(201, 1)}
    other = await editor.http.post("/api/articles", json={**body, "lead": "Lain."})
    assert (other.status_code, other.json()["type"]) == (409, "urn:redaksi:problem:not-possible")


async def test_where_the_house_wants_a_second_person_who_began_it_cannot_approve(
    newsroom: Access, editor: Editor
) -> None:
    house = (await editor.http.get("/api/house")).json()
    assert (await editor.http.put("/api/house", json={**house, "second_person": True})).status_code == 200
    try:
        article_id = (await begun(editor))["article_id"]
        refused = await editor.do(article_id, "approve", 1)
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:redaksi:problem:not-possible")
        assert "redaktur lain" in refused.json()["detail"]
        async with an_editor(newsroom, editor, "editor") as other:
            assert (await other.do(article_id, "approve", 1)).status_code == 200
    finally:
        await editor.http.put("/api/house", json={**house, "version": house["version"] + 1})


async def test_whom_it_is_given_to_is_told_to_the_reporter_and_open_decisions_hold(
    newsroom: Access, rio: Reporter, editor: Editor
) -> None:
    article_id = (await held(rio, editor))["article_id"]
    async with an_editor(newsroom, editor, "editor") as other:
        to = await me(other)
        due = "2026-12-01T07:00:00+07:00"
        given = await post(other, article_id, "assign", editor_id=to["id"], due=due)
        assert (given.status_code, given.json()["version"]) == (200, 2)
        again = await post(editor, article_id, "assign", editor_id=to["id"], due=due)
        assert again.json()["version"] == 2
    shown = await editor.find(article_id)
    assert shown["assigned"] == {"editor_id": to["id"], "name": to["name"], "due": due}
    status = await rio.until_state(article_id, "held", version=2)
    assert status.get("editor", to["name"]) == to["name"]
    wrong = await post(editor, article_id, "assign", editor_id="siapa")
    assert [error["field"] for error in wrong.json()["errors"]] == ["editor_id"]
    assert (await post(editor, article_id, "unassign")).json()["version"] == 3
    assert (await editor.do(article_id, "approve", 1)).status_code == 200


async def test_a_note_is_left_marked_and_removed_by_its_writer(newsroom: Access, rio: Reporter, editor: Editor) -> None:
    article_id = (await held(rio, editor))["article_id"]
    note_id = str(uuid4())
    body = {"note_id": note_id, "field": "lead", "text": "Cek ejaan nama."}
    for _ in range(2):
        assert (await post(editor, article_id, "notes", **body)).json()["version"] == 1
    async with an_editor(newsroom, editor, "editor") as other:
        assert (await post(other, article_id, f"notes/{note_id}/mark")).status_code == 200
        assert (await other.http.delete(f"/api/articles/{article_id}/notes/{note_id}")).status_code == 409
    (note,) = (await editor.find(article_id))["notes"]
    assert (note["text"], note["done"]) == ("Cek ejaan nama.", True)
    assert (await editor.http.delete(f"/api/articles/{article_id}/notes/{note_id}")).status_code == 200
    assert (await editor.find(article_id))["notes"] == []
