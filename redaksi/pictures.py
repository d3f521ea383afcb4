"""The pictures that a draft's file names: `photo: jembatan.jpg`, or `photo: {file: jembatan.jpg, caption: …}`. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Json = dict[str, Any]
TYPES: Mapping[str, str] = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
_TEXTS = ("alt", "caption", "credit")


def type_of(file: Path) -> str:
    """What to say that it is; the door looks for itself."""
    return TYPES.get(file.suffix.lower(), "application/octet-stream")


def files(draft: Json, folder: Path) -> dict[str, Path]:
    """The files that it names, by the field that does, each beside the draft's own file."""
    return {field: folder / one["file"] for field, one in _photos(draft) if one.get("file")}


def with_pictures(draft: Json, held: Mapping[str, Json]) -> Json:
    """The draft as it is sent: `held` is what the door answered for each file, by field.

    What the file said of itself is used where the draft says nothing.
    """
    made = {field: _sent(one, held.get(field)) for field, one in _photos(draft)}
    others = [one for field, one in made.items() if field != "photo"]
    rest = {name: value for name, value in draft.items() if name not in {"photo", "photos"}}
    return {**rest, **({"photo": made["photo"]} if "photo" in made else {}), **({"photos": others} if others else {})}


def _photos(draft: Json) -> Iterator[tuple[str, Json]]:
    if draft.get("photo"):
        yield "photo", _as_fields(draft["photo"])
    for number, one in enumerate(draft.get("photos") or (), 1):
        yield f"photos.{number}", _as_fields(one)


def _as_fields(photo: Any) -> Json:
    return {"file": photo} if isinstance(photo, str) else dict(photo)


def _sent(photo: Json, held: Json | None) -> Json:
    said = {name: value for name, value in photo.items() if name != "file"}
    if held is None:
        return said
    texts = {name: said.get(name) or held["texts"][name] for name in _TEXTS}
    return {**said, **texts, "media": held["media"]}
