"""What an open queue fetches: events, one row, how many are new, the tabs. Parts of pages, never pages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import AwareDatetime

from services.moderation.pages.queue import Looking, at_a_tab, counts, of_look, one_row
from services.moderation.pages.shown import show
from services.moderation.pages.visitor import Visiting
from services.moderation.parts import Here
from services.moderation.streaming import HEADERS, stream

router = APIRouter()
_MOST = 100


@router.get("/events")
async def events(
    visitor: Visiting, here: Here, last_event_id: Annotated[str | None, Header(max_length=50)] = None
) -> StreamingResponse:
    """What happens at the desk, for as long as the page is open and its reader signed in."""
    told = stream(here.happenings, visitor.editor.id, last_event_id, lambda: here.door.still_in(visitor.token))
    return StreamingResponse(told, headers=HEADERS)


@router.get("/queue/rows/{article_id}")
async def row(request: Request, article_id: UUID, look: Looking, visitor: Visiting, here: Here) -> Response:
    """One row, as it is now."""
    shown = await one_row(request, visitor, here, article_id, at_a_tab(look))
    return shown or Response(status_code=404)


@router.get("/queue/news")
async def news(
    request: Request,
    look: Looking,
    visitor: Visiting,
    here: Here,
    since: Annotated[AwareDatetime, Query()],
) -> Response:
    """How many have come since the page was made, in what it looks at."""
    look = at_a_tab(look)
    search = look.search(visitor.editor.id, here.clock(), await here.houses.zone())
    many = await here.desk.articles.newcomers(search, _sane(since, search.at), _MOST)
    return show(request, visitor, "_news.html", many=many, most=_MOST, **of_look(look, search))


@router.get("/queue/tabs")
async def tabs(request: Request, look: Looking, visitor: Visiting, here: Here) -> Response:
    """The tabs with how many there are now."""
    look = at_a_tab(look)
    search = look.search(visitor.editor.id, here.clock(), await here.houses.zone())
    return show(request, visitor, "_tabs.html", counts=await counts(here, search), **of_look(look, search))


def _sane(since: datetime, now: datetime) -> datetime:
    return min(since, now) if since.year > 1 else now
