"""The languages of the pages. Indonesian is what the templates are written in; English is a catalogue beside them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def preferred(accept_language: str, otherwise: Language = "id") -> Language:
    """The language that a browser asks for first, among ours."""
    asked = []
    for place, part in enumerate(accept_language.split(",")):
        name, _, weight = part.strip().partition(";q=")
        code = name.strip().lower().partition("-")[0]
        code = "id" if code == "in" else code  # Java's older word for Indonesian
        if code in LANGUAGES:
            asked.append((-_weight(weight), place, code))
    return min(asked)[2] if asked else otherwise


def _weight(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0.0


def translations(language: Language, folders: Sequence[Path]) -> NullTranslations:
    """Every catalogue `<folder>/<language>/*.po` as one; none is needed for the language the templates are in."""
    whole = Catalog(locale=language)
    for folder in folders:
        for path in sorted((folder / language).glob("*.po")):
            with path.open("rb") as file:
                for message in read_po(file, locale=language):
                    if message.id:
                        whole[message.id] = message
    if not len(whole):
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)
