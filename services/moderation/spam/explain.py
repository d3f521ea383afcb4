"""Why a text scored as it did: the places in it that weighed most, and the disguises found, in both languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from services.moderation.spam.features import kinds
from services.moderation.spam.fold import Folded, fold
from services.moderation.spam.model import likelihood
from services.moderation.spam.twins import Disguise
from services.moderation.spam.weights import Weights

_WORD = re.compile(r"\S+")
_WORTH_SHOWING = 0.25
"""Of the weight of the heaviest word."""

NAMES: dict[Disguise, tuple[str, str]] = {
    Disguise.STYLED: ("huruf menyamar", "letters in disguise"),
    Disguise.BOXED: ("huruf dalam kotak atau lingkaran", "letters in boxes or circles"),
    Disguise.STRUCK: ("huruf bercoret atau bertanda", "letters struck through or marked"),
    Disguise.UNSEEN: ("karakter tak terlihat di dalam kata", "unseen characters inside words"),
    Disguise.FOREIGN: ("huruf dari aksara lain", "letters of another script"),
    Disguise.DIGITS: ("angka sebagai huruf", "digits as letters"),
    Disguise.SPACED: ("kata yang direnggangkan", "words spaced out"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the text as it was written, and what it added to the score: more than nothing."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A kind of disguise that was found, how often, and its name in Indonesian and in English."""

    disguise: Disguise
    count: int
    indonesian: str
    english: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The score, from 0 to 1; the spans in their order, none touching another; the marks."""

    score: float
    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]


def explain(text: str, weights: Weights) -> Explanation:
    """What weighed most in a text."""
    folded = fold(text)
    marks = tuple(Mark(disguise, count, *NAMES[disguise]) for disguise, count in folded.disguises.items())
    return Explanation(likelihood(folded, weights), _spans(folded, _weight_of_each(folded, weights)), marks)


def _weight_of_each(folded: Folded, weights: Weights) -> npt.NDArray[np.float64]:
    """What each character as it is read added: each feature's share is spread over what it stands on."""
    steps = np.zeros(len(folded.text) + 2)
    for kind in kinds(folded):
        starts, ends = kind.spans()
        if not len(starts):
            continue
        different, which, times = np.unique(kind.places, return_inverse=True, return_counts=True)
        added = weights.weigh[kind.places] / times[which] * len(different) ** -0.5
        share = added / np.maximum(ends - starts, 1)
        np.add.at(steps, starts, share)
        np.subtract.at(steps, ends, share)
    return np.cumsum(steps)


def _spans(folded: Folded, weight: npt.NDArray[np.float64]) -> tuple[Span, ...]:
    """The words that added something worth showing; those that stand side by side are one span."""
    words = [(*word.span(), float(weight[word.start() : word.end()].sum())) for word in _WORD.finditer(folded.text)]
    least = _WORTH_SHOWING * max((added for _, _, added in words), default=0.0)
    spans: list[Span] = []
    touching = False
    for start, end, added in words:
        heavy = added > 0 and added >= least
        if heavy:
            first, last = folded.span(start, end)
            if touching:
                before = spans.pop()
                first, added = before.start, before.weight + added  # noqa: PLW2901
            spans.append(Span(first, last, added))
        touching = heavy
    return tuple(spans)
