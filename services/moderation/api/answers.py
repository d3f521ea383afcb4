"""What the desk's API answers: an article, what was done, or why not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from services.moderation.api.refusals import refused
from services.moderation.desk import Outcome, meanwhile
from services.moderation.model.afterwards import undo_until
from services.moderation.model.article import Article
from services.moderation.model.refusal import Incomplete, Refusal, Stale, TooLate
from services.moderation.model.told import told
from services.moderation.store.articles import Articles
from shared.facts import Finding
from shared.problems import FieldError, Problem
from shared.rules import say


def whole(article: Article, now: datetime, names: Mapping[str, str]) -> dict[str, Any]:
    """An article as its page shows it; `names` are those of editors, by id."""
    article = article.at_time(now)
    shown = article.model_dump(
        mode="json", exclude={"workflow", "public", "pending", "undo", "submissions", "stamp", "acts", "findings"}
    )
    return {
        "article_id": str(article.article_id),
        "state": article.state,
        "version": article.version,
        **shown,
        **article.workflow.model_dump(mode="json"),
        **article.public.model_dump(mode="json"),
        "checklist": [finding(one) for one in article.findings],
        "audit": [
            {
                **act.model_dump(mode="json"),
                "words": {"id": told(act, article, names, "id"), "en": told(act, article, names, "en")},
            }
            for act in article.acts
        ],
        "undo_until": _iso(undo_until(article)),
    }


def done(article: Article) -> dict[str, Any]:
    """What a verb answers: where the article stands now."""
    return {
        "article_id": str(article.article_id),
        "state": article.state,
        "version": article.version,
        "revision": article.revision,
        "path": article.public.address.path if article.public.address else None,
        "undo_until": _iso(undo_until(article)),
    }


async def answer(articles: Articles, article_id: UUID, outcome: Outcome) -> dict[str, Any]:
    """What a verb came to. Raises the problem that says why it was not done."""
    if outcome is None:
        raise unknown()
    if isinstance(outcome, Article):
        return done(outcome)
    raise await refuse(articles, article_id, outcome)


def finding(one: Finding) -> dict[str, Any]:
    """A line of the checklist, in both languages."""
    words = {"id": say(one, "id"), "en": say(one, "en")}
    return {"rule": one.rule, "field": one.field, "level": one.level, "message": words}


def unknown() -> Problem:
    """404."""
    return Problem(HTTPStatus.NOT_FOUND, "There is no such article", kind="not-found")


async def refuse(articles: Articles, article_id: UUID, refusal: Refusal) -> Problem:
    """The refusal as a problem that says what to do."""
    match refusal:
        case Stale():
            return await _stale(articles, article_id, refusal)
        case Incomplete(findings):
            errors = [FieldError(one.field, f"{say(one, 'id')} / {say(one, 'en')}") for one in findings]
            detail = "Mend the fields in `errors`; a chief may override with a reason."
            return Problem(
                HTTPStatus.UNPROCESSABLE_ENTITY, "Required fields are missing", detail, "missing-fields", errors
            )
        case TooLate(can_retract):
            detail = "It is on its way or public already." + (" You can retract it." if can_retract else "")
            return Problem(HTTPStatus.CONFLICT, "Too late to undo", detail, "too-late")
        case _:
            return refused(refusal, "The decision is not complete")


async def _stale(articles: Articles, article_id: UUID, stale: Stale) -> Problem:
    """409 with the current version, and what is otherwise than in the version that was seen."""
    article = await articles.get(article_id)
    extra: dict[str, Any] = {"version": stale.current}
    if article is not None:
        then = await meanwhile.since(articles, article, stale.seen)
        extra = {"version": article.version, "state": article.state, "revision": article.revision}
        extra["audit"] = [act.model_dump(mode="json") for act in then.acts]
        if then.differences is not None:
            extra["diff"] = [one.model_dump(mode="json") for one in then.differences]
    detail = f"You saw version {stale.seen}. Look at `diff`, and decide again on the current version."
    if stale.seen > stale.current:
        title = f"There is no version {stale.seen} yet"
        return Problem(HTTPStatus.CONFLICT, title, f"The current one is {stale.current}.", "stale", extra=extra)
    return Problem(HTTPStatus.CONFLICT, "Somebody was quicker", detail, "stale", extra=extra)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
