"""`/articles/{id}`: one article."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from services.moderation.model.article import Article
from services.moderation.pages.compared import Compared
from services.moderation.pages.finding import found, words_of
from services.moderation.pages.sheet import Since, sheet
from services.moderation.pages.visitor import Visiting, Visitor
from services.moderation.parts import Here, Parts

router = APIRouter()

Decided = Annotated[UUID | None, Query(description="The article that was decided just before.")]


@router.get("/articles/{article_id}")
async def article(
    request: Request, article_id: UUID, visitor: Visiting, here: Here, decided: Decided = None
) -> Response:
    """The article; above it, where one was decided just before, the way to undo that, and what is new to its reader."""
    asked = await found(here, article_id)
    before = await here.desk.articles.get(decided) if decided else None
    since = await _since(here, visitor, asked)
    if await here.notices.read_about(visitor.editor.id, article_id, here.clock()):
        visitor = replace(visitor, unread=await here.notices.unread(visitor.editor.id))
    return await sheet(request, visitor, here, asked, decided=before, since=since)


async def _since(here: Parts, visitor: Visitor, article: Article) -> Since | None:
    """What somebody else changed since this editor last looked. Opening it is looking."""
    if article.state == "erased":
        return None
    known = await here.words.look(article.article_id, article.revision, visitor.editor)
    if known is None or all(ref.by == visitor.editor.id for ref in article.revisions if ref.number > known):
        return None
    words = await words_of(here, article, known)
    compared = Compared.of(words, article.content) if words else None
    return Since(known, compared) if compared else None
