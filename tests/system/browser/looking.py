"""What is asked of every page: a sound skeleton, nothing that axe finds, nothing that hangs over the edge."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page

from tests.system.browser.axe import axe
from tests.system.browser.tabs import PHONE, WIDE

LOOKS = (
    ("id", "light"),
    ("en", "dark"),
    pytest.param("id", "dark", marks=pytest.mark.slow),
    pytest.param("en", "light", marks=pytest.mark.slow),
)
"""Language and theme: each page is seen in each of them; in all four pairs where there is time."""
_NARROWEST = (320, 640)
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


async def open_to_everyone(page: Page, language: str) -> None:
    """Raises AssertionError that says what somebody would stumble over."""
    skeleton: dict[str, Any] = await page.evaluate(_SKELETON)
    wanted = {"language": language, "title": True, "headings": 1, "mains": 1, "skip": True, "twice": []}
    assert skeleton == wanted
    found = [f"{size[0]} px: {one}" for size in (WIDE, PHONE) for one in await _violations(page, size)]
    found += [f"320 px: beyond the edge: {one}" for one in await _overhang(page, _NARROWEST)]
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += [f"text at 200 %: beyond the edge: {one}" for one in await _overhang(page, WIDE)]
    assert found == [], "\n".join(found)


async def _violations(page: Page, size: tuple[int, int]) -> list[str]:
    """What axe finds, and what hangs over the edge."""
    beyond = [f"beyond the edge: {one}" for one in await _overhang(page, size)]
    # As high as the page: what a bar at the bottom of the window covers can be scrolled to, which axe does not.
    await _sized(page, (size[0], 8_000))
    return [*beyond, *await axe(page)]


async def _overhang(page: Page, size: tuple[int, int]) -> list[str]:
    """What makes the page scroll sideways."""
    await _sized(page, size)
    found: list[str] = await page.evaluate(_OVERHANG)
    return found


async def _sized(page: Page, size: tuple[int, int]) -> None:
    await page.set_viewport_size({"width": size[0], "height": size[1]})
