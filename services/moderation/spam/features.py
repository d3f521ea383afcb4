"""What of a text is weighed: runs of letters and of their shapes, words, and disguises, each a hashed place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

from services.moderation.spam.fold import Folded

BITS = 17
PLACES = 1 << BITS
"""How many weights there are; the hash of a feature is the place of its weight."""

_LETTERS = range(2, 6)
_SHAPES = range(2, 7)
_WORDS = re.compile(r"[a-z]+|\d+")
_MOST_OF_A_DISGUISE = 3
_MOST_WORDS = 12
_STEP = np.uint64(0x100000001B3)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_DOWN = np.uint64(64 - BITS)
_OF_LETTERS, _OF_SHAPES = np.uint64(1), np.uint64(1 << 40)
_SPACE, _ASCII = 32, 128
_SMALL, _LARGE, _DIGIT, _GAP, _BEYOND, _LETTER_IN_DISGUISE, _DIGIT_IN_DISGUISE, _SIGNS = range(1, 9)

Codes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

_NOWHERE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Kind:
    """Features of one kind. `spans` says from where to where in the text as it is read each stands, if anywhere."""

    places: Places
    spans: Callable[[], tuple[Places, Places]]


@dataclass(frozen=True, slots=True)
class Features:
    """The places of a text's features, each once, and what each counts."""

    places: Places
    values: npt.NDArray[np.float32]


def features(folded: Folded) -> Features:
    """The features of a text. Each kind counts as much as another, however long the text is."""
    each = [_once(kind.places) for kind in kinds(folded)]
    lengths = [len(places) for places in each]
    values = np.repeat([max(length, 1) ** -0.5 for length in lengths], lengths)
    return Features(np.concatenate(each), values.astype(np.float32))


def kinds(folded: Folded) -> tuple[Kind, ...]:
    """What is weighed of a text, kind by kind, as often as it stands there."""
    read = _codes(f" {folded.text} ")
    return (
        _runs(read, _LETTERS, _OF_LETTERS),
        _runs(_shapes(folded, read), _SHAPES, _OF_SHAPES),
        _words(folded.text),
        _about_it(folded),
    )


def _once(places: Places) -> Places:
    """As `np.unique` has it, in a third of the time."""
    ordered = np.sort(places)
    new = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return ordered[new]


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)


def _runs(codes: Codes, lengths: range, kind: np.uint64) -> Kind:
    """Every run of so many characters."""
    lengths = lengths[: len(codes) - 1]
    rolling, places = codes + kind, []
    for length in lengths:
        rolling = rolling[:-1] * _STEP + codes[length - 1 :]
        places.append(rolling)
    hashed = (np.concatenate(places) * _MIX) >> _DOWN
    return Kind(hashed.astype(np.int64), partial(_run_spans, len(codes) - 2, lengths))


def _run_spans(size: int, lengths: range) -> tuple[Places, Places]:
    """Where runs stand in a text of this size, which had a space put before it and after it."""
    starts = [np.arange(-1, size + 1 - length + 1) for length in lengths]
    ends = [some + length for some, length in zip(starts, lengths, strict=True)]
    return np.concatenate(starts).clip(0), np.concatenate(ends).clip(None, size)


def _shapes(folded: Folded, read: Codes) -> Codes:
    """What each character is like: small or large, a digit, a letter in disguise; signs are themselves."""
    written = np.full_like(read, _SPACE)
    written[1:-1] = _codes(folded.written)[np.asarray(folded.starts, dtype=np.int64)]
    shapes = _SHAPE_OF[np.minimum(written, _ASCII)]
    disguised = _IN_DISGUISE[np.minimum(read, _ASCII)]
    return np.where((written >= _ASCII) & (disguised > 0), disguised, shapes)


def _words(text: str) -> Kind:
    """Every word or number, alone and with the one before it."""
    found = [(word[0], word.start(), word.end()) for word in _WORDS.finditer(text)]
    pairs = [(f"{one[0]} {two[0]}", one[1], two[2]) for one, two in pairwise(found)]
    each = [*found, *pairs]
    return Kind(
        _hashed([word for word, _, _ in each]),
        lambda: (np.array([start for _, start, _ in each]), np.array([end for _, _, end in each])),
    )


def _about_it(folded: Folded) -> Kind:
    """What the whole of it is like. The disguises stand nowhere in particular: their letters do."""
    names = [f"\n{disguise}" for disguise in folded.disguises]
    names += [f"\n{name} {min(count, _MOST_OF_A_DISGUISE)}" for name, count in folded.disguises.items()]
    names += [
        f"\ndisguises {len(folded.disguises)}",
        f"\nlength {len(folded.written).bit_length()}",
        f"\nwords {min(len(folded.text.split()), _MOST_WORDS)}",
        "\nany text",
    ]
    return Kind(_hashed(names), lambda: (_NOWHERE, _NOWHERE))


def _hashed(names: Sequence[str]) -> Places:
    hashed = np.array([crc32(name.encode()) for name in names], dtype=np.uint64)
    return ((hashed * _MIX) >> _DOWN).astype(np.int64)


def _shape(char: str) -> int:
    if char.isalpha():
        return _SMALL if char.islower() else _LARGE
    if char.isdigit():
        return _DIGIT
    return _GAP if char.isspace() else _SIGNS + ord(char)


_SHAPE_OF = np.array([*(_shape(chr(code)) for code in range(_ASCII)), _BEYOND], dtype=np.uint64)
_IN_DISGUISE = np.array(
    [
        *(
            _LETTER_IN_DISGUISE if c.isalpha() else _DIGIT_IN_DISGUISE if c.isdigit() else 0
            for c in map(chr, range(128))
        ),
        0,
    ],
    dtype=np.uint64,
)
