"""The names of a picture's files: each rendition by its width, and three crops for frames of a given shape. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from shared.facts import Photo, Size

TYPES: Mapping[str, str] = {"webp": "image/webp", "jpg": "image/jpeg"}
"""The forms in which every rendition stands, and what they are called over HTTP."""
CROPS: Mapping[str, tuple[int, int]] = {"1x1": (1, 1), "4x3": (4, 3), "16x9": (16, 9)}
"""As search engines ask for them (schema.org `image` of a NewsArticle, in three ratios), as JPEG."""
_WIDEST_CROP = 1200
_MEDIA = re.compile(r"[0-9a-f]{40}")
_FILE = re.compile(rf"(?:[1-9]\d{{0,4}}\.(?:{'|'.join(TYPES)})|(?:{'|'.join(CROPS)})\.jpg)")


def shown(photo: Photo | None, photos: Iterable[Photo]) -> frozenset[str]:
    """The pictures that an article with these photos shows."""
    return frozenset(one.media for one in (*((photo,) if photo else ()), *photos) if one.media)


def is_media(text: str) -> bool:
    """Whether this can be the id of a picture."""
    return bool(_MEDIA.fullmatch(text))


def is_file(name: str) -> bool:
    """Whether this can be one of a picture's files."""
    return bool(_FILE.fullmatch(name))


def rendition(width: int, form: str) -> str:
    """The file of this width."""
    return f"{width}.{form}"


def address(media: str, name: str) -> str:
    """The path under which a file is served: at the desk while it is held, on the site once it is public."""
    return f"/media/{media}/{name}"


def crop_size(size: Size, crop: str) -> Size:
    """How large a crop is of a picture whose widest rendition has this size: as much as there is, never made larger."""
    across, down = CROPS[crop]
    width = min(size.width, size.height * across // down, _WIDEST_CROP)
    return Size(width=max(width, 1), height=max(width * down // across, 1))
