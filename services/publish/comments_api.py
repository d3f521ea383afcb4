"""`GET /v1/articles/{id}/comments`: what readers said under an article."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response
from pydantic import AfterValidator

from services.publish.api import public_article
from services.publish.comments_store import Comments
from services.publish.fresh import answer
from services.publish.model import is_place
from services.publish.store import Articles
from services.publish.threads import MOST_ANSWERS, address, entry, words

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
    "removed": False,
    "answers": [],
    "answers_more": None,
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {"example": {"comments": [_EXAMPLE], "after": None}}}},
    304: {"description": "It is still what the tag in If-None-Match stands for."},
    404: {"description": "There is no such article, or it is not public."},
    410: {"description": "It was erased."},
    422: {"description": "A parameter does not have the right form; `errors` names it."},
}
_AFTER = Query(max_length=100, description="The `after` of the page before.")
_ANSWERS_TO = Query(description="The answers to this comment alone, without nesting.")


def _cursor(text: str) -> str:
    if not is_place(text):
        raise ValueError("this is not the `after` of a page; leave it out to begin with the oldest")
    return text


After = Annotated[str, AfterValidator(_cursor)]


def routes(articles: Articles, comments: Comments) -> APIRouter:
    """The one route; both stores are only read."""
    router = APIRouter(prefix="/v1", tags=["comments"])

    @router.get(
        "/articles/{article_id}/comments",
        summary="What readers said, the oldest first",
        responses=_ANSWERS,
    )
    async def under(
        article_id: UUID,
        after: Annotated[After | None, _AFTER] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
        answers_to: Annotated[UUID | None, _ANSWERS_TO] = None,
        if_none_match: Annotated[str | None, Header()] = None,
    ) -> Response:
        """Two levels deep: each with its first `answers`; where there are more, `answers_more` says where.

        What was removed or erased stands as a gap where it was answered: `removed`, without name and words. A page may
        hold fewer than were asked for, even none; `after` and the `Link` alone say whether more follow.
        """
        article = public_article(await articles.get(article_id))
        if article["status"] != "published":
            return answer({"comments": [], "after": None}, None, if_none_match)
        if answers_to:
            page, further = await _answers(comments, article_id, answers_to, after, limit)
        else:
            page, further = await _threads(comments, article_id, after, limit)
        asked = {"limit": limit, "after": further, **({"answers_to": answers_to} if answers_to else {})}
        return answer(
            {"comments": page, "after": further}, address(article_id, **asked) if further else None, if_none_match
        )

    return router


Page = tuple[list[dict[str, Any]], str | None]


async def _threads(comments: Comments, article_id: UUID, after: str | None, limit: int) -> Page:
    found = await comments.threads(article_id, after=after, limit=limit + 1, answers=MOST_ANSWERS + 1)
    page = found[:limit]
    shown = [one for thread in page if (one := entry(thread, article_id))]
    return shown, page[-1].place if len(found) > limit else None


async def _answers(comments: Comments, article_id: UUID, to: UUID, after: str | None, limit: int) -> Page:
    found = await comments.answers(article_id, to, after=after, limit=limit + 1)
    page = found[:limit]
    shown = [one for kept in page if (one := words(kept))]
    return shown, page[-1].place if len(found) > limit else None
