"""The front page is settled at the desk and seen on the site."""

from __future__ import annotations

from uuid import uuid4

import httpx
from playwright.async_api import expect

from redaksi.runner.access import Access
from tests.system.browser.scene import Sets
from tests.system.browser.tabs import Tab
from tests.system.people import until


async def test_an_editor_makes_an_article_the_lead_and_takes_it_off_again(
    editor_page: Tab, newsroom: Access, sets: Sets
) -> None:
    headline = f"Pasar Ikan Buka {uuid4().hex[:6]}"
    article = await sets.held(headline=headline)
    await sets.public(article)
    page = editor_page.page
    await editor_page.open(f"/articles/{article}")
    await page.locator("#front > summary").click()
    await page.get_by_label("Sebagai berita utama").check()
    await page.locator("#front button").click()
    await expect(page.locator("#front > summary")).to_contain_text("berita utama")

    async def leads() -> bool:
        async with httpx.AsyncClient() as http:
            front = (await http.get(newsroom.site)).text
        return headline in front.partition("<h2")[2].partition("</h2>")[0]

    await until(leads)
    await editor_page.open("/front")
    mine = page.locator("section", has_text=headline)
    await mine.get_by_role("button").click()
    await expect(page.locator("section", has_text=headline)).to_have_count(0)


async def test_a_time_that_is_over_is_told_at_its_field(plain_page: Tab, sets: Sets) -> None:
    article = await sets.held()
    page = plain_page.page
    plain_page.allow("status of 422")
    await plain_page.open(f"/articles/{article}")
    await page.locator("#front > summary").click()
    await page.get_by_label("Disematkan").check()
    await page.locator("#front-until").fill("2020-01-01T07:00")
    await page.locator("#front button").click()
    await expect(page.locator("#front-until-fault")).to_contain_text("yang akan datang")
    await expect(page.locator("#front-pin")).to_be_checked()
