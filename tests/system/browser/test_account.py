"""Coming in for the first time, by a second factor, staying in, being let out; and what one prefers."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import uuid4

import pyotp
import pytest
import segno
from playwright.async_api import Page, expect

from redaksi.runner.access import Access
from tests.system.browser.axe import axe
from tests.system.browser.scene import Sets
from tests.system.browser.tabs import Looks, Tab, Who, Window

SAYS_401, SAYS_404, SAYS_422 = "status of 401", "status of 404", "status of 422"
PASSWORD = "kuda hujan lampu seberang"
FACTOR = "/account/second-factor"


class Factor(NamedTuple):
    """What somebody has after setting up a second factor."""

    app: pyotp.TOTP
    used: str
    recovery: list[str]

    def next(self) -> str:
        """A code that was not used: of the 30 seconds to come, which a desk whose clock is behind takes."""
        return self.app.at(datetime.now(UTC), counter_offset=1)


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()


async def give_password(tab: Tab, who: Who) -> None:
    await tab.open("/sign-in")
    await tab.page.locator("#email").fill(who.email)
    await tab.page.locator("#password").fill(who.password)
    await press(tab.page, "Masuk")
    await tab.page.wait_for_url(lambda url: not url.endswith("/sign-in"))


async def give_code(tab: Tab, code: str) -> None:
    await tab.page.locator("#code").fill(code)
    await press(tab.page, "Masuk")


async def set_up(tab: Tab, who: Who) -> Factor:
    """A second factor, through the three steps of its page."""
    page = tab.page
    tab.allow(SAYS_422)
    await tab.open(FACTOR)
    await page.locator("#password").fill("bukan ini")
    await press(page, "Lanjut")
    await expect(page.locator("#password-fault")).to_contain_text("salah")
    await page.locator("#password").fill(who.password)
    await press(page, "Lanjut")
    await page.wait_for_url("**?step=scan")
    app = pyotp.TOTP((await page.locator("code.secret").inner_text()).replace(" ", ""))
    await page.locator("#code").fill("12345")
    await press(page, "Aktifkan")
    await expect(page.locator("#code-fault")).to_contain_text("salah")
    assert await page.locator("code.secret").inner_text() != ""
    await page.locator("#code").fill(used := app.now())
    await press(page, "Aktifkan")
    await expect(page.locator("h1")).to_have_text("Kode pemulihan")
    return Factor(app, used, await page.locator(".codes code").all_inner_texts())


async def open_person(admin: Tab, who: Who) -> None:
    """The page where admins look after this account."""
    await admin.open("/admin/people")
    await admin.page.get_by_role("row").filter(has_text=who.email).get_by_role("link").click()
    await expect(admin.page.locator(".facts")).to_contain_text(who.email)


@pytest.fixture
async def admin(window: Window, newsroom: Access) -> Tab:
    return await window.tab(newsroom, Who.first(newsroom))


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
async def test_whoever_is_invited_sets_a_password_with_the_link_and_comes_in(
    window: Window, newsroom: Access, admin: Tab, javascript: bool
) -> None:
    who = Who(f"{uuid4().hex[:12]}@contoh.id", PASSWORD)
    link = await invited(admin, who)
    guest = await window.tab(newsroom, looks=Looks(javascript=javascript))
    guest.allow(SAYS_404, SAYS_422)
    assert await guest.open(link) == 200
    page = guest.page
    await expect(page.locator("h1")).to_contain_text("Baru Sekali")
    await expect(page.locator("#email")).to_have_value(who.email)
    await page.locator("#password").fill("empat")
    await press(page, "Simpan kata sandi")
    await expect(page.locator("#password-fault")).to_contain_text("Terlalu pendek")
    await expect(page.locator("#faults a")).to_have_attribute("href", "#password")
    await page.locator("#password").fill(PASSWORD)
    await press(page, "Simpan kata sandi")
    await expect(page.get_by_role("status").filter(has_text="Kata sandi tersimpan")).to_be_visible()
    await page.locator("#email").fill(who.email)
    await page.locator("#password").fill(PASSWORD)
    await press(page, "Masuk")
    await expect(page.locator(".me")).to_contain_text("Baru Sekali")
    assert await guest.open(link) == 404
    await expect(page.locator("h1")).to_contain_text("tidak berlaku lagi")
    await expect(page.locator("main")).to_contain_text("Mintalah tautan baru kepada admin")


async def invited(admin: Tab, who: Who) -> str:
    """Somebody's link, as an admin sees it once."""
    await admin.open("/admin/people")
    page = admin.page
    await page.locator("#name").fill("Baru Sekali")
    await page.locator("#initials").fill("BS")
    await page.locator("#email").fill(who.email)
    await page.locator("#role").select_option("chief")
    await press(page, "Undang dan buat tautan")
    link = await page.locator("#link").input_value()
    assert link.startswith(f"{admin.origin}/welcome/")
    await expect(page.locator(".facts")).to_contain_text("redaktur pelaksana")
    await open_person(admin, who)
    assert link not in await page.content()
    return link


