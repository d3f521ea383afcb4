"""Every page, in both languages and both themes, wide and narrow: open to everyone, without a complaint."""

from __future__ import annotations

import pytest

from redaksi.runner.access import Access
from tests.system.browser.looking import LOOKS, open_to_everyone
from tests.system.browser.routes import page_routes
from tests.system.browser.scene import Scene, set_scene
from tests.system.browser.stops import STOPS, Stop, routes_without_a_stop
from tests.system.browser.tabs import Looks, Who, Window
from tests.system.test_runner import data_of


@pytest.fixture(scope="module")
async def scene(newsroom: Access, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return await set_scene(newsroom, data_of(newsroom, tmp_path_factory))


def test_no_page_is_left_out_of_the_walk() -> None:
    assert routes_without_a_stop(page_routes("GET")) == []


@pytest.mark.parametrize(("language", "theme"), LOOKS)
@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name)
async def test_every_page_is_open_to_everyone(
    window: Window, newsroom: Access, scene: Scene, stop: Stop, language: str, theme: str
) -> None:
    who = Who.first(newsroom) if stop.signed_in else None
    tab = await window.tab(newsroom, who, Looks(language=language, theme=theme))
    if stop.status >= 400:
        tab.allow(f"status of {stop.status}")
    assert await stop.visit(tab, scene) == stop.status
    await open_to_everyone(tab.page, language)
