"""A picture's file as an answer over HTTP."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from shared.media.names import TYPES
from shared.media.shelf import Area, Shelf, ShelfAway
from shared.problems import Problem, away

FOR_EVER = "public, max-age=31536000, immutable"
"""What stands under a picture's name never changes: its id is made of its bytes."""
_OURS = "private, max-age=3600"


async def serve(shelf: Shelf, area: Area, media: str, name: str) -> Response:
    """The file; 404 where it is not there, 503 where the store is away."""
    try:
        content = await shelf.read(area, media, name)
    except ShelfAway:
        return away("The store of pictures", "Ask again in a moment.").answer()
    if content is None:
        headers = {"Cache-Control": "no-store"}
        return Problem(HTTPStatus.NOT_FOUND, "There is no such picture", kind="not-found", headers=headers).answer()
    headers = {
        "Cache-Control": FOR_EVER if area == "public" else _OURS,
        "Content-Disposition": "inline",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, headers=headers, media_type=TYPES[name.rpartition(".")[2]])
