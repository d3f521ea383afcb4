"""The pages speak Indonesian and English, each of them whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from tests.pages.places import ROOT, catalogues, place, templates

_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None, "word": None}
_OPTIONS = {"newstyle_gettext": "true", "extensions": "jinja2.ext.do", "silent": "false"}
"""A template that cannot be read is an error, and not one without words."""
Words = tuple[str, ...]
"""What is said, in the singular and, where it has one, the plural."""


@dataclass(frozen=True)
class Said:
    """A translation, and the file where it stands."""

    file: Path
    of: Words
    words: Words

    def __str__(self) -> str:
        return f"{place(self.file)}: {self.of} → {self.words}"


def extracted(path: Path) -> Iterator[tuple[int, Words]]:
    """What a file asks to be translated, and the lines where it does."""
    method = "jinja2.ext:babel_extract" if path.suffix == ".html" else "python"
    with path.open("rb") as file:
        for line, message, _, _ in extract(method, file, _KEYWORDS, options=_OPTIONS):
            yield line, forms(message)


def asked() -> dict[Words, str]:
    """Every text of the product that is to be translated, and a place where it stands."""
    sources = [path for room in ("services", "shared") for path in (ROOT / room).rglob("*.py")]
    return {words: f"{place(path)}:{line}" for path in [*sources, *templates()] for line, words in extracted(path)}


def catalogue(path: Path) -> Catalog:
    return read_po(StringIO(path.read_text()), abort_invalid=True)


def translations() -> list[Said]:
    return [
        Said(path, forms(message.id), forms(message.string))
        for path in catalogues()
        for message in catalogue(path)
        if message.id
    ]


def forms(words: str | Sequence[str]) -> Words:
    return (words,) if isinstance(words, str) else tuple(words)


def placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def test_everything_the_pages_say_is_said_in_english_too() -> None:
    known = {said.of for said in translations()}
    assert {where: words for words, where in asked().items() if words not in known} == {}


def test_no_translation_is_of_words_that_nobody_says() -> None:
    wanted = asked()
    assert [str(said) for said in translations() if said.of not in wanted] == []


def test_no_words_have_two_translations() -> None:
    found: dict[Words, Words] = {}
    assert [str(said) for said in translations() if found.setdefault(said.of, said.words) != said.words] == []


@pytest.mark.parametrize("path", catalogues(), ids=place)
def test_every_translation_is_there_and_sure_of_itself(path: Path) -> None:
    english = catalogue(path)
    assert [one.id for one in english if one.id and (one.fuzzy or not all(forms(one.string)))] == []
    assert list(english.obsolete) == []


def test_a_translation_has_the_placeholders_of_what_it_translates() -> None:
    wrong = [
        str(said)
        for said in translations()
        if placeholders(said.of[-1]) != placeholders(said.words[-1])
        or any(placeholders(form) - placeholders(said.of[-1]) for form in said.words)
    ]
    assert wrong == []
