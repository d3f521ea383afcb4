"""`./run shots`: a picture of every page, wide and narrow, light and dark, into a folder."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from redaksi.runner.access import Access
from tests.system.browser.scene import set_scene
from tests.system.browser.stops import STOPS
from tests.system.browser.tabs import PHONE, WIDE, Looks, Tab, Who, Window, chromium
from tests.system.conftest import running

THEMES, SIZES = ("light", "dark"), (WIDE, PHONE)
SITE = {
    "front": "/",
    "latest": "/terbaru",
    "section": "/rubrik/daerah",
    "archive": "/arsip",
    "search": "/cari?q=jembatan",
    "about": "/redaksi",
    "guidelines": "/pedoman",
    "status": "/status",
    "nothing": "/tidak-ada",
}
ARTICLE = "main article a[href], main h2 a[href]"


@contextmanager
def newsroom(data: Path | None) -> Iterator[tuple[Access, Path]]:
    """The one that runs on this folder, or one of its own for as long as this lasts; and its folder."""
    if data:
        yield Access.read(data), data
        return
    print("Starting a newsroom for the pictures …", flush=True)
    with tempfile.TemporaryDirectory(prefix="redaksi-shots-") as folder, running(Path(folder), "up") as access:
        yield access, Path(folder)


async def shoot(access: Access, data: Path, out: Path, language: str, only: str) -> None:
    """Set the scene, then photograph every page; says each as it is done."""
    scene = await set_scene(access, data)
    stops = [stop for stop in STOPS if only in stop.name]
    async with chromium() as browser:
        window = Window(browser, {})
        pictures = list(product(THEMES, SIZES, stops))
        for number, (theme, size, stop) in enumerate(pictures, 1):
            looks = Looks(language=language, theme=theme, size=size, touch=size == PHONE)
            tab = await window.tab(access, Who.first(access) if stop.signed_in else None, looks)
            tab.allow(f"status of {stop.status}")
            await stop.visit(tab, scene)
            file = await photograph(tab, out / f"{stop.name}-{size[0]}-{theme}.png")
            print(f"{number}/{len(pictures)} {file}", flush=True)
            await tab.page.context.close()
        for complaint in dict.fromkeys(window.wrong()):
            print(f"The browser complained: {complaint}", file=sys.stderr)
        await window.close()


async def shoot_what_is_public(access: Access, out: Path, only: str) -> None:
    """The site's pages, an article of its front page among them, and the one for programs."""
    async with chromium() as browser:
        window = Window(browser, {})
        front = await window.plain(access.site)
        await front.open("/")
        while not await front.page.locator(ARTICLE).count():  # the samples are on their way
            await asyncio.sleep(0.5)
            await front.open("/")
        article = await front.page.locator(ARTICLE).first.get_attribute("href")
        pages = {f"site-{name}": f"{access.site}{path}" for name, path in {**SITE, "article": article}.items()}
        pages |= {"programs": f"{access.publish}/", "programs-docs": f"{access.publish}/docs"}
        for theme, size, name in product(THEMES, SIZES, [name for name in pages if only in name]):
            tab = await window.plain(access.site, Looks(theme=theme, size=size, touch=size == PHONE))
            await tab.page.goto(pages[name])
            print(await photograph(tab, out / f"{name}-{size[0]}-{theme}.png"), flush=True)
            await tab.page.context.close()
        await window.close()


async def photograph(tab: Tab, file: Path) -> Path:
    """The whole page."""
    await tab.page.screenshot(path=file, full_page=True, animations="disabled")
    return file


def main(argv: list[str]) -> int:
    """What was asked for on the command line; the exit status."""
    ask = argparse.ArgumentParser(prog="./run shots", description=__doc__)
    ask.add_argument("--out", type=Path, default=Path("shots"), help="the folder of the pictures (shots)")
    ask.add_argument("--data", type=Path, help="the data folder of a newsroom that runs, instead of one of its own")
    ask.add_argument("--language", choices=("id", "en"), default="id")
    ask.add_argument("--only", default="", help="only pages with this in their name")
    asked = ask.parse_args(argv)
    asked.out.mkdir(parents=True, exist_ok=True)
    with newsroom(asked.data) as (access, data):
        asyncio.run(shoot_what_is_public(access, asked.out, asked.only))
        asyncio.run(shoot(access, data, asked.out, asked.language, asked.only))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
