"""From a comment to the fact that says what happened to it, and into its pending list."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from services.moderation.model.article import Act
from services.moderation.model.comment import Before, Comment
from services.moderation.model.pending import Pending
from services.moderation.model.telling import By
from shared.facts import (
    CommentApproved,
    CommentDecision,
    CommentErased,
    CommentHeld,
    CommentLive,
    CommentMarkedSpam,
    CommentRejected,
    CommentRemoved,
    CommentState,
    CommentWithdrawn,
)

FACT_OF: dict[CommentState, type[CommentDecision]] = {
    "held": CommentHeld,
    "approved": CommentApproved,
    "rejected": CommentRejected,
    "spam": CommentMarkedSpam,
    "removed": CommentRemoved,
    "withdrawn": CommentWithdrawn,
    "erased": CommentErased,
}


def begun(comment: Comment) -> tuple[Pending, ...]:
    """What is being sent this moment cannot be held back; whatever else waits is overtaken."""
    return tuple(entry for entry in comment.pending if entry.sending)


def gap(comment: Comment, code: str, at: datetime) -> CommentLive | None:
    """What is left in the place of a public comment."""
    if comment.live is None:
        return None
    empty = {"name": "", "text": "", "html": "", "edited": False}
    return comment.live.model_copy(update={**empty, "version": comment.version + 1, "removed": code, "approved_at": at})


def decide(comment: Comment, by: By, what: str, window: timedelta, **change: Any) -> Comment:
    """Told after the time to undo, with the way back kept beside it."""
    before = Before(
        version=comment.version + 1,
        state=comment.state,
        since=comment.since,
        reason_code=comment.reason_code,
        live=comment.live,
    )
    after = comment.model_copy(update={**change, "since": by.at, "undo": before})
    return tell(after, by, what, window=window)


def tell(comment: Comment, by: By, what: str, *, window: timedelta = timedelta()) -> Comment:
    """One version on, with the fact that says so pending and the act recorded."""
    version = comment.version + 1
    fact = FACT_OF[comment.state](
        at=by.at,
        comment_id=comment.comment_id,
        version=version,
        actor=by.actor,
        desk=comment.desk(),
        live=comment.live,
    )
    pending = Pending.of(fact, not_before=by.at + window, trace=by.trace)
    note = comment.reason_code or ""
    act = Act(who=by.actor, what=what, at=by.at, before=comment.version, after=version, note=note)
    told = {"version": version, "pending": (*comment.pending, pending), "acts": (*comment.acts, act)}
    return comment.model_copy(update=told)
