"""The fields of an article by the names that people have for them, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping

from shared.rules import Language

NAMES: Mapping[str, Mapping[Language, str]] = {
    "headline": {"id": "Judul", "en": "Headline"},
    "lead": {"id": "Teras", "en": "Lead"},
    "body": {"id": "Isi", "en": "Body"},
    "dateline": {"id": "Dateline", "en": "Dateline"},
    "section": {"id": "Rubrik", "en": "Section"},
    "tags": {"id": "Tagar", "en": "Tags"},
    "photo": {"id": "Foto", "en": "Photo"},
    "photo.alt": {"id": "Teks alternatif foto", "en": "Photo alt text"},
    "photo.caption": {"id": "Keterangan foto", "en": "Photo caption"},
    "photo.credit": {"id": "Kredit foto", "en": "Photo credit"},
    "photo.media": {"id": "Berkas foto", "en": "Photo file"},
    "byline": {"id": "Pewarta", "en": "Byline"},
    "source": {"id": "Sumber", "en": "Source"},
    "publish_at": {"id": "Embargo", "en": "Embargo"},
    "language": {"id": "Bahasa", "en": "Language"},
    "note": {"id": "Catatan pewarta", "en": "Reporter's note"},
}


_OF_ANOTHER = re.compile(r"photos\.(?P<number>[1-9]\d?)\.(?P<name>[a-z]+)")


def known(field: str) -> bool:
    """Whether an article has this field; further photos' are `photos.1.caption` and so on."""
    return field in NAMES or kind_of(field) in NAMES


def kind_of(field: str) -> str:
    """The field of the first photo that is of this kind: `photos.2.alt` → `photo.alt`; any other is its own."""
    found = _OF_ANOTHER.fullmatch(field)
    return f"photo.{found['name']}" if found else field


def name_of(field: str, language: Language = "id") -> str:
    """`photo.caption` → `Keterangan foto`, `photos.2.caption` → `Keterangan foto 2`; what is not known says itself."""
    if found := _OF_ANOTHER.fullmatch(field):
        return f"{name_of(kind_of(field), language)} {found['number']}"
    return NAMES[field][language] if field in NAMES else field
