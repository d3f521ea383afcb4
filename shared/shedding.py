"""No more at once than can be done: what comes beyond it is answered at once, with 503 and when to come again."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

from shared import metrics
from shared.problems import away

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ASKED_ABOUT_US = {"/healthz", "/readyz", "/metrics"}
"""Answered always: a process that is busy is neither ill nor to be started anew."""
_PROBLEM = away(
    "Redaksi", "More is asked for than can be done at once. Nothing was kept; send the same again."
).answer()
_PAGE = (
    b'<!doctype html><html lang="id"><meta charset="utf-8"><title>Sedang ramai</title>'
    b"<h1>Sedang ramai</h1><p>Coba lagi beberapa detik lagi.</p>"
    b'<p lang="en">Too many people are here at once. Try again in a few seconds.</p></html>'
)
_SAID_OF_THE_PAGE = {"content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'none'"}
_SAID_OF_ALL = {"retry-after": _PROBLEM.headers["retry-after"], "cache-control": "no-store"}


class Shedding:
    """Lets in `most` requests at once.

    A request whose sender is still sending, and one whose answer is a stream of events, is not being worked at: slow
    senders and open pages keep nobody out.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._room = _Room(most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] in _ASKED_ABOUT_US:
            await self._app(scope, receive, send)
            return
        if self._room.full:
            metrics.SHED.inc()
            await _refuse(scope, send)
            return
        place = _Place(self._room)

        async def waited() -> Message:
            place.leave()
            try:
                return await receive()
            finally:
                place.take()

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                place.answered = True
                if _is_stream(message):
                    place.leave(for_good=True)
            await send(message)

        place.take()
        try:
            await self._app(scope, waited, sent)
        except asyncio.CancelledError:
            # A process that leaves does not wait for ever for what it has begun; of itself the server would answer 500.
            if place.answered:
                raise
            await _refuse(scope, send)
        finally:
            place.leave(for_good=True)


class _Room:
    """How many are at work, and how many may be."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.at_work = 0

    @property
    def full(self) -> bool:
        """Whether nobody more is let in."""
        return self.at_work >= self._most


class _Place:
    """One request's place in the room: it is counted there once, or not at all."""

    def __init__(self, room: _Room) -> None:
        self._room = room
        self._taken = False
        self._over = False
        self.answered = False

    def take(self) -> None:
        """It is worked at."""
        if not self._taken and not self._over:
            self._taken = True
            self._room.at_work += 1

    def leave(self, *, for_good: bool = False) -> None:
        """It is not."""
        self._over = self._over or for_good
        if self._taken:
            self._taken = False
            self._room.at_work -= 1


def _is_stream(message: Message) -> bool:
    return any(name == b"content-type" and value.startswith(b"text/event-stream") for name, value in message["headers"])


async def _refuse(scope: Scope, send: Send) -> None:
    """To a browser a page; to a program a problem."""
    wants_page = any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
    said = _SAID_OF_THE_PAGE if wants_page else {"content-type": _PROBLEM.headers["content-type"]}
    body = _PAGE if wants_page else bytes(_PROBLEM.body)
    told = {**_SAID_OF_ALL, **said, "content-length": str(len(body))}
    headers = [(name.encode(), value.encode()) for name, value in told.items()]
    await send({"type": "http.response.start", "status": int(HTTPStatus.SERVICE_UNAVAILABLE), "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
