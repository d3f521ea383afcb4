"""`/articles/{id}/compare`: any two revisions, or what is live, paragraph by paragraph and word by word."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from services.moderation.model.article import Article
from services.moderation.pages.compared import Compared
from services.moderation.pages.finding import found, words_of
from services.moderation.pages.shown import show
from services.moderation.pages.visitor import Visiting
from services.moderation.parts import Here, Parts
from shared.facts import Draft, Live, Reason

router = APIRouter()
LIVE = "live"
Side = Annotated[str, Query(max_length=9, pattern=r"^(live|\d+)?$")]


@router.get("/articles/{article_id}/compare")
async def compare(
    request: Request,
    article_id: UUID,
    visitor: Visiting,
    here: Here,
    old: Annotated[Side, Query(alias="from")] = "",
    new: Annotated[Side, Query(alias="to")] = "",
) -> Response:
    """Where nothing is named: what changed since this editor last looked, or since the revision before."""
    article = (await found(here, article_id)).at_time(here.clock())
    seen = await here.words.look(article_id, article.revision, visitor.editor)
    new = new or str(article.revision)
    old = old or str(seen or _before(article, new))
    before, after = await _words(here, article, old, new), await _words(here, article, new, old)
    return show(
        request,
        visitor,
        "compare.html",
        article=article,
        old=old,
        new=new,
        seen=seen,
        compared=Compared.of(before, after) if before and after else None,
        reasons=reasons(article),
    )


def reasons(article: Article) -> tuple[Reason, ...]:
    """Why it last came back, field by field."""
    returned = article.workflow.returned
    return returned.reasons if returned else ()


def public_words(live: Live, beside: Draft) -> Draft:
    """What is live as a draft; what is never public is as in the other, so that it is no difference."""
    public = ("headline", "dateline", "lead", "body", "section", "tags", "photo", "byline", "language")
    return beside.model_copy(update={name: getattr(live, name) for name in public})


def _before(article: Article, new: str) -> int | str:
    number = int(new) if new.isdecimal() else article.revision + 1
    if number > 1:
        return number - 1
    return LIVE if article.public.live else 1


async def _words(here: Parts, article: Article, side: str, other: str) -> Draft | None:
    if side != LIVE:
        return await words_of(here, article, int(side))
    live = article.public.live
    beside = article.content if other == LIVE else await words_of(here, article, int(other))
    return public_words(live, beside) if live and beside else None