async def test_an_address_that_has_an_account_is_said_at_its_field_and_nothing_typed_is_lost(
    admin: Tab, sets: Sets
) -> None:
    who = await sets.colleague("editor")
    admin.allow(SAYS_422)
    await admin.open("/admin/people")
    page = admin.page
    for name, words in (("name", "Sari"), ("initials", "SR"), ("email", who.email)):
        await page.locator(f"#{name}").fill(words)
    await page.locator("#role").select_option("admin")
    await press(page, "Undang dan buat tautan")
    await expect(page.locator("#email-fault")).to_contain_text("sudah punya akun")
    await expect(page.locator("#name")).to_have_value("Sari")
    await expect(page.locator("#role")).to_have_value("admin")


async def test_the_address_of_a_link_goes_nowhere(
    window: Window, newsroom: Access, sets: Sets, tmp_path_factory: pytest.TempPathFactory
) -> None:
    _, token = await sets.invited()
    guest = await window.tab(newsroom)
    sent: list[str] = []
    guest.page.on("request", lambda request: sent.append(request.headers.get("referer", "")))
    await guest.open(f"/welcome/{token}")
    await guest.page.wait_for_load_state("networkidle")
    assert len(sent) > 2
    assert [one for one in sent if token in one] == []
    logs = list(tmp_path_factory.getbasetemp().glob("newsroom*/**/*.log"))
    assert logs
    assert [log for log in logs if token in log.read_text(errors="replace")] == []


async def test_with_a_second_factor_one_comes_in_with_a_code_or_a_recovery_code_each_once(
    window: Window, newsroom: Access, sets: Sets
) -> None:
    who = await sets.colleague("editor")
    tab = await window.tab(newsroom, who, anew=True)
    tab.allow(SAYS_401)
    factor = await set_up(tab, who)
    assert len(set(factor.recovery)) == 10
    assert await axe(tab.page) == []
    await tab.page.get_by_role("link", name="Sudah saya simpan").click()
    await tab.page.wait_for_url(f"{tab.origin}/")
    await press(tab.page, "Keluar")
    await give_password(tab, who)
    for wrong in ("000000", factor.used):
        await give_code(tab, wrong)
        await expect(tab.page.locator("#code-fault")).to_contain_text("Kode salah atau sudah dipakai")
    await give_code(tab, factor.recovery[0].upper())
    await tab.page.wait_for_url(f"{tab.origin}/")
    await tab.open("/account")
    await expect(tab.page.locator("main")).to_contain_text("Tersisa 9 kode pemulihan")
    await press(tab.page, "Keluar")
    await give_password(tab, who)
    await give_code(tab, factor.recovery[0])
    await expect(tab.page.locator("#code-fault")).to_be_visible()
    await give_code(tab, factor.next())
    await tab.page.wait_for_url(f"{tab.origin}/")


