"""`/api/articles/{id}/unsaved` and `/api/related`: words that are not yet a revision."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.moderation.api.answers import unknown
from services.moderation.api.asking import EDITORS_ONLY, Asking
from services.moderation.model.unsaved import LARGEST, Save, Unsaved
from services.moderation.parts import Here
from shared.problems import Problem

router = APIRouter(prefix="/api", tags=["words"])


@router.get("/articles/{article_id}/unsaved", summary="What you typed and did not save")
async def unsaved(article_id: UUID, editor: Asking, here: Here) -> Unsaved:
    """Yours alone; 404 where there is none."""
    found = await here.words.unsaved(article_id, editor)
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, "There is nothing unsaved", kind="not-found")
    return found


@router.put("/articles/{article_id}/unsaved", summary="Keep what you typed")
async def keep(article_id: UUID, body: Save, editor: Asking, here: Here) -> dict[str, Any]:
    """Not a revision. 409 where another window of yours has saved since `seen`; its words are in the answer."""
    if body.is_too_large():
        title = "This is larger than can be accepted"
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, title, f"At most {LARGEST} characters.", "too-large")
    if await here.desk.articles.get(article_id) is None:
        raise unknown()
    kept = await here.words.keep(article_id, body, editor)
    if kept is not None:
        return kept.model_dump(mode="json", exclude={"typed"})
    theirs = await here.words.unsaved(article_id, editor)
    if theirs is None:
        raise Problem(HTTPStatus.CONFLICT, "The article is erased", kind="not-possible")
    raise Problem(
        HTTPStatus.CONFLICT,
        "Another window of yours was later",
        "Save again with `seen` set to `count`, if this is what you want to keep.",
        "other-window",
        extra=theirs.model_dump(mode="json", by_alias=True),
    )


@router.delete("/articles/{article_id}/unsaved", summary="Forget what you typed", status_code=HTTPStatus.NO_CONTENT)
async def discard(article_id: UUID, editor: Asking, here: Here) -> Response:
    """Forgetting again changes nothing."""
    await here.words.discard(article_id, editor)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get("/related", summary="Published articles to link to", dependencies=[EDITORS_ONLY])
async def related(
    here: Here,
    q: Annotated[str, Query(max_length=200, description="All of these words; none: the newest.")] = "",
    beside: Annotated[UUID | None, Query(description="An article that is not to be found.")] = None,
) -> dict[str, Any]:
    """The newest first, at most 20, each with the line that links to it in a body."""
    found = await here.words.related(q, beside)
    return {"articles": [one.model_dump(mode="json") | {"line": one.line} for one in found]}
