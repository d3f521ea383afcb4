"""An editor's words in a browser: never lost, never overwritten in silence, compared in one press."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from redaksi.runner.access import Access
from tests.system.browser.axe import axe
from tests.system.browser.scene import COMPLETE, Sets
from tests.system.browser.tabs import Looks, Tab, Who, Window

PLAIN = Looks(javascript=False)
SAYS_409 = "status of 409"


@pytest.fixture
async def tab_of(window: Window, newsroom: Access) -> Tab:
    return await window.tab(newsroom, Who.first(newsroom))


async def saved(page: Page) -> None:
    """What is typed is kept."""
    await expect(page.locator("#saved")).to_contain_text("Tersimpan")


async def words(sets: Sets, article_id: str) -> dict[str, Any]:
    return dict((await sets._editor.find(article_id))["content"])


async def test_what_is_typed_outlives_a_tab_that_is_killed(window: Window, newsroom: Access, sets: Sets) -> None:
    where = f"/articles/{await sets.held()}/edit"
    tab = await window.tab(newsroom, Who.first(newsroom), path=where)
    await tab.page.locator("#lead").fill("Teras yang sedang ditulis.")
    await saved(tab.page)
    await tab.page.close(run_before_unload=False)
    again = await window.tab(newsroom, Who.first(newsroom), path=where)
    await expect(again.page.locator("#restored")).to_contain_text("dipulihkan")
    await expect(again.page.locator("#lead")).to_have_value("Teras yang sedang ditulis.")
    assert await axe(again.page) == []
    await again.page.locator("#restored button").click()
    await expect(again.page.locator("#restored")).to_have_count(0)
    await expect(again.page.locator("#lead")).to_have_value(str(COMPLETE["lead"]))


async def test_a_second_tab_is_told_before_it_takes_over(window: Window, newsroom: Access, sets: Sets) -> None:
    where = f"/articles/{await sets.held()}/edit"
    one = await window.tab(newsroom, Who.first(newsroom), path=where)
    two = await window.tab(newsroom, Who.first(newsroom), path=where)
    two.allow(SAYS_409)
    one.allow(SAYS_409)
    await one.page.locator("#lead").fill("Dari jendela satu.")
    await saved(one.page)
    await two.page.locator("#lead").fill("Dari jendela dua.")
    told = two.page.locator("#other-window")
    await expect(told).to_be_visible()
    await expect(two.page.locator("#lead")).to_have_value("Dari jendela dua.")
    assert await axe(two.page) == []
    await told.get_by_text("Pakai yang di jendela ini").click()
    await saved(two.page)
    await one.page.locator("#lead").fill("Lagi dari jendela satu.")
    await expect(one.page.locator("#other-window")).to_be_visible()
    await one.page.locator("#other-window").get_by_text("Muat yang dari jendela lain").click()
    await expect(one.page.locator("#lead")).to_have_value("Dari jendela dua.")


async def test_a_key_saves_a_revision_and_marks_and_related_links_go_where_the_cursor_is(
    window: Window, newsroom: Access, sets: Sets
) -> None:
    published = await sets.held(headline="Kapal Bantuan Tiba di Dermaga")
    await sets.public(published)
    article_id = await sets.held(body="Satu.\n\nDua.")
    tab = await window.tab(newsroom, Who.first(newsroom), path=f"/articles/{article_id}/edit")
    body = tab.page.locator("#body")
    await body.evaluate("e => { e.focus(); e.setSelectionRange(0, 4); }")
    await tab.page.locator("[data-mark=bold]").click()
    await expect(body).to_have_value("**Satu**.\n\nDua.")
    await body.evaluate("e => { e.focus(); e.setSelectionRange(9, 9); }")
    await tab.page.locator("#q").fill("kapal bantuan dermaga")
    await tab.page.locator("[data-inserts]").first.click()
    await expect(body).to_have_value(
        re.compile(r"^\*\*Satu\*\*\.\n\nBACA JUGA: \[Kapal Bantuan Tiba di Dermaga\]\(/.*\)\n\nDua\.$")
    )
    await expect(tab.page.locator("#preview .related a")).to_have_text("Kapal Bantuan Tiba di Dermaga")
    await tab.page.locator("#headline").fill("")
    await expect(tab.page.locator("#preview #checklist")).to_contain_text("Tulis judul")
    await tab.page.locator("#headline").fill("Judul baru")
    await tab.page.keyboard.press("Control+s")
    await tab.page.wait_for_url(f"**/articles/{article_id}")
    now = await words(sets, article_id)
    assert (now["headline"], now["body"][:9]) == ("Judul baru", "**Satu**.")


async def test_without_script_all_of_it_can_be_done(window: Window, newsroom: Access, sets: Sets) -> None:
    article_id = await sets.held()
    tab = await window.tab(newsroom, Who.first(newsroom), PLAIN, path=f"/articles/{article_id}/edit")
    await tab.page.locator("#headline").fill("Judul tanpa skrip")
    await tab.page.locator("#body").fill("Alinea **tebal**.")
    await tab.page.locator(".actions button[value=preview]").click()
    await expect(tab.page.locator("#preview strong", has_text="tebal")).to_be_visible()
    await tab.page.locator("#q").fill("kata-yang-tidak-ada")
    await tab.page.locator("button[value=find]").click()
    await expect(tab.page.locator("#found")).to_contain_text("Tidak ada berita tayang")
    await expect(tab.page.locator("#headline")).to_have_value("Judul tanpa skrip")
    await tab.page.locator("#save").click()
    await tab.page.wait_for_url(f"**/articles/{article_id}")
    assert (await words(sets, article_id))["headline"] == "Judul tanpa skrip"


async def test_a_field_that_cannot_be_saved_says_so_and_keeps_what_was_typed(
    window: Window, newsroom: Access, sets: Sets
) -> None:
    article_id = await sets.held()
    tab = await window.tab(newsroom, Who.first(newsroom), path=f"/articles/{article_id}/edit")
    tab.allow("status of 422")
    await tab.page.locator("#headline").fill("x" * 501)
    await tab.page.locator("#save").click()
    await expect(tab.page.locator("#faults a")).to_have_attribute("href", "#headline")
    await expect(tab.page.locator("#headline")).to_have_attribute("aria-invalid", "true")
    await expect(tab.page.locator("#headline")).to_have_value("x" * 501)
    assert await axe(tab.page) == []


async def test_somebody_elses_revision_is_shown_beside_mine_and_both_can_be_had(
    window: Window, newsroom: Access, sets: Sets
) -> None:
    article_id = await sets.held(body="Satu.\n\nDua.\n\nTiga.")
    for looks in (Looks(), PLAIN):
        tab = await window.tab(newsroom, Who.first(newsroom), looks, path=f"/articles/{article_id}/edit")
        tab.allow(SAYS_409, "status of 422")
        await sets.must(article_id, "edit", fields={"headline": "Judul orang lain", "body": "Satu!\n\nDua.\n\nTiga."})
        await tab.page.locator("#headline").fill("Judul saya")
        await tab.page.locator("#body").fill("Satu.\n\nDua.\n\nTiga, dari saya.")
        await tab.page.locator("#save").click()
        await expect(tab.page.locator("h1")).to_contain_text("Orang lain juga menyunting")
        await expect(tab.page.locator("section", has_text="Judul").first.locator("ins").first).to_contain_text(
            "orang lain"
        )
        await expect(tab.page.locator("#body")).to_have_value("Satu!\n\nDua.\n\nTiga, dari saya.")
        if looks.javascript:
            assert await axe(tab.page) == []
        await tab.page.locator("#choice-headline-mine").check()
        await tab.page.locator("button[value=save]").click()
        await tab.page.wait_for_url(f"**/articles/{article_id}")
        now = await words(sets, article_id)
        assert (now["headline"], now["body"]) == ("Judul saya", "Satu!\n\nDua.\n\nTiga, dari saya.")
        await sets.must(article_id, "edit", fields={"headline": "Awal", "body": "Satu.\n\nDua.\n\nTiga."})


async def test_one_press_compares_and_what_was_asked_for_is_marked(tab_of: Tab, sets: Sets) -> None:
    article_id = await sets.returned()
    await tab_of.open(f"/articles/{article_id}/compare")
    photo = {"alt": "Perahu bersandar", "caption": "Perahu Sari, Selasa.", "credit": "Rio"}
    await sets.send_again(article_id, 1, photo=photo)
    await tab_of.open(f"/articles/{article_id}")
    await tab_of.page.keyboard.press("d")
    await tab_of.page.wait_for_url("**/compare")
    reasons = tab_of.page.locator("section", has=tab_of.page.locator("#reasons-title"))
    await expect(reasons.locator("li", has_text="Siapa di kiri?")).to_contain_text("selesai")
    await expect(reasons.locator("li", has_text="keterangan dinas")).to_contain_text("masih terbuka")
    caption = tab_of.page.locator("[id='row-photo.caption'] ins")
    await expect(caption).to_contain_text("ditambah: Perahu Sari, Selasa.")
    await expect(tab_of.page.locator("#from")).to_have_value("1")
    await tab_of.page.reload()
    await expect(tab_of.page.locator("#from")).to_have_value("1")
    assert await axe(tab_of.page) == []


async def test_what_is_live_is_compared_and_what_stayed_is_folded_away(tab_of: Tab, sets: Sets) -> None:
    body = "\n\n".join(f"Alinea {n}." for n in range(9))
    article_id = await sets.held(body=body)
    await sets.public(article_id)
    await sets.must(article_id, "edit", fields={"body": body.replace("Alinea 8.", "Alinea terakhir.")})
    await tab_of.open(f"/articles/{article_id}/compare?from=live&to=2")
    await expect(tab_of.page.locator("summary", has_text="8 alinea tidak berubah")).to_be_visible()
    await expect(tab_of.page.locator(".paragraph del")).to_contain_text("8")
    await expect(tab_of.page.locator(".field-row")).to_have_count(1)
    assert await tab_of.open(f"/articles/{article_id}/compare?from=99&to=1") == 200
    await expect(tab_of.page.locator(".compare")).to_contain_text("tidak ada")
