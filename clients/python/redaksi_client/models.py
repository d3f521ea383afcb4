"""What the newsroom publishes. Fields that a later release adds are kept, and are no trouble."""

from __future__ import annotations

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Open(BaseModel):
    """A value that is never changed; what it does not know is in `model_extra`."""

    model_config = ConfigDict(frozen=True, extra="allow")


class Published(Open):
    """The whole state of one item as the public sees it, at its `version`."""

    topic: ClassVar[str]
    kind: ClassVar[str]
    erased: ClassVar[str]

    version: int
    at: AwareDatetime

    @property
    def key(self) -> str:
        """The item's id, under which it stands on the topic."""
        raise NotImplementedError


class Size(Open):
    """One rendition of a photo, in pixels; it stands there as WebP and as JPEG."""

    width: int
    height: int


class Photo(Open):
    """An article's photo: its id, its renditions narrowest first, and its texts; `media` may be empty."""

    media: str = ""
    sizes: tuple[Size, ...] = ()
    alt: str = ""
    caption: str = ""
    credit: str = ""


class Correction(Open):
    """What was wrong, and when it was mended."""

    text: str
    at: AwareDatetime


class Retraction(Open):
    """Why an article can no longer be read."""

    code: str
    text: str
    at: AwareDatetime


class Comments(Open):
    """Whether readers may comment, and until when."""

    open: bool = True
    closes_at: AwareDatetime | None = None


class Front(Open):
    """Where it stands on the newsroom's front page: the lead, or pinned; of several leads the latest `since`."""

    place: Literal["lead", "pin"]
    since: AwareDatetime
    until: AwareDatetime | None = None


class PublishedArticle(Published):
    """An article. Of a retracted one the words are gone and the reason is there."""

    topic: ClassVar[str] = "redaksi.published.articles.v1"
    kind: ClassVar[str] = "redaksi.published.article.v1"
    erased: ClassVar[str] = "redaksi.published.article.erased.v1"

    article_id: UUID
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
    published_at: AwareDatetime
    updated_at: AwareDatetime
    corrections: tuple[Correction, ...] = ()
    comments: Comments = Comments()
    front: Front | None = None
    retraction: Retraction | None = None

    @property
    def key(self) -> str:
        """The article's id."""
        return str(self.article_id)


class PublishedComment(Published):
    """A reader's comment; of a removed one only the reason is left. `html` is safe to show."""

    topic: ClassVar[str] = "redaksi.published.comments.v1"
    kind: ClassVar[str] = "redaksi.published.comment.v1"
    erased: ClassVar[str] = "redaksi.published.comment.erased.v1"

    comment_id: UUID
    article_id: UUID
    parent_id: UUID | None = None
    status: Literal["published", "removed"]
    name: str
    text: str
    html: str
    edited: bool = False
    written_at: AwareDatetime
    reason: str | None = None

    @property
    def key(self) -> str:
        """The comment's id."""
        return str(self.comment_id)
