"""What rules look at, and the ways a text can break one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from shared.facts import Photo

RELATED = "BACA JUGA:"
"""A paragraph of the body that begins so is a related link in the flow."""

PLACED = "FOTO:"
"""A paragraph of the body that is this and a number puts the photo of that number, counted from 1, there."""

_PLACED = re.compile(rf"{PLACED}\s*(\d{{1,3}})\s*\Z", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"\n\s*\n")
_GAP = re.compile(r"\W+")
_LETTER = re.compile(r"[^\W\d_]")
_STRAIGHT, _OPENING, _CLOSING = '"', "“", "”"


class Text(Protocol):
    """What the rules look at: a draft, or an article at the desk."""

    @property
    def headline(self) -> str: ...
    @property
    def dateline(self) -> str: ...
    @property
    def lead(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def section(self) -> str: ...
    @property
    def byline(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def photo(self) -> Photo | None: ...
    @property
    def photos(self) -> tuple[Photo, ...]: ...


class Figures(dict[str, int]):
    """What a rule goes by: its figures as the newsroom has settled them, and the sections it has, by slug.

    `sections` is empty where they are not known.
    """

    sections: frozenset[str] = frozenset()


Breaks = Callable[[Text, Figures], bool | Sequence[str]]
"""Whether a text breaks a rule; or, where a rule looks at several fields of one kind, at which of them."""


def paragraphs(body: str) -> list[str]:
    """The paragraphs of a body, in order, related links among them."""
    return [part for part in map(str.strip, _PARAGRAPHS.split(body)) if part]


def prose(body: str) -> list[str]:
    """The paragraphs that are the article's own words: no related links, no places of photos."""
    return [part for part in paragraphs(body) if is_prose(part)]


def has_prose(body: str, least: int) -> bool:
    """Whether there are so many of these; reads no further than it must."""
    found = start = 0
    for gap in _PARAGRAPHS.finditer(f"{body}\n\n"):
        part = body[start : gap.start()].strip()
        found += bool(part) and is_prose(part)
        if found >= least:
            return True
        start = gap.end()
    return least <= 0


def is_related(paragraph: str) -> bool:
    """Whether a paragraph is a related link in the flow."""
    return paragraph[: len(RELATED)].upper().startswith(RELATED)


def placed(paragraph: str) -> int | None:
    """Which photo a paragraph puts into the flow, counted from 1; None where it is something else."""
    found = _PLACED.match(paragraph)
    return int(found[1]) if found else None


def is_prose(paragraph: str) -> bool:
    """Whether a paragraph is the article's own words."""
    return not is_related(paragraph) and placed(paragraph) is None


def says_the_same(one: str, other: str) -> bool:
    """Whether both say the same words, whatever their case and punctuation."""
    return bool(one) and _GAP.sub(" ", one).strip().casefold() == _GAP.sub(" ", other).strip().casefold()


def shouts(text: str, least: int) -> bool:
    """Whether it is all in capitals, and has at least `least` letters."""
    if not text.isupper():  # has a small letter, or none at all: seen at once
        return False
    letters = _LETTER.findall(text)
    return len(letters) >= least and all(letter.isupper() for letter in letters)


def has_an_open_quote(body: str) -> bool:
    """Whether a paragraph of the body's own words opens a quotation that it does not close."""
    # Reporters open with either curly mark; what counts is that each quotation has two.
    marks = tuple(mark for mark in (_OPENING, _CLOSING, _STRAIGHT) if mark in body)
    return bool(marks) and any(sum(map(paragraph.count, marks)) % 2 for paragraph in prose(body))


def missing(name: str) -> Breaks:
    """Broken where this field is empty."""
    return lambda text, _: not str(getattr(text, name)).strip()


def is_no_section_of_ours(text: Text, figures: Figures) -> bool:
    """Whether it names a section that the newsroom does not have."""
    return bool(figures.sections and text.section) and text.section not in figures.sections


def photos_without(name: str) -> Breaks:
    """Broken at every photo of which this text is empty."""

    def lacking(text: Text, _: Figures) -> list[str]:
        named = [*([("photo", text.photo)] if text.photo else [])]
        named += [(f"photos.{number}", photo) for number, photo in enumerate(text.photos, 1)]
        return [f"{where}.{name}" for where, photo in named if not str(getattr(photo, name)).strip()]

    return lacking


def places_a_photo_that_is_not_there(text: Text, _: Figures) -> bool:
    """Whether a paragraph names a photo by a number that none has."""
    if ":" not in text.body or PLACED not in text.body.upper():
        return False
    named = (placed(part) for part in paragraphs(text.body))
    return any(number is not None and not 0 < number <= len(text.photos) for number in named)
