"""The front page in a browser: nothing moves by itself, keys, several at once, by thumb, without script."""

from __future__ import annotations

from uuid import uuid4

from playwright.async_api import expect

from redaksi.runner.access import Access
from tests.system.browser.scene import Sets
from tests.system.browser.tabs import Tab, Who, Window


async def at(tab: Tab, access: Access, query: str = "") -> None:
    await tab.page.goto(f"{access.moderation}/{query}")


def row(tab: Tab, article_id: str):  # type: ignore[no-untyped-def]  # noqa: ANN201
    return tab.page.locator(f"#row-{article_id}")


async def test_what_is_new_waits_behind_a_button_and_what_others_decide_stays_where_it_is(
    editor_page: Tab, sets: Sets, newsroom: Access
) -> None:
    mark = uuid4().hex
    first = await sets.held(headline=f"Satu {mark}")
    second = await sets.held(headline=f"Dua {mark}")
    page = editor_page.page
    await at(editor_page, newsroom, f"?q={mark}")
    await expect(page.locator("#rows .item")).to_have_count(2)
    before = await row(editor_page, second).bounding_box()
    await sets.must(first, "approve")
    await expect(row(editor_page, first)).to_contain_text("Disetujui oleh")
    assert await row(editor_page, first).locator("a, input, button").count() == 0
    third = await sets.held(headline=f"Tiga {mark}")
    await expect(page.locator("#news")).to_contain_text("1 berita baru")
    after = await row(editor_page, second).bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 40, "only the decided row's own height may change"
    assert await row(editor_page, third).count() == 0
    await page.locator("#fresh").click()
    await expect(row(editor_page, third)).to_be_visible()
    await expect(row(editor_page, first)).to_have_count(0)


async def test_keys_move_select_and_open(editor_page: Tab, sets: Sets, newsroom: Access) -> None:
    mark = uuid4().hex
    ids = [await sets.held(headline=f"{number} {mark}") for number in ("Satu", "Dua", "Tiga")]
    page = editor_page.page
    await at(editor_page, newsroom, f"?q={mark}&limit=2")
    await page.locator("h1").click()
    await page.keyboard.press("j")
    await expect(row(editor_page, ids[0])).to_have_attribute("aria-current", "true")
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    await expect(row(editor_page, ids[1]).locator("input")).to_be_checked()
    await page.keyboard.press("k")
    await expect(row(editor_page, ids[0])).to_have_attribute("aria-current", "true")
    await page.keyboard.press("Shift+X")
    await expect(row(editor_page, ids[0]).locator("input")).to_be_checked()
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await expect(row(editor_page, ids[2])).to_have_attribute("aria-current", "true")
    await page.keyboard.press("/")
    await page.keyboard.type("jx")
    await expect(row(editor_page, ids[2]).locator("input")).not_to_be_checked()
    await row(editor_page, ids[2]).locator("a").focus()
    await page.keyboard.press("c")
    await page.wait_for_url(f"**/articles/{ids[2]}#return")


async def test_several_are_returned_for_one_reason_and_each_says_what_became_of_it(
    plain_page: Tab, sets: Sets, newsroom: Access
) -> None:
    mark = uuid4().hex
    one, two = await sets.held(headline=f"Satu {mark}"), await sets.held(headline=f"Dua {mark}")
    page = plain_page.page
    await at(plain_page, newsroom, f"?q={mark}")
    for key in (one, two):
        await row(plain_page, key).locator("input").check()
    await page.get_by_role("button", name="Kembalikan …").click()
    await expect(page.locator("main")).to_contain_text(f"Satu {mark}")
    await sets.must(two, "approve")
    await page.locator("#bulk-reason").fill("Lengkapi sumbernya.")
    await page.locator("main button").click()
    await expect(page.locator("main li", has_text=f"Satu {mark}")).to_contain_text("Dikembalikan")
    await expect(page.locator("main li", has_text=f"Dua {mark}")).to_contain_text("Berubah sejak Anda lihat")
    assert await sets.state(one) == "returned"
    assert await sets.state(two) == "approved"


async def test_on_a_phone_nothing_is_wider_than_the_hand(phone_page: Tab, sets: Sets, newsroom: Access) -> None:
    mark = uuid4().hex
    one = await sets.held(headline=f"Satu {mark} {'Panjangsekali' * 8}", dateline="", source="")
    await at(phone_page, newsroom, f"?q={mark}")
    page = phone_page.page
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    box = await row(phone_page, one).locator(".box").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    await expect(row(phone_page, one)).to_contain_text("kurang:")


async def test_a_view_is_kept_and_found_again(window: Window, newsroom: Access) -> None:
    tab = await window.tab(newsroom, Who.first(newsroom), path="/?tab=returned&missing=source")
    name = f"Tampilan {uuid4().hex[:6]}"
    await tab.page.locator("details.keep > summary").click()
    await tab.page.locator("#view-name").fill(name)
    await tab.page.locator("details.keep button", has_text="Simpan").click()
    link = tab.page.locator(".views a", has_text=name)
    assert await link.get_attribute("href") == "/?tab=returned&missing=source"
