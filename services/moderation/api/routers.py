"""Everything that the API answers, in the order in which `/docs` tells it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from services.moderation.api import (
    articles,
    attendance,
    comments,
    contacts,
    dead_letters,
    editors,
    events,
    house,
    own,
    queue,
    reporters,
    session,
    settled,
    summary,
    words,
    writing,
)
from services.moderation.model.unsaved import LARGEST
from shared.limits import LimitedBody, Paths

_OF_PEOPLE = (session, own, editors)
_OF_ARTICLES = (queue, events, articles, words, writing, attendance)
_OF_THE_NEWSROOM = (comments, summary, reporters, contacts, settled, house)
_OF_THE_MACHINE = (dead_letters,)
_ANSWERS: dict[int | str, dict[str, Any]] = {
    HTTPStatus.UNAUTHORIZED: {"description": "You are not signed in, or your session has ended."},
    HTTPStatus.FORBIDDEN: {"description": "Your role does not do this."},
    HTTPStatus.NOT_FOUND: {"description": "There is nothing of this id."},
    HTTPStatus.CONFLICT: {"description": "It has changed since, or its state does not allow it: `detail` says which."},
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: {"description": "It is too large."},
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: {"description": "It is not JSON."},
    HTTPStatus.UNPROCESSABLE_ENTITY: {"description": "`errors` names every field that has the wrong form."},
    HTTPStatus.SERVICE_UNAVAILABLE: {"description": "Not done: the same again after `Retry-After`."},
}
_LARGEST_BODY = 6 * LARGEST
"""What an editor may have typed and not saved; JSON may write one character as six bytes."""


def install(app: FastAPI) -> None:
    """Answer under `/api`."""
    app.add_middleware(LimitedBody, most=_LARGEST_BODY, paths=Paths(under="/api/"))
    for part in (*_OF_PEOPLE, *_OF_ARTICLES, *_OF_THE_NEWSROOM, *_OF_THE_MACHINE):
        app.include_router(part.router, responses=_ANSWERS)
