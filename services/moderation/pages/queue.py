"""`/`: the queue."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.moderation.desk.looking import Look
from services.moderation.model.afterwards import undo_until
from services.moderation.pages.article import Decided
from services.moderation.pages.shown import show
from services.moderation.pages.visitor import Visiting
from services.moderation.parts import Here

router = APIRouter()


@router.get("/")
async def queue(request: Request, visitor: Visiting, here: Here, decided: Decided = None) -> Response:
    """What is held, the oldest first; above it, where an article was decided just before, the way to undo that."""
    found = await here.desk.articles.search(Look(tab="todo").search(visitor.editor.id, here.clock(), here.zone))
    before = await here.desk.articles.get(decided) if decided else None
    until = undo_until(before) if before else None
    return show(request, visitor, "queue.html", found=found, decided=before, decided_until=until)
