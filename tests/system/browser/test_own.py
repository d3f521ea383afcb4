"""One's own preferences, password and sessions; and what an admin does with an account that is open in a browser."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from redaksi.runner.access import Access
from services.moderation.streaming import PING_SECONDS
from tests.system.browser.axe import axe
from tests.system.browser.scene import Sets
from tests.system.browser.tabs import Tab, Who, Window
from tests.system.browser.test_account import PASSWORD, SAYS_401, SAYS_422, open_person, press, set_up


@pytest.fixture
async def admin(window: Window, newsroom: Access) -> Tab:
    return await window.tab(newsroom, Who.first(newsroom))


async def is_out(tab: Tab) -> bool:
    await tab.open("/account")
    return tab.page.url.endswith("/sign-in?next=%2Faccount")


async def prefer(tab: Tab, **chosen: str) -> None:
    """Choose on the account's page, and save."""
    await tab.open("/account")
    for field, value in chosen.items():
        await tab.page.locator(f"#{field}").select_option(value)
    await save(tab.page)


async def save(page: Page) -> None:
    await page.locator("form[action='/account/preferences'] button").click()
    await page.wait_for_url("**?done=preferences")


async def test_language_theme_and_keys_hold_at_once(window: Window, newsroom: Access, sets: Sets) -> None:
    article_id = await sets.held()
    tab = await window.tab(newsroom, await sets.colleague("editor"), path="/account")
    page = tab.page
    await prefer(tab, language="en", theme="dark", preset="coral")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(page.get_by_role("status").filter(has_text="What you prefer is saved")).to_be_visible()
    await expect(page.locator("#preset")).to_have_value("coral")
    await tab.open(f"/articles/{article_id}")
    await expect(page.locator("#approve > button")).to_have_attribute("data-hotkey", "f")
    await tab.open("/account")
    await page.keyboard.press("Shift+?")
    await expect(page.get_by_role("dialog").get_by_role("row", name="f Approve", exact=True)).to_be_visible()
    await prefer(tab, language="id", theme="auto", preset="redaksi")
    await expect(page.locator("h1")).to_have_text("Akun Anda")
    await expect(page.locator("html")).to_have_attribute("data-theme", "auto")
    await tab.open(f"/articles/{article_id}")
    await expect(page.locator("#approve > button")).to_have_attribute("data-hotkey", "a")


async def test_who_turns_keys_off_has_none_in_any_page(window: Window, newsroom: Access, sets: Sets) -> None:
    article_id = await sets.held()
    tab = await window.tab(newsroom, await sets.colleague("editor"), path="/account")
    page = tab.page
    await page.locator("#keys_on").uncheck()
    await save(page)
    await expect(page.locator("#keys_on")).not_to_be_checked()
    for path in ("/", f"/articles/{article_id}", "/account"):
        await tab.open(path)
        await expect(page.locator("[data-hotkey], [aria-keyshortcuts]")).to_have_count(0)
        await expect(page.locator("[data-opens=keys]")).to_have_count(0)
    await tab.open(f"/articles/{article_id}")
    await page.keyboard.press("a")
    await page.keyboard.press("Shift+?")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert await sets.state(article_id) == "held"


async def test_a_new_password_takes_the_old_one_is_refused_at_its_field_and_ends_the_other_sessions(
    window: Window, newsroom: Access, sets: Sets
) -> None:
    who = await sets.colleague("editor")
    here = await window.tab(newsroom, who, anew=True, path="/account")
    there = await window.tab(newsroom, who, anew=True)
    here.allow(SAYS_422)
    page = here.page
    for old, new, field, words in (
        ("bukan ini", PASSWORD, "old", "salah"),
        (who.password, "123456789012", "new", "mudah ditebak"),
    ):
        await page.locator("#old").fill(old)
        await page.locator("#new").fill(new)
        await press(page, "Ganti kata sandi")
        await expect(page.locator(f"#{field}-fault")).to_contain_text(words)
        await expect(page.locator("#faults a")).to_have_attribute("href", f"#{field}")
        assert old not in await page.content()
    assert await axe(page) == []
    await page.locator("#old").fill(who.password)
    await page.locator("#new").fill(PASSWORD)
    await press(page, "Ganti kata sandi")
    await expect(page.get_by_role("status").filter(has_text="Kata sandi diganti")).to_be_visible()
    assert await is_out(there)
    await there.sign_in(Who(who.email, PASSWORD))


