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

_OF_PEOPLE = (session, own, editors)
_OF_ARTICLES = (queue, events, articles, words, writing, attendance)
_OF_THE_NEWSROOM = (comments, summary, reporters, contacts, settled, house)
_OF_THE_MACHINE = (dead_letters,)
_ANSWERS: dict[int | str, dict[str, Any]] = {
    HTTPStatus.UNAUTHORIZED: {"description": "You are not signed in, or your session has ended."},
    HTTPStatus.FORBIDDEN: {"description": "Your role does not do this."},
    HTTPStatus.NOT_FOUND: {"description": "There is nothing of this id."},
    HTTPStatus.CONFLICT: {"description": "It has changed since, or its state does not allow it: `detail` says which."},
    HTTPStatus.UNPROCESSABLE_ENTITY: {"description": "`errors` names every field that has the wrong form."},
    HTTPStatus.SERVICE_UNAVAILABLE: {"description": "Not done: the same again after `Retry-After`."},
}


def install(app: FastAPI) -> None:
    """Answer under `/api`."""
    for part in (*_OF_PEOPLE, *_OF_ARTICLES, *_OF_THE_NEWSROOM, *_OF_THE_MACHINE):
        app.include_router(part.router, responses=_ANSWERS)
