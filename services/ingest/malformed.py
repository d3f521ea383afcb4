"""A draft of the wrong form is refused in words that name every wrong field, and what there is instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from shared.facts import Draft, Photo
from shared.problems import FieldError, Problem, field_errors

_TITLE = "The request does not have the right form"
_NOTHING_KEPT = "Nothing was kept. Mend the fields named in `errors` and send it again."
_ELSEWHERE: Mapping[str, str] = {
    "article_id": "an id is chosen with PUT /v1/drafts/{article_id}, or by an Idempotency-Key",
    "base_revision": "a revision is sent with PUT /v1/drafts/{article_id}",
}
_OF_A_PHOTO = tuple(name for name in Photo.model_fields if name != "sizes")
"""Its sizes are known from the picture itself."""


def install(app: FastAPI) -> None:
    """Answer a request of the wrong form so; after `problems.install`."""
    app.add_exception_handler(RequestValidationError, _malformed)


async def _malformed(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type alone
    return malformed(error.errors()).answer()


def must_say_something(draft: Draft) -> None:
    """Raises the problem of a draft in which nothing was written."""
    if not any((draft.headline, draft.lead, draft.body, draft.source, draft.note, draft.photo, draft.photos)):
        empty = FieldError("body", "the draft is empty: write at least a headline, a first sentence or a body")
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, _TITLE, _NOTHING_KEPT, "malformed", [empty])


def malformed(faults: Sequence[Mapping[str, Any]]) -> Problem:
    """The problem that names every one of these faults, as pydantic tells them."""
    said = field_errors(RequestValidationError(faults))
    errors = [_in_words(fault, one) for fault, one in zip(faults, said, strict=True)]
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, _TITLE, _NOTHING_KEPT, "malformed", errors)


def _in_words(fault: Mapping[str, Any], said: FieldError) -> FieldError:
    match fault["type"]:
        case "model_type":
            return FieldError(said.field, 'a JSON object is needed here, such as {"headline": "…"}')
        case "extra_forbidden" if said.field in _ELSEWHERE:
            return FieldError(said.field, _ELSEWHERE[said.field])
        case "extra_forbidden":
            known = _OF_A_PHOTO if said.field.startswith(("photo.", "photos.")) else tuple(Draft.model_fields)
            return FieldError(said.field, f"there is no such field; known are {', '.join(known)}")
        case str(kind) if kind.startswith(("datetime", "timezone")):
            return FieldError(said.field, "a time with its zone is needed here, such as 2026-12-01T07:00:00+07:00")
        case "tuple_type" | "list_type":
            return FieldError(said.field, "a list is needed here, such as []")
    return said
