"""What anyone may read: the article as the public sees it now. An allow-list of fields."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.facts.draft import Photo
from shared.facts.fact import Fact, Frozen, Tombstone
from shared.facts.live import Comments, Front, Live


class PublicCorrection(Frozen, use_attribute_docstrings=True):
    """What was wrong, and when it was mended."""

    text: str
    """In the newsroom's words, to be shown with the article."""
    at: AwareDatetime
    """Since when the article is right."""


class PublicRetraction(Frozen, use_attribute_docstrings=True):
    """Why it can no longer be read."""

    code: str
    """The reason as data."""
    text: str
    """The reason in the newsroom's words, to be shown in the article's place."""
    at: AwareDatetime
    """Since when."""


class ArticlePublished(Fact, use_attribute_docstrings=True):
    """The article as the public sees it now, whole: `published`, or `retracted` with its reason.

    `version` grows with every change of what the public sees; keep the highest, ignore the rest.
    """

    topic: ClassVar[str] = "redaksi.published.articles.v1"
    kind: ClassVar[str] = "redaksi.published.article.v1"
    source: ClassVar[str] = "/redaksi/publish"

    at: AwareDatetime
    """When it came to be so; `ce_time` as well."""
    article_id: UUID
    """The same for the article's whole life; the record's key."""
    version: int = Field(ge=1)
    """Grows with every change of what the public sees, with gaps. Keep the highest; `ce_version` as well."""
    status: Literal["published", "retracted"]
    """`retracted`: the words are gone, `retraction` says why, the address stays."""
    language: str
    """Of the text: `id` or `en`."""
    headline: str
    slug: str
    """The headline as part of an address."""
    path: str
    """Its address on the newsroom's site, from the first `/` on."""
    previous_paths: tuple[str, ...] = ()
    """Where it stood before: lead from there to `path`."""
    dateline: str
    """The place the report comes from."""
    lead: str = ""
    """The first words, above the body. Plain text."""
    body: str = ""
    """Markdown without HTML: paragraphs, emphasis, links, lists, quotes. A paragraph that begins with `BACA JUGA:`
    names another article by its headline; `FOTO: 1` shows the first of `photos` there."""
    section: str
    """Its section, by code."""
    tags: tuple[str, ...] = ()
    photo: Photo | None = None
    """The main photo."""
    photos: tuple[Photo, ...] = ()
    """Further ones; those that no paragraph `FOTO: n` names stand after the text."""
    byline: str
    """The reporters as printed, separated by commas."""
    editor: str
    """Initials of the editor."""
    published_at: AwareDatetime
    """When the public first had it."""
    updated_at: AwareDatetime
    """When its words were approved as they are now."""
    corrections: tuple[PublicCorrection, ...] = ()
    """What was wrong and is mended, oldest first; to be shown."""
    comments: Comments = Comments()
    """Whether readers may comment."""
    front: Front | None = None
    """Its place on the front page, where the desk gave it one."""
    retraction: PublicRetraction | None = None
    """Why it was retracted; null where it was not."""

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
