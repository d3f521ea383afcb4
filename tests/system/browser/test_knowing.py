"""What an editor comes to know: notices as they happen, and the desk in figures."""

from __future__ import annotations

from uuid import uuid4

from playwright.async_api import Route, expect

from redaksi.runner.access import Access
from shared.fields import name_of
from tests.system.browser.scene import Sets
from tests.system.browser.tabs import Tab, Window
from tests.system.people import Editor, Reporter


async def id_of(newsroom: Access, name: str) -> str:
    async with Editor(newsroom) as editor:
        people = (await editor.http.get("/api/editors")).json()
    return str(next(one["id"] for one in people if one["name"] == name))


async def test_what_is_given_to_me_is_told_in_the_open_page_and_to_nobody_else(
    window: Window, newsroom: Access, editor_page: Tab, sets: Sets
) -> None:
    name = f"Sari {uuid4().hex[:6]}"
    sari = await window.tab(newsroom, await sets.colleague("editor", name), path="/")
    budi = f"Budi {uuid4().hex[:6]}"
    other = await window.tab(newsroom, await sets.colleague("editor", budi), path="/")
    headline = f"Pasar Terbakar {uuid4().hex[:6]}"
    article_id = await sets.held(headline=headline)
    badge = sari.page.locator("#notices [data-unread]")
    await expect(badge).to_be_hidden()
    await sets.assign(article_id, await id_of(newsroom, name))
    await expect(badge).to_be_visible()
    await expect(badge).to_contain_text("1")
    line = sari.page.locator("#just-now")
    await expect(line).to_contain_text(f"menugaskan berita ini kepada {name}: {headline}")
    await expect(sari.page.locator("#told")).to_contain_text(headline)
    theirs = await sets.held(headline="Milik Budi")
    await sets.assign(theirs, await id_of(newsroom, budi))
    await expect(other.page.locator("#just-now")).to_contain_text("Milik Budi")
    assert await other.page.locator("#notices .number").inner_text() == "1", "what was Sari's is not told to Budi"
    await sari.open("/notices")
    await expect(sari.page.locator(".notices .unread")).to_contain_text(headline)
    await sari.page.get_by_role("link", name=headline).click()
    await sari.page.wait_for_url(f"**/articles/{article_id}")
    await expect(badge).to_be_hidden()
    await sari.open("/notices")
    await expect(sari.page.locator(".notices li")).to_contain_text(headline)
    await expect(sari.page.locator(".notices .unread")).to_have_count(0)
    await expect(badge).to_be_hidden()


async def test_all_notices_are_read_with_one_press(window: Window, newsroom: Access, sets: Sets) -> None:
    name = f"Sari {uuid4().hex[:6]}"
    who = await sets.colleague("editor", name)
    article_id = await sets.held()
    await sets.assign(article_id, await id_of(newsroom, name))
    await sets.must(article_id, "return", summary="Lengkapi.")
    sari = await window.tab(newsroom, who, path="/notices")
    await expect(sari.page.locator(".notices .unread")).to_have_count(2)
    await sari.page.get_by_role("button", name="Tandai semua sudah dibaca").click()
    await expect(sari.page.locator(".notices .unread")).to_have_count(0)


async def test_the_figures_are_those_of_what_was_decided(editor_page: Tab, sets: Sets, newsroom: Access) -> None:
    section = "budaya"
    page = editor_page.page

    async def shown() -> tuple[int, int]:
        """Returns for the dateline, and what was rejected in the section."""
        await editor_page.open("/summary")
        fields = page.locator("section:has(#fields-title) tr", has_text=name_of("dateline", "id"))
        rows = page.locator("section:has(#sections-title) tr", has_text="Budaya")
        returned = int(await fields.locator("td.figure").inner_text()) if await fields.count() else 0
        rejected = int(await rows.locator("td.figure").nth(2).inner_text()) if await rows.count() else 0
        return returned, rejected

    before = await shown()
    back = await sets.held(section=section)
    reasons = [{"field": "dateline", "text": "Di mana?"}]
    await sets.must(back, "return", summary="Lengkapi.", reasons=reasons)
    no = await sets.held(section=section)
    await sets.must(no, "reject", reason="Bukan berita.")
    assert await shown() == (before[0] + 1, before[1] + 1)
    bars = await page.locator(".chart rect.rejected").count()
    await page.get_by_text("Sebagai tabel").click()
    days = page.locator("section:has(#days-title) tbody tr")
    assert bars == len([one for one in await days.all() if await one.locator("td").nth(2).inner_text() != "0"])


async def test_what_became_of_what_a_reporter_sent_is_on_their_page(editor_page: Tab, newsroom: Access) -> None:
    async with Editor(newsroom) as editor:
        made = await editor.new_reporter(f"Dewi {uuid4().hex[:6]}")
        async with Reporter(newsroom, made["key"]) as dewi:
            hers = Sets(dewi, editor)
            ids = [await hers.held(headline=f"Naskah {number}") for number in range(6)]
        for one in ids[:3]:
            await hers.must(one, "return", summary="Lengkapi.")
        for one in ids[3:5]:
            await hers.must(one, "reject", reason="Bukan berita.")
        await hers.must(ids[5], "approve")
    await editor_page.open(f"/admin/reporters/{made['reporter_id']}")
    record = editor_page.page.locator(".record")
    await expect(record).to_contain_text("naskah")
    assert await record.locator("dd").all_inner_texts() == ["6", "1", "3", "2"]


async def test_a_page_whose_session_is_over_says_so_and_asks_no_more(editor_page: Tab) -> None:
    page = editor_page.page
    asked: list[Route] = []
    editor_page.allow("status of 401", "htmx:sse:error")

    async def signed_out(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            await route.continue_()
            return
        await route.fulfill(status=200, content_type="text/event-stream", body="retry: 10\n\nevent: x\ndata: y\n\n")
        await page.context.clear_cookies()

    await page.route("**/events", signed_out)
    await editor_page.open("/")
    line = page.locator("#just-now")
    await expect(line).to_contain_text("Sesi Anda sudah berakhir")
    await page.wait_for_timeout(1500)
    assert len(asked) == 2
    await line.get_by_role("link").click()
    await page.wait_for_url("**/sign-in**")
