"""The fields of an article by the names that people have for them, in both languages."""

from __future__ import annotations

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


def name_of(field: str, language: Language = "id") -> str:
    """`photo.caption` → `Keterangan foto`; a field of a newer release says its own name."""
    return NAMES[field][language] if field in NAMES else field
