"""The difference between two texts, word by word; never slower than its limit. The same at the door and at the desk."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal

from shared.facts import Frozen

Kind = Literal["same", "added", "removed"]

_WORDS = re.compile(r"\s+|[^\W_]+(?:[-'\u2019][^\W_]+)*|.", re.DOTALL)
_MOST_WORDS = 4_000
"""Beyond it two paragraphs are told as one taken out and one put in: comparing words is quadratic."""


class Piece(Frozen):
    """A stretch of words that stayed, came or went."""

    kind: Kind
    text: str


def words(before: str, after: str) -> tuple[Piece, ...]:
    """The difference word by word. Taking what is not `added` gives `before`, what is not `removed` `after`."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > _MOST_WORDS * _MOST_WORDS or max(len(old), len(new)) > 4 * _MOST_WORDS:
        return _pieces([("removed", before), ("added", after)])
    found: list[tuple[Kind, str]] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(("same", "".join(old[a:b])))
        else:
            found += [("removed", "".join(old[a:b])), ("added", "".join(new[c:d]))]
    return _pieces(found)


def _pieces(found: list[tuple[Kind, str]]) -> tuple[Piece, ...]:
    return tuple(Piece(kind=kind, text=text) for kind, text in found if text)
