"""An article at the desk: its workflow state, and what the public has, which is another matter."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import AwareDatetime

from services.moderation.model.pending import Pending
from shared.facts import (
    Change,
    Comments,
    Conflict,
    Correction,
    Desk,
    Draft,
    Finding,
    Front,
    Frozen,
    Live,
    Reporter,
    Returned,
    State,
)
from shared.media.names import shown


class RevisionRef(Frozen):
    """A revision in the list: its number, who made it, from which submission; its content is kept apart."""

    number: int
    by: str
    at: datetime
    id: UUID
    kind: Literal["submission", "edit"]


class Claim(Frozen):
    """Somebody is at it, until then. A courtesy, never a lock."""

    editor_id: str
    name: str
    until: datetime


class Assignment(Frozen):
    """Whose it is at the desk, and by when it should be done."""

    editor_id: str
    name: str
    due: AwareDatetime | None = None


class Note(Frozen):
    """What an editor left at a field for the desk alone; at the whole article where `field` is empty."""

    id: UUID
    field: str
    text: str
    who: str
    name: str
    at: datetime
    done: bool = False


QUIET = frozenset({"assign", "unassign", "refuse", "comments", "front"})
"""Acts that make a version, for a reporter is told, but change nothing that a decision looks at."""


class Act(Frozen):
    """Who did what, when, from which version to which. Never changed, never taken away."""

    who: str
    what: str
    at: datetime
    before: int
    after: int
    note: str = ""


class Address(Frozen):
    """Where readers find it: fixed at the first approval."""

    slug: str
    path: str
    previous_paths: tuple[str, ...] = ()


class Public(Frozen):
    """What approving changes beside the workflow state: what the public has, or will have."""

    live: Live | None = None
    scheduled: Live | None = None
    address: Address | None = None
    first_approved_at: datetime | None = None
    corrections: tuple[Correction, ...] = ()


class Workflow(Frozen):
    """Where the article stands at the desk, and why."""

    state: State
    since: datetime
    returned: Returned | None = None
    times_returned: int = 0
    rejection: str | None = None


class Undo(Frozen):
    """How it was before the last decision, which can be undone while its fact is not yet being sent."""

    version: int
    workflow: Workflow
    public: Public


class Article(Frozen):
    """The aggregate: one document, changed by one conditional write."""

    article_id: UUID
    version: int
    revision: int
    workflow: Workflow
    public: Public = Public()
    reporter: Reporter
    content: Draft
    handed_in: Draft | None = None
    """The reporter's own words, where an editor has changed them since."""
    submission_id: UUID | None = None
    submitted_at: datetime | None = None
    """When the door took in the last submission that was applied."""
    submissions: tuple[UUID, ...] = ()
    revisions: tuple[RevisionRef, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    findings: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()
    comments: Comments = Comments()
    front: Front | None = None
    claim: Claim | None = None
    begun_by: str | None = None
    """The editor who began it, where it began at the desk."""
    assigned: Assignment | None = None
    notes: tuple[Note, ...] = ()
    acts: tuple[Act, ...] = ()
    pending: tuple[Pending, ...] = ()
    undo: Undo | None = None
    stamp: int = 0
    """Grows with every write, those of the relay too: what a write was based on."""

    @property
    def state(self) -> State:
        """The workflow state."""
        return self.workflow.state

    @property
    def changed_at(self) -> int:
        """The version at which something last changed that a decision looks at."""
        loud = (act.after for act in reversed(self.acts) if act.after > act.before and act.what not in QUIET)
        return next(loud, self.version)

    def is_current(self, seen: int) -> bool:
        """Whether who saw this version saw all that a decision looks at."""
        return self.changed_at <= seen <= self.version

    @property
    def media(self) -> frozenset[str]:
        """The pictures that it shows, or will show, or would."""
        texts: list[Draft | Live] = [self.content, *(one for one in (self.public.live, self.public.scheduled) if one)]
        return frozenset().union(*(shown(one.photo, one.photos) for one in texts))

    def desk(self) -> Desk:
        """What the reporter may know."""
        return Desk(
            state=self.state,
            revision=self.revision,
            reporter_id=self.reporter.id,
            ready=self.content.ready,
            submission_id=self.submission_id,
            findings=self.findings,
            returned=self.workflow.returned,
            times_returned=self.workflow.times_returned,
            rejection=self.workflow.rejection,
            changes=self.changes,
            conflicts=self.conflicts,
            editor=self.assigned.name if self.assigned and self.state in {"held", "returned"} else None,
            since=self.workflow.since,
        )

    def at_time(self, now: datetime) -> Self:
        """The same, with what was scheduled counted as live where its time has come."""
        coming = self.public.scheduled
        if coming is None or coming.publish_at is None or coming.publish_at > now:
            return self
        return self.model_copy(update={"public": self.public.model_copy(update={"live": coming, "scheduled": None})})
