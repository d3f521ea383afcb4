"""What goes wrong on a page is told on a page, in the reader's language; the API keeps its problem details."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from services.moderation.pages.shown import go, show_stranger
from services.moderation.pages.visitor import LettersFirst, SetUpFirst, SignInFirst, language_of

Handler = Callable[[Request, Exception], Awaitable[Response]]
_UNREADABLE = 422


def install(app: FastAPI) -> None:
    """After the handlers of problems: lay this over each of them."""
    for kind, handler in list(app.exception_handlers.items()):
        app.exception_handlers[kind] = _as_page(handler)
    app.add_exception_handler(SignInFirst, _sign_in_first)
    app.add_exception_handler(SetUpFirst, _set_up_first)
    app.add_exception_handler(LettersFirst, _letters_first)


def _as_page(handler: Any) -> Handler:
    async def told(request: Request, error: Exception) -> Response:
        answer: Response = await handler(request, error)
        if request.url.path.startswith("/api") or "text/html" not in request.headers.get("accept", ""):
            return answer
        problem = json.loads(bytes(answer.body)) if isinstance(answer, JSONResponse) else {}
        # On a page, an address that cannot be read is one that leads nowhere.
        status = 404 if answer.status_code == _UNREADABLE and request.method == "GET" else answer.status_code
        kind = str(problem.get("type", "")).rpartition(":")[2]
        page = show_stranger(request, language_of(request), "problem.html", status, code=status, kind=kind)
        page.headers.update({n: v for n, v in answer.headers.items() if n in {"retry-after", "connection"}})
        return page

    return told


async def _sign_in_first(request: Request, error: Exception) -> Response:
    assert isinstance(error, SignInFirst)  # noqa: S101 - registered for this type alone
    return _elsewhere(request, f"/sign-in?next={quote(error.back, safe='')}")


async def _set_up_first(request: Request, _: Exception) -> Response:
    """The house wants a second factor; the page where it is set up says so."""
    return _elsewhere(request, "/account/second-factor")


async def _letters_first(request: Request, _: Exception) -> Response:
    return _elsewhere(request, "/operator/letters")


def _elsewhere(request: Request, to: str) -> Response:
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": to})
    return go(to)
