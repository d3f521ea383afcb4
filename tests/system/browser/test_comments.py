"""Readers' comments at the desk in a browser: by key, without script, several at once, and out of the spam folder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from uuid import UUID, uuid4

import pytest
from playwright.async_api import Page, Route, expect

from redaksi.runner.access import Access
from tests.system.browser.scene import Sets
from tests.system.browser.tabs import Looks, Tab, Who, Window
from tests.system.people import until


@pytest.fixture
async def empty(editor_page: Tab, sets: Sets) -> AsyncIterator[None]:
    """Nothing of other tests waits; what this one leaves is put away."""
    await put_away(editor_page)
    yield
    await put_away(editor_page)


async def put_away(tab: Tab) -> None:
    await tab.open("/comments")
    while await tab.page.locator("#comments").count():
        await tab.page.keyboard.press("Shift+X")
        await tab.page.locator(".chosen button[value=spam]").click()
        await tab.page.wait_for_url("**/comments?folder=todo")


async def put_away_by_boxes(plain: Tab) -> None:
    """The same without script."""
    await plain.open("/comments")
    while await plain.page.locator("#comments").count():
        for box in await plain.page.locator("#comments input[type=checkbox]").all():
            await box.check()
        await plain.page.locator(".chosen button[value=spam]").click()


def row(page: Page, comment_id: UUID):  # type: ignore[no-untyped-def]  # noqa: ANN201
    return page.locator(f"#comment-{comment_id}")


async def three(sets: Sets) -> Sequence[UUID]:
    article = await sets.held()
    mark = uuid4().hex[:6]
    return await sets.comments(article, *(f"{word} {mark}" for word in ("Satu", "Dua", "Tiga")))


async def test_one_key_decides_the_next_is_at_hand_and_z_brings_the_last_back(
    patient_page: Tab, patient_sets: Sets
) -> None:
    await put_away(patient_page)
    sets = patient_sets
    one, two, three_ = await three(sets)
    page = patient_page.page
    await page.keyboard.press("g")
    async with page.expect_navigation():
        await page.keyboard.press("k")
    await page.keyboard.press("j")
    await expect(row(page, one)).to_have_attribute("aria-current", "true")
    await page.keyboard.press("a")
    await expect(row(page, one)).to_contain_text("Tayang")
    await expect(row(page, two)).to_have_attribute("aria-current", "true")
    await page.keyboard.press("s")
    await expect(row(page, two)).to_contain_text("Folder spam")
    await expect(row(page, three_)).to_have_attribute("aria-current", "true")
    await page.keyboard.press("r")
    await page.keyboard.press("1")
    await expect(row(page, three_)).to_contain_text("Ditolak")
    assert (await sets.comment(one))["state"] == "approved"
    assert (await sets.comment(two))["state"] == "spam"
    assert (await sets.comment(three_))["reason_code"] == "kasar"
    await page.keyboard.press("z")
    await expect(row(page, three_).locator("[data-verb=approve]")).to_be_visible()
    assert (await sets.comment(three_))["state"] == "held"
    await page.keyboard.press("z")
    await expect(row(page, two).locator("[data-verb=approve]")).to_be_visible()
    assert (await sets.comment(two))["state"] == "held"


async def test_two_hundred_are_gone_through_by_key_as_fast_as_keys_are_pressed(
    patient_page: Tab, patient_sets: Sets
) -> None:
    await put_away(patient_page)
    article = await patient_sets.held()
    mark = uuid4().hex[:6]
    ids = await patient_sets.comments(article, *(f"Komentar {mark} nomor {number}" for number in range(200)))
    page, keys = patient_page.page, (("a",), ("s",), ("r", "1"))
    await patient_page.open("/comments")
    for first in range(0, 200, 50):
        await expect(row(page, ids[first])).to_be_visible()
        for number in range(first, first + 50):
            for key in keys[number % 3]:
                await page.keyboard.press(key)
        await expect(page.locator("#comments > .gone")).to_have_count(50)
        if first < 150:
            await expect(page.locator("#further")).to_be_focused()
            async with page.expect_navigation():
                await page.keyboard.press("Enter")
    states = [(await patient_sets.comment(one))["state"] for one in ids]
    assert states == [("approved", "spam", "rejected")[number % 3] for number in range(200)]
    await page.keyboard.press("z")
    await page.keyboard.press("z")
    for last in ids[-2:]:
        await expect(row(page, last).locator("[data-verb=approve]")).to_be_visible()
        assert (await patient_sets.comment(last))["state"] == "held"


async def test_what_is_taken_back_before_it_was_answered_is_taken_back(patient_page: Tab, patient_sets: Sets) -> None:
    await put_away(patient_page)
    one, two, _ = await three(patient_sets)
    page = patient_page.page
    await patient_page.open("/comments")

    async def slowly(route: Route) -> None:
        await asyncio.sleep(0.5)
        await route.continue_()

    await page.route("**/comments/*/approve", slowly)
    for key in ("j", "a", "z"):
        await page.keyboard.press(key)
    await expect(row(page, two)).to_have_attribute("aria-current", "true")
    await expect(row(page, one).locator("[data-verb=approve]")).to_be_visible()

    async def held_again() -> bool:
        return bool((await patient_sets.comment(one))["version"] == 3)

    await until(held_again)
    assert (await patient_sets.comment(one))["state"] == "held"


@pytest.mark.usefixtures("empty")
async def test_what_somebody_else_decided_is_told_at_the_comment(editor_page: Tab, sets: Sets) -> None:
    one, *_ = await three(sets)
    page = editor_page.page
    editor_page.allow("status of 409", "htmx:error")
    await editor_page.open("/comments")
    await sets.decide_comment(await sets.comment(one), "spam")
    await page.keyboard.press("j")
    await page.keyboard.press("a")
    await expect(row(page, one)).to_contain_text("Sudah berubah sejak Anda lihat")
    assert (await sets.comment(one))["state"] == "spam"


async def test_without_script_each_is_decided_and_undone(
    window: Window, patient_newsroom: Access, patient_sets: Sets
) -> None:
    one, *_ = await three(patient_sets)
    plain = await window.tab(patient_newsroom, Who.first(patient_newsroom), Looks(javascript=False))
    await plain.open(f"/comments/{one}")
    await plain.page.get_by_role("button", name="Spam").click()
    assert (await patient_sets.comment(one))["state"] == "spam"
    await plain.open(f"/comments/{one}")
    await plain.page.get_by_role("button", name="Urungkan").click()
    assert (await patient_sets.comment(one))["state"] == "held"


async def test_what_is_in_the_spam_folder_is_fetched_out_of_it(plain_page: Tab, sets: Sets) -> None:
    one, *_ = await three(sets)
    await sets.decide_comment(await sets.comment(one), "spam")
    await plain_page.open(f"/comments/{one}")
    await expect(row(plain_page.page, one)).to_contain_text("Folder spam")
    await plain_page.page.get_by_role("button", name="Setujui").click()
    assert (await sets.comment(one))["public"]


async def test_what_was_decided_at_once_is_undone_at_once(
    window: Window, patient_newsroom: Access, patient_sets: Sets
) -> None:
    plain = await window.tab(patient_newsroom, Who.first(patient_newsroom), Looks(javascript=False))
    await put_away_by_boxes(plain)
    ids = await three(patient_sets)
    await plain.open("/comments")
    for one in ids:
        await row(plain.page, one).locator("input[type=checkbox]").check()
    await plain.page.locator(".chosen button[value=spam]").click()
    assert [(await patient_sets.comment(one))["state"] for one in ids] == ["spam"] * 3
    await plain.page.get_by_role("button", name="Urungkan semuanya").click()
    assert [(await patient_sets.comment(one))["state"] for one in ids] == ["held"] * 3


async def test_what_comes_in_meanwhile_is_told_and_fetched_by_a_key(editor_page: Tab, sets: Sets) -> None:
    await editor_page.open("/comments?order=likely")
    await editor_page.page.wait_for_timeout(500)
    (one,) = await sets.comments(await sets.held(), f"Baru {uuid4().hex}")
    await expect(editor_page.page.locator("#new-comments")).to_be_visible()
    async with editor_page.page.expect_navigation():
        await editor_page.page.keyboard.press("n")
    assert "order=likely" in editor_page.page.url
    assert await sets.comment(one)


@pytest.mark.usefixtures("empty")
async def test_several_are_decided_at_once(plain_page: Tab, sets: Sets) -> None:
    ids = await three(sets)
    page = plain_page.page
    await plain_page.open("/comments")
    for one in ids:
        await row(page, one).locator("input[type=checkbox]").check()
    await page.locator("#bulk-code").select_option("judol")
    await page.locator(".chosen button[value=reject]").click()
    await page.wait_for_url("**/comments?folder=todo")
    assert [(await sets.comment(one))["reason_code"] for one in ids] == ["judol"] * 3


async def test_the_desks_words_take_the_place_of_the_readers_and_say_so(plain_page: Tab, sets: Sets) -> None:
    one, *_ = await three(sets)
    page = plain_page.page
    await plain_page.open(f"/comments/{one}")
    await page.get_by_label("Kata-kata yang akan tayang").fill("Disunting.")
    await page.get_by_role("button", name="Simpan suntingan").click()
    await plain_page.open(f"/comments/{one}")
    await expect(row(page, one)).to_contain_text("disunting meja")
    assert (await sets.comment(one))["text"] == "Disunting."


async def test_the_guard_says_why_something_looks_like_spam(plain_page: Tab, sets: Sets) -> None:
    article = await sets.held()
    (one,) = await sets.comments(article, "Main di 𝗔𝗟𝗘𝗫𝗜𝗦𝟭𝟳 gacor maxwin terus, depo kecil jackpot besar")
    await plain_page.open(f"/comments/{one}")
    await expect(row(plain_page.page, one)).to_contain_text("mirip spam")
    await expect(row(plain_page.page, one)).to_contain_text("huruf menyamar")
    marked = " ".join(await row(plain_page.page, one).locator("mark").all_inner_texts())
    assert "𝗔𝗟𝗘𝗫𝗜𝗦𝟭𝟳" in marked
