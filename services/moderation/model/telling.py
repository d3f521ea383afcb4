"""From an article to the fact that says what happened to it, and into its pending list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.moderation.model.article import Act, Article
from services.moderation.model.pending import Pending
from shared.facts import (
    ArticleApproved,
    ArticleErased,
    ArticleHeld,
    ArticleRejected,
    ArticleRetracted,
    ArticleReturned,
    ArticleWithdrawn,
    Decision,
    State,
)

FACT_OF: dict[State, type[Decision]] = {
    "held": ArticleHeld,
    "returned": ArticleReturned,
    "approved": ArticleApproved,
    "rejected": ArticleRejected,
    "withdrawn": ArticleWithdrawn,
    "retracted": ArticleRetracted,
    "erased": ArticleErased,
}
"""The fact that says that an article is in this state, where nothing more special happened."""


@dataclass(frozen=True)
class By:
    """Who acts, when, and within which trace."""

    actor: str
    at: datetime
    trace: str = ""


def tell(
    article: Article,
    by: By,
    what: str,
    *,
    kind: type[Decision] | None = None,
    not_before: datetime | None = None,
    note: str = "",
    **more: Any,
) -> Article:
    """The article one version on, with the fact that says so pending and the act recorded.

    `kind` is the fact's class, by default the state's own; `more` are the fields it has beside.
    """
    version = article.version + 1
    fact = (kind or FACT_OF[article.state])(
        at=by.at,
        article_id=article.article_id,
        version=version,
        actor=by.actor,
        desk=article.desk(),
        live=article.public.live,
        scheduled=article.public.scheduled,
        **more,
    )
    pending = Pending.of(fact, not_before=not_before or by.at, trace=by.trace)
    act = Act(who=by.actor, what=what, at=by.at, before=article.version, after=version, note=note)
    return article.model_copy(
        update={"version": version, "pending": (*article.pending, pending), "acts": (*article.acts, act)}
    )
