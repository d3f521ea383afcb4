"""What the desk settles at any time beside an article's words: readers' comments, its place on the front page."""

from __future__ import annotations

from typing import Any

from services.moderation.model.article import Article
from services.moderation.model.grounds import refuse
from services.moderation.model.refusal import Missing, Refusal
from services.moderation.model.telling import By, tell
from shared.facts import Comments, Front, Live


def settle_comments(article: Article, *, seen: int, by: By, comments: Comments) -> Article | Refusal:
    """Whether readers may comment on it, and until when."""
    return _settle(article, seen, by, comments=comments)


def place(article: Article, *, seen: int, by: By, front: Front | None) -> Article | Refusal:
    """Where it stands on the front page once the public has it; None: where its time puts it."""
    if front is not None and front.until is not None and front.until <= by.at:
        return Missing("until", "Pilih waktu yang akan datang.", "Choose a time that is still to come.")
    old = article.front
    if front is not None and old is not None and (old.place, old.until) == (front.place, front.until):
        front = old
    return _settle(article, seen, by, front=front)


def _settle(article: Article, seen: int, by: By, **settled: Any) -> Article | Refusal:
    """Holds for what is live at once, for what is to come, and for every revision that follows."""
    article = article.at_time(by.at)
    if refusal := refuse(article, seen):
        return refusal
    ((name, value),) = settled.items()
    if getattr(article, name) == value:
        return article

    def with_it(live: Live | None) -> Live | None:
        if live is None or live.status == "retracted":
            return live
        return live.model_copy(update={**settled, "version": article.version + 1})

    public = article.public.model_copy(
        update={"live": with_it(article.public.live), "scheduled": with_it(article.public.scheduled)}
    )
    return tell(article.model_copy(update={**settled, "public": public}), by, name)
