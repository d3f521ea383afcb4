"""An editor's words before they are a revision, through the API and the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from redaksi.runner.access import Access
from services.moderation.model.typed import NAMES
from tests.system.people import Editor, Reporter, until
from tests.system.test_desk import an_editor, held, until_public


@pytest.fixture
async def rio(newsroom: Access) -> AsyncIterator[Reporter]:
    async with Reporter(newsroom) as reporter:
        yield reporter


@pytest.fixture
async def editor(newsroom: Access) -> AsyncIterator[Editor]:
    async with Editor(newsroom) as signed_in:
        yield signed_in


def a_save(seen: int = 0, window: str = "w1", **typed: str) -> dict[str, Any]:
    return {"revision": 1, "seen": seen, "window": window, "typed": {"headline": "Sedang diketik", **typed}}


async def keep(editor: Editor, article_id: str, save: dict[str, Any]) -> httpx.Response:
    return await editor.http.put(f"/api/articles/{article_id}/unsaved", json=save)


async def test_what_is_typed_is_kept_for_its_editor_alone(newsroom: Access, rio: Reporter, editor: Editor) -> None:
    article_id = (await held(rio, editor))["article_id"]
    where = f"/api/articles/{article_id}/unsaved"
    assert (await editor.http.get(where)).status_code == 404
    save = a_save(body="$set {a}\n\nDua.")
    save["typed"]["photo.alt"] = "Pasar"
    kept = await keep(editor, article_id, save)
    assert (kept.status_code, kept.json()["count"]) == (200, 1)
    found = (await editor.http.get(where)).json()
    assert (found["revision"], found["typed"]["photo.alt"]) == (1, "Pasar")
    assert set(found["typed"]) == set(NAMES)
    async with an_editor(newsroom, editor, "chief") as other:
        assert (await other.http.get(where)).status_code == 404
    assert (await editor.find(article_id))["revision"] == 1
    assert (await editor.http.delete(where)).status_code == 204
    assert (await editor.http.delete(where)).status_code == 204
    assert (await editor.http.get(where)).status_code == 404


async def test_two_windows_of_one_editor_do_not_overwrite_each_other_in_silence(rio: Reporter, editor: Editor) -> None:
    article_id = (await held(rio, editor))["article_id"]
    assert (await keep(editor, article_id, a_save(0, "w1"))).json()["count"] == 1
    other = await keep(editor, article_id, a_save(0, "w2", headline="Di jendela lain"))
    assert other.status_code == 409
    problem = other.json()
    assert (problem["type"], problem["count"], problem["typed"]["headline"]) == (
        "urn:redaksi:problem:other-window",
        1,
        "Sedang diketik",
    )
    # An answer that was lost is no conflict with oneself.
    assert (await keep(editor, article_id, a_save(0, "w1"))).json()["count"] == 2
    chosen = await keep(editor, article_id, a_save(2, "w2", headline="Di jendela lain"))
    assert chosen.json()["count"] == 3
    assert (await keep(editor, article_id, a_save(2, "w1"))).status_code == 409


async def test_what_is_typed_has_a_size_and_an_article(rio: Reporter, editor: Editor) -> None:
    article_id = (await held(rio, editor))["article_id"]
    assert (await keep(editor, str(uuid4()), a_save())).status_code == 404
    assert (await keep(editor, article_id, a_save(body="x" * 1_000_001))).status_code == 422
    two = a_save(body="x" * 1_000_000, lead="x" * 600_000)
    assert (await keep(editor, article_id, two)).status_code == 413
    assert (await keep(editor, article_id, {**a_save(), "typed": {"colour": "red"}})).status_code == 422


async def test_of_an_erased_article_nothing_typed_is_left(rio: Reporter, editor: Editor) -> None:
    article_id = (await held(rio, editor))["article_id"]
    await keep(editor, article_id, a_save())
    await editor.must(article_id, "erase", 1, reason="Permintaan subjek data.")
    assert (await editor.http.get(f"/api/articles/{article_id}/unsaved")).status_code == 404
    assert (await keep(editor, article_id, a_save())).status_code == 409
    assert (await editor.http.get(f"/api/articles/{article_id}/unsaved")).status_code == 404


async def test_an_edit_on_the_newest_words_is_not_stopped_by_what_does_not_touch_them(
    rio: Reporter, editor: Editor
) -> None:
    article_id = (await held(rio, editor))["article_id"]
    # A reporter's withdrawal that means an older version is refused: the version moves, the words do not.
    late = {"headline": "Terlambat", "base_revision": 9}
    assert (await rio.http.put(f"/v1/drafts/{article_id}", json=late)).status_code == 202
    await rio.until_state(article_id, "held", version=2)
    fields = {"headline": "Pasar Ikan Pindah Senin"}
    assert (await editor.do(article_id, "edit", 1, fields=fields)).status_code == 409
    done = await editor.must(article_id, "edit", 1, base_revision=1, fields=fields)
    assert (done["version"], done["revision"]) == (3, 2)
    assert (await editor.do(article_id, "edit", 1, base_revision=1, fields=fields)).status_code == 409


async def test_published_articles_are_found_by_their_words_the_newest_first(
    newsroom: Access, rio: Reporter, editor: Editor
) -> None:
    word = f"kata{uuid4().hex[:8]}"
    ids = [(await held(rio, editor, headline=f"[{word}] berita {n}"))["article_id"] for n in range(3)]
    for article_id in ids[:2]:
        await editor.must(article_id, "approve", 1)
        await until_public(newsroom, article_id, 2)

    async def found(**asked: str) -> list[dict[str, Any]]:
        answer = await editor.http.get("/api/related", params=asked)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["articles"])

    both = await found(q=word)
    assert [one["article_id"] for one in both] == [ids[1], ids[0]]
    assert both[0]["line"] == f"BACA JUGA: [{word} berita 1]({both[0]['path']})"
    assert [one["article_id"] for one in await found(q=word, beside=ids[1])] == [ids[0]]
    assert [one["article_id"] for one in await found(q=f"{word} tidakada")] == []
    assert [one["article_id"] for one in (await found())[:2]] == [ids[1], ids[0]]
    await editor.must(ids[1], "retract", 2, code="keliru", text="Salah.")

    async def one_left() -> bool:
        return [one["article_id"] for one in await found(q=word)] == [ids[0]]

    await until(one_left)


async def test_nobody_reads_or_writes_words_without_signing_in(newsroom: Access, rio: Reporter, editor: Editor) -> None:
    article_id = (await held(rio, editor))["article_id"]
    async with httpx.AsyncClient(base_url=newsroom.moderation) as stranger:
        where = f"/api/articles/{article_id}/unsaved"
        assert (await stranger.get(where)).status_code == 401
        assert (await stranger.put(where, json=a_save())).status_code == 401
        assert (await stranger.delete(where)).status_code == 401
        assert (await stranger.get("/api/related")).status_code == 401
