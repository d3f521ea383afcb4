"""The difference between two texts, word by word; never slower than its limit. The same at the door and at the desk."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter
from typing import Literal

from shared.facts import Frozen

Kind = Literal["same", "added", "removed"]

_WORDS = re.compile(r"\s*(?:[^\W_]+(?:[-'\u2019][^\W_]+)*|\S)|\s+", re.DOTALL)
"""A word or a sign, with the space before it: spaces by themselves are alike everywhere, and cost the most."""
_MOST_WORDS = 20_000
_MOST_PAIRS = 100_000
"""Beyond either, two texts are told as one taken out and one put in: comparing words is quadratic in those alike."""


class Piece(Frozen):
    """A stretch of words that stayed, came or went."""

    kind: Kind
    text: str


def words(before: str, after: str) -> tuple[Piece, ...]:
    """The difference word by word. Taking what is not `added` gives `before`, what is not `removed` `after`."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > _MOST_WORDS or _pairs(old, new) > _MOST_PAIRS:
        return _pieces([("removed", before), ("added", after)])
    found: list[tuple[Kind, str]] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        was, now = "".join(old[a:b]), "".join(new[c:d])
        if what == "equal":
            found.append(("same", was))
        else:
            space = _space_of_both(was, now)
            found += [("same", was[:space]), ("removed", was[space:]), ("added", now[space:])]
    return _pieces(found)


def _pairs(old: list[str], new: list[str]) -> int:
    """How many pairs of like words there are: what one look for the longest stretch costs."""
    counts = Counter(new)
    return sum(counts[word] for word in old)


def _space_of_both(was: str, now: str) -> int:
    """How many characters of space `was` begins with, where `now` does as well."""
    space = was[: len(was) - len(was.lstrip())]
    return len(space) if now.startswith(space) else 0


def _pieces(found: list[tuple[Kind, str]]) -> tuple[Piece, ...]:
    """Without empty ones, and each as long as it can be."""
    stretches = groupby((one for one in found if one[1]), key=itemgetter(0))
    return tuple(Piece(kind=kind, text="".join(text for _, text in many)) for kind, many in stretches)
