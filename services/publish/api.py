"""The read API: what the public may see, over HTTP."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response
from pydantic import AfterValidator

from services.publish.fresh import ASK_AGAIN, answer
from services.publish.model import Kept, article_place
from services.publish.store import Articles
from shared.media import Shelf, serve
from shared.problems import Problem

_EXAMPLE = {
    "article_id": "0b9d2f8e-4a51-4c7e-9a0e-3c1f5f2d7a10",
    "version": 3,
    "status": "published",
    "headline": "Jembatan Air Rami Dibuka Kembali",
    "path": "/daerah/jembatan-air-rami-dibuka-kembali-0b9d2f8e",
    "dateline": "Mukomuko",
    "body": "Jembatan itu dibuka Selasa pagi.\n\nBACA JUGA: Jalan Lintas Diperbaiki",
    "section": "daerah",
    "byline": "Rio",
    "editor": "KB1",
    "published_at": "2026-11-24T05:00:00Z",
}
_BYTES = {"type": "string", "format": "binary"}
_BEFORE = Query(max_length=100, description="The `before` of the page above.")


def _cursor(text: str) -> str:
    try:
        return article_place(text)
    except ValueError as error:
        raise ValueError("this is not the `before` of a page; leave it out to begin with the newest") from error


Before = Annotated[str, AfterValidator(_cursor)]


def routes(articles: Articles) -> APIRouter:
    """`GET /v1/articles/{id}` and `GET /v1/articles`."""
    router = APIRouter(prefix="/v1", tags=["articles"])

    @router.get(
        "/articles/{article_id}",
        summary="One article, as the public sees it now",
        responses={
            200: {"content": {"application/json": {"example": _EXAMPLE}}},
            304: {"description": "It is still the version named in If-None-Match."},
            404: {"description": "There is no such article, or it is not public."},
            410: {"description": "It was erased."},
        },
    )
    async def one(article_id: UUID, response: Response, if_none_match: Annotated[str | None, Header()] = None) -> Any:
        kept = await articles.get(article_id)
        public = public_article(kept)
        tag = f'"{kept.public_version}"' if kept else ""
        if if_none_match == tag:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag, **ASK_AGAIN})
        response.headers.update({"ETag": tag, **ASK_AGAIN})
        return public

    @router.get(
        "/articles",
        summary="What is public, newest first",
        responses={200: {"content": {"application/json": {"example": {"articles": [_EXAMPLE], "before": None}}}}},
    )
    async def newest_first(
        section: Annotated[str | None, Query(max_length=100)] = None,
        before: Annotated[Before | None, _BEFORE] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        if_none_match: Annotated[str | None, Header()] = None,
    ) -> Response:
        page = await articles.list(section=section, before=before, limit=limit)
        further = page[-1].place if len(page) == limit else None
        asked = {"limit": limit, "before": further, **({"section": section} if section else {})}
        body = {"articles": [public_article(kept) for kept in page], "before": further}
        return answer(body, f"/v1/articles?{urlencode(asked)}" if further else None, if_none_match)

    return router


def media(shelf: Shelf) -> APIRouter:
    """`GET /v1/media/{media}/{name}`."""
    router = APIRouter(prefix="/v1/media", tags=["media"])

    @router.get(
        "/{media}/{name}",
        summary="A picture that a public article shows",
        response_class=Response,
        responses={
            200: {"content": {kind: {"schema": _BYTES} for kind in ("image/webp", "image/jpeg")}},
            404: {"description": "There is no such picture, or it is not public."},
        },
    )
    async def picture(media: str, name: str) -> Response:
        """`name`: a width of the photo's `sizes`, as `.webp` or `.jpg`, or `1x1.jpg`, `4x3.jpg`, `16x9.jpg`."""
        return await serve(shelf, "public", media, name)

    return router


def public_article(kept: Kept | None) -> dict[str, Any]:
    """As the public sees it now; 410 where it was erased, 404 where there is none."""
    if kept is not None and kept.erased:
        raise Problem(HTTPStatus.GONE, "This article was erased", kind="erased")
    public = kept.published() if kept else None
    if public is None:
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such article", kind="not-found")
    return public.model_dump(mode="json", exclude={"at"})
