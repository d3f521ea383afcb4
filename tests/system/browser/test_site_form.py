"""docs/comments-on-your-own-site.md, done as it is written: on another site, in a browser without script."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.async_api import Route, expect

from redaksi.runner.access import Access, Secrets
from services.ingest.comments.form import FIELDS, HONEYPOT
from shared.form_token import FormTokens
from tests.builders import ARTICLE, NOON
from tests.system.browser.scene import Sets
from tests.system.browser.tabs import Looks, Tab, Window
from tests.system.commenting import on_the_topic
from tests.system.conftest import ROOT
from tests.system.people import until
from tests.system.test_runner import data_of

PAGE = (ROOT / "docs" / "comments-on-your-own-site.md").read_text()
SITE = "http://koran.example/berita"


def block(language: str) -> str:
    """The page's one example in this language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def form_mark() -> Callable[[str, str, float], str]:
    """What the page tells a site to do."""
    made: dict[str, Any] = {}
    exec(block("python"), made)
    found: Callable[[str, str, float], str] = made["form_mark"]
    return found


def test_the_mark_is_made_as_the_page_says() -> None:
    secret = "a secret for trying it out, not a real one"
    right = FormTokens(secret.encode()).token(ARTICLE, NOON)
    assert form_mark()(secret, str(ARTICLE), NOON.timestamp()) == right
    for said in (secret, str(ARTICLE), f"{int(NOON.timestamp())} seconds", f"`{right}`"):
        assert said in PAGE


def test_the_page_names_every_field_that_is_read() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    assert told == {*FIELDS, HONEYPOT, "form", "once", "language"}
    assert set(re.findall(r' name="(\w+)"', block("html"))) == told - {"web"}


@pytest.fixture
async def site(window: Window, newsroom: Access, sets: Sets, tmp_path_factory: pytest.TempPathFactory) -> Tab:
    """A site of somebody else's, with the form under an article."""
    article = await sets.held()
    await sets.public(article)
    secret = Secrets.of(data_of(newsroom, tmp_path_factory)).form_secret
    form = block("html").replace("https://kirim.koran.example", newsroom.ingest).replace("ARTICLE", article)
    form = form.replace("FORM", form_mark()(secret, article, time.time())).replace("ONCE", uuid4().hex)
    html = f"<!doctype html><html lang=id><title>Berita</title><style>{block('css')}</style><main>{form}</main>"
    tab = await window.tab(newsroom, None, Looks(language="en", javascript=False))

    async def shown(route: Route) -> None:
        await route.fulfill(body=html, content_type="text/html; charset=utf-8")

    await tab.page.route("http://koran.example/**", shown)

    async def known() -> bool:
        async with httpx.AsyncClient() as http:
            return (await http.get(f"{newsroom.ingest}/articles/{article}/comments/new")).status_code == 200

    await until(known)
    await tab.open(SITE)
    return tab


async def test_a_form_on_another_site_sends_a_comment_that_nothing_is_found_suspicious_in(
    site: Tab, newsroom: Access
) -> None:
    page, words = site.page, f"Ditulis di situs lain, {uuid4().hex}"
    await page.get_by_label("Komentar", exact=True).fill(words)
    await page.get_by_label("Nama").fill("Sari")
    await page.get_by_label("Surel").fill("sari@contoh.id")
    await page.get_by_label("Saya menyetujui").check()
    box = await page.locator("[name=subject]").bounding_box()
    assert box is None or box["x"] + box["width"] <= 0, "no reader sees the trap"
    await page.get_by_role("button", name="Kirim komentar").click()
    await page.wait_for_url("**/comments/*")
    await expect(page.locator("h1")).to_have_text("Komentar Anda")
    async with httpx.AsyncClient() as http:
        status = (await http.get(page.url.replace("/comments/", "/v1/comments/"))).json()
    (fact,) = await on_the_topic(newsroom.kafka, status["comment_id"])
    assert (fact.text, fact.language, fact.marks) == (words, "id", ())


async def test_what_is_wrong_comes_back_in_the_sites_language_with_all_that_was_typed(site: Tab) -> None:
    site.allow("status of 422")
    page, words = site.page, f"Salah surel, {uuid4().hex}"
    await page.get_by_label("Komentar", exact=True).fill(words)
    await page.get_by_label("Nama").fill("Sari")
    await page.get_by_label("Surel").fill("sari@contoh")
    await page.get_by_label("Saya menyetujui").check()
    await page.get_by_role("button", name="Kirim komentar").click()
    await expect(page.locator("#email-fault")).to_contain_text("Tulis satu alamat surel")
    await expect(page.get_by_role("textbox", name="Komentar")).to_have_value(words)
    await page.get_by_label("Surel").fill("sari@contoh.id")
    await page.get_by_role("button", name="Kirim komentar").click()
    await page.wait_for_url("**/comments/*")
