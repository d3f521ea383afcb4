"""`/articles/{id}/conflicts/{submission}`: a submission from an outdated revision, beside what stands now."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.moderation.desk import orders
from services.moderation.diff import difference
from services.moderation.model.article import Article
from services.moderation.pages.finding import found
from services.moderation.pages.posted import Form
from services.moderation.pages.refused import attempt_of, status_of
from services.moderation.pages.sheet import sheet
from services.moderation.pages.shown import go, show
from services.moderation.pages.visitor import Visiting
from services.moderation.parts import Here, Parts
from shared.facts import Draft
from shared.problems import Problem

router = APIRouter(prefix="/articles/{article_id}/conflicts/{submission_id}")

_NOT_THE_WORDS = {"ready", "publish_at"}


@router.get("")
async def conflict(request: Request, article_id: UUID, submission_id: UUID, visitor: Visiting, here: Here) -> Response:
    """What would change if its words were taken over."""
    article = await found(here, article_id)
    words = await _words(here, article, submission_id)
    differences = difference(article.content, words)
    at = next(one.at for one in article.conflicts if one.submission_id == submission_id)
    return show(
        request,
        visitor,
        "conflict.html",
        article=article,
        submission_id=submission_id,
        differences=differences,
        sent_at=at,
    )


@router.post("/take")
async def take(
    request: Request, article_id: UUID, submission_id: UUID, form: Form, visitor: Visiting, here: Here
) -> Response:
    """Its words become a revision, by the editor who took them over."""
    words = await _words(here, await found(here, article_id), submission_id)
    fields = words.model_dump(exclude=_NOT_THE_WORDS)
    outcome = await here.desk.edit(
        article_id, orders.Edit(version=form.number("version"), fields=fields), visitor.editor
    )
    if isinstance(outcome, Article):
        return go(f"/articles/{article_id}")
    attempt = attempt_of(outcome, "edit", {}, visitor.language)
    return await sheet(
        request, visitor, here, await found(here, article_id), attempt=attempt, status=status_of(outcome)
    )


async def _words(here: Parts, article: Article, submission_id: UUID) -> Draft:
    words = None
    if any(one.submission_id == submission_id for one in article.conflicts):
        words = await here.desk.articles.revision(article.article_id, submission_id)
    if words is None:
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such conflict", kind="not-found")
    return words
