"""A day at the desk with the keyboard alone, from signing in to signing out."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import uuid4

from playwright.async_api import Page, expect

from redaksi.runner.access import Access
from tests.system.browser.scene import MISSING, Sets
from tests.system.browser.tabs import Tab, Who, Window

_FAR = 60


async def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus, as somebody without a mouse does."""
    for _ in range(_FAR):
        if await page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with Tab")


async def look_for(page: Page, words: str) -> None:
    """To the queue, and there to what has these words; the first of it selected."""
    # By its address, for what script does to the history of the page before counts as navigation too.
    await page.keyboard.press("g")
    async with page.expect_navigation(url=lambda url: urlsplit(url).path == "/"):
        await page.keyboard.press("q")
    await page.keyboard.press("/")
    await page.keyboard.type(words)
    async with page.expect_navigation(url=f"**q={words}**"):
        await page.keyboard.press("Enter")
    await page.keyboard.press("j")
    await expect(page.locator(".item[aria-current]")).to_have_count(1)


async def test_a_whole_day_needs_no_mouse(window: Window, patient_newsroom: Access, patient_sets: Sets) -> None:
    mark = uuid4().hex
    who = Who.first(patient_newsroom)
    article_id = await patient_sets.held(headline=f"Air Bersih {mark}", **MISSING)
    tab = await window.tab(patient_newsroom, path="/sign-in")
    page = tab.page
    await tab_to(page, "#email")
    await page.keyboard.type(who.email)
    await tab_to(page, "#password")
    await page.keyboard.type(who.password)
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Antrean")
    await page.wait_for_load_state()

    await look_for(page, mark)
    await page.keyboard.press("o")
    await page.wait_for_url(f"**/articles/{article_id}")
    await page.keyboard.press("c")
    await page.keyboard.type("Lengkapi sumber dan foto.")
    await tab_to(page, "#return form > button")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**decided=**")
    assert await patient_sets.state(article_id) == "returned"

    await patient_sets.send_again(article_id, 1, headline=f"Air Bersih {mark}", lead="Diperbaiki pewarta.")
    await look_for(page, mark)
    await page.keyboard.press("o")
    await page.wait_for_url(f"**/articles/{article_id}")
    await expect(page.locator(".since ins").first).to_be_visible()
    await page.keyboard.press("d")
    await page.wait_for_url("**/compare")
    await expect(page.locator(".compare ins").first).to_be_visible()
    await page.keyboard.press("d")
    await page.wait_for_url(f"**/articles/{article_id}")
    await page.keyboard.press("a")
    await page.wait_for_url("**decided=**")
    assert await patient_sets.state(article_id) == "approved"
    await page.keyboard.press("z")
    await page.wait_for_url(f"**/articles/{article_id}")
    assert await patient_sets.state(article_id) == "held"

    await page.keyboard.press("Shift+?")
    await expect(page.locator("#keys")).to_be_visible()
    await page.keyboard.press("Escape")
    await tab_to(page, "form[action='/sign-out'] button")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/sign-in**")


async def test_more_than_twenty_at_once_are_asked_about_twice(editor_page: Tab, sets: Sets) -> None:
    mark = uuid4().hex
    ids = [await sets.held(headline=f"{number} {mark}") for number in range(21)]
    page = editor_page.page
    editor_page.allow("status of 422")
    await editor_page.open(f"/?q={mark}")
    await page.keyboard.press("Shift+X")
    await page.get_by_role("button", name="Tolak …").click()
    await expect(page.locator("main form li")).to_have_count(21)
    await page.locator("#bulk-reason").fill("Bukan berita.")
    await page.locator("main form button").click()
    await expect(page.get_by_role("alert")).to_contain_text("Centang bahwa Anda yakin")
    assert await sets.state(ids[0]) == "held"
    await expect(page.locator("#bulk-reason")).to_have_value("Bukan berita.")
    await page.locator("#sure").check()
    await page.locator("main form button").click()
    await expect(page.locator("main li", has_text="Ditolak")).to_have_count(21)
    assert {await sets.state(one) for one in ids} == {"rejected"}
