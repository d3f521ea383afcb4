"""`GET /api/events`: what happens at the desk, as it happens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse

from services.moderation.api.asking import Asking, Bearer
from services.moderation.parts import Here
from services.moderation.streaming import HEADERS, stream

router = APIRouter(prefix="/api", tags=["queue"])


@router.get("/events", summary="What happens at the desk", response_class=StreamingResponse)
async def events(
    here: Here, editor: Asking, credentials: Bearer, last_event_id: Annotated[str | None, Header(max_length=50)] = None
) -> StreamingResponse:
    """Server-sent events.

    `article` (id, version, state, who, what), `counts` (ask again), `comments` (some came in), `presence` (id:
    somebody opened that article or left it), `notice` (for you alone), `resync` (load anew).
    """
    token = credentials.credentials if credentials else ""
    return StreamingResponse(
        stream(here.happenings, editor.id, last_event_id, lambda: here.door.still_in(token)), headers=HEADERS
    )
