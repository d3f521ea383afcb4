"""What the public may see of an article, whole: the half of its state that publish needs."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Self

from pydantic import AwareDatetime, model_validator

from shared.facts.draft import Photo
from shared.facts.fact import Frozen


class Correction(Frozen):
    """What was wrong in what the public read, and since when it is mended."""

    text: str
    at: AwareDatetime
    version: int


class Retraction(Frozen):
    """Why the public may no longer read an article; code and text are both shown."""

    code: str
    text: str
    at: AwareDatetime


class Comments(Frozen, use_attribute_docstrings=True):
    """Whether readers may comment, and until when."""

    open: bool = True
    closes_at: AwareDatetime | None = None
    """From then on they may not, whatever `open` says."""


class Front(Frozen, use_attribute_docstrings=True):
    """Where the desk put it on the front page: its lead, or pinned beside it; since when, and until when if it ends.

    Of several leads the one since latest is it; the others stand where their time puts them.
    """

    place: Literal["lead", "pin"]
    since: AwareDatetime
    until: AwareDatetime | None = None
    """From then on it has none; no further message says so."""


class Live(Frozen):
    """What the public may see, whole. `version` is the item's version at which it came to be so.

    Of a retracted article the words are gone (`lead` and `body` empty, no photos, no tags): the public
    sees that it stood there, and why it does not any more.
    """

    version: int
    status: Literal["published", "retracted"]
    language: str
    headline: str
    slug: str
    path: str
    previous_paths: tuple[str, ...] = ()
    dateline: str
    lead: str = ""
    body: str = ""
    section: str
    tags: tuple[str, ...] = ()
    photo: Photo | None = None
    photos: tuple[Photo, ...] = ()
    byline: str
    editor: str
    first_approved_at: AwareDatetime
    approved_at: AwareDatetime
    publish_at: AwareDatetime | None = None
    corrections: tuple[Correction, ...] = ()
    comments: Comments = Comments()
    front: Front | None = None
    retraction: Retraction | None = None

    @model_validator(mode="after")
    def _retracted_says_why(self) -> Self:
        if (self.status == "retracted") != (self.retraction is not None):
            raise ValueError("a retraction has its reason, and only a retraction has one")
        return self

    @property
    def published_at(self) -> datetime:
        """When the public first has it: the later of its first approval and the end of its embargo."""
        return max(self.first_approved_at, self.publish_at or self.first_approved_at)
