"""A published article as it is read: the same form in which the desk shows it before."""

from __future__ import annotations

from redaksi_client.models import Photo as PublishedPhoto
from redaksi_client.models import PublishedArticle

from shared.facts import Correction, Photo, Retraction
from shared.reading import Reading, flow


def reading_of(article: PublishedArticle) -> Reading:
    """With its dateline before what is read first, and `updated_at` only where it changed after it was public."""
    changed = article.updated_at > article.published_at and article.retraction is None
    return Reading(
        headline=article.headline,
        lead=article.lead,
        dateline=article.dateline if article.lead else "",
        parts=flow(article.body, "" if article.lead else article.dateline, [photo_of(one) for one in article.photos]),
        byline=article.byline,
        language=article.language,
        photo=photo_of(article.photo) if article.photo else None,
        editor=article.editor,
        published_at=article.published_at,
        updated_at=article.updated_at if changed else None,
        corrections=tuple(Correction(text=one.text, at=one.at, version=article.version) for one in article.corrections),
        retraction=Retraction(**article.retraction.model_dump()) if article.retraction else None,
    )


def photo_of(photo: PublishedPhoto) -> Photo:
    """The same photo in the newsroom's own form."""
    return Photo.model_validate(photo.model_dump())
