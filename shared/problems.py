"""Errors over HTTP: RFC 9457 problem details that name the field and how to mend it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pymongo.errors import ConnectionFailure, ExecutionTimeout, PyMongoError
from starlette.exceptions import HTTPException

from shared.bus import OutcomeUnknown, Unsendable

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

log = logging.getLogger(__name__)

RETRY_AFTER = "5"
"""Seconds after which trying again is worth it when a server of ours is away."""

_NO_JSON = {"json_invalid", "json_type"}
_NOT_EVEN_TEXT = "There was an error parsing the body"
"""What FastAPI says of a body that is not UTF-8, with a status that names no field."""


@dataclass(frozen=True)
class FieldError:
    """What is wrong at one field (`photo.caption`), in words that say how to mend it."""

    field: str
    message: str


@dataclass
class Problem(Exception):  # noqa: N818 - the RFC's word for it
    """An answer that is an error. `kind` is the last part of its stable type, such as `missing-fields`."""

    status: int
    title: str
    detail: str = ""
    kind: str = "about:blank"
    errors: Sequence[FieldError] = ()
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.title)

    def answer(self) -> JSONResponse:
        """The response that says so."""
        body: dict[str, Any] = {"type": self.kind, "title": self.title, "status": self.status}
        if self.kind != "about:blank":
            body["type"] = f"urn:redaksi:problem:{self.kind}"
        if self.detail:
            body["detail"] = self.detail
        if self.errors:
            body["errors"] = [{"field": error.field, "message": error.message} for error in self.errors]
        return JSONResponse(
            {**body, **self.extra}, self.status, headers=self.headers, media_type="application/problem+json"
        )


def away(what: str, detail: str) -> Problem:
    """503: a server of ours is away; nothing was lost, and trying again later is right."""
    headers = {"Retry-After": RETRY_AFTER}
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, f"{what} is not available", detail, "unavailable", headers=headers)


def install(app: FastAPI) -> None:
    """Answer every error of this app as a problem, never as a bare 500 for what has a name."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OutcomeUnknown, _unknown)
    app.add_exception_handler(Unsendable, _unsendable)
    app.add_exception_handler(PyMongoError, _mongo)


def field_errors(error: Any) -> list[FieldError]:
    """The field errors of a pydantic validation error, one for each wrong field, none with its content."""
    faults = error.errors(include_url=False, include_input=False) if hasattr(error, "json") else error.errors()
    return [FieldError("body" if fault["type"] in _NO_JSON else _path(fault["loc"]), _words(fault)) for fault in faults]


def _path(place: Sequence[Any]) -> str:
    parts = list(place)
    if len(parts) > 1 and parts[0] in {"body", "query", "path", "header", "cookie"}:
        parts = parts[1:]
    return ".".join(str(part) for part in parts)


def _words(fault: dict[str, Any]) -> str:
    if fault["type"] in _NO_JSON:
        return f"this is not JSON: {fault.get('ctx', {}).get('error', 'it cannot be read')}"
    if fault["type"] == "extra_forbidden":
        return "there is no such field; remove it or check its spelling"
    return str(fault["msg"]).removeprefix("Value error, ")


async def _problem(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)  # noqa: S101 - registered for this type alone
    return error.answer()


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    return _malformed(field_errors(error))


def _malformed(errors: Sequence[FieldError]) -> JSONResponse:
    detail = "Nothing was kept. Mend the fields named in `errors` and send it again."
    title = "The request does not have the right form"
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, title, detail, "malformed", errors).answer()


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type alone
    if error.status_code == HTTPStatus.BAD_REQUEST and error.detail == _NOT_EVEN_TEXT:
        return _malformed([FieldError("body", "this is not JSON in UTF-8")])
    headers = dict(error.headers or {})
    return Problem(error.status_code, str(error.detail), headers=headers).answer()


async def _unknown(_: Request, error: Exception) -> JSONResponse:
    log.warning("no acknowledgement in time", extra={"error": str(error)})
    detail = "Outcome unknown: it may or may not have been accepted. Send the same again, with the same key."
    return away("Kafka", detail).answer()


async def _unsendable(_: Request, error: Exception) -> JSONResponse:
    title = "This is larger than can be accepted"
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, title, str(error), "too-large").answer()


async def _mongo(_: Request, error: Exception) -> JSONResponse:
    log.warning("MongoDB did not answer", extra={"error": type(error).__name__})
    passing = isinstance(error, (ConnectionFailure, ExecutionTimeout)) or getattr(error, "timeout", False)
    detail = "Nothing was changed that was not answered for; try again." if passing else type(error).__name__
    return away("MongoDB", detail).answer()
