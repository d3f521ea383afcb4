"""An editor decides about an article, through its page alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from redaksi.runner.access import Access
from tests.system.browser.axe import axe
from tests.system.browser.scene import COMPLETE, MISSING, Sets
from tests.system.browser.tabs import PHONE, Looks, Tab, Who, Window

SAYS_409, SAYS_422 = "status of 409", "status of 422"


@pytest.fixture
async def chief(window: Window, newsroom: Access) -> Tab:
    return await window.tab(newsroom, Who.first(newsroom))


async def press_approve(page: Page) -> None:
    await page.locator("#approve > button").click()


async def test_from_the_page_alone_one_sees_why_it_cannot_be_approved_and_what_to_do(
    window: Window, newsroom: Access, sets: Sets
) -> None:
    tab = await window.tab(newsroom, await sets.colleague("editor"), path=f"/articles/{await sets.held(**MISSING)}")
    checklist = tab.page.locator("#checklist")
    await expect(checklist).to_contain_text("Belum dapat disetujui")
    for field, what in (("Dateline", "Sebut tempat"), ("Sumber", "Tulis dari mana"), ("Kredit foto", "Tulis nama")):
        line = checklist.locator("li", has_text=field).first
        await expect(line).to_contain_text(what)
        assert "/edit#" in (await line.locator("a").get_attribute("href") or "")
    await expect(tab.page.get_by_text("Kembalikan kepada pewarta")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
async def test_a_blocked_approval_says_why_first_and_links_every_field(
    window: Window, newsroom: Access, sets: Sets, javascript: bool
) -> None:
    tab = await window.tab(newsroom, Who.first(newsroom), Looks(javascript=javascript))
    tab.allow(SAYS_422)
    article_id = await sets.held(**MISSING)
    await tab.open(f"/articles/{article_id}")
    button = tab.page.locator("#approve > button")
    await expect(button).to_be_enabled()
    await button.click()
    summary = tab.page.locator("#faults")
    await expect(summary).to_contain_text("Belum dapat disetujui")
    links = [await one.get_attribute("href") for one in await summary.locator("a").all()]
    assert {(href or "").partition("#")[2] for href in links} == {"dateline", "source", "photo.caption", "photo.credit"}
    if javascript:
        await expect(summary).to_be_focused()
        assert await axe(tab.page) == []
    assert await sets.state(article_id) == "held"


async def test_a_chief_may_override_and_is_asked_why_an_editor_is_not_offered_it(
    window: Window, newsroom: Access, sets: Sets
) -> None:
    article_id = await sets.held(**MISSING)
    plain = await window.tab(newsroom, await sets.colleague("editor"), path=f"/articles/{article_id}")
    await expect(plain.page.locator("#approve-override")).to_have_count(0)
    chief = await window.tab(newsroom, await sets.colleague("chief"), path=f"/articles/{article_id}")
    await chief.page.locator("#approve summary").click()
    await chief.page.get_by_label("Alasan mengecualikan aturan").fill("Keadaan darurat, kredit menyusul.")
    await press_approve(chief.page)
    await chief.page.wait_for_url("**decided=**")
    assert await sets.state(article_id) == "approved"
    await chief.open(f"/articles/{article_id}")
    await chief.page.get_by_text("Riwayat").first.click()
    await expect(chief.page.locator("main")).to_contain_text("Keadaan darurat, kredit menyusul.")


async def test_it_goes_back_with_reasons_at_its_fields_and_comes_again_with_each_solved_or_open(
    chief: Tab, sets: Sets
) -> None:
    article_id = await sets.held(**MISSING)
    await chief.open(f"/articles/{article_id}")
    await chief.page.locator("#return > summary").click()
    await chief.page.locator("#return-summary").fill("Lengkapi foto dan sumbernya.")
    reason = chief.page.locator("[name='reason-photo.credit']")
    await expect(reason).not_to_have_value("")
    await reason.fill("Siapa pemotretnya?")
    await chief.page.locator("#return button.careful").click()
    await chief.page.wait_for_url("**decided=**")
    assert await sets.state(article_id) == "returned"
    await sets.send_again(article_id, 1, **{**MISSING, "photo": COMPLETE["photo"]})
    await chief.open(f"/articles/{article_id}")
    told = chief.page.locator("section", has=chief.page.locator("#returned-title"))
    await expect(told.locator("li", has_text="Siapa pemotretnya?")).to_contain_text("✓")
    await expect(told.locator("li", has_text="Dateline")).to_contain_text("masih terbuka")
    await expect(chief.page.locator("main")).to_contain_text("dikembalikan 1")


async def test_a_return_without_a_summary_is_refused_and_nothing_typed_is_lost(
    window: Window, newsroom: Access, sets: Sets
) -> None:
    tab = await window.tab(newsroom, Who.first(newsroom), Looks(javascript=False))
    tab.allow(SAYS_422)
    await tab.open(f"/articles/{await sets.held()}")
    await tab.page.locator("#return > summary").click()
    await tab.page.locator("#return-summary").fill("   ")
    await tab.page.locator("#return fieldset summary").click()
    await tab.page.locator("[name='reason-headline']").fill("Terlalu panjang.")
    await tab.page.locator("#return button.careful").click()
    await expect(tab.page.locator("#faults a")).to_have_attribute("href", "#return-summary")
    await expect(tab.page.locator("[name='reason-headline']")).to_have_value("Terlalu panjang.")
    await expect(tab.page.locator("#return-summary")).to_have_attribute("aria-invalid", "true")


async def test_a_decision_about_what_changed_meanwhile_is_not_done_and_shows_the_difference(
    window: Window, newsroom: Access, sets: Sets, chief: Tab
) -> None:
    article_id = await sets.held()
    chief.allow(SAYS_409)
    await chief.open(f"/articles/{article_id}")
    await sets.must(article_id, "edit", fields={"headline": "Pedagang Ikan Pindah Mulai Selasa"})
    await chief.page.locator("#reject > summary").click()
    await chief.page.locator("#reject-reason").fill("Sudah dimuat kemarin.")
    await chief.page.locator("#reject button.danger").click()
    told = chief.page.locator("#faults")
    await expect(told).to_be_focused()
    await expect(told).to_contain_text("Ada yang lebih dulu")
    await expect(told.locator("ins").last).to_contain_text("Selasa")
    await expect(told.locator("del").last).to_contain_text("Senin")
    await expect(chief.page.locator("#reject-reason")).to_have_value("Sudah dimuat kemarin.")
    assert await axe(chief.page) == []
    assert await sets.state(article_id) == "held"
    await chief.page.locator("#reject button.danger").click()
    await chief.page.wait_for_url("**decided=**")
    assert await sets.state(article_id) == "rejected"


async def test_of_two_editors_the_second_is_told_what_the_first_decided(
    window: Window, newsroom: Access, sets: Sets
) -> None:
    article_id = await sets.held()
    first = await window.tab(newsroom, Who.first(newsroom), path=f"/articles/{article_id}")
    second = await window.tab(newsroom, await sets.colleague("editor"), path=f"/articles/{article_id}")
    second.allow(SAYS_409)
    await press_approve(first.page)
    await first.page.wait_for_url("**decided=**")
    await press_approve(second.page)
    await expect(second.page.locator("#faults")).to_contain_text("menyetujui")


async def test_an_approval_counts_down_can_be_undone_and_was_never_public(
    patient_page: Tab, patient_sets: Sets
) -> None:
    article_id = await patient_sets.held()
    await patient_page.open(f"/articles/{article_id}")
    await press_approve(patient_page.page)
    await patient_page.page.wait_for_url("**decided=**")
    bar = patient_page.page.locator(".undo").first
    await expect(bar.locator(".left")).to_have_text("60 min")
    await expect(bar).to_contain_text("Disetujui")
    await bar.get_by_role("button", name="Urungkan").click()
    await patient_page.page.wait_for_url(f"**/articles/{article_id}")
    assert await patient_sets.state(article_id) == "held"


async def test_when_the_time_to_undo_is_over_the_way_back_is_taken_off(patient_page: Tab, patient_sets: Sets) -> None:
    article_id = await patient_sets.held()
    # The hour passes for whatever is on its way, too: what was asked for an hour ago is given up.
    patient_page.allow("htmx:error: timeout")
    await patient_page.page.clock.install()
    await patient_page.open(f"/articles/{article_id}")
    await press_approve(patient_page.page)
    await patient_page.page.wait_for_url("**decided=**")
    bar = patient_page.page.locator(".undo").first
    await patient_page.page.clock.fast_forward(int(timedelta(hours=1, seconds=5).total_seconds() * 1000))
    await expect(bar.get_by_role("button")).to_have_count(0)
    await expect(bar.locator(".gone")).to_be_visible()


async def test_too_late_to_undo_says_what_is_still_possible(patient_page: Tab, patient_sets: Sets) -> None:
    article_id = await patient_sets.held()
    patient_page.allow(SAYS_409)
    await patient_page.open(f"/articles/{article_id}")
    await press_approve(patient_page.page)
    await patient_page.page.wait_for_url("**decided=**")
    await patient_sets.must(article_id, "now")
    await patient_page.page.locator(".undo").first.get_by_role("button", name="Urungkan").click()
    told = patient_page.page.locator("#faults")
    await expect(told).to_contain_text("Terlambat untuk diurungkan")
    await told.get_by_role("link", name="cabut berita ini").click()
    await expect(patient_page.page.locator("#retract-code")).to_be_visible()


async def test_what_is_live_is_retracted_with_a_reason_that_the_public_reads(chief: Tab, sets: Sets) -> None:
    article_id = await sets.held()
    await sets.public(article_id)
    await chief.open(f"/articles/{article_id}")
    await chief.page.locator("#retract > summary").click()
    await chief.page.get_by_label("Dasar pencabutan").select_option(index=1)
    await chief.page.get_by_label("Alasan yang dibaca publik").fill("Sumber menarik keterangannya.")
    await chief.page.locator("#retract button.danger").click()
    await chief.page.wait_for_url("**decided=**")
    await chief.open(f"/articles/{article_id}")
    await expect(chief.page.locator("#retract")).to_have_count(0)


@pytest.mark.parametrize(
    "looks",
    [Looks(size=PHONE, touch=True), Looks(javascript=False), Looks(size=PHONE, touch=True, javascript=False)],
    ids=["with a thumb", "without script", "with a thumb, without script"],
)
async def test_the_whole_way_of_an_article_works(window: Window, newsroom: Access, sets: Sets, looks: Looks) -> None:
    tab = await window.tab(newsroom, Who.first(newsroom), looks, anew=True)
    click = "tap" if looks.touch else "click"
    article_id = await sets.held(**MISSING)
    await tab.open(f"/articles/{article_id}")
    await getattr(tab.page.locator("#return > summary"), click)()
    await tab.page.locator("#return-summary").fill("Lengkapi.")
    await getattr(tab.page.locator("#return button.careful"), click)()
    await tab.page.wait_for_url("**decided=**")
    assert await sets.state(article_id) == "returned"
    await sets.send_again(article_id, 1)
    await tab.open(f"/articles/{article_id}")
    await getattr(tab.page.locator("#approve > button"), click)()
    await tab.page.wait_for_url("**decided=**")
    assert await sets.state(article_id) == "approved"
    await getattr(tab.page.get_by_role("button", name="Keluar"), click)()
    await tab.page.wait_for_url("**/sign-in**")


async def test_keys_decide_and_are_not_heard_while_one_types(chief: Tab, sets: Sets) -> None:
    article_id = await sets.held()
    await chief.open(f"/articles/{article_id}")
    await chief.page.keyboard.press("r")
    reason = chief.page.locator("#reject-reason")
    await expect(reason).to_be_focused()
    await chief.page.keyboard.type("area acara cara")
    await expect(reason).to_have_value("area acara cara")
    assert await sets.state(article_id) == "held"
    await chief.page.locator("h1").first.click()
    await chief.page.keyboard.press("Shift+?")
    await expect(chief.page.get_by_role("dialog")).to_be_visible()
    await chief.page.keyboard.press("Escape")
    await chief.page.keyboard.press("a")
    await chief.page.wait_for_url("**decided=**")
    assert await sets.state(article_id) == "approved"
