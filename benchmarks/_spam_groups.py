"""Which comments belong together: near-identical texts, one author's texts, texts about one brand."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

from services.moderation.spam.fold import fold

_SHINGLE = 5
_HASHES = 48
_BAND = 3
_ALIKE = 0.5
_NO_LETTERS = re.compile(r"[^a-z]+")
_PRIME = np.uint64(0x1FFFFFFFFFFFFFFF)


class Groups:
    """Things that were joined, one with the other, are in one group."""

    def __init__(self, how_many: int) -> None:
        self._parent = list(range(how_many))

    def of(self, one: int) -> int:
        """The group that this is in."""
        while self._parent[one] != one:
            self._parent[one] = self._parent[self._parent[one]]
            one = self._parent[one]
        return one

    def join(self, one: int, other: int) -> None:
        """From now on they are in one group."""
        self._parent[self.of(other)] = self.of(one)

    def all(self) -> npt.NDArray[np.int64]:
        """The group of each."""
        return np.array([self.of(one) for one in range(len(self._parent))])


def alike(texts: Sequence[str], authors: Sequence[str] | None = None) -> npt.NDArray[np.int64]:
    """The group of each text: with all that are near-identical to it, letter for letter, and all of its author's."""
    groups = Groups(len(texts))
    shingles = [_shingles(text) for text in texts]
    for bucket in _buckets(shingles):
        first = bucket[0]
        for other in bucket[1:]:
            if groups.of(first) != groups.of(other) and _jaccard(shingles[first], shingles[other]) >= _ALIKE:
                groups.join(first, other)
    by_author: dict[str, int] = {}
    for at, author in enumerate(authors or ()):
        if author:
            groups.join(by_author.setdefault(author, at), at)
    return groups.all()


def _shingles(text: str) -> frozenset[int]:
    letters = _NO_LETTERS.sub(" ", fold(text).text).strip()
    return frozenset(crc32(letters[at : at + _SHINGLE].encode()) for at in range(max(1, len(letters) - _SHINGLE + 1)))


def _jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other)


def _buckets(shingles: Sequence[frozenset[int]]) -> Iterable[list[int]]:
    """Texts of which some band of minhashes is the same."""
    random = np.random.default_rng(7)
    factors = random.integers(1, 2**61, size=(_HASHES, 1), dtype=np.uint64) | np.uint64(1)
    buckets: defaultdict[tuple[int, bytes], list[int]] = defaultdict(list)
    for at, some in enumerate(shingles):
        hashed = np.array([one & 0xFFFFFFFFFFFFFFFF for one in some], dtype=np.uint64)
        least = ((hashed ^ (hashed >> np.uint64(31))) * factors >> np.uint64(3)).min(axis=1)
        for band in range(0, _HASHES, _BAND):
            buckets[band, least[band : band + _BAND].tobytes()].append(at)
    return (bucket for bucket in buckets.values() if len(bucket) > 1)


_NAMES = re.compile(r"[a-z]{3,}\d*|\d{3,}")
_FEWEST = 3
_MOST_HONEST = 0.1


def by_name(texts: Sequence[str], spam: Sequence[bool], alike_to: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Groups of spam about one name, its most telling word, joined with all near-identical; the rest as it was."""
    words = [set(_NAMES.findall(fold(text).text)) for text in texts]
    in_spam = Counter(word for some, is_spam in zip(words, spam, strict=True) if is_spam for word in some)
    elsewhere = Counter(word for some, is_spam in zip(words, spam, strict=True) if not is_spam for word in some)
    names = {
        word: count / (1 + elsewhere[word])
        for word, count in in_spam.items()
        if count >= _FEWEST and elsewhere[word] <= _MOST_HONEST * count
    }
    first: dict[str, int] = {}
    groups = Groups(len(texts))
    for at, group in enumerate(alike_to):
        groups.join(int(group), at)
    for at, some in enumerate(words):
        known = sorted((word for word in some if word in names), key=lambda word: (names[word], word))
        if spam[at] and known:
            groups.join(first.setdefault(known[-1], at), at)
    return groups.all()
