"""The form under an article, in a browser without script: what it promises, and what it keeps."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from redaksi.runner.access import Access
from tests.system.browser.scene import Sets
from tests.system.browser.tabs import Looks, Tab, Window
from tests.system.people import until

TEXT = "Jembatan ini kami tunggu sejak dua tahun lalu."


@pytest.fixture
async def form(window: Window, newsroom: Access, sets: Sets) -> Tab:
    """A reader with an article's form, and no script."""
    article_id = await sets.held()
    await sets.public(article_id)
    tab = await window.tab(newsroom, None, Looks(javascript=False))
    tab.allow("status of (404|422)")
    path = f"{newsroom.ingest}/articles/{article_id}/comments/new"

    async def there() -> bool:
        return await tab.open(path) == 200

    await until(there)
    return tab


async def test_what_is_wrong_is_said_at_its_field_and_nothing_that_was_typed_is_lost(form: Tab) -> None:
    page = form.page
    await expect(page.locator("main")).to_contain_text("Alamat surel Anda tidak akan dipublikasikan")
    await page.get_by_role("textbox", name="Komentar").fill(TEXT)
    await page.get_by_label("Nama").fill("Sari")
    await page.get_by_label("Surel").fill("sari@contoh")
    await page.get_by_label("Saya menyetujui").check()
    await page.get_by_role("button", name="Kirim komentar").click()
    await expect(page.locator("#email-fault")).to_contain_text("Tulis satu alamat surel")
    await expect(page.locator("#faults a")).to_have_attribute("href", "#email")
    await expect(page.get_by_role("textbox", name="Komentar")).to_have_value(TEXT)
    await expect(page.get_by_label("Nama")).to_have_value("Sari")
    await expect(page.get_by_label("Saya menyetujui")).to_be_checked()
    await page.get_by_label("Surel").fill("sari@contoh.id")
    await page.get_by_role("button", name="Kirim komentar").click()
    await page.wait_for_url("**/comments/**")
    await expect(page.locator("h1")).to_have_text("Komentar Anda")
    assert TEXT not in await page.content(), "whoever has the link need not be its writer"


async def test_a_reader_takes_their_comment_back_by_its_page(form: Tab) -> None:
    page = form.page
    await page.get_by_role("textbox", name="Komentar").fill(TEXT)
    await page.get_by_label("Nama").fill("Sari")
    await page.get_by_label("Surel").fill("sari@contoh.id")
    await page.get_by_label("Saya menyetujui").check()
    await page.get_by_role("button", name="Kirim komentar").click()
    await page.wait_for_url("**/comments/**")
    here = page.url
    await page.get_by_role("button", name="Tarik komentar").click()
    await expect(page.get_by_role("status")).to_contain_text("diteruskan ke redaksi")

    async def gone() -> bool:
        await page.goto(here)
        return "Sudah Anda tarik" in await page.content()

    await until(gone)


async def test_no_reader_sees_the_field_that_machines_fill_in(form: Tab) -> None:
    trap = form.page.locator("input[name=subject]")
    box = await trap.bounding_box()
    assert box is None or box["x"] + box["width"] <= 0
    assert await trap.get_attribute("tabindex") == "-1"
