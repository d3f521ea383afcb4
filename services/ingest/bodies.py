"""A draft as a request brings it: read from its JSON in one step, and told as such at `/docs`."""

from __future__ import annotations

from typing import Any, TypeVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from pydantic.json_schema import models_json_schema

from services.ingest.model import DraftIn, RevisionIn

D = TypeVar("D", bound=DraftIn)

_COMPONENTS = "#/components/schemas/"
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "Your own name for this draft: the same key gives the same article, however often it is sent.",
}


async def draft_of(request: Request, form: type[D]) -> D:
    """The draft in this request's body. Raises `RequestValidationError`, with every fault.

    Not a parameter of the endpoint: FastAPI would read JSON into values first and validate those then,
    which with all it does beside takes more of a draft's time than everything else at the door.
    """
    try:
        return form.model_validate_json(await request.body())
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        raise RequestValidationError([{**fault, "loc": ("body", *fault["loc"])} for fault in faults]) from None


def told(form: type[DraftIn], *, with_key: bool = False) -> dict[str, Any]:
    """What OpenAPI has to say of a body that is read here."""
    content = {"application/json": {"schema": {"$ref": f"{_COMPONENTS}{form.__name__}"}}}
    said: dict[str, Any] = {"requestBody": {"required": True, "content": content}, "security": [{"HTTPBearer": []}]}
    return {**said, "parameters": [_KEY]} if with_key else said


def install(app: FastAPI) -> None:
    """Add the forms to the app's OpenAPI document."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        forms = [(DraftIn, "validation"), (RevisionIn, "validation")]
        _, schema = models_json_schema(forms, ref_template=_COMPONENTS + "{model}")  # type: ignore[arg-type]
        document = made()
        document["components"]["schemas"].update(schema["$defs"])
        return document

    app.openapi = openapi  # type: ignore[method-assign]
