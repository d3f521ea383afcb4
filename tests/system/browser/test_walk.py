"""Every page, in both languages and both themes, wide and narrow: open to everyone, without a complaint."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page

from redaksi.runner.access import Access
from tests.system.browser.axe import axe
from tests.system.browser.routes import page_routes
from tests.system.browser.scene import Scene, set_scene
from tests.system.browser.stops import STOPS, Stop, routes_without_a_stop
from tests.system.browser.tabs import PHONE, WIDE, Looks, Who, Window
from tests.system.test_runner import data_of

NARROWEST = (320, 640)
_OVERHANG = """() => {
  const wide = document.documentElement.clientWidth;
  const scrolls = (element) => element !== document.body && element !== document.documentElement
    && element !== null && (["auto", "scroll", "hidden"].includes(getComputedStyle(element).overflowX)
    || scrolls(element.parentElement));
  const out = [...document.body.querySelectorAll("*")].filter((element) =>
    element.getBoundingClientRect().right > wide + 1 && !scrolls(element)).slice(0, 5)
    .map((element) => element.outerHTML.slice(0, 160));
  return document.scrollingElement.scrollWidth > wide + 1 ? out : [];
}"""
_SKELETON = """() => ({
  language: document.documentElement.lang,
  title: document.title.trim() !== "",
  headings: document.querySelectorAll("h1").length,
  twice: [...document.querySelectorAll("[id]")].map((one) => one.id).filter((id, at, all) => all.indexOf(id) !== at),
  mains: document.querySelectorAll("main").length,
  skip: (() => { const link = document.querySelector("body a[href]");
    return link?.hash.length > 1 && document.querySelector(link.hash)?.closest("main, [id]") !== null; })(),
})"""


@pytest.fixture(scope="module")
async def scene(newsroom: Access, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return await set_scene(newsroom, data_of(newsroom, tmp_path_factory))


async def sized(page: Page, size: tuple[int, int]) -> None:
    await page.set_viewport_size({"width": size[0], "height": size[1]})


def test_no_page_is_left_out_of_the_walk() -> None:
    assert routes_without_a_stop(page_routes("GET")) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name)
async def test_every_page_is_open_to_everyone(
    window: Window, newsroom: Access, scene: Scene, stop: Stop, language: str, theme: str
) -> None:
    who = Who.first(newsroom) if stop.signed_in else None
    tab = await window.tab(newsroom, who, Looks(language=language, theme=theme))
    if stop.status >= 400:
        tab.allow(f"status of {stop.status}")
    assert await stop.visit(tab, scene) == stop.status
    skeleton: dict[str, Any] = await tab.page.evaluate(_SKELETON)
    wanted = {"language": language, "title": True, "headings": 1, "mains": 1, "skip": True, "twice": []}
    assert skeleton == wanted
    found = [f"{size[0]} px: {one}" for size in (WIDE, PHONE) for one in await violations(tab.page, size)]
    found += [f"320 px: beyond the edge: {one}" for one in await overhang(tab.page, NARROWEST)]
    await tab.page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += [f"text at 200 %: beyond the edge: {one}" for one in await overhang(tab.page, WIDE)]
    assert found == [], "\n".join(found)


async def violations(page: Page, size: tuple[int, int]) -> list[str]:
    """What axe finds, and what hangs over the edge."""
    beyond = [f"beyond the edge: {one}" for one in await overhang(page, size)]
    # As high as the page: what a bar at the bottom of the window covers can be scrolled to, which axe does not.
    await sized(page, (size[0], 8_000))
    return [*beyond, *await axe(page)]


async def overhang(page: Page, size: tuple[int, int]) -> list[str]:
    """What makes the page scroll sideways."""
    await sized(page, size)
    found: list[str] = await page.evaluate(_OVERHANG)
    return found
