"""The status page in a browser: open to everyone, on a phone, without script, at any size of text."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from redaksi.runner.access import Access
from tests.system.browser.looking import open_to_everyone
from tests.system.browser.scene import COMPLETE, ENDLESS, HOSTILE
from tests.system.browser.tabs import PHONE, Looks, Tab, Window
from tests.system.people import Editor, Reporter, until

Paths = dict[str, str]
"""The paths of status pages, by what they show."""


@pytest.fixture(scope="module")
async def paths(newsroom: Access) -> Paths:
    async with Reporter(newsroom) as rio, Editor(newsroom) as editor:
        live = await rio.send(COMPLETE)
        await editor.find(live["article_id"])
        await editor.must(live["article_id"], "approve", 1)
        back = await _back(rio, editor)

        async def public() -> Any:
            return (await rio.status(live["article_id"])).get("public")

        await until(public)
    pages = {"live": live["page"], "back": back, "nothing": f"{back[:-3]}abc"}
    return {name: page.removeprefix(newsroom.ingest) for name, page in pages.items()}


async def _back(rio: Reporter, editor: Editor) -> str:
    """Returned, revised, edited, with a late submission, and with words that would be markup or endless."""
    article_id = str(uuid4())

    async def put(**other: Any) -> str:
        answer = await rio.http.put(f"/v1/drafts/{article_id}", json={**COMPLETE, "photo": {"alt": "Ikan"}, **other})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["page"])

    page = await put(headline=HOSTILE)
    await editor.find(article_id)
    reasons = [{"field": "lead", "text": HOSTILE}, {"field": "photo.credit", "text": ENDLESS}]
    await editor.must(article_id, "return", 1, summary=ENDLESS, reasons=reasons)
    await rio.until_state(article_id, "returned")
    await put(headline=HOSTILE, lead="Lebih pendek.", base_revision=1)
    await put(lead="Terlambat.", base_revision=1)

    async def late() -> Any:
        status = await rio.status(article_id)
        return status["conflicts"] and status

    known = await until(late)
    await editor.must(article_id, "edit", known["version"], fields={"lead": f"Lebih panjang {ENDLESS}."})
    await rio.until_state(article_id, "held", known["version"] + 1)
    return page


async def at(window: Window, newsroom: Access, path: str, looks: Looks) -> Tab:
    """A tab that shows this page of the door."""
    tab = await window.tab(newsroom, looks=looks)
    tab.origin = newsroom.ingest
    tab.allow("status of 404")
    await tab.open(path)
    return tab


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", ["live", "back", "nothing"])
async def test_the_status_page_is_open_to_everyone(
    window: Window, newsroom: Access, paths: Paths, name: str, language: str, theme: str
) -> None:
    tab = await at(window, newsroom, paths[name], Looks(language=language, theme=theme))
    await open_to_everyone(tab.page, language)


async def test_on_a_phone_without_script_all_of_it_can_be_read_and_reloaded(
    window: Window, newsroom: Access, paths: Paths
) -> None:
    tab = await at(window, newsroom, paths["back"], Looks(size=PHONE, touch=True, javascript=False))
    page = tab.page
    assert await page.locator("h1").inner_text() == HOSTILE
    assert await page.locator("#returned ~ ul li", has_text="Teras").locator(".tag").inner_text() == "✓ selesai"
    still = page.locator("#returned ~ ul li", has_text="Kredit foto")
    assert await still.locator(".tag").inner_text() == "○ masih terbuka"
    assert await page.locator("#changes ~ .change ins").count() > 0
    await page.get_by_role("link", name="Muat ulang").click()
    assert await page.locator("h1").inner_text() == HOSTILE
    await page.get_by_role("link", name="English").click()
    assert await page.get_by_role("heading", name="What the editor changed").is_visible()
