"""What the desk decides about articles: what happened, and both halves of the article's state after it."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from shared.facts.fact import Fact, Frozen
from shared.facts.live import Live

State = Literal["held", "returned", "approved", "rejected", "withdrawn", "retracted", "erased"]
"""The workflow state of an article; what the public has is another matter (`Live`)."""

Level = Literal["block", "warn"]


class Finding(Frozen):
    """A rule that an article breaks: which, at which field (`photo.caption`), how bad, with its figures.

    `words` by language, where this newsroom says it in its own; the table's words otherwise.
    """

    rule: str
    field: str
    level: Level
    params: dict[str, int | str] = {}
    words: dict[str, str] = {}


class Reason(Frozen):
    """Why one field came back, and whether the newest revision has changed it since."""

    field: str
    text: str
    solved: bool = False


class Returned(Frozen):
    """Why an article came back: a summary, and reasons at their fields."""

    summary: str
    reasons: tuple[Reason, ...] = ()
    at: AwareDatetime
    by: str


class Change(Frozen):
    """One thing the editor changed: a field, or one paragraph of the body (counted from 1)."""

    field: str
    paragraph: int | None = None
    before: str
    after: str


class Conflict(Frozen):
    """A submission on an outdated revision: kept for the editor, never silently current."""

    submission_id: UUID
    base_revision: int | None
    at: AwareDatetime


class Desk(Frozen):
    """What the reporter may know. `editor`: the name of whom the desk gave it to, where it gave it to somebody."""

    state: State
    revision: int = Field(ge=0)
    reporter_id: str
    ready: bool = True
    submission_id: UUID | None = None
    findings: tuple[Finding, ...] = ()
    returned: Returned | None = None
    times_returned: int = 0
    rejection: str | None = None
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    editor: str | None = None
    since: AwareDatetime

    @model_validator(mode="after")
    def _has_its_reason(self) -> Self:
        if self.state == "returned" and self.returned is None:
            raise ValueError("a returned article says why it came back")
        if self.state == "rejected" and not self.rejection:
            raise ValueError("a rejected article says why")
        return self


class Decision(Fact):
    """The state of an article after something happened, whole.

    `desk` is for the reporter, `live` for the public now, `scheduled` for the public from its own
    `publish_at` on. `actor` is the editor's or reporter's id. Each decision carries all of it, so
    that a compacted topic still holds everything the public has.
    """

    topic: ClassVar[str] = "redaksi.decisions.articles.v1"
    source: ClassVar[str] = "/redaksi/moderation"

    article_id: UUID
    version: int = Field(ge=1)
    actor: str
    desk: Desk
    live: Live | None = None
    scheduled: Live | None = None

    @property
    def item(self) -> str:
        return str(self.article_id)

    @property
    def event_id(self) -> str:
        return f"{self.article_id}/{self.version}/{self.kind.split('.')[2]}"

    @property
    def item_version(self) -> int:
        return self.version


class ArticleHeld(Decision):
    """The desk holds it: handed in, revised, edited, or back after an undo."""

    kind: ClassVar[str] = "redaksi.article.held.v1"


class ArticleReturned(Decision):
    """It went back to the reporter, with reasons."""

    kind: ClassVar[str] = "redaksi.article.returned.v1"


class ArticleApproved(Decision):
    """An editor approved it for the public, now or at its `publish_at`."""

    kind: ClassVar[str] = "redaksi.article.approved.v1"


class ArticleCorrected(Decision):
    """An editor approved a corrected version of what is live, with a note that says what was wrong."""

    kind: ClassVar[str] = "redaksi.article.corrected.v1"


class ArticleRejected(Decision):
    """It will not be published; the reporter is told why."""

    kind: ClassVar[str] = "redaksi.article.rejected.v1"


class ArticleWithdrawn(Decision):
    """Its reporter took it back."""

    kind: ClassVar[str] = "redaksi.article.withdrawn.v1"


class ArticleRetracted(Decision):
    """The public may no longer read it, and is told why."""

    kind: ClassVar[str] = "redaksi.article.retracted.v1"


class ArticleErased(Decision):
    """Every service deletes its content and remembers only id and version."""

    kind: ClassVar[str] = "redaksi.article.erased.v1"


class DraftRefused(Decision):
    """A submission could not be taken; the article stays as it was."""

    kind: ClassVar[str] = "redaksi.article.refused.v1"

    submission_id: UUID
    reporter_id: str
    why: Annotated[Literal["not_yours", "retracted", "erased", "approved", "nothing_to_withdraw"], Field()]
