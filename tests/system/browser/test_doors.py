"""Every page route: nobody's but the signed-in's, nothing done for another site, and headers on every answer."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from redaksi.runner.access import Access
from tests.system.browser.routes import filled, page_routes
from tests.system.browser.scene import COMPLETE, Sets
from tests.system.browser.tabs import chromium
from tests.system.people import Editor, Reporter
from tests.system.test_admin import Browser

OPEN_TO_ALL = ("/sign-in", "/welcome/")
"""Beginnings of what somebody may see or send who is not signed in yet."""
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}
SECRET = "/welcome/"
"""What follows is a secret, so that such an address goes nowhere, not even to ourselves."""
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def signed_in(newsroom: Access) -> AsyncIterator[httpx.AsyncClient]:
    """The first editor's cookie, without a browser. What is refused leaves it as it is."""
    async with Browser(newsroom, newsroom.editor.email, newsroom.editor.password) as one:
        one.http.headers.pop("accept")
        yield one.http


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def article(newsroom: Access) -> str:
    async with Reporter(newsroom) as rio, Editor(newsroom) as editor:
        accepted = await rio.send(COMPLETE)
        await editor.find(accepted["article_id"])
        return str(accepted["article_id"])


@pytest.mark.parametrize("route", page_routes("POST"))
@pytest.mark.parametrize(
    "forged",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://lain.example"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://lain.example"},
        {"origin": "null"},
        {},
    ],
    ids=["another site", "a sister", "typed in", "another origin", "no origin to tell", "nothing"],
)
async def test_nothing_is_done_for_another_site(
    signed_in: httpx.AsyncClient, article: str, route: str, forged: dict[str, str]
) -> None:
    answer = await signed_in.post(filled(route, article), headers={**FORM, **forged}, content=b"version=1")
    assert answer.status_code == 403, answer.text[:500]


@pytest.mark.parametrize("route", [one for one in page_routes("POST") if not one.startswith(OPEN_TO_ALL)])
async def test_nothing_is_done_without_the_sessions_token(
    signed_in: httpx.AsyncClient, article: str, route: str
) -> None:
    ours = {**FORM, "sec-fetch-site": "same-origin"}
    for form in (b"version=1", b"version=1&csrf=" + b"0" * 64):
        answer = await signed_in.post(filled(route, article), headers=ours, content=form)
        assert answer.status_code == 403, answer.text[:500]


@pytest.mark.parametrize("route", [one for one in page_routes("GET") if not one.startswith(OPEN_TO_ALL)])
async def test_who_is_not_signed_in_is_led_to_the_door(newsroom: Access, article: str, route: str) -> None:
    async with httpx.AsyncClient(base_url=newsroom.moderation) as http:
        answer = await http.get(filled(route, article), headers={"accept": "text/html"})
    assert answer.status_code in {303, 401}, answer.text[:500]
    if answer.status_code == 303:
        assert answer.headers["location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("route", page_routes("GET"))
async def test_every_answer_says_what_a_browser_may_do_with_it(
    signed_in: httpx.AsyncClient, article: str, route: str
) -> None:
    async with signed_in.stream("GET", filled(route, article), headers={"accept": "text/html"}) as answer:
        said = {name: answer.headers.get(name) for name in HEADERS}
    assert said == HEADERS | ({"referrer-policy": "strict-origin"} if route.startswith(SECRET) else {})
    assert answer.status_code < 500


async def test_a_one_time_link_works_over_plain_http_where_a_browser_says_least(newsroom: Access, sets: Sets) -> None:
    """As in a newsroom's own network: no `Sec-Fetch-Site` there, so that the form's `Origin` alone says it is ours."""
    _, token = await sets.invited()
    desk = newsroom.moderation.replace("127.0.0.1", "meja.koran.example")
    async with chromium("--host-resolver-rules=MAP meja.koran.example 127.0.0.1") as browser:
        page = await browser.new_page()
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.headers.get("referer", "")))
        await page.goto(f"{desk}/welcome/{token}")
        await page.locator("input[type=password]").first.fill("kuda hujan lampu seberang")
        async with page.expect_navigation() as going:
            await page.locator("main form button").first.click()
        answer = await going.value
        assert answer is not None
        assert answer.ok, answer.status
        assert [one for one in sent if token in one] == []
