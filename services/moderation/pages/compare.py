"""`/articles/{id}/compare`: any two revisions, or what is live, paragraph by paragraph and word by word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from services.moderation.diff import Difference, body, difference
from services.moderation.model.article import Article
from services.moderation.pages.article import found
from services.moderation.pages.merging import words_of
from services.moderation.pages.shown import show
from services.moderation.pages.visitor import Visiting
from services.moderation.parts import Here, Parts
from shared.facts import Draft, Live, Reason

router = APIRouter()
LIVE = "live"
_KEPT_OPEN = 3
"""So many paragraphs that are the same stay open; more are folded away."""
Side = Annotated[str, Query(max_length=9, pattern=r"^(live|\d+)?$")]


@dataclass(frozen=True)
class Run:
    """Paragraphs that follow each other and are all the same, or each changed."""

    rows: tuple[Difference, ...]

    @property
    def folded(self) -> bool:
        """Whether they are so many that nothing is missed when they are folded away."""
        return self.rows[0].same and len(self.rows) > _KEPT_OPEN


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
    rows = difference(before, after) if before and after else ()
    return show(
        request,
        visitor,
        "compare.html",
        article=article,
        old=old,
        new=new,
        seen=seen,
        fields=[row for row in rows if row.field != "body"],
        runs=runs(body(before.body, after.body) if before and after else []),
        changed=bool(rows),
        missing=before is None or after is None,
        reasons=reasons(article),
    )


def runs(rows: list[Difference]) -> list[Run]:
    """Rows that are the same and follow each other stand together."""
    found: list[list[Difference]] = []
    for row in rows:
        if found and found[-1][-1].same and row.same:
            found[-1].append(row)
        else:
            found.append([row])
    return [Run(tuple(one)) for one in found]


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
