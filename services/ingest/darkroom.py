"""From a file that somebody sent to a picture that can be shown. Runs in a process of its own: it may fail there.

Only what is seen is kept: the picture is decoded within limits, turned as the camera was held, brought to sRGB and
written anew, so that no GPS position, no camera's number and nothing hidden behind the picture comes along. What the
file said of caption, credit and copyright is read and offered.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from services.ingest.caption import texts_of
from shared.facts import Size
from shared.media.names import CROPS, crop_size, rendition
from shared.media.picture import Manifest

LARGEST = 25 * 1024 * 1024
"""Bytes of a file."""
MOST_PIXELS = 40_000_000
WIDTHS = (480, 960, 1600)
_QUALITY = {"webp": {"quality": 78, "method": 4}, "jpg": {"quality": 82, "optimize": True, "progressive": True}}
_FORMATS = ("JPEG", "PNG", "WEBP")
_SMALLEST = 64
_LOOKS_LIKE = (
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"BM", "BMP"),
    (b"8BPS", "Photoshop"),
)
_BRANDS = {b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIC", b"avif": "AVIF"}
_HEAD = 1024


@dataclass(frozen=True)
class Refused:
    """Why it cannot be taken; `words` says what to do."""

    kind: str
    words: str


@dataclass(frozen=True)
class Developed:
    """A picture in all its forms, by file name. `media` is its id, made of its largest rendition's bytes."""

    media: str
    files: dict[str, bytes]
    manifest: Manifest


def develop(content: bytes) -> Developed | Refused:
    """Make a picture of what was sent."""
    if len(content) > LARGEST:
        return Refused("too-large", f"{len(content)} bytes; at most {LARGEST} are taken. Make the picture smaller.")
    if named := _something_else(content):
        return Refused("not-a-photo", f"This is {named}. Send a JPEG, PNG or WebP.")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
                return _unfit(image) or _developed(image, content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return _too_many()
    except UnidentifiedImageError:
        return Refused("not-a-photo", "No JPEG, PNG or WebP can be read from this. Export the picture again.")
    except (OSError, SyntaxError, ValueError, EOFError):
        return Refused("broken", "The file is cut off or damaged. Send it once more, or export the picture again.")


def _unfit(image: Image.Image) -> Refused | None:
    if getattr(image, "n_frames", 1) > 1:
        return Refused("animated", "The picture moves. Send one that stands still.")
    if image.width * image.height > MOST_PIXELS:
        return _too_many()
    if min(image.size) < _SMALLEST:
        return Refused("too-small", f"{image.width} by {image.height} pixels; at least {_SMALLEST} each way.")
    return None


def _too_many() -> Refused:
    return Refused("too-many-pixels", f"More than {MOST_PIXELS // 1_000_000} megapixels. Make the picture smaller.")


def _developed(image: Image.Image, content: bytes) -> Developed:
    texts = texts_of(image, content)
    # A JPEG of more pixels than are needed is decoded smaller, which costs a part of the time and the memory.
    image.draft(None, (2 * WIDTHS[-1], 2 * WIDTHS[-1]))
    image.load()
    picture = _plain(image)
    files: dict[str, bytes] = {}
    sizes = []
    for width in sorted({min(width, picture.width) for width in WIDTHS}):
        size = Size(width=width, height=max(round(picture.height * width / picture.width), 1))
        smaller = picture.resize((size.width, size.height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        files |= {rendition(width, form): _written(smaller, form) for form in _QUALITY}
        sizes.append(size)
    for name in CROPS:
        files[f"{name}.jpg"] = _written(_cropped(picture, crop_size(sizes[-1], name)), "jpg")
    digest = hashlib.sha256(files[rendition(sizes[-1].width, "jpg")]).hexdigest()
    return Developed(digest[:40], files, Manifest(sizes=tuple(sizes), texts=texts))


def _cropped(picture: Image.Image, size: Size) -> Image.Image:
    """The middle of it; of a tall one rather the upper part, where faces are."""
    return ImageOps.fit(picture, (size.width, size.height), centering=(0.5, 0.35))


def _plain(image: Image.Image) -> Image.Image:
    """Upright, sRGB, on white where it was transparent."""
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):
        upright = upright.point(lambda value: value / 256).convert("L")
    upright = _in_srgb(upright)
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        ground.alpha_composite(layer)
        upright = ground
    return upright.convert("RGB")


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "CMYK", "L"}:
        return image
    try:
        source, ours = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, source, ours, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image  # A profile that cannot be read is none.
    return converted or image


def _written(image: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    how: dict[str, Any] = _QUALITY[form]
    image.save(out, "JPEG" if form == "jpg" else "WEBP", **how)
    return out.getvalue()


def _something_else(content: bytes) -> str:
    """What a file is that is often taken for a photo; "" where it may be one."""
    if content[4:8] == b"ftyp":
        return _BRANDS.get(content[8:12], "a video")
    head = content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<svg", b"<?xml", b"<!doctype")):
        return "SVG" if b"<svg" in head else "a web page"
    return next((name for begin, name in _LOOKS_LIKE if content.startswith(begin)), "")
