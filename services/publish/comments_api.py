"""`GET /v1/articles/{id}/comments`: what readers said under an article."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from services.publish.api import public_article
from services.publish.model import KeptComment
from services.publish.store import Articles, Comments

_EXAMPLE = {
    "comment_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "version": 2,
    "article_id": "0b9d2f8e-4a51-4c7e-9a0e-3c1f5f2d7a10",
    "parent_id": None,
    "status": "published",
    "name": "Sari",
    "text": "Terima kasih.",
    "html": "<p>Terima kasih.</p>",
    "edited": False,
    "written_at": "2026-11-24T05:00:00Z",
    "reason": None,
    "answers": [],
}


def routes(articles: Articles, comments: Comments) -> APIRouter:
    """The one route; both stores are only read."""
    router = APIRouter(prefix="/v1", tags=["comments"])

    @router.get(
        "/articles/{article_id}/comments",
        summary="What readers said under an article, the oldest first",
        responses={
            200: {"content": {"application/json": {"example": {"comments": [_EXAMPLE], "after": None}}}},
            404: {"description": "There is no such article, or it is not public."},
            410: {"description": "It was erased."},
        },
    )
    async def under(
        article_id: UUID,
        after: Annotated[str | None, Query(max_length=100, description="The `after` of the page before.")] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
    ) -> dict[str, Any]:
        """Two levels deep: each with its `answers`. What was removed stands as a gap where it was answered.

        A page may hold fewer than were asked for, even none; `after` alone says whether more follow.
        """
        article = public_article(await articles.get(article_id))
        if article["status"] != "published":
            return {"comments": [], "after": None}
        found = await comments.under(article_id, after=after, limit=limit + 1)
        page, more = found[:limit], len(found) > limit
        answers: dict[str, list[dict[str, Any]]] = {}
        for one in await comments.answers(article_id, (kept.comment_id for kept in page)):
            shown = _shown(one)
            if shown and shown["status"] == "published":
                answers.setdefault(str(shown["parent_id"]), []).append(shown)
        shown_page = [
            {**shown, "answers": below}
            for kept in page
            if (shown := _shown(kept))
            and ((below := answers.get(str(kept.comment_id), [])) or shown["status"] == "published")
        ]
        return {"comments": shown_page, "after": page[-1].place if more else None}

    return router


def _shown(kept: KeptComment) -> dict[str, Any] | None:
    public = kept.published()
    return public.model_dump(mode="json", exclude={"at"}) if public else None
