"""An answer with a tag that stands for its bytes, so that who has them already need not get them again."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import Any

from fastapi import Response
from fastapi.responses import JSONResponse

ASK_AGAIN = {"Cache-Control": "no-cache"}
"""Caches may keep it, and ask each time: what was removed must not be read from one by its own rules."""


def answer(body: dict[str, Any], further: str | None, if_none_match: str | None) -> Response:
    """200 with a strong ETag, or 304 where it is among `if_none_match`; `further` is the address of the next page."""
    response = JSONResponse(body, headers=ASK_AGAIN)
    tag = f'"{hashlib.sha256(response.body).hexdigest()[:32]}"'
    if _among(tag, if_none_match or ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag, **ASK_AGAIN})
    response.headers["ETag"] = tag
    if further:
        response.headers["Link"] = f'<{further}>; rel="next"'
    return response


def _among(tag: str, if_none_match: str) -> bool:
    """By the weak comparison that RFC 9110 asks for; what a proxy made weak still stands for the same words."""
    given = {one.strip().removeprefix("W/") for one in if_none_match.split(",")}
    return tag in given or given == {"*"}
