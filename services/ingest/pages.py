"""`/status/{token}`: how a draft stands, for whoever was given the link. No account, no key, nothing to press."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from services.ingest.knowledge import Knowledge
from services.ingest.model import Status
from services.ingest.telling import Places, tell
from shared.pages import LOOK, Language, Pages, Secured, Static, preferred
from shared.problems import RETRY_AFTER, Problem
from shared.status_link import Holder, StatusLinks

_HERE = Path(__file__).parent
_AT_ONCE = 2
_WAITING = 100
"""So many pages are made at a time, in threads, and so many may wait: the door beside them has work to do."""
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language",
    "X-Robots-Tag": "noindex, nofollow",
}
"""The address is the key to the page: no cache keeps it, no other site is told it, no search engine finds it."""

_PICKED: Mapping[str, Language] = {"id": "id", "en": "en"}
Wanted = Annotated[str, Query(alias="lang", max_length=2)]


class StatusPages:
    """Makes the pages, with times in the newsroom's zone. Each view reads the status once."""

    def __init__(self, knowledge: Knowledge, places: Places, zone: Callable[[], str]) -> None:
        self._knowledge = knowledge
        self._places = places
        self._zone = zone
        self._static = Static({"": _HERE / "static", "pages": LOOK})
        self.pages = Pages([_HERE / "templates"], [_HERE / "locale"], self._static)
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

    def install(self, app: FastAPI) -> None:
        """Serve them under `/status`, by an app of their own: the door's requests do not pass through their headers."""
        front = FastAPI(openapi_url=None)
        front.add_api_route("/{token}", self.status, methods=["GET"])
        front.add_exception_handler(HTTPException, self._lost)
        front.add_exception_handler(Problem, self._away)
        self._static.install(app)
        app.mount("/status", Secured(front))

    async def status(self, token: str, request: Request, lang: Wanted = "") -> Response:
        """How it stands; 404 for every token that opens nothing, and no word on why."""
        links = self._places.links
        holder = links.holder(token)
        status = await self._knowledge.asked(holder.article_id) if holder else None
        reporter = _reporter(status, holder, links) if holder and status else None
        if holder is None or status is None or reporter is None:
            return await self._page(request, "nothing.html", _language(request, lang), HTTPStatus.NOT_FOUND)
        language = _language(request, lang, status.received.language if status.received else "id")

        def told() -> dict[str, Any]:
            return {"told": tell(holder.article_id, status, reporter, language, self._places)}

        return await self._page(request, "status.html", language, more=told)

    async def _page(
        self,
        request: Request,
        template: str,
        language: Language,
        status: int = HTTPStatus.OK,
        more: Callable[[], dict[str, Any]] = dict,
    ) -> Response:
        """In a thread, for comparing and rendering take time; `more` gives the template's values there."""
        if self._waiting >= _WAITING:
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": RETRY_AFTER})

        def made() -> str:
            now, path = datetime.now(UTC), request.url.path
            return self.pages.render(template, language, zone=self._zone(), now=now, path=path, **more())

        self._waiting += 1
        try:
            async with self._room:
                return HTMLResponse(await asyncio.to_thread(made), status, headers=_HEADERS)
        finally:
            self._waiting -= 1

    async def _lost(self, request: Request, _: Exception) -> Response:
        return await self._page(request, "nothing.html", _language(request), HTTPStatus.NOT_FOUND)

    async def _away(self, request: Request, _: Exception) -> Response:
        language = _language(request)
        answer = await self._page(request, "away.html", language, HTTPStatus.SERVICE_UNAVAILABLE)
        answer.headers["Retry-After"] = RETRY_AFTER
        return answer


def _reporter(status: Status, holder: Holder, links: StatusLinks) -> str | None:
    """Which of those who sent something to this article holds the link."""
    sent = [status.owner, *(one.reporter_id for one in status.refusals)]
    return next((one for one in sent if one is not None and links.is_of(holder, one)), None)


def _language(request: Request, wanted: str = "", otherwise: Language = "id") -> Language:
    """The one that was picked on the page, else the browser's, else the draft's."""
    return _PICKED.get(wanted) or preferred(request.headers.get("accept-language", ""), otherwise)
