"""Before anybody decides: beginning an article, giving it to somebody, notes, being at it together, what is new."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from playwright.async_api import Page, expect

from redaksi.runner.access import Access
from tests.system.browser.scene import Sets
from tests.system.browser.tabs import Tab, Window
from tests.system.people import Editor, until

SARI = "Sari"


async def press(page: Page, *keys: str) -> None:
    await page.locator("body").click(position={"x": 2, "y": 2})
    for key in keys:
        await page.keyboard.press(key)


async def open_by(window: Window, newsroom: Access, sets: Sets, path: str, name: str = SARI) -> Tab:
    """A page of Sari's, who is somebody else than the first editor."""
    return await window.tab(newsroom, await sets.colleague("editor", name), path=path)


async def article_of(newsroom: Access, article_id: str) -> dict[str, Any]:
    async with Editor(newsroom) as editor:
        return await editor.find(article_id)


async def test_an_article_begins_with_a_headline_and_is_then_kept_as_it_is_typed(editor_page: Tab) -> None:
    page = editor_page.page
    await press(page, "g", "n")
    await page.wait_for_url("**/articles/new")
    headline = f"Air Rami Meluap {uuid4().hex[:6]}"
    await page.get_by_label("Judul sementara").fill(headline)
    await page.get_by_label("Rubrik").select_option("daerah")
    await page.get_by_role("button", name="Mulai menulis").click()
    await page.wait_for_url("**/edit")
    await expect(page.locator("#headline")).to_have_value(headline)
    await page.locator("#body").fill("Alinea pertama.")
    await expect(page.locator("#saved")).to_contain_text("Tersimpan")
    await page.reload()
    await expect(page.locator("#body")).to_have_value("Alinea pertama.")


async def test_beginning_without_a_headline_says_so_at_the_field(plain_page: Tab) -> None:
    page = plain_page.page
    plain_page.allow("status of 422")
    await plain_page.open("/articles/new")
    await page.locator("#section").select_option("daerah")
    await page.locator("#headline").fill(" ")
    await page.get_by_role("button", name="Mulai menulis").click()
    await expect(page.locator("#headline-fault")).to_contain_text("Tulis judul sementara")
    await expect(page.locator("#section")).to_have_value("daerah")


async def test_a_form_that_is_sent_twice_begins_one_article(plain_page: Tab, newsroom: Access) -> None:
    page = plain_page.page
    headline = f"Dua Kali {uuid4().hex[:8]}"
    await plain_page.open("/articles/new")
    form: dict[str, str | float | bool] = {
        name: await page.locator(f"main [name={name}]").input_value() for name in ("csrf", "article_id")
    }
    form |= {"headline": headline, "section": ""}
    for _ in range(2):
        answer = await page.request.post(
            f"{newsroom.moderation}/articles/new", form=form, headers={"Sec-Fetch-Site": "same-origin"}
        )
        assert answer.url == f"{newsroom.moderation}/articles/{form['article_id']}/edit"
    async with Editor(newsroom) as editor:
        found = await editor.http.get("/api/articles", params={"q": headline})
    assert len(found.json()["articles"]) == 1


async def test_an_article_is_given_to_a_colleague_with_a_time(
    window: Window, newsroom: Access, editor_page: Tab, sets: Sets
) -> None:
    article_id, name = await sets.held(), f"Sari {uuid4().hex[:6]}"
    sari = await open_by(window, newsroom, sets, "/", name)
    page = editor_page.page
    await editor_page.open(f"/articles/{article_id}")
    await press(page, "t")
    await page.get_by_label("Ditugaskan kepada").select_option(label=name)
    await page.get_by_label("Selesai sebelum").fill("2031-03-01T09:00")
    await page.get_by_role("button", name="Simpan penugasan").click()
    await expect(page.locator("#assign > summary")).to_contain_text(name)
    assigned = (await article_of(newsroom, article_id))["assigned"]
    assert assigned["name"] == name
    assert assigned["due"] == "2031-03-01T09:00:00+07:00"
    await sari.open("/?tab=mine")
    await expect(sari.page.locator(f"#row-{article_id}")).to_contain_text(f"untuk {name}")
    await page.locator("#assign > summary").click()
    await page.get_by_label("Ditugaskan kepada").select_option("")
    await page.get_by_role("button", name="Simpan penugasan").click()
    await expect(page.locator("#assign > summary")).not_to_contain_text(name)
    assert (await article_of(newsroom, article_id))["assigned"] is None


