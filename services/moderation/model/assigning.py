"""Giving an article to an editor, with a time by which it is due, and taking it off again."""

from __future__ import annotations

from datetime import datetime

from services.moderation.model.article import Article, Assignment
from services.moderation.model.editor import Editor
from services.moderation.model.refusal import NotPossible, Refusal
from services.moderation.model.telling import By, tell

_NOTHING_TO_DO = NotPossible(
    "Hanya berita yang ditahan atau dikembalikan yang dapat ditugaskan.",
    "Only an article that is held or returned can be given to somebody.",
)


def assign(article: Article, *, to: Editor, due: datetime | None, by: By) -> Article | Refusal:
    """It is theirs, until `due` (aware) or without a time. Told to the reporter; no decision becomes stale by it."""
    article = article.at_time(by.at)
    if article.state not in {"held", "returned"}:
        return _NOTHING_TO_DO
    given = Assignment(editor_id=to.id, name=to.name, due=due)
    if article.assigned == given:
        return article
    return tell(article.model_copy(update={"assigned": given}), by, "assign", note=to.name)


def unassign(article: Article, *, by: By) -> Article | Refusal:
    """It is nobody's."""
    if article.assigned is None:
        return article
    former = article.assigned.name
    freed = article.at_time(by.at).model_copy(update={"assigned": None})
    return tell(freed, by, "unassign", note=former)
