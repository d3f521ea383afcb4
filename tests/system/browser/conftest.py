"""A browser for the whole run, and editors who sit at it. A tab that complained fails its test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser

from redaksi.runner.access import Access
from tests.system.browser.scene import Sets
from tests.system.browser.tabs import PHONE, Looks, Tab, Who, Window, chromium
from tests.system.people import Editor, Reporter

Known = dict[tuple[str, Who], Any]


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def known() -> Known:
    """Who has signed in where; sessions are kept for the tests that follow."""
    return {}


@pytest.fixture
async def window(browser: Browser, known: Known) -> AsyncIterator[Window]:
    """Opens tabs; at the end none may have complained."""
    one = Window(browser, known)
    yield one
    wrong = one.wrong()
    await one.close()
    assert wrong == [], "\n".join(wrong)


@pytest.fixture
async def editor_page(window: Window, newsroom: Access) -> Tab:
    """The first editor at the front page."""
    return await window.tab(newsroom, Who.first(newsroom), path="/")


@pytest.fixture
async def patient_page(window: Window, patient_newsroom: Access) -> Tab:
    """The same in a newsroom with an hour to undo."""
    return await window.tab(patient_newsroom, Who.first(patient_newsroom), path="/")


@pytest.fixture
async def phone_page(window: Window, newsroom: Access) -> Tab:
    """The first editor with a phone."""
    return await window.tab(newsroom, Who.first(newsroom), Looks(size=PHONE, touch=True), path="/")


@pytest.fixture
async def plain_page(window: Window, newsroom: Access) -> Tab:
    """The first editor without JavaScript."""
    return await window.tab(newsroom, Who.first(newsroom), Looks(javascript=False), path="/")


@pytest.fixture
async def sets(newsroom: Access) -> AsyncIterator[Sets]:
    """Puts articles before the editor."""
    async with Reporter(newsroom) as rio, Editor(newsroom) as editor:
        yield Sets(rio, editor, newsroom)


@pytest.fixture
async def patient_sets(patient_newsroom: Access) -> AsyncIterator[Sets]:
    """The same where a decision waits for an hour."""
    async with Reporter(patient_newsroom) as rio, Editor(patient_newsroom) as editor:
        yield Sets(rio, editor, patient_newsroom)
