"""What an app's OpenAPI document says of errors: each is a problem (RFC 9457), and any call may be put off."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi import FastAPI

_KIND = "application/problem+json"
_TEXT: dict[str, Any] = {"type": "string"}
_PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "What went wrong, and how to mend it (RFC 9457). Some kinds say more besides.",
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {**_TEXT, "description": "`urn:redaksi:problem:…`, which stays the same; or `about:blank`."},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {**_TEXT, "description": "What to do."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {**_TEXT, "description": "Such as `photo.caption`."}, "message": _TEXT},
            },
        },
    },
}
_CONTENT = {_KIND: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_BUSY = "Not done: the same again after `Retry-After`."
_MALFORMED = "`errors` names every field that has the wrong form."
_FASTAPIS_OWN = ("HTTPValidationError", "ValidationError")


def install(app: FastAPI) -> None:
    """Say so in the app's OpenAPI document, whatever else is added to it."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        return described(made())

    app.openapi = openapi  # type: ignore[method-assign]


def described(document: dict[str, Any]) -> dict[str, Any]:
    """The document, in which every error has the form that it really has. Doing it again changes nothing."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _FASTAPIS_OWN:
        schemas.pop(name, None)
    schemas["Problem"] = _PROBLEM
    for call in _calls(document):
        answers = call["responses"]
        answers.setdefault(str(int(HTTPStatus.SERVICE_UNAVAILABLE)), {"description": _BUSY})
        for status, one in answers.items():
            if status.isdigit() and int(status) >= HTTPStatus.BAD_REQUEST:
                pages = {kind: form for kind, form in one.get("content", {}).items() if not kind.endswith("json")}
                one["content"] = {**_CONTENT, **pages}
                if one["description"] == "Validation Error":
                    one["description"] = _MALFORMED
    return document


def _calls(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for verbs in document["paths"].values():
        yield from verbs.values()
