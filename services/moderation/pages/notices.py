"""`/notices`: what others did to what one is at, or to what is one's own."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.moderation.desk.notified import in_words
from services.moderation.pages.posted import posted
from services.moderation.pages.shown import go, show
from services.moderation.pages.visitor import Visiting
from services.moderation.parts import Here

router = APIRouter()
Sent = Annotated[object, Depends(posted)]


@router.get("/notices")
async def notices(request: Request, visitor: Visiting, here: Here) -> Response:
    """The newest fifty, the unread marked."""
    found = await in_words(await here.notices.of(visitor.editor.id), here.people.kept.accounts)
    return show(request, visitor, "notices.html", found=found)


@router.post("/notices/read")
async def read(_: Sent, visitor: Visiting, here: Here) -> Response:
    """All of them are read."""
    await here.notices.read(visitor.editor.id, None, here.clock())
    return go("/notices")
