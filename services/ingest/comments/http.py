"""Comments over HTTP: JSON for programs, and pages that need no script for readers."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, NamedTuple
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from services.ingest.comments.answering import Answering
from services.ingest.comments.asking import is_form, language_of, sent_by, wants_page
from services.ingest.comments.door import CommentDoor
from services.ingest.comments.form import TOLD, Sent
from services.ingest.comments.pages import CommentPages
from services.ingest.comments.refusals import Refused, in_words
from services.ingest.comments.status import CommentStatus, CommentStatuses
from shared.bus import OutcomeUnknown
from shared.comment_link import Purpose
from shared.comment_reasons import reason
from shared.problems import Problem

FORMS_GO_TO = ("/v1/articles/", "/comments/")
"""Elsewhere only JSON is taken."""
_SEE_OTHER = 303
_WORTH_SENDING_AGAIN = {
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
}
"""After these the form comes back, with what was typed; after any other answer there is nothing to send."""
Lang = Annotated[str, Query(alias="lang", description="`id` or `en`: the language of the answer.")]
_PAGE: dict[str, Any] = {"content": {"text/html": {"schema": {"type": "string"}}}}
"""To whoever sends a form, whatever the answer is."""
_ANSWERS: dict[int | str, dict[str, Any]] = {
    202: {"description": "Taken: it will not be lost. `page` shows how it stands, and takes it back."},
    303: {"description": "The same, for a form: on to that page."},
    400: {"description": "The form cannot be read.", **_PAGE},
    403: {"description": "Comments are closed under this article.", **_PAGE},
    404: {"description": "There is no such article.", **_PAGE},
    410: {"description": "The article was taken back.", **_PAGE},
    413: {"description": "It is too long.", **_PAGE},
    415: {"description": "It is neither JSON nor a form.", **_PAGE},
    422: {
        "description": "`errors` names every field and how to mend it; a form comes back with all that was typed.",
        **_PAGE,
    },
    429: {"description": "Too many came from there: try again after `Retry-After`.", **_PAGE},
    503: {"description": "Not taken, or outcome unknown: send the same again after `Retry-After`.", **_PAGE},
}
_STANDING: dict[int | str, dict[str, Any]] = {
    404: {"description": "There is no comment at this link."},
    503: {"description": "Not known just now: ask again after `Retry-After`."},
}


class Comments(NamedTuple):
    """What these functions work with."""

    door: CommentDoor
    statuses: CommentStatuses
    pages: CommentPages


async def _comments(request: Request) -> Comments:
    found: Comments = request.app.state.comments
    return found


Here = Annotated[Comments, Depends(_comments)]
router = APIRouter(tags=["comments"], route_class=Answering)


@router.post(
    "/v1/articles/{article_id}/comments",
    summary="Comment on an article",
    responses=_ANSWERS,
    status_code=202,
    openapi_extra=TOLD,
)
async def comment(article_id: UUID, request: Request, here: Here, _: Lang = "") -> Response:
    """As JSON, or as a plain form with the same fields. Sent again with the same `once` it counts once."""
    sent = await sent_by(request)
    language = language_of(request)
    try:
        taken = await here.door.take(article_id, sent, request.client.host if request.client else "", language)
    except (Problem, OutcomeUnknown) as trouble:
        problem = in_words(trouble, language)
        if not wants_page(request) or problem.status not in _WORTH_SENDING_AGAIN:
            raise problem from trouble
        return await here.pages.form(request, article_id, sent, language, here.door.form_of(article_id), problem)
    page = here.door.links.status(taken)
    if is_form(request):
        return RedirectResponse(f"{page}?lang={language}", _SEE_OTHER)
    status = f"/v1/comments/{here.door.links.token('comment', taken)}"
    said = {"comment_id": str(taken), "status": status, "page": page}
    return JSONResponse(said, HTTPStatus.ACCEPTED, {"Location": status})


@router.get("/articles/{article_id}/comments/new", include_in_schema=False)
async def new(article_id: UUID, request: Request, here: Here, parent_id: str = "") -> Response:
    """The form by itself, for sites that have none of their own."""
    here.door.must_be_open(article_id)
    blank = Sent(parent_id=parent_id[:36], once=uuid4().hex)
    return await here.pages.form(request, article_id, blank, language_of(request), here.door.form_of(article_id), None)


@router.get("/v1/comments/{token}", summary="How a comment stands", responses=_STANDING)
async def standing(token: str, request: Request, here: Here, _: Lang = "") -> dict[str, Any]:
    """State, and why it is not public, in the code and in words. Nothing of what was written."""
    known = await _known(here, token)
    language, desk = language_of(request), known.desk
    return {
        "comment_id": str(known.comment_id),
        "state": desk.state if desk else "received",
        "reason_code": desk.reason_code if desk else None,
        "reason": reason(desk.reason_code, language) if desk else "",
        "confirmed": desk.confirmed if desk else None,
        "edited": desk.edited if desk else False,
        "since": desk.since.isoformat() if desk and desk.since else None,
    }


@router.get("/comments/confirm/{token}", include_in_schema=False)
async def confirming(token: str, request: Request, here: Here) -> Response:
    """The page that a mailed link leads to: nothing is confirmed by looking."""
    _named(here, token, "confirm")
    return await here.pages.confirm(request, language_of(request), done=False)


@router.post("/comments/confirm/{token}", include_in_schema=False)
async def confirm(token: str, request: Request, here: Here) -> Response:
    """It is theirs."""
    await here.door.confirm(_named(here, token, "confirm"))
    return await here.pages.confirm(request, language_of(request), done=True)


@router.get("/comments/{token}", include_in_schema=False)
async def page(token: str, request: Request, here: Here, done: str = "") -> Response:
    """How it stands, for whoever has the link."""
    return await here.pages.status(request, await _known(here, token), language_of(request), done=done)


@router.post("/comments/{token}/withdraw", include_in_schema=False)
async def withdraw(token: str, here: Here) -> Response:
    """Taken back, as far as the newsroom is told."""
    await here.door.take_back(_named(here, token, "comment"))
    return RedirectResponse(f"/comments/{token}?done=withdrawn", _SEE_OTHER)


def _named(here: Comments, token: str, purpose: Purpose) -> UUID:
    comment_id = here.door.links.comment(purpose, token)
    if comment_id is None:
        raise Refused("no-comment")
    return comment_id


async def _known(here: Comments, token: str) -> CommentStatus:
    comment_id = _named(here, token, "comment")
    return await here.statuses.get(comment_id) or CommentStatus(comment_id=comment_id)
