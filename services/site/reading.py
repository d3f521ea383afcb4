"""A published article as it is read: the same form in which the desk shows it before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from redaksi_client.models import Photo as PublishedPhoto
from redaksi_client.models import PublishedArticle

from services.site.model import title
from shared.facts import Correction, Photo, Retraction
from shared.reading import Reading, Related, flow
from shared.reading.flow import Part


def reading_of(article: PublishedArticle) -> Reading:
    """With its dateline before what is read first, and `updated_at` only where it changed after it was public."""
    changed = article.updated_at > article.published_at and article.retraction is None
    return Reading(
        headline=article.headline,
        lead=article.lead,
        dateline=article.dateline if article.lead else "",
        parts=flow(
            article.body,
            "" if article.lead or not article.body else article.dateline,
            [photo_of(one) for one in article.photos],
        ),
        byline=article.byline,
        language=article.language,
        photo=photo_of(article.photo) if article.photo else None,
        editor=article.editor,
        published_at=article.published_at,
        updated_at=article.updated_at if changed else None,
        corrections=tuple(Correction(text=one.text, at=one.at, version=article.version) for one in article.corrections),
        retraction=Retraction(**article.retraction.model_dump()) if article.retraction else None,
    )


def unlinked(reading: Reading) -> frozenset[str]:
    """The titles of related articles of which no address was given."""
    return frozenset(title(one.title) for one in reading.parts if isinstance(one, Related) and not one.path)


def linked(reading: Reading, paths: Mapping[str, str]) -> Reading:
    """The same with the addresses of these, by title."""

    def at(part: Part) -> Part:
        if isinstance(part, Related) and not part.path:
            return Related(part.title, paths.get(title(part.title), ""))
        return part

    return replace(reading, parts=tuple(map(at, reading.parts)))


def photo_of(photo: PublishedPhoto) -> Photo:
    """The same photo in the newsroom's own form."""
    return Photo.model_validate(photo.model_dump())
