"""One real article, from its reporter to its readers, with a reader's words under it: everybody at their own page."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from playwright.async_api import Page, expect

from redaksi.runner.access import Access
from shared.rules import paragraphs
from tests.system.browser.looking import open_to_everyone
from tests.system.browser.tabs import PHONE, WIDE, Looks, Tab, Who, Window
from tests.system.people import Editor, Reporter, until
from tests.system.test_real_article import REAL, as_draft

pytestmark = pytest.mark.skipif(not REAL.exists(), reason="the real article lies beside the project, not in it")


async def sent(newsroom: Access) -> str:
    """Its reporter hands it in; the article's id."""
    async with Reporter(newsroom) as rio, Editor(newsroom) as editor:
        accepted = await rio.send(as_draft(REAL.read_text()), key=f"jalan/{uuid4().hex}")
        await editor.find(accepted["article_id"])
    return str(accepted["article_id"])


async def on_the_site(newsroom: Access, article_id: str) -> str:
    """Where readers read it, once they can."""

    async def there() -> str | None:
        async with httpx.AsyncClient() as http:
            answer = await http.get(f"{newsroom.publish}/v1/articles/{article_id}")
            path = answer.json()["path"] if answer.is_success else None
            return path if path and (await http.get(f"{newsroom.site}{path}")).is_success else None

    return str(await until(there))


async def comments(page: Page, words: str) -> str:
    """A reader writes under the article, without script; where they come to."""
    await page.get_by_role("textbox", name="Komentar").fill(words)
    await page.get_by_label("Nama").fill("Sari")
    await page.get_by_label("Surel").fill(f"{uuid4().hex}@contoh.id")
    await page.get_by_label("Saya menyetujui").check()
    await page.get_by_role("button", name="Kirim komentar").click()
    await page.wait_for_url("**/comments/*")
    await expect(page.locator("h1")).to_have_text("Komentar Anda")
    return page.url


async def let_through(desk: Tab, status_page: str) -> None:
    """The editor approves the comment at its own page."""
    async with httpx.AsyncClient() as http:
        status = (await http.get(status_page.partition("?")[0].replace("/comments/", "/v1/comments/"))).json()

    async def held() -> bool:
        return await desk.open(f"/comments/{status['comment_id']}") == 200

    desk.allow("status of 404")
    await until(held)
    await desk.page.locator("[data-verb=approve]").first.click()


async def test_a_real_article_is_sent_approved_read_and_commented_on(
    window: Window, newsroom: Access, tmp_path: Path
) -> None:
    draft, words = as_draft(REAL.read_text()), f"Semoga pilkadanya damai, {uuid4().hex}."
    article_id = await sent(newsroom)
    desk = await window.tab(newsroom, Who.first(newsroom), path=f"/articles/{article_id}")
    await desk.page.locator("#approve > button").click()
    path = await on_the_site(newsroom, article_id)

    reader = await window.plain(newsroom.site, Looks(javascript=False))
    await reader.open(path)
    page = reader.page
    await expect(page.locator("h1")).to_have_text(draft["headline"])
    main = await page.locator("main").inner_text()
    for part in paragraphs(draft["body"]):
        words_of = part.removeprefix("BACA JUGA:").strip()
        assert " ".join(words_of.split()) in " ".join(main.split())
    for credit in ("BENGKULU UTARA", "Pewarta: Rio", "Editor: KB1"):
        assert credit in main
    assert await page.locator("main .related, main aside").count() >= 4

    await let_through(desk, await comments(page, words))

    async def said() -> bool:
        await reader.open(path)
        return words in await page.locator(".comments").inner_text()

    await until(said)
    assert await page.locator("#comments").inner_text() == "1 komentar"
    for theme in ("light", "dark"):
        for size in (WIDE, PHONE):
            tab = await window.plain(newsroom.site, Looks(theme=theme, size=size))
            await tab.open(path)
            picture = tmp_path / f"{theme}-{size[0]}.png"
            assert len(await tab.page.screenshot(path=picture, full_page=True)) > 10_000
        await open_to_everyone(tab.page, "id")
