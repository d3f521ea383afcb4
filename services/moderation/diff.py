"""The difference between two texts: paragraphs aligned first, then words."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import zip_longest

from services.moderation.model.changes import of_photos
from shared.differences import Piece, words
from shared.facts import Draft, Frozen
from shared.rules import paragraphs

_MOST_PARAGRAPHS = 2_000


class Difference(Frozen):
    """How one field, or one paragraph of the body (counted in the newer text), differs."""

    field: str
    paragraph: int | None = None
    pieces: tuple[Piece, ...]

    @property
    def same(self) -> bool:
        """Whether nothing in it differs."""
        return all(piece.kind == "same" for piece in self.pieces)


def difference(before: Draft, after: Draft) -> tuple[Difference, ...]:
    """What differs between two revisions, field by field, in the order readers see them."""
    found = []
    for name in ("headline", "dateline", "lead", "section", "byline", "source", "note"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            found.append(Difference(field=name, pieces=words(old, new)))
    found += [
        Difference(field=name, pieces=words(old, new)) for name, old, new in of_photos(before, after) if old != new
    ]
    if before.tags != after.tags:
        found.append(Difference(field="tags", pieces=words(", ".join(before.tags), ", ".join(after.tags))))
    return (*found, *(one for one in body(before.body, after.body) if not one.same))


def body(before: str, after: str) -> list[Difference]:
    """Every paragraph of either, in order, those that are the same too."""
    old, new = paragraphs(before), paragraphs(after)
    if max(len(old), len(new)) > _MOST_PARAGRAPHS:
        return [Difference(field="body", pieces=words(before, after))]
    found: list[Difference] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found += [
                Difference(field="body", paragraph=number, pieces=(Piece(kind="same", text=text),))
                for number, text in enumerate(new[c:d], c + 1)
            ]
        else:
            found += _changed(old[a:b], new[c:d], first=c + 1)
    return found


def _changed(old: list[str], new: list[str], *, first: int) -> list[Difference]:
    """Paragraphs in the same place are compared word by word; what is left over came or went whole."""
    found = []
    for step, (was, now) in enumerate(zip_longest(old, new, fillvalue="")):
        paragraph = first + min(step, max(len(new) - 1, 0))
        found.append(Difference(field="body", paragraph=paragraph, pieces=words(was, now)))
    return found
