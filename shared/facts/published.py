"""What anyone may read: the article as the public sees it now. An allow-list of fields."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.facts.draft import Photo
from shared.facts.fact import Fact, Frozen, Tombstone
from shared.facts.live import Comments, Front, Live


class PublicCorrection(Frozen):
    """What was wrong, and when it was mended."""

    text: str
    at: AwareDatetime


class PublicRetraction(Frozen):
    """Why it can no longer be read."""

    code: str
    text: str
    at: AwareDatetime


class ArticlePublished(Fact):
    """The article as the public sees it now, whole: `published`, or `retracted` with its reason.

    `version` grows with every change of what the public sees; keep the highest, ignore the rest.
    """

    topic: ClassVar[str] = "redaksi.published.articles.v1"
    kind: ClassVar[str] = "redaksi.published.article.v1"
    source: ClassVar[str] = "/redaksi/publish"

    article_id: UUID
    version: int = Field(ge=1)
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
    corrections: tuple[PublicCorrection, ...] = ()
    comments: Comments = Comments()
    front: Front | None = None
    retraction: PublicRetraction | None = None

    @classmethod
    def of(cls, article_id: UUID, live: Live) -> Self:
        """What the public may know of this; every field is named here, none is passed on unread."""
        return cls(
            at=live.approved_at,
            article_id=article_id,
            version=live.version,
            status=live.status,
            language=live.language,
            headline=live.headline,
            slug=live.slug,
            path=live.path,
            previous_paths=live.previous_paths,
            dateline=live.dateline,
            lead=live.lead,
            body=live.body,
            section=live.section,
            tags=live.tags,
            photo=live.photo,
            photos=live.photos,
            byline=live.byline,
            editor=live.editor,
            published_at=live.published_at,
            updated_at=live.approved_at,
            corrections=tuple(PublicCorrection(text=c.text, at=c.at) for c in live.corrections),
            comments=live.comments,
            front=live.front,
            retraction=(
                PublicRetraction(code=live.retraction.code, text=live.retraction.text, at=live.retraction.at)
                if live.retraction
                else None
            ),
        )

    @property
    def item(self) -> str:
        return str(self.article_id)

    @property
    def event_id(self) -> str:
        return f"{self.article_id}/{self.version}/{self.status}"

    @property
    def item_version(self) -> int:
        return self.version


class ArticleUnpublished(Tombstone):
    """An erased article: a null value, so that compaction forgets it everywhere."""

    topic: ClassVar[str] = "redaksi.published.articles.v1"
    kind: ClassVar[str] = "redaksi.published.article.erased.v1"
    source: ClassVar[str] = "/redaksi/publish"

    article_id: UUID
    version: int

    @classmethod
    def heard(cls, item: str, version: int, at: datetime) -> Self:
        return cls(article_id=UUID(item), version=version, at=at)

    @property
    def item(self) -> str:
        return str(self.article_id)

    @property
    def event_id(self) -> str:
        return f"{self.article_id}/{self.version}/erased"

    @property
    def item_version(self) -> int:
        return self.version
