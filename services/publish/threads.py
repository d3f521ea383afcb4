"""Threads of comments as the public reads them. Pure."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from services.publish.comments_store import Thread
from services.publish.model import KeptComment

MOST_ANSWERS = 100
"""How many answers stand in a thread on a page; the rest have pages of their own."""


def address(article_id: UUID, **asked: object) -> str:
    """Where the comments under this article are read, asked for in this way."""
    return f"/v1/articles/{article_id}/comments?{urlencode(asked)}"


def entry(thread: Thread, article_id: UUID) -> dict[str, Any] | None:
    """A comment with its first answers, or the gap that it left; None where a gap holds nothing."""
    shown = thread.answers[:MOST_ANSWERS]
    more = len(thread.answers) > MOST_ANSWERS
    rest = address(article_id, answers_to=thread.head.comment_id, after=shown[-1].place) if more else None
    head = words(thread.head) or (_gap(thread.head) if shown else None)
    return {**head, "answers": [*map(words, shown)], "answers_more": rest} if head else None


def words(kept: KeptComment) -> dict[str, Any] | None:
    """What a reader said; None where it is not public any more."""
    public = kept.published()
    if public is None or public.status == "removed":
        return None
    return {**public.model_dump(mode="json", exclude={"at", "reason"}), "removed": False}


def _gap(kept: KeptComment) -> dict[str, Any]:
    reason = kept.live.removed if kept.live else None
    return {"comment_id": str(kept.comment_id), "status": "removed", "removed": True, "reason": reason}
