"""What goes wrong at a comment's door or page, answered to whoever asked: problem details, or a page."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pymongo.errors import PyMongoError

from services.ingest.comments.asking import language_of, sent_before, wants_page
from services.ingest.comments.pages import CommentPages
from services.ingest.comments.refusals import Refused, Why, in_words
from shared.bus import OutcomeUnknown
from shared.problems import Problem

_OF_THE_BODY: dict[int, Why] = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "not-a-form",
}
_HERE = ("/v1/articles/", "/articles/", "/v1/comments/", "/comments/")


class Answering(APIRoute):
    """A route of comments: what has a name is told to its reader in their language."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler as it was, with its troubles put in words."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except (Problem, OutcomeUnknown, PyMongoError, TimeoutError, RequestValidationError) as trouble:
                return await _answer(request, in_words(trouble, language_of(request)))

        return handled


async def refuse_body(request: Request, problem: Problem) -> Response:
    """The answer to a body that is not even read; of a draft's, as the problem says."""
    why = _OF_THE_BODY.get(problem.status)
    if why is None or not request.url.path.startswith(_HERE):
        return problem.answer()
    said = Refused(why).said(language_of(request))
    said.headers.update(problem.headers)
    return await _answer(request, said)


async def _answer(request: Request, problem: Problem) -> Response:
    if not wants_page(request):
        return problem.answer()
    pages: CommentPages = request.app.state.comments.pages
    return await pages.refused(request, problem, language_of(request), sent_before(request).text)
