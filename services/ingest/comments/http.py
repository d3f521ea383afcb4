"""Comments over HTTP: JSON for programs, and pages that need no script for readers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any, NamedTuple
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from services.ingest.comments.door import CommentDoor
from services.ingest.comments.form import Sent
from services.ingest.comments.pages import CommentPages
from services.ingest.comments.status import CommentStatus, CommentStatuses
from shared.bus import OutcomeUnknown
from shared.comment_link import Purpose
from shared.comment_reasons import reason
from shared.pages import Language, preferred
from shared.problems import Problem, away

_PICKED: Mapping[str, Language] = {"id": "id", "en": "en"}
_SEE_OTHER = 303
LARGEST = 64 * 1024
"""Bytes of a comment as it is sent."""
Lang = Annotated[str, Query(alias="lang", max_length=2)]
_ANSWERS: dict[int | str, dict[str, Any]] = {
    202: {"description": "Taken: it will not be lost. `page` shows how it stands, and takes it back."},
    303: {"description": "The same, for a form: on to that page."},
    403: {"description": "Comments are closed under this article."},
    404: {"description": "There is no such article."},
    410: {"description": "The article was taken back."},
    422: {"description": "`errors` names every field and how to mend it; a form comes back with all that was typed."},
    429: {"description": "Too many came from there: try again after `Retry-After`."},
    503: {"description": "Not taken, or outcome unknown: send the same again after `Retry-After`."},
}


class Comments(NamedTuple):
    """What these functions work with."""

    door: CommentDoor
    statuses: CommentStatuses
    pages: CommentPages


def _comments(request: Request) -> Comments:
    found: Comments = request.app.state.comments
    return found


Here = Annotated[Comments, Depends(_comments)]
router = APIRouter(tags=["comments"])


@router.post("/v1/articles/{article_id}/comments", summary="Comment on an article", responses=_ANSWERS, status_code=202)
async def comment(article_id: UUID, request: Request, here: Here, lang: Lang = "") -> Response:
    """JSON or a form: `name`, `email`, `text`, `consent`; `parent_id` to answer; `once` makes it safe to repeat."""
    language, plain = _language(request, lang), _is_form(request)
    sent = await _sent(request, form=plain)
    try:
        taken = await here.door.take(article_id, sent, request.client.host if request.client else "", language)
    except (Problem, OutcomeUnknown) as trouble:
        if not plain:
            raise
        problem = trouble if isinstance(trouble, Problem) else away("The newsroom", "The outcome is not known.")
        return await here.pages.form(request, article_id, sent, language, here.door.form_of(article_id), problem)
    page = here.door.links.status(taken)
    if plain:
        return RedirectResponse(page, _SEE_OTHER)
    status = f"/v1/comments/{here.door.links.token('comment', taken)}"
    said = {"comment_id": str(taken), "status": status, "page": page}
    return JSONResponse(said, HTTPStatus.ACCEPTED, {"Location": status})


@router.get("/articles/{article_id}/comments/new", include_in_schema=False)
async def new(article_id: UUID, request: Request, here: Here, lang: Lang = "", parent_id: str = "") -> Response:
    """The form by itself, for sites that have none of their own."""
    language, blank = _language(request, lang), Sent(parent_id=parent_id[:36], once=uuid4().hex)
    shut: Problem | None = None
    try:
        here.door.must_be_open(article_id)
    except Problem as problem:
        shut = problem
    return await here.pages.form(request, article_id, blank, language, here.door.form_of(article_id), shut)


@router.get("/v1/comments/{token}", summary="How a comment stands", responses={404: {"description": "Unknown."}})
async def standing(token: str, request: Request, here: Here) -> dict[str, Any]:
    """State, and why it is not public, in the code and in words. Nothing of what was written."""
    known = await _known(here, token)
    language, desk = _language(request, ""), known.desk
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
async def confirming(token: str, request: Request, here: Here, lang: Lang = "") -> Response:
    """The page that a mailed link leads to: nothing is confirmed by looking."""
    _named(here, token, "confirm")
    return await here.pages.confirm(request, _language(request, lang), done=False)


@router.post("/comments/confirm/{token}", include_in_schema=False)
async def confirm(token: str, request: Request, here: Here, lang: Lang = "") -> Response:
    """It is theirs."""
    await here.door.confirm(_named(here, token, "confirm"))
    return await here.pages.confirm(request, _language(request, lang), done=True)


@router.get("/comments/{token}", include_in_schema=False)
async def page(token: str, request: Request, here: Here, lang: Lang = "", done: str = "") -> Response:
    """How it stands, for whoever has the link."""
    return await here.pages.status(request, await _known(here, token), _language(request, lang), done=done)


@router.post("/comments/{token}/withdraw", include_in_schema=False)
async def withdraw(token: str, here: Here) -> Response:
    """Taken back, as far as the newsroom is told."""
    await here.door.take_back(_named(here, token, "comment"))
    return RedirectResponse(f"/comments/{token}?done=withdrawn", _SEE_OTHER)


def _named(here: Comments, token: str, purpose: Purpose) -> UUID:
    comment_id = here.door.links.comment(purpose, token)
    if comment_id is None:
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such comment", kind="not-found")
    return comment_id


async def _known(here: Comments, token: str) -> CommentStatus:
    comment_id = _named(here, token, "comment")
    return await here.statuses.get(comment_id) or CommentStatus(comment_id=comment_id)


def _is_form(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/x-www-form-urlencoded"


async def _sent(request: Request, *, form: bool) -> Sent:
    if len(await request.body()) > LARGEST:
        title, detail = "The comment is too large", f"At most {LARGEST} bytes are read. Shorten it."
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, title, detail, "too-large")
    if form:
        fields: Mapping[str, object] = await request.form(max_files=0, max_fields=30)
    else:
        try:
            fields = json.loads(await request.body())
        except (ValueError, RecursionError):
            fields = {}
    sent = Sent.of(fields if isinstance(fields, Mapping) else {})
    key = request.headers.get("idempotency-key", "")[:200]
    return Sent(**{**sent.__dict__, "once": key or sent.once[:200]})


def _language(request: Request, wanted: str) -> Language:
    return _PICKED.get(wanted) or preferred(request.headers.get("accept-language", ""))
