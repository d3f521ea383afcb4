"""Dead letters in a browser: an operator's way from the list by key, through a try, to what became of them."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from redaksi.runner.access import Access
from shared.topics import MODERATION_COMMENTS
from tests.builders import a_comment
from tests.system.browser.scene import Sets
from tests.system.browser.tabs import Looks, Tab, Window
from tests.system.putting_aside import an_error, poison, put_aside

GROUP = f"/operator/letters/{MODERATION_COMMENTS.name}"
IDENTICAL = "sudah dikenal: tidak ada yang berubah"


@pytest.fixture
async def operator_page(window: Window, newsroom: Access, sets: Sets) -> Tab:
    """Somebody who is an operator and nothing else."""
    return await window.tab(newsroom, await sets.colleague("operator"), path="/")


async def test_an_operator_chooses_by_key_tries_first_hands_back_and_sees_what_became_of_it(
    operator_page: Tab, newsroom: Access
) -> None:
    comment, error, page = a_comment(), an_error(), operator_page.page
    await put_aside(newsroom, MODERATION_COMMENTS, comment, comment, comment, error=error)
    await expect(page).to_have_url(f"{newsroom.moderation}/operator/letters")
    await page.reload()
    await page.get_by_role("link", name=error).click()
    await expect(page.locator("#letters .letter")).to_have_count(3)
    await page.locator("h1").click()
    for key in ("j", "x", "j", "x"):
        await page.keyboard.press(key)
    await expect(page.locator("#letters input:checked")).to_have_count(2)
    await page.locator(".chosen").get_by_role("button", name="Coba dulu").click()
    await expect(page.locator("main")).to_contain_text("2 surat akan diserahkan kembali")
    await page.get_by_role("button", name="Serahkan kembali").click()
    await expect(page.locator("#run")).to_contain_text("Selesai diserahkan kembali")
    await expect(page.locator("#run")).to_contain_text("2 dari 2 surat")
    await page.goto(f"{newsroom.moderation}{GROUP}?side=back&error={error}")
    rows = page.locator("#letters .letter")
    await expect(rows).to_have_count(2)
    await _until(page, rows, IDENTICAL, 1)
    await expect(rows.filter(has_text="ditangani")).to_have_count(1)
    await expect(rows.first).to_contain_text("oleh Sari")


async def test_what_goes_on_is_seen_and_stopped_and_goes_on_without_its_page(
    operator_page: Tab, newsroom: Access
) -> None:
    comment, error, page = a_comment(), an_error(), operator_page.page
    await put_aside(newsroom, MODERATION_COMMENTS, *[comment] * 20, error=error)
    await operator_page.open(f"{GROUP}?error={error}")
    await page.locator("#per_second").fill("2")
    await page.get_by_role("button", name="Serahkan kembali semua 20 surat ini").click()
    await operator_page.open("/account")
    await operator_page.open(GROUP)
    await expect(page.locator("#run")).to_contain_text("Sedang diserahkan kembali")
    before = int(await page.locator("#run progress").get_attribute("value") or 0)
    await expect(page.locator(f'#run progress[value="{before + 3}"]')).to_be_visible(timeout=15_000)
    await page.get_by_role("button", name="Hentikan").click()
    await expect(page.locator("#run")).to_contain_text("Penyerahan dihentikan", timeout=15_000)
    await operator_page.open(f"{GROUP}?error={error}")
    await page.locator("#per_second").fill("1000")
    await page.locator("fieldset .careful").click()
    await expect(page.locator("#run")).to_contain_text("Selesai diserahkan kembali", timeout=15_000)


async def test_poison_is_shown_as_bytes_and_never_acts_on_the_page(operator_page: Tab, newsroom: Access) -> None:
    await poison(newsroom)
    page = operator_page.page

    async def there() -> int:
        await operator_page.open(f"{GROUP}?error=Poison")
        return await page.locator("#letters .letter a").count()

    while not await there():
        pass
    await page.locator("#letters .letter a").last.click()
    await expect(page.locator("main")).to_contain_text("Ini bukan JSON.")
    await expect(page.locator("main")).to_contain_text("\\xff<script>alert(1)</script>")
    await expect(page.locator("pre.hex")).to_contain_text("7b 22 74 65 6b 73 22 3a 20 22 ff 00 22 7d")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Unduh apa adanya").click()
    assert (await (await download.value).path()).read_bytes() == b'{"teks": "\xff\x00"}'


async def test_a_tired_letter_goes_only_where_that_is_said_and_without_script_too(
    window: Window, newsroom: Access, sets: Sets
) -> None:
    who, error = await sets.colleague("operator"), an_error()
    tab = await window.tab(newsroom, who, Looks(javascript=False), path="/")
    (place,) = await put_aside(newsroom, MODERATION_COMMENTS, a_comment(), error=error, times=3)
    page = tab.page
    await tab.open(f"{GROUP}/{place}")
    await page.get_by_role("button", name="Serahkan kembali").click()
    await expect(page.locator("h1")).to_have_text("Tidak ada yang diserahkan kembali")
    await expect(page.locator("main")).to_contain_text("1 surat sudah tiga kali kembali")
    await page.locator("#again").check()
    await page.get_by_role("button", name="Serahkan kembali").click()
    await tab.open(f"{GROUP}/{place}")
    await _until(page, page.locator("h1"), "ditangani", 1)


async def _until(page: Page, rows: Locator, words: str, many: int) -> None:
    """The page, loaded again until so many say it."""
    found = rows.filter(has_text=words)
    for _ in range(100):
        if await found.count() == many:
            return
        await page.reload()
    await expect(found).to_have_count(many)