async def test_a_note_stands_at_its_field_until_it_is_done(
    window: Window, newsroom: Access, editor_page: Tab, sets: Sets
) -> None:
    article_id = await sets.held()
    page = editor_page.page
    await editor_page.open(f"/articles/{article_id}")
    await press(page, "i")
    await page.keyboard.type("Cek ejaan nama kepala dinas.")
    await page.get_by_label("Pada ruas").select_option("lead")
    await page.get_by_role("button", name="Simpan catatan").click()
    await expect(page.locator("#notes")).to_contain_text("Cek ejaan nama kepala dinas.")
    sari = await open_by(window, newsroom, sets, f"/articles/{article_id}/edit")
    at_the_lead = sari.page.locator(".field:has(#lead) .desk-note")
    await expect(at_the_lead).to_contain_text("Cek ejaan")
    await sari.open(f"/articles/{article_id}")
    await expect(sari.page.get_by_role("button", name="Hapus catatan")).to_have_count(0)
    await sari.page.get_by_role("button", name="Tandai selesai").click()
    await expect(sari.page.locator("#notes .done")).to_have_count(1)
    await sari.open(f"/articles/{article_id}/edit")
    await expect(at_the_lead).to_have_count(0)
    await editor_page.open(f"/articles/{article_id}")
    await page.get_by_role("button", name="Hapus catatan").click()
    await expect(page.locator("#notes .desk-note")).to_have_count(0)


async def test_two_at_one_article_see_each_other_and_one_takes_over(
    window: Window, newsroom: Access, editor_page: Tab, sets: Sets
) -> None:
    article_id = await sets.held()
    await editor_page.open(f"/articles/{article_id}")
    mine = editor_page.page.locator("#presence")
    await expect(mine).to_contain_text("Anda pegang")
    sari = await open_by(window, newsroom, sets, f"/articles/{article_id}")
    hers = sari.page.locator("#presence")
    await expect(hers).to_contain_text("Dibuka juga oleh")
    await expect(hers).to_contain_text("Dipegang")
    await expect(mine).to_contain_text(f"Dibuka juga oleh {SARI}")
    await press(sari.page, "m")
    await expect(hers).to_contain_text("Anda pegang")
    await expect(mine).to_contain_text(f"Dipegang {SARI}")
    await expect(mine).to_contain_text(f"Dibuka juga oleh {SARI}")


async def test_who_goes_on_to_edit_keeps_what_they_hold_from_whoever_watches(
    window: Window, newsroom: Access, editor_page: Tab, sets: Sets
) -> None:
    article_id = await sets.held()
    sari = await open_by(window, newsroom, sets, f"/articles/{article_id}")
    await expect(sari.page.locator("#presence")).to_contain_text("Anda pegang")
    await editor_page.open(f"/articles/{article_id}")
    mine = editor_page.page.locator("#presence")
    await expect(mine).to_contain_text(f"Dipegang {SARI}")
    for page in ("/edit", "", "/edit"):
        await sari.open(f"/articles/{article_id}{page}")
        await expect(sari.page.locator("#presence")).to_contain_text("Anda pegang")
    await expect(mine).to_contain_text(f"Dipegang {SARI}")
    assert (await article_of(newsroom, article_id))["claim"]["name"] == SARI


async def test_who_leaves_an_article_lets_go_of_it(window: Window, newsroom: Access, sets: Sets) -> None:
    article_id = await sets.held()
    sari = await open_by(window, newsroom, sets, f"/articles/{article_id}")
    await expect(sari.page.locator("#presence")).to_contain_text("Anda pegang")
    assert (await article_of(newsroom, article_id))["claim"]["name"] == SARI
    await sari.open("/")

    async def free() -> bool:
        return (await article_of(newsroom, article_id))["claim"] is None

    await until(free, 10)


async def test_what_comes_again_opens_on_what_changed_since_one_last_looked(editor_page: Tab, sets: Sets) -> None:
    article_id = await sets.returned()
    page = editor_page.page
    await editor_page.open(f"/articles/{article_id}")
    since = page.locator(".since")
    await expect(since).to_have_count(0)
    await sets.send_again(article_id, 1, lead="Sebanyak 215 lapak dibongkar.")
    for _ in range(2):
        await editor_page.open(f"/articles/{article_id}")
        await expect(since).to_contain_text("revisi 1")
        await expect(since.locator("ins").first).to_be_visible()
    await expect(page.get_by_text("masih terbuka").first).to_be_visible()


async def test_ones_own_edit_is_no_news_to_oneself(editor_page: Tab, sets: Sets) -> None:
    article_id = await sets.held()
    page = editor_page.page
    await editor_page.open(f"/articles/{article_id}")
    await sets.must(article_id, "edit", fields={"lead": "Diperbaiki di meja."})
    await editor_page.open(f"/articles/{article_id}")
    await expect(page.locator("article")).to_contain_text("Diperbaiki di meja.")
    await expect(page.locator(".since")).to_have_count(0)


async def test_the_next_article_is_one_key_away(editor_page: Tab, sets: Sets) -> None:
    first = await sets.held(publish_at="2020-01-01T07:00:00+07:00", headline="Yang Pertama")
    second = await sets.held(publish_at="2020-01-01T07:00:01+07:00", headline="Yang Kedua")
    page = editor_page.page
    await editor_page.open(f"/articles/{first}")
    await press(page, "j")
    await page.wait_for_url(f"**/articles/{second}")
    await press(page, "k")
    await page.wait_for_url(f"**/articles/{first}")
