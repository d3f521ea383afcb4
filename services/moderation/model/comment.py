"""A reader's comment at the desk: what was written, where it stands, and what the public has of it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from services.moderation.model.article import Act
from services.moderation.model.pending import Pending
from shared.facts import CommentDesk, CommentLive, CommentState, CommentSubmitted, Frozen, Mark

Folder = Literal["todo", "unconfirmed", "spam", "approved", "rejected", "removed", "withdrawn", "erased"]
"""Where it is found: its state, with what is held parted by whether its address was confirmed."""


class Score(Frozen):
    """What the guard thinks: between 0 and 1, and with which version of its weights."""

    value: float
    weights: int


UNSCORED = Score(value=0, weights=0)
"""Of what is yet to be scored."""


class Before(Frozen):
    """How it was before the last decision, which can be undone while its fact is not yet being sent."""

    version: int
    state: CommentState
    since: datetime
    reason_code: str | None
    live: CommentLive | None


class Comment(Frozen):
    """The aggregate: one document, changed by one conditional write.

    `who` stands for the address it came from: a keyed digest, the same for the same address. `sealed` is the address
    itself, which only the desk opens, and which goes after a time. `original` is what the reader wrote, where the
    desk has changed it since. `score` is the guard's when it came in; `likely` the same by what it has learned since.
    """

    comment_id: UUID
    version: int
    article_id: UUID
    parent_id: UUID | None = None
    name: str
    text: str
    original: str | None = None
    language: Literal["id", "en"] = "id"
    web: str = ""
    consent: str = ""
    written_at: datetime
    who: str = ""
    sealed: str | None = None
    marks: tuple[Mark, ...] = ()
    score: Score | None = None
    likely: Score = UNSCORED
    state: CommentState = "held"
    since: datetime
    confirmed: bool = True
    reason_code: str | None = None
    live: CommentLive | None = None
    acts: tuple[Act, ...] = ()
    pending: tuple[Pending, ...] = ()
    undo: Before | None = None
    stamp: int = 0

    @property
    def folder(self) -> Folder:
        """Where it is found."""
        if self.state != "held":
            return self.state
        return "todo" if self.confirmed else "unconfirmed"

    @property
    def is_public(self) -> bool:
        """Whether readers see its words."""
        return self.live is not None and self.live.removed is None

    def desk(self) -> CommentDesk:
        """What the commenter may know."""
        return CommentDesk(
            state=self.state,
            article_id=self.article_id,
            reason_code=self.reason_code,
            confirmed=self.confirmed,
            edited=self.original is not None,
            since=self.since,
        )

    @classmethod
    def of(cls, fact: CommentSubmitted, *, who: str, score: Score | None, confirmed: bool) -> Comment:
        """As it came in; not told yet."""
        return cls(
            comment_id=fact.comment_id,
            version=0,
            article_id=fact.article_id,
            parent_id=fact.parent_id,
            name=fact.name,
            text=fact.text,
            language=fact.language,
            web=fact.web,
            consent=fact.consent,
            written_at=fact.at,
            who=who,
            sealed=fact.sealed,
            marks=fact.marks,
            score=score,
            likely=score or UNSCORED,
            since=fact.at,
            confirmed=confirmed,
        )
