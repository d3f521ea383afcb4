"""`GET /api/articles`, the queue; how many there are; and the views that editors keep of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from services.moderation.api.asking import Asking
from services.moderation.desk.looking import Look
from services.moderation.parts import Here
from services.moderation.store.views import View
from shared.facts import Line
from shared.problems import FieldError, Problem

MOST_OF_MINE = 100

router = APIRouter(prefix="/api", tags=["queue"])


class NewView(BaseModel):
    """A view to be kept: `query` is what stands behind the `?` of the queue's address."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"name": "Daerah", "query": "tab=todo"}})

    name: Annotated[Line, Field(min_length=1, max_length=60)]
    query: Annotated[str, Field(max_length=1000)] = ""
    shared: Annotated[bool, Field(description="For the whole desk, not for you alone.")] = False


class NewName(BaseModel):
    """What a view is to be called."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Line, Field(min_length=1, max_length=60)]


@router.get("/articles", summary="The queue, by whose turn it is")
async def queue(here: Here, editor: Asking, look: Annotated[Look, Query()]) -> dict[str, Any]:
    """A page of it. `further` is the next page's `after`, `back` the `before` of the one before; null where none is."""
    found = await here.desk.articles.search(look.search(editor.id, here.clock(), await here.houses.zone()))
    articles = [row.model_dump(mode="json") for row in found.rows]
    return {"articles": articles, "further": found.further, "back": found.back}


@router.get("/counts", summary="How many there are in each tab")
async def counts(here: Here, editor: Asking) -> dict[str, int]:
    """Kept with every decision, not counted; what is yours is counted, up to 100."""
    now = here.clock()
    tally = await here.desk.articles.counts.tally(now)
    mine = Look(tab="mine").search(editor.id, now, await here.houses.zone())
    return {**tally.model_dump(), "mine": await here.desk.articles.how_many(mine, MOST_OF_MINE)}


@router.get("/views", summary="Your views and the desk's")
async def views(here: Here, editor: Asking) -> list[View]:
    """By name."""
    return await here.views.of(editor.id)


@router.post("/views", summary="Keep a view", status_code=HTTPStatus.CREATED)
async def keep_view(body: NewView, here: Here, editor: Asking) -> View:
    """409 where you have as many as you can keep."""
    try:
        query = Look.of(body.query).lasting()
    except ValueError:
        fault = FieldError("query", "this is not an address of the queue")
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Nothing can be seen there", "", "malformed", [fault]) from None
    kept = await here.views.keep(body.name, query, editor.id, shared=body.shared)
    if kept is None:
        raise Problem(HTTPStatus.CONFLICT, "There are too many views", "Delete one first.", "not-possible")
    return kept


@router.patch("/views/{view_id}", summary="Call it otherwise")
async def rename_view(view_id: str, body: NewName, here: Here, editor: Asking) -> View:
    """Yours, or one of the desk's."""
    renamed = await here.views.rename(view_id, body.name, editor.id)
    if renamed is None:
        raise _unknown()
    return renamed


@router.delete("/views/{view_id}", summary="Delete a view", status_code=HTTPStatus.NO_CONTENT)
async def delete_view(view_id: str, here: Here, editor: Asking) -> Response:
    """Yours, or one of the desk's."""
    if not await here.views.delete(view_id, editor.id):
        raise _unknown()
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _unknown() -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, "You have no such view", kind="not-found")
