"""What publish keeps of an article or a comment, and what it says of it. Pure: the time is an argument."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar
from uuid import UUID

from shared.facts import (
    ArticlePublished,
    ArticleUnpublished,
    CommentDecision,
    CommentLive,
    CommentPublished,
    CommentUnpublished,
    Decision,
    Fact,
    Frozen,
    Live,
)
from shared.media.names import shown

_PLACE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


class Item(Protocol):
    """What is kept, whichever kind it is."""

    @property
    def item(self) -> UUID:
        """Whose state it is."""

    @property
    def version(self) -> int:
        """At which version."""

    @property
    def public_version(self) -> int:
        """The version the public has been, or is to be, told; 0 where it may know nothing."""

    def fact(self) -> Fact | None:
        """What to tell the public; None where it may know nothing."""

    def model_dump_json(self) -> str:
        """The same bytes for the same state."""


class Kept(Frozen):
    """An article as the last decision left it. Nothing in it depends on a clock or on order of arrival.

    `scheduled` becomes `live` at its `publish_at`; of an erased article only id and version are left.
    """

    article_id: UUID
    version: int
    at: datetime
    live: Live | None = None
    scheduled: Live | None = None
    erased: bool = False

    @classmethod
    def of(cls, decision: Decision, now: datetime) -> Kept:
        """What this decision leaves, with an embargo that has ended by `now` already lifted."""
        erased = decision.desk.state == "erased"
        kept = cls(
            article_id=decision.article_id,
            version=decision.version,
            at=decision.at,
            live=None if erased else decision.live,
            scheduled=None if erased else decision.scheduled,
            erased=erased,
        )
        return kept.at_time(now)

    @property
    def item(self) -> UUID:
        """The article."""
        return self.article_id

    @property
    def due_at(self) -> datetime | None:
        """When the embargo ends, in UTC; None where there is none.

        To the millisecond, rounded up: BSON knows no more, and what the store calls due must be due here too.
        """
        if self.scheduled is None or self.scheduled.publish_at is None:
            return None
        ends = self.scheduled.publish_at.astimezone(UTC)
        return ends + timedelta(microseconds=-ends.microsecond % 1000)

    @property
    def public_version(self) -> int:
        """The version the public has been, or is to be, told; 0 where it may know nothing."""
        if self.erased:
            return self.version
        return self.live.version if self.live else 0

    @property
    def media(self) -> tuple[str, ...]:
        """The pictures that the public sees with it, each once, in order of their ids."""
        if self.live is None or self.live.status != "published":
            return ()
        return tuple(sorted(shown(self.live.photo, self.live.photos)))

    def at_time(self, now: datetime) -> Kept:
        """The same, with its embargo lifted where it has ended by `now`."""
        if self.due_at is None or self.due_at > now:
            return self
        return self.model_copy(update={"live": self.scheduled, "scheduled": None})

    def fact(self) -> Fact | None:
        """What to tell the public; None where it may know nothing."""
        if self.erased:
            return ArticleUnpublished(article_id=self.article_id, version=self.version, at=self.at)
        return self.published()

    def published(self) -> ArticlePublished | None:
        """The public article, where there is one."""
        return ArticlePublished.of(self.article_id, self.live) if self.live else None

    @property
    def place(self) -> str | None:
        """Where it stands among the newest: sorts by time of publication, then id; None where it is not listed."""
        if self.live is None or self.live.status != "published":
            return None
        return f"{self.live.published_at.astimezone(UTC).isoformat(timespec='microseconds')}_{self.article_id}"


class KeptComment(Frozen):
    """A comment as the last decision left it; of an erased one only id and version are left."""

    comment_id: UUID
    version: int
    at: datetime
    live: CommentLive | None = None
    erased: bool = False

    @classmethod
    def of(cls, decision: CommentDecision) -> KeptComment:
        """What this decision leaves."""
        erased = decision.desk.state == "erased"
        live = None if erased else decision.live
        return cls(comment_id=decision.comment_id, version=decision.version, at=decision.at, live=live, erased=erased)

    @property
    def item(self) -> UUID:
        """The comment."""
        return self.comment_id

    @property
    def public_version(self) -> int:
        """The version the public has been, or is to be, told; 0 where it may know nothing."""
        if self.erased:
            return self.version
        return self.live.version if self.live else 0

    @property
    def place(self) -> str:
        """Where it stands under its article: by when it was written, then id."""
        assert self.live is not None  # noqa: S101 - asked of what is public alone
        # With Z, for a plus sign in an address means a space.
        at = self.live.written_at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
        return f"{at}Z_{self.comment_id}"

    def fact(self) -> Fact | None:
        """What to tell the public; None where it may know nothing."""
        if self.erased:
            return CommentUnpublished(comment_id=self.comment_id, version=self.version, at=self.at)
        return self.published()

    def published(self) -> CommentPublished | None:
        """The public comment, or the gap that is left of it."""
        live = self.live
        if live is None:
            return None
        return CommentPublished(
            comment_id=self.comment_id,
            version=live.version,
            article_id=live.article_id,
            parent_id=live.parent_id,
            status="published" if live.removed is None else "removed",
            name=live.name if live.removed is None else "",
            text=live.text if live.removed is None else "",
            html=live.html if live.removed is None else "",
            edited=live.edited,
            written_at=live.written_at,
            reason=live.removed,
            at=live.approved_at,
        )


def article_place(text: str) -> str:
    """The same text, where an article could stand there; raises ValueError where it could not."""
    at, _, key = text.partition("_")
    try:
        return f"{datetime.fromisoformat(at).astimezone(UTC).isoformat(timespec='microseconds')}_{UUID(key)}"
    except OverflowError as error:
        raise ValueError("no such moment") from error


def is_place(text: str) -> bool:
    """Whether this could be where a comment stands."""
    return _PLACE.fullmatch(text) is not None


D = TypeVar("D", bound=Fact)


def newest(decisions: Iterable[D]) -> list[D]:
    """Of several decisions about one item only the highest version: it carries the whole state."""
    highest: dict[str, D] = {}
    for decision in decisions:
        known = highest.get(decision.item)
        if known is None or decision.item_version > known.item_version:
            highest[decision.item] = decision
    return list(highest.values())


class Sum:
    """A sum over everything kept, the same whatever the order: equal sums mean equal states, byte for byte."""

    def __init__(self) -> None:
        self.items = 0
        self._sum = 0

    def add(self, kept: Item) -> None:
        """Count one in."""
        digest = hashlib.sha256(kept.model_dump_json().encode()).digest()
        self._sum = (self._sum + int.from_bytes(digest)) % (1 << 256)
        self.items += 1

    def __str__(self) -> str:
        return f"{self._sum:064x}"
