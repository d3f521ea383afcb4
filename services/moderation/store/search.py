"""Looking for articles at the desk: filters, pages, and the row that a list shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from services.moderation.model.article import Claim
from shared.facts import Finding, Frozen, Live, Reporter, Returned, State


class Search(Frozen):
    """What is looked for. `after` is the place of the last row of the page before."""

    state: State | None = None
    section: str | None = None
    reporter: str | None = None
    claimed_by: str | None = None
    missing: str | None = None
    words: str | None = None
    unready: bool = False
    after: str | None = None
    limit: int = 50

    def filter(self) -> dict[str, Any]:
        """As MongoDB is asked. Every value is text that was validated, never a query of its own."""
        exactly = {
            "state": self.state,
            "content.section": self.section,
            "reporter.id": self.reporter,
            "claim.editor_id": self.claimed_by,
            "missing": self.missing,
        }
        wanted: dict[str, Any] = {field: value for field, value in exactly.items() if value is not None}
        if self.state == "held" and not self.unready:
            wanted["content.ready"] = True
        if self.words:
            wanted["$text"] = {"$search": self.words}
        if self.after:
            since, _, key = self.after.partition("_")
            at = datetime.fromisoformat(since)
            wanted["$or"] = [{"since": {"$gt": at}}, {"since": at, "_id": {"$gt": key}}]
        return wanted


class Row(Frozen):
    """What a list shows of an article, without its words."""

    article_id: UUID
    version: int
    revision: int
    state: State
    since: datetime
    headline: str
    section: str
    byline: str
    ready: bool
    language: str
    reporter: Reporter
    claim: Claim | None = None
    findings: tuple[Finding, ...] = ()
    returned: Returned | None = None
    live: Live | None = None

    @property
    def place(self) -> str:
        """Where it stands in the queue; the next page begins after it."""
        return f"{self.since.isoformat()}_{self.article_id}"


class Found(Frozen):
    """A page, and the place from which on there is more."""

    rows: tuple[Row, ...]
    further: str | None
