"""Presence, claims, notices and figures, through the API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from redaksi.runner.access import Access
from tests.system.people import Editor, Json, Reporter, until
from tests.system.test_desk import an_editor, held


@pytest.fixture
async def rio(newsroom: Access) -> AsyncIterator[Reporter]:
    async with Reporter(newsroom) as reporter:
        yield reporter


@pytest.fixture
async def editor(newsroom: Access) -> AsyncIterator[Editor]:
    async with Editor(newsroom) as signed_in:
        yield signed_in


async def attend(editor: Editor, article_id: str, tab: str = "satu") -> dict[str, Any]:
    answer = await editor.http.post(f"/api/articles/{article_id}/attend", json={"tab": tab})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def leave(editor: Editor, article_id: str, tab: str = "satu") -> None:
    answer = await editor.http.post(f"/api/articles/{article_id}/leave", json={"tab": tab})
    assert answer.status_code == 204, answer.text


async def test_the_first_who_opens_it_has_the_claim_and_the_next_sees_who(
    newsroom: Access, rio: Reporter, editor: Editor
) -> None:
    article_id = (await held(rio, editor))["article_id"]
    me = (await editor.http.get("/api/me")).json()
    async with an_editor(newsroom, editor, "editor") as other:
        assert (await attend(editor, article_id))["claim"]["editor_id"] == me["id"]
        seen = await attend(other, article_id)
        assert seen["claim"]["editor_id"] == me["id"]
        assert [one["editor_id"] for one in seen["others"]] == [me["id"]]
        assert seen["version"] == 1
        await attend(editor, article_id, "dua")
        await leave(editor, article_id)
        assert (await attend(other, article_id))["claim"]["editor_id"] == me["id"]
        await leave(editor, article_id, "dua")
        after = await attend(other, article_id)
        assert after["claim"]["editor_id"] != me["id"]
        assert after["others"] == []
        assert (await editor.do(article_id, "approve", 1)).status_code == 200


async def test_the_former_holder_is_told_of_a_take_over_and_of_the_decision(
    newsroom: Access, rio: Reporter, editor: Editor
) -> None:
    article_id = (await held(rio, editor))["article_id"]
    async with an_editor(newsroom, editor, "editor") as other:
        await attend(other, article_id)
        await editor.must(article_id, "claim", 1)
        told = (await other.http.get("/api/notices")).json()
        assert (told["unread"], [one["what"] for one in told["notices"]]) == (1, ["take-over"])
        assert told["notices"][0]["words"]["id"].endswith("mengambil alih berita ini dari Baru")
        read = await other.http.post("/api/notices/read", json={"ids": [told["notices"][0]["id"]]})
        assert read.status_code == 204
        assert (await other.http.get("/api/notices")).json()["unread"] == 0
        mine = (await editor.http.get("/api/notices")).json()["notices"]
        assert [one for one in mine if one["article_id"] == article_id] == [], "who acts is told nothing of it"


async def test_whose_article_it_is_hears_of_a_revision_its_reporter_sends(
    newsroom: Access, rio: Reporter, editor: Editor
) -> None:
    article = await held(rio, editor)
    article_id = article["article_id"]
    async with an_editor(newsroom, editor, "editor") as other:
        me = (await other.http.get("/api/me")).json()
        await editor.http.post(f"/api/articles/{article_id}/assign", json={"editor_id": me["id"]})
        body = {**article["content"], "lead": "Baru.", "base_revision": 1}
        assert (await rio.http.put(f"/v1/drafts/{article_id}", json=body)).status_code == 202

        async def told() -> Any:
            kinds = [one["what"] for one in (await other.http.get("/api/notices")).json()["notices"]]
            return kinds == ["submit", "assign"]

        await until(told)


async def test_the_figures_count_a_decision_once_and_what_is_undone_not_at_all(
    rio: Reporter, editor: Editor, patient_newsroom: Access
) -> None:
    async with Reporter(patient_newsroom) as dewi, Editor(patient_newsroom) as calm:
        article_id = (await held(dewi, calm, section="budaya"))["article_id"]
        reporter = (await calm.find(article_id))["reporter"]["id"]

        async def figures() -> tuple[Json, Json]:
            summary = (await calm.http.get("/api/summary")).json()
            return summary, (await calm.http.get(f"/api/reporters/{reporter}/record")).json()

        def returned(summary: Json) -> tuple[int, int]:
            """How often at all, and because of the lead."""
            fields = {one["key"]: one["count"] for one in summary["returns_by_field"]}
            return sum(day["returned"] for day in summary["days"]), fields.get("lead", 0)

        before, record = await figures()
        reasons = [{"field": "lead", "text": "Kurang."}]
        await calm.must(article_id, "return", 1, summary="Lagi.", reasons=reasons)
        during, counted = await figures()
        assert returned(during) == tuple(count + 1 for count in returned(before))
        assert counted["returned"] == record["returned"] + 1
        assert during["median"] is not None
        await calm.must(article_id, "undo", 2)
        after, undone = await figures()
        assert {k: after[k] for k in ("days", "by_section")} == {k: before[k] for k in ("days", "by_section")}
        assert undone == record


async def test_an_article_tells_its_history_in_sentences(rio: Reporter, editor: Editor) -> None:
    article_id = (await held(rio, editor))["article_id"]
    await editor.must(article_id, "reject", 1, reason="Bukan berita.")
    audit = (await editor.find(article_id))["audit"]
    assert audit[-1]["words"]["id"].endswith("menolak berita ini")
    assert audit[0]["words"]["en"].endswith("handed this in")
