"""A picture's file as an answer over HTTP."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from shared.media.names import TYPES
from shared.media.shelf import Area, Shelf, ShelfAway

FOR_EVER = "public, max-age=31536000, immutable"
"""What stands under a picture's name never changes: its id is made of its bytes."""
_OURS = "private, max-age=3600"
_AGAIN = {"Retry-After": "5"}


async def serve(shelf: Shelf, area: Area, media: str, name: str) -> Response:
    """The file; 404 where it is not there, 503 where the store is away."""
    try:
        content = await shelf.read(area, media, name)
    except ShelfAway:
        return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers=_AGAIN)
    if content is None:
        return Response(status_code=HTTPStatus.NOT_FOUND, headers={"Cache-Control": "no-store"})
    headers = {
        "Cache-Control": FOR_EVER if area == "public" else _OURS,
        "Content-Disposition": "inline",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, headers=headers, media_type=TYPES[name.rpartition(".")[2]])
