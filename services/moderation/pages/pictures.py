"""`/media/…`: pictures as editors see them before the public does."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from services.moderation.pages.visitor import Visiting
from services.moderation.parts import Here
from shared.media import serve

router = APIRouter()


@router.get("/media/{media}/{name}")
async def picture(media: str, name: str, _: Visiting, here: Here) -> Response:
    """One file of a held picture."""
    return await serve(here.desk.pictures.shelf, "held", media, name)
