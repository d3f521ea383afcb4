"""What a request about a comment asks for: which fields it sends, in which language, and whether a page answers it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import Request
from starlette.exceptions import HTTPException

from services.ingest.comments.form import Sent
from services.ingest.comments.refusals import Refused
from shared.pages import Language, preferred

LARGEST, LARGEST_FORM = 64 * 1024, 192 * 1024
"""Bytes of a comment as it is sent. A form writes one letter as up to twelve bytes."""
_PICKED: Mapping[str, Language] = {"id": "id", "en": "en"}
_FORM = "application/x-www-form-urlencoded"
_LONGEST_KEY, _MOST_FIELDS = 200, 100


def is_form(request: Request) -> bool:
    """Whether a browser sent a form."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == _FORM


def wants_page(request: Request) -> bool:
    """Whether somebody looks at the answer: a page's address, a form, or a browser that asks for HTML."""
    kinds = [part.partition(";")[0].strip().lower() for part in request.headers.get("accept", "").split(",")]
    html = "text/html" in kinds and "application/json" not in kinds[: kinds.index("text/html")]
    return html or is_form(request) or not request.url.path.startswith("/v1/")


def language_of(request: Request) -> Language:
    """The one its `language` field names, else `lang` of its address, else what its browser prefers."""
    sent = sent_before(request)
    picked = _PICKED.get(sent.language) or _PICKED.get(request.query_params.get("lang", ""))
    return picked or preferred(request.headers.get("accept-language", ""))


def sent_before(request: Request) -> Sent:
    """The fields of this request as far as they have been read."""
    found: Sent = getattr(request.state, "sent", None) or Sent()
    return found


async def sent_by(request: Request) -> Sent:
    """The fields of a form or of a JSON object. Raises `Refused` for what is too large, or cannot be read."""
    if len(await request.body()) > (LARGEST_FORM if is_form(request) else LARGEST):
        raise Refused("too-large")
    fields = await _fields(request)
    sent = Sent.of(fields, closed=not is_form(request))
    key = request.headers.get("idempotency-key", "") or sent.once
    request.state.sent = Sent(**{**sent.__dict__, "once": key[:_LONGEST_KEY]})
    return sent_before(request)


async def _fields(request: Request) -> Mapping[str, object]:
    if not is_form(request):
        try:
            fields = json.loads(await request.body())
        except (ValueError, RecursionError) as error:
            raise Refused("not-json") from error
        if not isinstance(fields, Mapping):
            raise Refused("not-json")
        return fields
    try:
        return await request.form(max_files=0, max_fields=_MOST_FIELDS)
    except HTTPException as error:
        if error.status_code != HTTPStatus.BAD_REQUEST:
            raise
        raise Refused("unreadable") from error
