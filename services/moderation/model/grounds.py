"""What every decision has in common: when it is refused at once, and how it is told."""

from __future__ import annotations

from datetime import timedelta

from services.moderation.model.article import Article, Undo
from services.moderation.model.refusal import NotPossible, Refusal, Stale
from services.moderation.model.telling import By, tell
from shared.facts import Decision

_NOT_HELD = NotPossible(
    "Hanya berita yang sedang ditahan di meja redaksi yang dapat diputuskan.",
    "Only an article that is held at the desk can be decided on.",
)


def refuse(article: Article, seen: int, *, held: bool = False, or_scheduled: bool = False) -> Refusal | None:
    """Why this cannot be decided at all, or None: a version not seen, an erased article, one that is not held."""
    if not article.is_current(seen):
        return Stale(seen, article.version)
    if article.state == "erased":
        return NotPossible("Berita ini sudah dihapus.", "This article is erased.")
    waits = or_scheduled and article.state == "approved" and article.public.scheduled is not None
    if held and article.state != "held" and not waits:
        return _NOT_HELD
    return None


def decide(
    before: Article,
    after: Article,
    by: By,
    what: str,
    window: timedelta,
    *,
    kind: type[Decision] | None = None,
    note: str = "",
) -> Article:
    """Told after the undo window, with the way back kept beside it."""
    undo = Undo(version=before.version + 1, workflow=before.workflow, public=before.public)
    ready = after.model_copy(update={"undo": undo})
    return tell(ready, by, what, kind=kind, not_before=by.at + window, note=note)
