"""Words that hurt are refused by name, or stand on every page as the words that they are."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, unquote
from xml.etree import ElementTree as ET

import httpx
import pytest

from redaksi.runner.access import Access
from tests.fuzz.dom import Read, read, spaced
from tests.fuzz.naughty import ALL, ATTACKS, REFUSED
from tests.fuzz.planted import LINES, OF_A_PHOTO, PROSE, Planted, Planter, a_draft, as_json
from tests.system.browser.routes import filled, page_routes
from tests.system.browser.tabs import Tab, Who, Window, chromium
from tests.system.people import Editor, Reporter, until

T = TypeVar("T")
_ENDLESS = {"/events"}
_FEEDS = ("rss.xml", "atom.xml", "feed.json")
_UNSEEN = dict.fromkeys((0xFFFE, 0xFFFF))
"""No XML can hold them."""


@dataclass(frozen=True)
class Scene:
    """What was planted, a tab that is signed in at the desk, and a client that is so too."""

    planted: list[Planted]
    tab: Tab
    http: httpx.AsyncClient
    access: Access

    async def page(self, url: str) -> Read:
        """As Chromium reads it; nothing is wrong with it."""
        answer = await self.http.get(url)
        assert answer.status_code < 500, f"{url}: {answer.status_code}"
        if not answer.headers["content-type"].startswith("text/html"):
            assert answer.headers["x-content-type-options"] == "nosniff", url
            return Read([], "", answer.text, [], [], [])
        found = await read(self.tab.page, answer.text)
        assert found.wrong == [], "\n".join([url, *found.wrong])
        return found

    @property
    def public(self) -> list[Planted]:
        """What readers see."""
        return [one for one in self.planted if one.path]


@pytest.fixture(scope="module")
async def scene(fuzzed: Access) -> AsyncIterator[Scene]:
    async with Reporter(fuzzed) as rio, Editor(fuzzed) as editor, chromium() as browser:
        planter = Planter(fuzzed, rio, editor)
        every = [(name, words, at) for at, (name, words) in enumerate(ALL.items(), 1)]
        planted = await _some_at_once([planter.article(*one) for one in every])
        live = next(one for one in planted if one.path)
        await _some_at_once([planter.comment(live.article_id, *one) for one in every])
        for words in list(ATTACKS.values())[::4]:
            await planter.people(words)
        window = Window(browser, {})
        tab = await window.tab(fuzzed, Who.first(fuzzed), path="/")
        cookies = {one["name"]: one["value"] for one in await tab.page.context.cookies()}
        async with httpx.AsyncClient(timeout=30, follow_redirects=True, cookies=cookies) as http:
            await until(lambda: _arrived(http, fuzzed, planted), 120)
            yield Scene(planted, tab, http, fuzzed)
        await window.close()


async def _some_at_once(works: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
    """Done six at a time."""
    room = asyncio.Semaphore(6)

    async def one(work: Coroutine[Any, Any, T]) -> T:
        async with room:
            return await work

    return await asyncio.gather(*map(one, works))


async def _arrived(http: httpx.AsyncClient, access: Access, planted: list[Planted]) -> bool:
    last = [one for one in planted if one.path][-1]
    return (await http.get(access.site + last.path)).status_code == 200


@pytest.mark.parametrize("name", REFUSED)
async def test_what_nobody_can_write_is_refused_at_each_field_by_its_name(fuzzed: Access, name: str) -> None:
    body = a_draft("x") | dict.fromkeys((*LINES, *PROSE, "section"), REFUSED[name])
    body |= {"tags": [REFUSED[name]], "photo": dict.fromkeys(OF_A_PHOTO, REFUSED[name])}
    async with Reporter(fuzzed) as rio:
        kind = {"Content-Type": "application/json"}
        answer = await rio.http.post("/v1/drafts", content=as_json(body), headers=kind)
    assert answer.status_code == 422, answer.text
    named = {error["field"] for error in answer.json()["errors"]}
    half = any("\ud800" <= letter <= "\udfff" for letter in REFUSED[name])
    every = {*LINES, *PROSE, "section", "tags.0", *(f"photo.{one}" for one in OF_A_PHOTO)}
    assert named == ({"body"} if half else every), answer.text


async def test_at_the_desk_an_article_is_its_words(scene: Scene) -> None:
    for at, one in enumerate(scene.planted):
        for part in ("", ("/edit", "/compare")[at % 2]):
            page = await scene.page(f"{scene.access.moderation}/articles/{one.article_id}{part}")
            assert page.says(one.headline), f"{one.name}: {part}"


async def test_every_page_of_the_desk_stands_whatever_was_written(scene: Scene) -> None:
    some = scene.planted[:: max(len(scene.planted) // 4, 1)]
    for path in page_routes("GET"):
        for one in some if "{" in path else some[:1]:
            if path not in _ENDLESS:
                await scene.page(scene.access.moderation + filled(path, one.article_id))
    for words in ALL.values():
        await scene.page(f"{scene.access.moderation}/?q={quote(words, safe='')}&tab={quote(words, safe='')}")
        await scene.page(f"{scene.access.moderation}/sign-in?next={quote(words, safe='')}")


async def test_the_reporter_sees_the_same_words(scene: Scene) -> None:
    for one in scene.planted:
        page = await scene.page(one.status_page)
        assert page.says(one.headline), one.name


async def test_readers_see_the_same_words_and_machines_too(scene: Scene) -> None:
    for one in scene.public:
        page = await scene.page(scene.access.site + one.path)
        assert one.headline in spaced(page.heading), one.name
        said = [entry for data in page.data for entry in json.loads(data)]
        assert [entry["headline"] for entry in said if "headline" in entry] == [one.headline], one.name
        if one.retracted:
            assert page.says(one.words), f"{one.name}: why"


async def test_whatever_a_page_leads_to_stands(scene: Scene) -> None:
    seen: set[str] = set()
    for one in scene.public:
        if one.retracted:
            continue
        seen |= set((await scene.page(scene.access.site + one.path)).links)
    assert {path.split("/")[1] for path in seen} >= {"tag", "pewarta"}
    for path in sorted(seen):
        answer = await scene.http.get(scene.access.site + path)
        assert answer.status_code == 200, f"{unquote(path)}: {answer.status_code}"
        assert (await read(scene.tab.page, answer.text)).wrong == [], path


_PATHS = ("/{}", "/tag/{}", "/pewarta/{}/rss.xml", "/arsip/{}", "/sitemap-{}.xml", "/rubrik/{}", "/media/{}/{}")
_ASKED = ("/cari?q={}", "/cari?lewati={}", "/terbaru?sebelum={}", "{path}?komentar={}", "{path}?balas={}")
_TIMES = ("%ED%A0%80", "%00", "9999-12", "0001-01", "0000-00", "1969-12", "." * 3_000)


async def test_no_address_of_the_site_breaks_it(scene: Scene) -> None:
    for at, words in enumerate(ALL.values()):
        part, path = quote(words, safe=""), scene.public[0].path
        for form in (_PATHS[at % len(_PATHS)], _ASKED[at % len(_ASKED)]):
            await scene.page(scene.access.site + form.format(part, part, path=path))
    for part in _TIMES:
        for form in (*_PATHS, *_ASKED):
            await scene.page(scene.access.site + form.format(part, part, path=scene.public[0].path))


async def test_comments_stand_as_they_were_written(scene: Scene) -> None:
    asked = f"{scene.access.publish}/v1/articles/{scene.public[0].article_id}/comments?limit=100"

    async def all_there() -> Any:
        found = (await scene.http.get(asked)).json()
        return found["comments"] if len(found["comments"]) >= min(len(ALL), 100) else None

    kept = await until(all_there, 60)
    page = await scene.page(scene.access.site + scene.public[0].path)
    shown = [one for one in kept if page.says(one["name"])]
    assert len(shown) >= 20, "the first of them are on the page"
    for one in kept:
        found = await read(scene.tab.page, f"<h1>{one['html']}</h1>")
        assert found.wrong == []
        assert spaced(found.text).replace(" ", "") == spaced(one["text"]).replace(" ", ""), one["text"]
    await scene.page(f"{scene.access.ingest}/articles/{scene.public[0].article_id}/comments/new")


async def test_feeds_can_be_read_whatever_was_written(scene: Scene) -> None:
    headlines = {spaced(one.headline.translate(_UNSEEN)) for one in scene.public}
    for name in _FEEDS:
        answer = await scene.http.get(f"{scene.access.site}/{name}")
        found = _entries(name, answer.text)
        assert len(found) == 30
        for title, content in found:
            assert spaced(title.translate(_UNSEEN)) in headlines, title
            assert (await read(scene.tab.page, content)).wrong == []
    for name in ("sitemap.xml", "sitemap-news.xml"):
        ET.fromstring((await scene.http.get(f"{scene.access.site}/{name}")).content)


def _entries(name: str, text: str) -> list[tuple[str, str]]:
    """Title and content of each."""
    if name == "feed.json":
        return [(one["title"], one["content_html"]) for one in json.loads(text)["items"]]
    tree, atom = ET.fromstring(text), "{http://www.w3.org/2005/Atom}"
    if name == "atom.xml":
        every = tree.iter(f"{atom}entry")
        return [(one.findtext(f"{atom}title") or "", one.findtext(f"{atom}content") or "") for one in every]
    encoded = "{http://purl.org/rss/1.0/modules/content/}encoded"
    return [(one.findtext("title") or "", one.findtext(encoded) or "") for one in tree.iter("item")]


async def test_in_a_browser_nothing_of_it_runs(scene: Scene) -> None:
    dialogs: list[str] = []
    asked: list[str] = []
    tab = scene.tab
    tab.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    tab.page.on("request", lambda request: asked.append(request.url))
    assert tab.wrong() == [], "of what was only read"
    await tab.page.add_init_script("window.boom = () => console.error('boom ran')")
    live, desk = scene.public[0], scene.access.moderation
    pages = [f"{scene.access.site}{path}" for path in ("/", "/terbaru", live.path)]
    pages += [f"{desk}/?tab=all", f"{desk}/comments", f"{desk}/articles/{live.article_id}"]
    pages += [f"{desk}/articles/{live.article_id}/edit", scene.planted[4].status_page]
    for url in pages:
        await tab.open(url)
    assert dialogs == []
    assert [url for url in asked if "jahat" in url or not url.startswith("http://127.0.0.1:")] == []
    assert tab.wrong() == []
