"""What the desk's decision about a comment says of the guard: whether it was spam, and what the guard had thought."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.moderation.model.catching_up import RESTORE
from services.moderation.model.comment import Comment
from services.moderation.model.commenting import READER
from shared.comment_reasons import SPAM
from shared.facts import CommentDecision, Frozen


class Verdict(Frozen):
    """A decision that teaches. `score`: the guard's when the comment came in, before it could learn from this."""

    comment_id: UUID
    version: int
    at: datetime
    spam: bool
    score: float

    @property
    def key(self) -> str:
        """The same for the same decision."""
        return f"{self.comment_id}/{self.version}"


def teaches(fact: CommentDecision) -> bool:
    """Whether an editor said that it was spam, or that it was not."""
    return fact.actor not in {READER, RESTORE} and _spam(fact) is not None


def verdict(fact: CommentDecision, comment: Comment) -> Verdict | None:
    """Of an editor's decision. What the guard did by itself says nothing, nor does a refusal on other grounds."""
    spam = _spam(fact)
    if spam is None or not teaches(fact) or comment.score is None:
        return None
    return Verdict(comment_id=fact.comment_id, version=fact.version, at=fact.at, spam=spam, score=comment.score.value)


def _spam(fact: CommentDecision) -> bool | None:
    match fact.desk.state:
        case "approved":
            return False
        case "spam":
            return True
        case "rejected" | "removed" if fact.desk.reason_code in SPAM:
            return True
        case _:
            return None
