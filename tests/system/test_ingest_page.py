"""The status page: what a reporter sees who only has the link from the 202."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from html import unescape
from typing import Any
from uuid import uuid4

import httpx
import pytest

from redaksi.runner.access import Access
from tests.system.people import Editor, Json, Reporter, until

SECRETS = {"source": "Ibu Rahasia di dinas", "note": "Catatan hanya untuk editor"}
DRAFT: Json = {
    "headline": "Pasar Ikan Pindah <b>Senin</b>",
    "dateline": "Bengkulu",
    "lead": "Pedagang pindah.",
    "body": "Pedagang ikan pindah mulai Senin pekan depan.\n\nMereka antre air.",
    "section": "ekonomi",
    "byline": "Rio",
    **SECRETS,
}


@pytest.fixture
async def rio(newsroom: Access) -> AsyncIterator[Reporter]:
    async with Reporter(newsroom) as one:
        yield one


@pytest.fixture
async def editor(newsroom: Access) -> AsyncIterator[Editor]:
    async with Editor(newsroom) as one:
        yield one


async def seen(page: str, language: str = "id") -> httpx.Response:
    """The page as a browser without a key asks for it."""
    async with httpx.AsyncClient(headers={"Accept-Language": language}, timeout=15) as http:
        return await http.get(page)


async def put(reporter: Reporter, article_id: str, **other: Any) -> Json:
    answer = await reporter.http.put(f"/v1/drafts/{article_id}", json={**DRAFT, **other})
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


async def until_shown(page: str, found: Callable[[str], Any]) -> str:
    """The text of the page once this is found in it."""

    async def there() -> str | None:
        answer = await seen(page)
        return text_of(answer) if answer.status_code == 200 and found(text_of(answer)) else None

    return str(await until(there))


def text_of(answer: httpx.Response) -> str:
    """What a person reads, in order, without marks."""
    main = answer.text[answer.text.index("<main") :]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main))).strip()


async def test_the_link_in_the_202_leads_to_a_page_that_needs_no_key(rio: Reporter, editor: Editor) -> None:
    sent = await rio.send(DRAFT)
    await editor.find(sent["article_id"])
    shown = await until_shown(sent["page"], lambda text: "Ditahan di meja redaksi" in text)
    assert shown.startswith("Pasar Ikan Pindah <b>Senin</b>")
    assert "Ada pada meja redaksi" in shown
    assert (await rio.status(sent["article_id"]))["page"] == sent["page"]


async def test_what_came_back_is_shown_at_its_fields_and_a_revision_shows_what_is_solved(
    rio: Reporter, editor: Editor
) -> None:
    article_id = str(uuid4())
    page = (await put(rio, article_id))["page"]
    await editor.find(article_id)
    reasons = [{"field": "lead", "text": "Sebut jumlahnya."}, {"field": "photo.credit", "text": "Siapa?"}]
    await editor.must(article_id, "return", 1, summary="Lengkapi dulu.", reasons=reasons)
    back = await until_shown(page, lambda text: "Dikembalikan kepada Anda" in text)
    assert "Lengkapi dulu." in back
    assert "Teras ○ masih terbuka Sebut jumlahnya. Kredit foto ○ masih terbuka Siapa?" in back
    assert "Ada pada Anda" in back
    await put(rio, article_id, lead="Empat puluh pedagang pindah.", base_revision=1)
    again = await until_shown(page, lambda text: "Ditahan" in text)
    assert "Teras ✓ selesai Sebut jumlahnya. Kredit foto ○ masih terbuka Siapa?" in again
    english = text_of(await seen(page, "en-GB,en;q=0.9"))
    assert "Lead ✓ solved Sebut jumlahnya. Photo credit ○ still open Siapa?" in english


async def test_what_the_editor_changed_is_marked_word_by_word(rio: Reporter, editor: Editor) -> None:
    sent = await rio.send(DRAFT)
    await editor.find(sent["article_id"])
    body = DRAFT["body"].replace("antre", "mengantre")
    await editor.must(sent["article_id"], "edit", 1, fields={"body": body, "source": "Sumber lain yang rahasia"})
    await until_shown(sent["page"], lambda text: "mengantre" in text)
    html = (await seen(sent["page"])).text
    removed, added = '<del><span class="unseen">dihapus: </span>', '<ins><span class="unseen">ditambah: </span>'
    assert f"Mereka {removed}antre</del>{added}mengantre</ins> air." in html
    assert "Isi, paragraf 2" in html
    assert "rahasia" not in html.lower()


async def test_a_rejection_is_shown_with_its_reason_and_what_is_live_with_its_address(
    rio: Reporter, editor: Editor
) -> None:
    sent, live = await rio.send(DRAFT), await rio.send(DRAFT)
    for one in (sent, live):
        await editor.find(one["article_id"])
    await editor.must(sent["article_id"], "reject", 1, reason="Bukan berita.")
    assert "Bukan berita." in await until_shown(sent["page"], lambda text: "Ditolak" in text)
    await editor.must(live["article_id"], "approve", 1)
    path = str((await editor.find(live["article_id"]))["live"]["path"])
    assert f"{path} " in await until_shown(live["page"], lambda text: "Tayang:" in text)
    await editor.must(live["article_id"], "retract", 2, code="keliru", text="Sumber menarik keterangannya.")
    await until_shown(live["page"], lambda text: "Dicabut dari publik:" in text)
    await editor.must(live["article_id"], "erase", 3, reason="Permintaan subjek data.")
    assert "Pasar Ikan" not in await until_shown(live["page"], lambda text: "Sudah dihapus dari publik." in text)


async def test_a_link_that_is_not_whole_or_not_ours_opens_nothing(rio: Reporter, editor: Editor) -> None:
    sent = await rio.send(DRAFT)
    await editor.find(sent["article_id"])
    await until_shown(sent["page"], lambda text: "Ditahan" in text)
    last = "A" if sent["page"][-1] != "A" else "Q"
    other = sent["page"].rpartition("/")[0]
    wrong = [sent["page"][:-1], sent["page"][:-1] + last, f"{other}/{sent['article_id']}", f"{other}/{'A' * 54}"]
    answers = [await seen(page) for page in wrong]
    assert {answer.status_code for answer in answers} == {404}
    assert {text_of(answer) for answer in answers} == {text_of(answers[0])}
    assert "Tidak ada naskah di tautan ini" in answers[0].text
    assert "There is no draft at this link" in (await seen(wrong[0], "en")).text


async def test_the_page_tells_no_other_site_and_no_cache_and_runs_nothing(rio: Reporter, editor: Editor) -> None:
    sent = await rio.send(DRAFT)
    await editor.find(sent["article_id"])
    await until_shown(sent["page"], lambda text: "Ditahan" in text)
    answer = await seen(sent["page"])
    headers = answer.headers
    assert (headers["referrer-policy"], headers["cache-control"]) == ("no-referrer", "no-store")
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in headers
    assert "<b>Senin</b>" not in answer.text
    assert not [secret for secret in SECRETS.values() if secret in answer.text]
    missing = await seen(f"{sent['page']}/lagi")
    assert (missing.status_code, missing.headers["referrer-policy"]) == (404, "no-referrer")


async def test_the_language_is_the_one_picked_else_the_browsers_else_the_drafts(rio: Reporter, editor: Editor) -> None:
    sent = await rio.send({**DRAFT, "language": "en"})
    await editor.find(sent["article_id"])
    await until_shown(sent["page"], lambda text: "Ditahan" in text)

    async def language(asked: str, picked: str = "") -> str | None:
        found = re.search(r'<html lang="(\w+)"', (await seen(sent["page"] + picked, asked)).text)
        return found[1] if found else None

    assert [await language(asked) for asked in ("", "de", "id", "en;q=0.5,id")] == ["en", "en", "id", "id"]
    assert await language("id", "?lang=en") == "en"
    assert await language("id", "?lang=xx") == "id"
