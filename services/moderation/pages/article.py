"""`/articles/{id}`: one article."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from services.moderation.model.article import Article
from services.moderation.pages.sheet import sheet
from services.moderation.pages.visitor import Visiting
from services.moderation.parts import Here, Parts
from shared.problems import Problem

router = APIRouter()

Decided = Annotated[UUID | None, Query(description="The article that was decided just before.")]


@router.get("/articles/{article_id}")
async def article(
    request: Request, article_id: UUID, visitor: Visiting, here: Here, decided: Decided = None
) -> Response:
    """The article, and above it, where one was decided just before, the way to undo that."""
    before = await here.desk.articles.get(decided) if decided else None
    return await sheet(request, visitor, here, await found(here, article_id), decided=before)


async def found(here: Parts, article_id: UUID) -> Article:
    """The article; 404 where there is none."""
    article = await here.desk.articles.get(article_id)
    if article is None:
        raise Problem(404, "There is no such article", kind="not-found")
    return article