async def test_the_picture_holds_the_secret_and_is_kept_nowhere(window: Window, newsroom: Access, sets: Sets) -> None:
    who = await sets.colleague("editor")
    tab = await window.tab(newsroom, who, anew=True)
    tab.allow(SAYS_404)
    assert await tab.open(f"{FACTOR}/qr.svg") == 404
    await tab.open(FACTOR)
    await tab.page.locator("#password").fill(who.password)
    await press(tab.page, "Lanjut")
    secret = (await tab.page.locator("code.secret").inner_text()).replace(" ", "")
    assert await tab.page.locator("img.qr").evaluate("one => one.complete && one.naturalWidth > 0")
    picture = await tab.page.request.get(f"{tab.origin}{FACTOR}/qr.svg")
    assert picture.headers["cache-control"] == "no-store"
    wanted = io.BytesIO()
    told = pyotp.TOTP(secret).provisioning_uri(name=who.email, issuer_name="Redaksi")
    segno.make(told, error="m").save(wanted, kind="svg", border=4, light="#fff", omitsize=True)
    assert await picture.body() == wanted.getvalue()


async def test_a_factor_is_taken_off_with_the_password_alone_known(
    window: Window, newsroom: Access, sets: Sets
) -> None:
    who = await sets.colleague("editor")
    tab = await window.tab(newsroom, who, anew=True)
    await set_up(tab, who)
    await tab.open("/account")
    await tab.page.locator("#drop-password").fill("bukan ini")
    await press(tab.page, "Lepas faktor kedua")
    await expect(tab.page.locator("#drop-password-fault")).to_contain_text("salah")
    await tab.page.locator("#drop-password").fill(who.password)
    await press(tab.page, "Lepas faktor kedua")
    await expect(tab.page.get_by_role("link", name="Pasang faktor kedua")).to_be_visible()
    await press(tab.page, "Keluar")
    await tab.sign_in(who)


async def test_where_the_house_wants_a_second_factor_one_is_led_to_set_it_up_and_then_let_in(
    window: Window, newsroom: Access, sets: Sets
) -> None:
    newcomer, chief = await sets.colleague("editor"), await sets.colleague("admin")
    over = await window.tab(newsroom, chief, anew=True)
    await set_up(over, chief)
    tab = await window.tab(newsroom)
    try:
        await require(over, wanted=True)
        await over.open("/account")
        await expect(over.page.locator("main")).to_contain_text("tidak dapat dilepas")
        await expect(over.page.locator("#drop-password")).to_have_count(0)
        await give_password(tab, newcomer)
        for path in ("/", "/articles/new", "/account"):
            await tab.open(path)
            assert tab.page.url == f"{tab.origin}{FACTOR}"
        await expect(tab.page.locator("main")).to_contain_text("Redaksi mewajibkan faktor kedua")
        await expect(tab.page.locator("header nav, header #notices")).to_have_count(0)
        assert await axe(tab.page) == []
        part = await tab.page.request.get(f"{tab.origin}/queue/tabs", headers={"HX-Request": "true"})
        assert (part.status, part.headers["hx-redirect"]) == (401, FACTOR)
        await set_up(tab, newcomer)
        await tab.page.get_by_role("link", name="Sudah saya simpan").click()
        await tab.page.wait_for_url(f"{tab.origin}/")
        await expect(tab.page.get_by_role("navigation", name="Utama")).to_be_visible()
    finally:
        await require(over, wanted=False)


async def require(admin: Tab, *, wanted: bool) -> None:
    """Settle whether everyone has to have a second factor."""
    await admin.open("/admin/house")
    await admin.page.locator("#require_second_factor").set_checked(wanted)
    await press(admin.page, "Simpan pengaturan")
    await expect(admin.page.get_by_role("status").filter(has_text="Tersimpan")).to_be_visible()
