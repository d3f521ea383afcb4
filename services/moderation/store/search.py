"""Looking for articles at the desk: tabs, filters, pages, and the row that a list shows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from services.moderation.model.article import Act, Assignment, Claim
from services.moderation.model.queue import EVERY, OPEN, Standing, Tab, words
from shared.facts import Finding, Frozen, Reporter, Returned, State

_MOST_WORDS = 12
_STANDINGS: dict[Tab, tuple[Standing, ...]] = {
    "todo": ("todo",),
    "mine": OPEN,
    "returned": ("returned",),
    "approved_today": ("approved",),
    "retracted": ("retracted",),
    "all": EVERY,
}
_PARTS = ("content.headline", "content.section", "content.byline", "content.ready", "content.language")
_WHOLE = ("version", "revision", "state", "since", "turn", "reporter", "claim", "findings", "returned")
_MARKS = ("times_returned", "assigned", "live.status", "scheduled.publish_at")
ROW: dict[str, Any] = {**dict.fromkeys((*_PARTS, *_WHOLE, *_MARKS), 1), "acts": {"$slice": -1}}
"""What is read of an article for its row: never the words themselves."""


def a_place(text: str) -> str:
    """The same text, where it is a row's place in the queue; ValueError where it is not."""
    turn, _, key = text.partition("_")
    try:
        datetime.fromisoformat(turn).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("no such moment") from error
    return f"{turn}_{UUID(key)}"


class Search(Frozen):
    """What is looked for: at which moment, by whom (for what is theirs), and on which day of the newsroom.

    `after` and `before` are the place of a row: the page that begins behind it, or ends before it.
    """

    at: datetime
    midnight: datetime
    editor_id: str = ""
    tab: Tab | None = None
    state: State | None = None
    section: str | None = None
    reporter: str | None = None
    claimed_by: str | None = None
    missing: str | None = None
    words: str | None = None
    unready: bool = False
    order: Literal["oldest", "newest"] = "oldest"
    after: str | None = None
    before: str | None = None
    limit: int = 50

    @property
    def descending(self) -> bool:
        """Whether the index is read from its end: the newest first, or back from a row."""
        return (self.order == "newest") != (self.before is not None)

    def filter(self) -> dict[str, Any]:
        """As MongoDB is asked. Every value is text that was validated, never a query of its own."""
        exactly = {"content.section": self.section, "reporter.id": self.reporter, "missing": self.missing}
        wanted: dict[str, Any] = {field: value for field, value in exactly.items() if value is not None}
        wanted.update(self._standings())
        if self.words:
            wanted["words"] = {"$all": list(words(self.words)[:_MOST_WORDS])}
        if self.tab == "mine":
            wanted["$or"] = [_claimed(self.editor_id, self.at), {"assigned.editor_id": self.editor_id}]
        if self.claimed_by is not None:
            wanted.update(_claimed(self.claimed_by, self.at))
        return wanted

    def page(self) -> dict[str, Any]:
        """The same from a place on. Of those with the same turn the index alone says which were on the page before."""
        place = self.before or self.after
        if place is None:
            return self.filter()
        turn, _, key = place.partition("_")
        at = datetime.fromisoformat(turn)
        beyond, seen = ("$lte", "$gte") if self.descending else ("$gte", "$lte")
        ours = self.filter()
        ours["turn"] = {**ours.get("turn", {}), beyond: at}
        return {**ours, "$nor": [{"turn": at, "_id": {seen: key}}]}

    def _standings(self) -> dict[str, Any]:
        stands: tuple[str, ...] = _STANDINGS[self.tab] if self.tab else ()
        if self.state is not None:
            asked = (("todo", "unready") if self.unready else ("todo",)) if self.state == "held" else (self.state,)
            stands = tuple(one for one in asked if one in stands) if self.tab else asked
        elif self.tab is None:
            return {}
        wanted: dict[str, Any] = {"standing": stands[0] if len(stands) == 1 else {"$in": list(stands)}}
        if self.tab == "approved_today":
            wanted["turn"] = {"$gte": self.midnight}
        return wanted


def _claimed(editor_id: str, at: datetime) -> dict[str, Any]:
    return {"claim.editor_id": editor_id, "claim.until": {"$gt": at}}


class Row(Frozen):
    """What a list shows of an article, without its words."""

    article_id: UUID
    version: int
    revision: int
    state: State
    since: datetime
    turn: datetime
    headline: str
    section: str
    byline: str
    ready: bool
    language: str
    reporter: Reporter
    claim: Claim | None = None
    assigned: Assignment | None = None
    findings: tuple[Finding, ...] = ()
    returned: Returned | None = None
    times_returned: int = 0
    live: bool = False
    publish_at: datetime | None = None
    """When what is approved goes live, where it is not yet."""
    last: Act | None = None

    @property
    def place(self) -> str:
        """Where it stands in the queue; the next page begins after it."""
        return f"{self.turn.isoformat()}_{self.article_id}"


class Found(Frozen):
    """A page; the places after which, and before which, there is more."""

    rows: tuple[Row, ...]
    further: str | None
    back: str | None = None


def row(document: dict[str, Any], at: datetime) -> Row:
    """A row as it is at this moment: what was scheduled counts as live once its time has come."""
    parts = {**document, **document["content"], "article_id": document["_id"]}
    coming = (document.get("scheduled") or {}).get("publish_at")
    parts["publish_at"] = datetime.fromisoformat(coming) if coming else None
    came = parts["publish_at"] is not None and parts["publish_at"] <= at
    parts["live"] = came or (document.get("live") or {}).get("status") == "published"
    parts["publish_at"] = None if came else parts["publish_at"]
    parts["last"] = document["acts"][-1] if document.get("acts") else None
    if parts.get("claim") and parts["claim"]["until"] <= at:
        parts["claim"] = None
    return Row.model_validate(parts)
