"""Tabs of a real browser that remember whatever they complained of, and people who sign in with them."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, async_playwright

from redaksi.runner.access import Access

WIDE, PHONE = (1280, 900), (390, 844)
LOCALES = {"id": "id-ID", "en": "en-GB"}
_NO_BROWSER = "The pages are looked at with Chromium, and there is none on PATH. On Debian: apt-get install -y chromium"
_TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`content security policy: ${event.effectiveDirective} forbids ${event.blockedURI} ${event.sample}`))
"""


_SEND = """({fields, action}) => {
  const form = document.querySelector("main form");
  Object.entries(fields).forEach(([name, value]) => { form.elements[name].value = value; });
  if (action) form.action = action;
  form.noValidate = true;
  form.requestSubmit();
}"""


@dataclass(frozen=True)
class Who:
    """Somebody at the desk, by their way in."""

    email: str
    password: str

    @classmethod
    def first(cls, access: Access) -> Who:
        """The editor who was there first: an admin."""
        return cls(access.editor.email, access.editor.password)


@dataclass(frozen=True)
class Looks:
    """How a tab looks at pages."""

    language: str = "id"
    theme: str = "light"
    size: tuple[int, int] = WIDE
    touch: bool = False
    javascript: bool = True

    def context(self) -> dict[str, Any]:
        """As Playwright asks for it."""
        return {
            "viewport": {"width": self.size[0], "height": self.size[1]},
            "locale": LOCALES[self.language],
            "timezone_id": "Asia/Jakarta",
            "color_scheme": self.theme,
            "has_touch": self.touch,
            "is_mobile": self.touch,
            "java_script_enabled": self.javascript,
            "reduced_motion": "reduce",
        }


@dataclass
class Tab:
    """One page of a browser at one newsroom. `complaints` is what went wrong in it so far."""

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(10_000)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        self.page.on("response", self._on_response)
        self.page.on("requestfailed", self._on_failure)

    def allow(self, *patterns: str) -> None:
        """Say that complaints of this kind are part of the test: what the browser prints at a 409, for one."""
        self.allowed += patterns

    def wrong(self) -> list[str]:
        """What it complained of and nobody allowed."""
        return [one for one in self.complaints if not any(re.search(pattern, one) for pattern in self.allowed)]

    async def open(self, path: str) -> int:
        """Go there; the status of the answer."""
        answer = await self.page.goto(urljoin(self.origin, path), wait_until="load")
        assert answer is not None, path
        return answer.status

    async def send(self, fields: Mapping[str, str], action: str = "") -> int:
        """The page's form with these words in it, whatever the browser thinks of them; the status of the answer.

        `action` sends it elsewhere: under an article that has gone meanwhile, for one.
        """
        async with self.page.expect_navigation(wait_until="load") as going:
            await self.page.evaluate(_SEND, {"fields": dict(fields), "action": action})
        answer = await going.value
        assert answer is not None
        return answer.status

    async def sign_in(self, who: Who) -> None:
        """As people do, on the page for it."""
        await self.open("/sign-in")
        await self.page.locator("input[name=email]").fill(who.email)
        await self.page.locator("input[name=password]").fill(who.password)
        await self.page.locator("main form button[type=submit], main form button:not([type])").first.click()
        await self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            where = message.location.get("url", "").removeprefix(self.origin)
            self.complaints.append(f"console {message.type} at {where}: {message.text}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} for {response.request.method} {response.url}")

    def _on_failure(self, request: Request) -> None:
        # A stream or a request that the page itself leaves behind is no failure.
        if request.failure not in {"net::ERR_ABORTED", None}:
            self.complaints.append(f"{request.failure} for {request.method} {request.url}")


class Window:
    """Opens tabs, each with cookies of its own; who signed in once stays signed in for the tabs that follow."""

    def __init__(self, browser: Browser, known: dict[tuple[str, Who], Any]) -> None:
        self._browser = browser
        self._known = known
        self.tabs: list[Tab] = []
        self._contexts: list[BrowserContext] = []

    async def tab(
        self, access: Access, who: Who | None = None, looks: Looks = Looks(), *, anew: bool = False, path: str = ""
    ) -> Tab:
        """A tab, signed in as `who` (`anew`: with a session of its own), at `path` if one is given."""
        place = (access.moderation, who) if who else None
        if place and place not in self._known and not anew:
            first = await self._open(access.moderation, Looks(), None)
            await first.sign_in(place[1])
            self._known[place] = await first.page.context.storage_state()
        tab = await self._open(access.moderation, looks, None if anew or place is None else self._known[place])
        if who and anew:
            await tab.sign_in(who)
        if path:
            await tab.open(path)
        return tab

    async def plain(self, origin: str, looks: Looks = Looks()) -> Tab:
        """A tab at a site that nobody signs in to."""
        return await self._open(origin, looks, None)

    async def close(self) -> None:
        """Close every tab."""
        for context in self._contexts:
            await context.close()

    def wrong(self) -> list[str]:
        """What any tab complained of and nobody allowed."""
        return [complaint for tab in self.tabs for complaint in tab.wrong()]

    async def _open(self, origin: str, looks: Looks, state: Any) -> Tab:
        context = await self._browser.new_context(storage_state=state, **looks.context())
        self._contexts.append(context)
        await context.add_init_script(_TELL_VIOLATIONS)
        tab = Tab(await context.new_page(), origin)
        self.tabs.append(tab)
        return tab


@asynccontextmanager
async def chromium(*arguments: str) -> AsyncIterator[Browser]:
    """The system's Chromium, without a window. Raises AssertionError that says how to get one."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, _NO_BROWSER
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, chromium_sandbox=False, args=arguments)
        try:
            yield browser
        finally:
            await browser.close()
