"""Readers' comments: what they send, what the desk decides, what the public sees.

The e-mail address and the IP address travel only in `sealed`, which the desk alone can open.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.facts.fact import Fact, Frozen, Line, Prose, Tombstone

CommentState = Literal["held", "approved", "rejected", "spam", "removed", "withdrawn", "erased"]
Mark = Literal["honeypot", "no-form", "stale-form", "too-many", "repeated"]
"""Why the door found a comment suspicious: nothing is dropped for it, and whoever decides is told.

`honeypot`: a field that no reader sees was filled in. `no-form`, `stale-form`: it came without the mark of our form, or
with one of long ago. `too-many`: many came from there just before. `repeated`: the same words came before.
"""


class CommentSubmitted(Fact):
    """A reader wrote under an article. `sealed` is a libsodium sealed box, in base64; `consent` names the rules."""

    topic: ClassVar[str] = "redaksi.comments.v1"
    kind: ClassVar[str] = "redaksi.comment.submitted.v1"
    source: ClassVar[str] = "/redaksi/ingest"

    comment_id: UUID
    article_id: UUID
    parent_id: UUID | None = None
    name: Annotated[Line, Field(max_length=100)]
    text: Annotated[Prose, Field(max_length=10_000)]
    language: Literal["id", "en"] = "id"
    web: Annotated[Line, Field(max_length=300)] = ""
    consent: str
    sealed: str
    marks: tuple[Mark, ...] = ()

    @property
    def item(self) -> str:
        return str(self.comment_id)

    @property
    def event_id(self) -> str:
        return f"{self.comment_id}/submitted"


class CommentConfirmed(Fact):
    """The reader followed the link that was mailed to the address they gave."""

    topic: ClassVar[str] = "redaksi.comments.v1"
    kind: ClassVar[str] = "redaksi.comment.confirmed.v1"
    source: ClassVar[str] = "/redaksi/ingest"

    comment_id: UUID

    @property
    def item(self) -> str:
        return str(self.comment_id)

    @property
    def event_id(self) -> str:
        return f"{self.comment_id}/confirmed"


class WithdrawalAsked(Fact):
    """The reader takes their comment back, by the link that they were given."""

    topic: ClassVar[str] = "redaksi.comments.v1"
    kind: ClassVar[str] = "redaksi.comment.withdrawal.v1"
    source: ClassVar[str] = "/redaksi/ingest"

    comment_id: UUID

    @property
    def item(self) -> str:
        return str(self.comment_id)

    @property
    def event_id(self) -> str:
        return f"{self.comment_id}/withdrawal"


class CommentDesk(Frozen):
    """What the commenter may know. `confirmed`: whether the newsroom still waits for them to follow its link."""

    state: CommentState
    article_id: UUID | None = None
    reason_code: str | None = None
    confirmed: bool = True
    edited: bool = False
    since: AwareDatetime | None = None


class CommentLive(Frozen):
    """What the public may see. `version` is the comment's version at which it came to be so."""

    version: int
    article_id: UUID
    parent_id: UUID | None = None
    name: str
    text: str
    html: str
    edited: bool = False
    written_at: AwareDatetime
    approved_at: AwareDatetime
    removed: str | None = None


class CommentDecision(Fact):
    """The state of a comment after something happened to it, whole."""

    topic: ClassVar[str] = "redaksi.decisions.comments.v1"
    source: ClassVar[str] = "/redaksi/moderation"

    comment_id: UUID
    version: int = Field(ge=1)
    actor: str
    desk: CommentDesk
    live: CommentLive | None = None

    @property
    def item(self) -> str:
        return str(self.comment_id)

    @property
    def event_id(self) -> str:
        return f"{self.comment_id}/{self.version}/{self.kind.split('.')[2]}"

    @property
    def item_version(self) -> int:
        return self.version


class CommentHeld(CommentDecision):
    """It waits for an editor."""

    kind: ClassVar[str] = "redaksi.comment.held.v1"


class CommentApproved(CommentDecision):
    """An editor let it through."""

    kind: ClassVar[str] = "redaksi.comment.approved.v1"


class CommentRejected(CommentDecision):
    """An editor turned it down, with a reason code."""

    kind: ClassVar[str] = "redaksi.comment.rejected.v1"


class CommentMarkedSpam(CommentDecision):
    """It went to the spam folder."""

    kind: ClassVar[str] = "redaksi.comment.spam.v1"


class CommentRemoved(CommentDecision):
    """It was public, and is not any more."""

    kind: ClassVar[str] = "redaksi.comment.removed.v1"


class CommentWithdrawn(CommentDecision):
    """Its reader took it back."""

    kind: ClassVar[str] = "redaksi.comment.withdrawn.v1"


class CommentErased(CommentDecision):
    """Every service deletes its content and remembers only id and version."""

    kind: ClassVar[str] = "redaksi.comment.erased.v1"


class CommentPublished(Fact, use_attribute_docstrings=True):
    """The comment as the public sees it now; of a removed one only the reason is left."""

    topic: ClassVar[str] = "redaksi.published.comments.v1"
    kind: ClassVar[str] = "redaksi.published.comment.v1"
    source: ClassVar[str] = "/redaksi/publish"

    at: AwareDatetime
    """When it came to be so; `ce_time` as well."""
    comment_id: UUID
    """The record's key."""
    version: int = Field(ge=1)
    """Keep the highest; `ce_version` as well."""
    article_id: UUID
    """What it stands under."""
    parent_id: UUID | None = None
    """The comment that it answers."""
    status: Literal["published", "removed"]
    """`removed`: name and words are gone, `reason` says why; its answers stay."""
    name: str
    """As its writer signed it."""
    text: str
    """As it was written."""
    html: str
    """As it is shown: paragraphs and emphasis, nothing else; safe to put on a page."""
    edited: bool = False
    """The desk changed its words; to be shown."""
    written_at: AwareDatetime
    """When it came in."""
    reason: str | None = None
    """Why it was removed, as data."""

    @property
    def item(self) -> str:
        return str(self.comment_id)

    @property
    def event_id(self) -> str:
        return f"{self.comment_id}/{self.version}/{self.status}"

    @property
    def item_version(self) -> int:
        return self.version


class CommentUnpublished(Tombstone):
    """An erased comment: a null value."""

    topic: ClassVar[str] = "redaksi.published.comments.v1"
    kind: ClassVar[str] = "redaksi.published.comment.erased.v1"
    source: ClassVar[str] = "/redaksi/publish"

    comment_id: UUID
    version: int

    @classmethod
    def heard(cls, item: str, version: int, at: datetime) -> Self:
        return cls(comment_id=UUID(item), version=version, at=at)

    @property
    def item(self) -> str:
        return str(self.comment_id)

    @property
    def event_id(self) -> str:
        return f"{self.comment_id}/{self.version}/erased"

    @property
    def item_version(self) -> int:
        return self.version
