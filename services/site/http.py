"""The addresses of the site, each with who makes what stands there."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from pymongo.errors import PyMongoError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services.site import pages
from services.site.addresses import FEEDS, WORDS, Kind, List
from services.site.answering import Sent, address
from services.site.article import ArticlePages
from services.site.feeds import Feeds
from services.site.kept import Kept, Made
from services.site.model import is_place
from services.site.pages import Lists
from services.site.press import Press
from services.site.standing import Standing
from shared.media import Shelf, serve

log = logging.getLogger(__name__)
_RETRY_AFTER = "5"
Answer = Callable[[Request], Awaitable[Any]]


@dataclass(frozen=True)
class Makers:
    """Who makes what."""

    lists: Lists
    articles: ArticlePages
    feeds: Feeds


class Site:
    """Answers readers. What can be kept is kept; what stands nowhere is said in words."""

    def __init__(self, press: Press, kept: Kept, makers: Makers, standing: Standing, shelf: Shelf) -> None:
        self._shelf = shelf
        self._press = press
        self._kept = kept
        self._lists, self._articles, self._feeds = makers.lists, makers.articles, makers.feeds
        self._standing = standing

    def install(self, app: FastAPI) -> None:
        """Serve every address. What takes nearly any comes last, here and after all that else is served."""
        for path, answer in (
            ("/", self._made(lambda _: self._lists.front())),
            ("/terbaru", self._made(lambda request: self._lists.latest(_before(request)))),
            ("/arsip", self._made(lambda _: self._lists.archive())),
            ("/arsip/{month}", self._made(self._month)),
            ("/cari", self._search),
            ("/redaksi", self._made(lambda _: pages.about(self._press))),
            ("/pedoman", self._made(lambda _: pages.guidelines(self._press))),
            ("/sitemap.xml", self._made(lambda _: self._feeds.sitemap())),
            ("/sitemap-news.xml", self._made(lambda _: self._feeds.news())),
            ("/sitemap-{month}.xml", self._made(self._sitemap)),
            ("/robots.txt", self._fixed(self._feeds.robots)),
            *((f"/{WORDS[kind]}/{{slug}}/{{feed}}", self._made(self._feed)) for kind in WORDS),
            ("/status", self._standing_page),
            ("/style.css", self._fixed(lambda: self._press.style)),
            ("/media/{media}/{name}", self._picture),
            ("/icon.svg", self._fixed(lambda: _icon)),
            *((f"/{WORDS[kind]}/{{slug}}", self._made(self._list)) for kind in WORDS),
            ("/{feed}", self._made(self._feed)),
            ("/{section}/{slug}", self._article),
        ):
            app.add_route(path, answer, methods=["GET", "HEAD"], include_in_schema=False)
        app.add_exception_handler(HTTPException, self._lost)
        app.add_exception_handler(PyMongoError, self._away)

    def _made(self, make: Callable[[Request], Awaitable[Made | None]]) -> Answer:
        async def answer(request: Request) -> Any:
            async def made() -> Made:
                return await make(request) or await pages.nothing(self._press, erased=False)

            return Sent(await self._kept.make(address(request.scope), made))

        return answer

    async def _picture(self, request: Request) -> Any:
        return await serve(self._shelf, "public", request.path_params["media"], request.path_params["name"])

    @staticmethod
    def _fixed(made: Callable[[], Made]) -> Answer:
        async def answer(_: Request) -> Any:
            return Sent(made())

        return answer

    async def _list(self, request: Request) -> Made | None:
        return await self._lists.of(_kind(request), request.path_params["slug"], _before(request))

    async def _feed(self, request: Request) -> Made | None:
        name, name_of_list = request.path_params["feed"], request.path_params.get("slug", "")
        if name not in FEEDS:
            return None if name_of_list else pages.section_at(self._press, name)
        return await self._feeds.feed(List(_kind(request), name_of_list) if name_of_list else List(), name)

    async def _sitemap(self, request: Request) -> Made | None:
        try:
            return await self._feeds.sitemap_of(request.path_params["month"])
        except ValueError:
            return None

    async def _month(self, request: Request) -> Made | None:
        try:
            return await self._lists.month(request.path_params["month"], _before(request))
        except ValueError:
            return None

    async def _article(self, request: Request) -> Any:
        path, asked = request.url.path, request.query_params
        after, answering = asked.get("komentar", ""), asked.get("balas", "")

        async def made() -> Made:
            found = await self._articles.at(path, after if is_place(after) else "", answering)
            if found is None:
                return await pages.nothing(self._press, erased=await self._articles.articles.was_erased(path))
            return found

        return Sent(await self._kept.make(address(request.scope), made))

    async def _search(self, request: Request) -> Any:
        asked = request.query_params
        after = asked.get("lewati", "")
        return Sent(await self._lists.search(asked.get("q", ""), after if is_place(after) else ""))

    async def _standing_page(self, request: Request) -> Any:
        now = self._standing.now()
        if "application/json" in request.headers.get("accept", ""):
            return Response(now.model_dump_json(), media_type="application/json")
        return Sent(await self._press.page("status.html", **dict(now)))

    async def _lost(self, _: Request, error: Exception) -> Any:
        status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.NOT_FOUND
        if status != HTTPStatus.NOT_FOUND:
            return Response(status_code=status)
        return Sent(await pages.nothing(self._press, erased=False))

    async def _away(self, _: Request, error: Exception) -> Any:
        log.warning("MongoDB does not answer", extra={"error": type(error).__name__})
        headers = (("Retry-After", _RETRY_AFTER),)
        return Sent(await self._press.page("away.html", status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers))


def _kind(request: Request) -> Kind:
    """Of which kind the list is that its address begins with."""
    word = request.url.path.split("/")[1]
    return next(kind for kind in WORDS if WORDS[kind] == word)


def _before(request: Request) -> str:
    """After which place the page begins; from the top where it is no place."""
    asked = request.query_params.get("sebelum", "")
    return asked if is_place(asked) else ""


_icon = Made((Path(__file__).parent / "static" / "icon.svg").read_bytes(), kind="image/svg+xml")
