"""What a request's body may be: JSON, and no larger than it needs to be, counted while it comes in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.problems import Problem

_WITH_BODY = {"POST", "PUT", "PATCH"}
_FORM = "application/x-www-form-urlencoded"
_POLITE = 4
"""So many times too much is still read and thrown away, so that the sender can read the answer."""


Refuse = Callable[[Request, Problem], Awaitable[Response]]


async def as_a_problem(_: Request, problem: Problem) -> Response:
    """For programs."""
    return problem.answer()


class Paths(NamedTuple):
    """Which are looked at: all `under` this but what counts for itself, `besides`; to some a form may be sent."""

    under: str = "/"
    besides: str = ""
    forms: tuple[str, ...] = ()


EVERYWHERE = Paths()


class LimitedBody:
    """Answers 413 to a body of more than `most` bytes, whatever its headers say, and 415 to what is not JSON.

    `refuse` makes the answer.
    """

    def __init__(self, app: ASGIApp, most: int, paths: Paths = EVERYWHERE, refuse: Refuse = as_a_problem) -> None:
        self._app = app
        self._paths = paths
        self._most = most
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] not in _WITH_BODY or self._passes(scope):
            await self._app(scope, receive, send)
            return
        try:
            body = await self._read(scope["path"], Headers(scope=scope), receive)
        except Problem as problem:
            answer = await self._refuse(Request(scope), problem)
            await answer(scope, receive, send)
            return
        if body is not None:
            await self._app(scope, _again(body, receive), send)

    def _passes(self, scope: Scope) -> bool:
        """JSON of a told length, to which HTTP's own framing holds the sender: nothing is left to count."""
        if scope["path"] == self._paths.besides or not scope["path"].startswith(self._paths.under):
            return True
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"")
        told = length.isdigit() and int(length) <= self._most and b"transfer-encoding" not in headers
        return told and headers.get(b"content-type") == b"application/json"

    async def _read(self, path: str, headers: Headers, receive: Receive) -> bytes | None:
        """The whole body; None where the sender has gone."""
        declared = headers.get("content-length", "0")
        size = int(declared) if declared.isdigit() else 0
        chunks: list[bytes] = []
        counted, more = 0, size <= self._most * _POLITE
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            chunk = message.get("body", b"")
            counted += len(chunk)
            chunks.append(chunk if counted <= self._most else b"")
            more = message.get("more_body", False) and counted <= self._most * _POLITE
        if max(counted, size) > self._most:
            raise _too_large(self._most)
        kind = headers.get("content-type", "")
        is_form = kind.lower().startswith(_FORM) and path.startswith(self._paths.forms)
        if counted and not is_form and not _is_json(kind):
            raise _not_json()
        return b"".join(chunks)


def _again(body: bytes, receive: Receive) -> Receive:
    """Hands the body on as one message, then whatever comes after it."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def hand_on() -> Message:
        return left.pop() if left else await receive()

    return hand_on


def _is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _too_large(most: int) -> Problem:
    return Problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "The request is too large",
        f"At most {most} bytes are read. Shorten what you send.",
        "too-large",
        headers={"Connection": "close"},
    )


def _not_json() -> Problem:
    return Problem(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "This is sent as JSON",
        "Send it with `Content-Type: application/json`.",
        "not-json",
    )
