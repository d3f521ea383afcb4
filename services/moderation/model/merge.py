"""Two editors changed the same words: what each did since the revision they began with, and both together.

A body is merged paragraph by paragraph. Where both changed the same paragraphs nothing is chosen for anybody:
the result has both, and says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from services.moderation.model.typed import NAMES, Typed
from shared.facts import Frozen
from shared.rules import paragraphs

Who = Literal["nobody", "mine", "theirs", "alike", "apart", "both"]
"""Who changed it: one of the two, both to the same words, both in different places, or both in the same place."""

_MOST_PAIRS = 4_000_000
"""Of equal paragraphs; beyond it a body is merged as a whole, since aligning is quadratic."""
_GAP = "\n\n"

Words = tuple[str, ...]


class Stretch(Frozen):
    """Paragraphs that belong together: as they were, and as each of the two has them."""

    who: Who
    base: Words
    theirs: Words
    mine: Words

    @classmethod
    def of(cls, base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> Stretch:
        """With who changed it."""
        return cls(who=_who(base, theirs, mine), base=tuple(base), theirs=tuple(theirs), mine=tuple(mine))

    @property
    def result(self) -> Words:
        """Those of who changed it; of both, theirs first."""
        if self.who == "both":
            return self.theirs + self.mine
        return self.theirs if self.who == "theirs" else self.mine


class Field(Frozen):
    """One field: as it was, as each of the two has it, and what comes of it. Of `both` somebody must choose."""

    name: str
    who: Who
    base: str
    theirs: str
    mine: str
    result: str


def merge(base: Typed, theirs: Typed, mine: Typed) -> tuple[Field, ...]:
    """Every field, in the order of the form. The result of a line that both changed is mine, until it is chosen."""
    was, they, me = base.texts(), theirs.texts(), mine.texts()
    return tuple(_field(name, was[name], they[name], me[name]) for name in NAMES)


def _field(name: str, base: str, theirs: str, mine: str) -> Field:
    who = _who(base, theirs, mine)
    result = theirs if who == "theirs" else mine
    if who == "both" and name == "body":
        stretches = merge_body(base, theirs, mine)
        who = "both" if any(stretch.who == "both" for stretch in stretches) else "apart"
        result = _GAP.join(part for stretch in stretches for part in stretch.result)
    return Field(name=name, who=who, base=base, theirs=theirs, mine=mine, result=result)


def _who(base: object, theirs: object, mine: object) -> Who:
    if theirs == mine:
        return "nobody" if base == mine else "alike"
    if base == theirs:
        return "mine"
    return "theirs" if base == mine else "both"


def merge_body(base: str, theirs: str, mine: str) -> tuple[Stretch, ...]:
    """Three bodies aligned by their paragraphs, each stretch with who changed it."""
    was, they, me = paragraphs(base), paragraphs(theirs), paragraphs(mine)
    if max(_pairs(was, they), _pairs(was, me)) > _MOST_PAIRS:
        return (Stretch.of(was, they, me),)
    left, right = _edits(was, they), _edits(was, me)
    found: list[Stretch] = []
    done = 0
    for low, high in _places(left + right):
        if low > done:
            found.append(Stretch.of(was[done:low], was[done:low], was[done:low]))
        found.append(Stretch.of(was[low:high], _side(they, left, low, high), _side(me, right, low, high)))
        done = high
    if done < len(was):
        found.append(Stretch.of(was[done:], was[done:], was[done:]))
    return tuple(found)


@dataclass(frozen=True)
class _Edit:
    """The paragraphs `low` to `high` of the base became those `start` to `end` of a side."""

    low: int
    high: int
    start: int
    end: int


def _edits(base: Sequence[str], side: Sequence[str]) -> list[_Edit]:
    codes = SequenceMatcher(None, base, side, autojunk=False).get_opcodes()
    return [_Edit(low, high, start, end) for what, low, high, start, end in codes if what != "equal"]


def _places(edits: Sequence[_Edit]) -> Iterator[tuple[int, int]]:
    """The stretches of the base that were changed; edits that touch the same paragraphs, or the same gap, are one."""
    begin = end = gap = -1
    for low, high in sorted((edit.low, edit.high) for edit in edits):
        if low > end or (low == end and low < high and gap != low):
            if begin >= 0:
                yield begin, end
            begin, end = low, high
        end = max(end, high)
        gap = low if low == high else gap
    if begin >= 0:
        yield begin, end


def _side(side: Sequence[str], edits: Sequence[_Edit], low: int, high: int) -> Sequence[str]:
    """What this side has in the place of the base's paragraphs `low` to `high`."""
    return side[_moved(edits, low, before=True) : _moved(edits, high, before=False)]


def _moved(edits: Sequence[_Edit], at: int, *, before: bool) -> int:
    """Where the place `at` of the base is on this side: before what was put in there, or after it."""
    shift = 0
    for edit in edits:
        if edit.high < at or (edit.high == at and (not before or edit.low < edit.high)):
            shift = edit.end - edit.high
    return at + shift


def _pairs(one: Sequence[str], other: Sequence[str]) -> int:
    counted = Counter(other)
    return sum(times * counted[part] for part, times in Counter(one).items())
