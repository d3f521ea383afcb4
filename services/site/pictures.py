"""The hero photo of an article in the forms that lists, feeds and other sites ask for. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from redaksi_client.models import PublishedArticle

from shared.facts import Size
from shared.media.names import CROPS, address, crop_size, rendition

_CARD = 960
_SHARED = "16x9"


@dataclass(frozen=True)
class Picture:
    """Where it stands, how large it is, and what it shows."""

    path: str
    width: int
    height: int
    alt: str
    small: str = ""
    """The same, narrower, for those on a telephone."""
    small_width: int = 0


def on_a_card(article: PublishedArticle) -> Picture | None:
    """As lists show it, in WebP; None where there is no picture."""
    photo = article.photo
    if photo is None or not photo.sizes:
        return None
    wide = [size for size in photo.sizes if size.width <= _CARD] or [photo.sizes[0]]
    size, small = wide[-1], photo.sizes[0]
    path, narrow = (address(photo.media, rendition(one.width, "webp")) for one in (size, small))
    return Picture(path, size.width, size.height, photo.alt, narrow, small.width)


def shared(article: PublishedArticle) -> Picture | None:
    """As other sites and messengers show it when somebody shares the article: JPEG, 16 to 9."""
    photo = article.photo
    if photo is None or not photo.sizes:
        return None
    size = crop_size(_whole(article), _SHARED)
    return Picture(address(photo.media, f"{_SHARED}.jpg"), size.width, size.height, photo.alt)


def in_three_ratios(article: PublishedArticle) -> list[str]:
    """The paths that search engines are told, in the ratios they ask for."""
    photo = article.photo
    return [address(photo.media, f"{crop}.jpg") for crop in CROPS] if photo and photo.sizes else []


def _whole(article: PublishedArticle) -> Size:
    assert article.photo is not None  # noqa: S101 - asked of those that have one
    widest = article.photo.sizes[-1]
    return Size(width=widest.width, height=widest.height)
