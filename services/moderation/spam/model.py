"""Scores a text as gambling promotion, and learns from what editors decide: logistic regression, step by step."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from services.moderation.spam.features import Features, features
from services.moderation.spam.fold import Folded, fold
from services.moderation.spam.weights import Weights, empty

_PACE = 1.0
_ROUNDS = 8
_SEED = 7
_LEARNED = 0.01
"""A text scored as near as this to what it is teaches nothing more."""
_FURTHEST = 60_000.0
"""Numbers of half precision end soon after."""
_SUREST = 30.0

Numbers = npt.NDArray[np.floating]


def score(text: str, weights: Weights) -> float:
    """How likely the text is gambling promotion: from 0 to 1."""
    return likelihood(fold(text), weights)


def likelihood(folded: Folded, weights: Weights) -> float:
    """How likely a text that was read already is gambling promotion: from 0 to 1. What is empty is not."""
    return _logistic(features(folded), weights.weigh) if folded.text.strip() else 0.0


def learn(text: str, spam: bool, weights: Weights, importance: float = 1.0) -> Weights:  # noqa: FBT001
    """What is known after one more decision, which counts like so many. Of an empty text nothing is learned."""
    return learn_all([(text, spam)], weights, importance)


def learn_all(decided: Iterable[tuple[str, bool]], weights: Weights, importance: float = 1.0) -> Weights:
    """What is known after several more, texts and whether each is spam, in this order."""
    known = [(folded, spam) for text, spam in decided if (folded := fold(text)).text.strip()]
    if not known or importance <= 0:
        return weights
    weigh, moved = weights.weigh.copy(), weights.moved.copy()
    for folded, spam in known:
        _step(weigh, moved, features(folded), spam=spam, importance=importance)
    return Weights(weigh, moved, weights.learned + len(known))


def train(texts: Sequence[str], spam: Sequence[bool]) -> Weights:
    """What is known after many decisions, gone through several times in an order that is always the same."""
    return train_on([features(fold(text)) for text in texts], spam)


def train_on(known: Sequence[Features], spam: Sequence[bool]) -> Weights:
    """The same, of texts whose features are known."""
    nothing = empty()
    weigh, moved = nothing.weigh.astype(np.float32), nothing.moved.astype(np.float32)
    random = np.random.default_rng(_SEED)
    for _ in range(_ROUNDS):
        for at in random.permutation(len(known)):
            _step(weigh, moved, known[at], spam=spam[at], importance=1.0)
    return Weights(weigh.astype(np.float16), moved.clip(0, _FURTHEST).astype(np.float16), len(known))


def _step(weigh: Numbers, moved: Numbers, known: Features, *, spam: bool, importance: float) -> None:
    """One step of AdaGrad down the slope: a feature that has moved far moves slowly, a new one fast."""
    wrong = _logistic(known, weigh) - spam
    if abs(wrong) < _LEARNED:
        return
    slope = np.float32(wrong * importance) * known.values
    far = np.minimum(moved[known.places] + slope * slope, np.float32(_FURTHEST))
    moved[known.places] = far
    weigh[known.places] = weigh[known.places] - np.float32(_PACE) * slope / np.sqrt(far)


def _logistic(known: Features, weigh: Numbers) -> float:
    total = float(weigh[known.places].astype(np.float32) @ known.values)
    return 1 / (1 + math.exp(-max(-_SUREST, min(_SUREST, total))))
