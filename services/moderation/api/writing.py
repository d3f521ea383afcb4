"""`POST /api/articles` and what is done to an article before anybody decides on it: giving it away, notes."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from fastapi import APIRouter

from services.moderation.api.answers import answer, done, refuse
from services.moderation.api.asking import Asking
from services.moderation.desk import orders
from services.moderation.model.article import Article
from services.moderation.parts import Here

router = APIRouter(prefix="/api/articles", tags=["articles"])


@router.post("", summary="Begin an article at the desk", status_code=HTTPStatus.CREATED)
async def start(body: orders.Start, editor: Asking, here: Here) -> dict[str, Any]:
    """It is held like any other; the house may want another person to approve it. Safe to repeat with its id."""
    outcome = await here.writing.start(body, editor)
    if isinstance(outcome, Article):
        return done(outcome)
    raise await refuse(here.desk.articles, body.article_id, outcome)


@router.post("/{article_id}/assign", summary="Give it to an editor")
async def assign(article_id: UUID, body: orders.Assign, editor: Asking, here: Here) -> dict[str, Any]:
    """With a time by which it is due, or without. The reporter is told; no decision becomes stale by it."""
    return await answer(here.desk.articles, article_id, await here.writing.assign(article_id, body, editor))


@router.post("/{article_id}/unassign", summary="It is nobody's")
async def unassign(article_id: UUID, editor: Asking, here: Here) -> dict[str, Any]:
    """Takes it off whoever has it."""
    return await answer(here.desk.articles, article_id, await here.writing.unassign(article_id, editor))


@router.post("/{article_id}/comments", summary="Open or close readers' comments")
async def comments(article_id: UUID, body: orders.Commenting, editor: Asking, here: Here) -> dict[str, Any]:
    """At once for what is live; no decision becomes stale by it."""
    return await answer(here.desk.articles, article_id, await here.desk.settle_comments(article_id, body, editor))


@router.post("/{article_id}/front", summary="Its place on the front page")
async def front(article_id: UUID, body: orders.Placing, editor: Asking, here: Here) -> dict[str, Any]:
    """The lead, pinned, or null: where its time puts it. No decision becomes stale by it."""
    return await answer(here.desk.articles, article_id, await here.desk.place(article_id, body, editor))


@router.post("/{article_id}/notes", summary="Leave a note for the desk")
async def note(article_id: UUID, body: orders.NewNote, editor: Asking, here: Here) -> dict[str, Any]:
    """At a field or at the whole article; no reporter and no topic hears of it."""
    return await answer(here.desk.articles, article_id, await here.writing.note(article_id, body, editor))


@router.post("/{article_id}/notes/{note_id}/mark", summary="A note is done, or open again")
async def mark(article_id: UUID, note_id: UUID, body: orders.Mark, editor: Asking, here: Here) -> dict[str, Any]:
    """Anybody at the desk may say so."""
    return await answer(here.desk.articles, article_id, await here.writing.mark(article_id, note_id, body, editor))


@router.delete("/{article_id}/notes/{note_id}", summary="Take your own note away")
async def remove(article_id: UUID, note_id: UUID, editor: Asking, here: Here) -> dict[str, Any]:
    """Only who wrote it can."""
    return await answer(here.desk.articles, article_id, await here.writing.remove(article_id, note_id, editor))
