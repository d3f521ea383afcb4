"""What reporters say to the desk."""

from __future__ import annotations

import hashlib
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID, uuid5

from pydantic import AwareDatetime, Field, TypeAdapter

from shared.facts.fact import Fact, Frozen, Line, Prose

NEWSROOM = UUID("5c0b4a1e-6f3e-5d0c-9a51-7265646b7369")
"""The namespace of every id that Redaksi derives."""


class Size(Frozen):
    """One rendition of a photo, in pixels; it stands there as WebP and as JPEG."""

    width: int = Field(ge=1, le=20_000)
    height: int = Field(ge=1, le=20_000)


class Photo(Frozen, use_attribute_docstrings=True):
    """A photo of an article: the picture by its id, its renditions narrowest first, and its texts.

    `media` is empty, and `sizes` with it, where only the texts were given.
    """

    media: Annotated[Line, Field(max_length=200)] = ""
    """The picture's id. publish serves `/v1/media/{media}/{width}.webp`, `.jpg`, and crops such as `16x9.jpg`."""
    sizes: Annotated[tuple[Size, ...], Field(max_length=12)] = ()
    alt: Annotated[Line, Field(max_length=1000)] = ""
    """What it shows, for those who cannot see it."""
    caption: Annotated[Prose, Field(max_length=2000)] = ""
    """Who, where, when."""
    credit: Annotated[Line, Field(max_length=300)] = ""
    """Who made or owns it; to be shown."""


class Draft(Frozen):
    """An article as a reporter writes it. Any text may still be empty: the rules say what is missing."""

    headline: Annotated[Line, Field(max_length=500)] = ""
    dateline: Annotated[Line, Field(max_length=200)] = ""
    lead: Annotated[Prose, Field(max_length=5000)] = ""
    body: Prose = ""
    section: Annotated[Line, Field(max_length=100)] = ""
    tags: Annotated[tuple[Annotated[Line, Field(min_length=1, max_length=100)], ...], Field(max_length=50)] = ()
    photo: Photo | None = None
    photos: Annotated[tuple[Photo, ...], Field(max_length=40)] = ()
    byline: Annotated[Line, Field(max_length=300)] = ""
    source: Annotated[Prose, Field(max_length=10_000)] = ""
    note: Annotated[Prose, Field(max_length=10_000)] = ""
    language: Literal["id", "en"] = "id"
    publish_at: AwareDatetime | None = None
    ready: bool = True

    def digest(self) -> str:
        """SHA-256, in hex, of the draft in its one canonical form."""
        return hashlib.sha256(_CANONICAL.dump_json(self)).hexdigest()


_CANONICAL = TypeAdapter(Draft)
"""Of what is more than a draft (one with a photo as it was sent, with a base revision) only the draft."""


class Reporter(Frozen):
    """Who wrote it, as the desk knows them."""

    id: str
    name: str


class DraftSubmitted(Fact):
    """A reporter handed in an article, new or revised. Accepted means: never lost."""

    topic: ClassVar[str] = "redaksi.drafts.v1"
    kind: ClassVar[str] = "redaksi.draft.submitted.v1"
    source: ClassVar[str] = "/redaksi/ingest"

    submission_id: UUID
    article_id: UUID
    reporter: Reporter
    base_revision: int | None
    draft: Draft

    @classmethod
    def of(
        cls, draft: Draft, *, article_id: UUID, reporter: Reporter, key: str, base: int | None, at: AwareDatetime
    ) -> Self:
        """The submission of this draft; `key` is the Idempotency-Key, or empty where the id says it all."""
        submission = uuid5(NEWSROOM, f"submission/{article_id}/{key}/{base}/{draft.digest()}")
        return cls(
            at=at, submission_id=submission, article_id=article_id, reporter=reporter, base_revision=base, draft=draft
        )

    @property
    def item(self) -> str:
        return str(self.article_id)

    @property
    def event_id(self) -> str:
        return f"{self.submission_id}/submitted"


class DraftWithdrawn(Fact):
    """A reporter takes an article back, where it is not yet approved."""

    topic: ClassVar[str] = "redaksi.drafts.v1"
    kind: ClassVar[str] = "redaksi.draft.withdrawn.v1"
    source: ClassVar[str] = "/redaksi/ingest"

    submission_id: UUID
    article_id: UUID
    reporter: Reporter

    @classmethod
    def of(cls, *, article_id: UUID, reporter: Reporter, version: int, at: AwareDatetime) -> Self:
        """A withdrawal of the article as the reporter last saw it, at `version` (0 where unknown)."""
        submission = uuid5(NEWSROOM, f"withdrawal/{article_id}/{reporter.id}/{version}")
        return cls(at=at, submission_id=submission, article_id=article_id, reporter=reporter)

    @property
    def item(self) -> str:
        return str(self.article_id)

    @property
    def event_id(self) -> str:
        return f"{self.submission_id}/withdrawn"


def article_id_of(reporter_id: str, key: str) -> UUID:
    """The id of the article that this reporter's Idempotency-Key stands for, at every process."""
    return uuid5(NEWSROOM, f"article/{reporter_id}/{key}")
