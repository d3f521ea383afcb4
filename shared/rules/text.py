"""What rules look at, and the ways a text can break one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol

from shared.facts import Photo

RELATED = "BACA JUGA:"
"""A paragraph of the body that begins so is a related link in the flow."""

_PARAGRAPHS = re.compile(r"\n\s*\n")
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


Figures = Mapping[str, int]
Breaks = Callable[[Text, Figures], bool]


def paragraphs(body: str) -> list[str]:
    """The paragraphs of a body, in order, related links among them."""
    return [part for part in map(str.strip, _PARAGRAPHS.split(body)) if part]


def prose(body: str) -> list[str]:
    """The paragraphs that are the article's own words: no related links."""
    return [part for part in paragraphs(body) if not is_related(part)]


def has_prose(body: str, least: int) -> bool:
    """Whether there are so many of these; reads no further than it must."""
    found = start = 0
    for gap in _PARAGRAPHS.finditer(f"{body}\n\n"):
        part = body[start : gap.start()].strip()
        found += bool(part) and not is_related(part)
        if found >= least:
            return True
        start = gap.end()
    return least <= 0


def is_related(paragraph: str) -> bool:
    """Whether a paragraph is a related link in the flow."""
    return paragraph[: len(RELATED)].upper().startswith(RELATED)


def says_the_same(one: str, other: str) -> bool:
    """Whether both say the same words, whatever their case and punctuation."""
    return bool(one) and re.sub(r"\W+", " ", one).strip().casefold() == re.sub(r"\W+", " ", other).strip().casefold()


def shouts(text: str, least: int) -> bool:
    """Whether it is all in capitals, and has at least `least` letters."""
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


def photo_lacks(name: str) -> Breaks:
    """Broken where there is a photo, and this text of it is empty."""
    return lambda text, _: text.photo is not None and not str(getattr(text.photo, name)).strip()