@pytest.mark.parametrize("button", ["Akhiri Chrome", "Akhiri semua yang lain"], ids=["one", "all others"])
async def test_a_session_that_is_ended_elsewhere_is_out_at_its_next_request(
    window: Window, newsroom: Access, sets: Sets, button: str
) -> None:
    who = await sets.colleague("editor")
    there = await window.tab(newsroom, who, anew=True, path="/")
    here = await window.tab(newsroom, who, anew=True, path="/account")
    rows = here.page.locator(".sessions li")
    await expect(rows).to_have_count(2)
    await expect(rows.filter(has_text="sesi ini")).to_have_count(1)
    await expect(rows.first).to_contain_text("Chrome di Linux")
    await here.page.locator("#sessions").get_by_role("button", name=button).click()
    await expect(rows).to_have_count(1)
    assert await is_out(there)
    assert not await is_out(here)


async def test_the_open_page_of_a_shut_account_hears_nothing_more(
    window: Window, newsroom: Access, sets: Sets, admin: Tab
) -> None:
    who = await sets.colleague("editor")
    tab = await window.tab(newsroom, who, anew=True)
    tab.allow(SAYS_401, "failed with status 401")
    async with tab.page.expect_response("**/events"):
        await tab.open("/")
    # It ends, and asking for it again a moment later is refused.
    async with tab.page.expect_response(
        lambda answer: answer.url.endswith("/events") and answer.status == 401, timeout=(PING_SECONDS + 5) * 1000
    ):
        await shut(admin, who)
    assert await is_out(tab)


async def shut(admin: Tab, who: Who) -> None:
    """Shut an account; asked without the box, it is not done."""
    admin.allow(SAYS_422)
    await open_person(admin, who)
    await press(admin.page, "Tutup akun")
    await expect(admin.page.locator("#sure-fault")).to_contain_text("Centang")
    await expect(admin.page.locator("h1")).to_contain_text("aktif")
    await admin.page.locator("#sure").check()
    await press(admin.page, "Tutup akun")
    await expect(admin.page.locator("h1")).to_contain_text("ditutup")


async def test_a_shut_account_gets_no_link_until_it_is_opened_and_then_lets_in_again(
    window: Window, newsroom: Access, sets: Sets, admin: Tab
) -> None:
    who = await sets.colleague("editor")
    await shut(admin, who)
    await expect(admin.page.get_by_role("button", name="Buat tautan baru")).to_have_count(0)
    await press(admin.page, "Buka akun")
    await expect(admin.page.locator("h1")).to_contain_text("aktif")
    await press(admin.page, "Buat tautan baru")
    await expect(admin.page.locator("#link")).to_be_visible()
    assert await axe(admin.page) == []
    await window.tab(newsroom, who, anew=True)


async def test_another_role_holds_at_the_next_request_and_the_act_is_on_the_page(
    window: Window, newsroom: Access, sets: Sets, admin: Tab
) -> None:
    who = await sets.colleague("editor")
    tab = await window.tab(newsroom, who, path="/")
    await expect(tab.page.get_by_role("link", name="Kelola")).to_have_count(0)
    await open_person(admin, who)
    await admin.page.locator("#role").select_option("admin")
    await press(admin.page, "Simpan peran")
    await expect(admin.page.locator("main")).to_contain_text("mengganti peran (redaktur → admin)")
    await tab.page.reload()
    await expect(tab.page.get_by_role("link", name="Kelola")).to_be_visible()


async def test_for_a_lost_phone_the_second_factor_is_taken_away_and_they_are_out(
    window: Window, newsroom: Access, sets: Sets, admin: Tab
) -> None:
    who = await sets.colleague("editor")
    tab = await window.tab(newsroom, who, anew=True)
    await set_up(tab, who)
    await open_person(admin, who)
    await press(admin.page, "Hapus faktor kedua")
    await expect(admin.page.get_by_role("button", name="Hapus faktor kedua")).to_have_count(0)
    assert await is_out(tab)
    await tab.sign_in(who)
    await press(admin.page, "Keluarkan di mana-mana")
    await expect(admin.page.get_by_role("status").filter(has_text="Semua sesinya diakhiri")).to_be_visible()
    assert await is_out(tab)


async def test_what_one_cannot_do_to_ones_own_account_is_explained_and_not_offered(
    admin: Tab, newsroom: Access
) -> None:
    await open_person(admin, Who.first(newsroom))
    await expect(admin.page.locator("main")).to_contain_text("hanya dapat dilakukan admin lain")
    for there in ("#role", "#sure"):
        await expect(admin.page.locator(there)).to_have_count(0)
    for name in ("Hapus faktor kedua", "Tutup akun", "Simpan peran"):
        await expect(admin.page.get_by_role("button", name=name)).to_have_count(0)
    await expect(admin.page.get_by_role("button", name="Keluarkan di mana-mana")).to_be_visible()
