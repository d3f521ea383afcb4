"""`./run bench spam --data FILE`: how much of the spam the guard finds, how fast, and beside a plain yardstick.

The file is a table of `text,spam`, with `author` where it is known. Near-identical texts, and one author's, are never
on both sides of a fold; `unseen_names` are folds in which no name that was asked about had been seen before.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score
from sklearn.model_selection import StratifiedGroupKFold

from benchmarks._spam_groups import alike, by_name
from benchmarks._spam_names import written
from benchmarks.stage import figures
from services.moderation.spam.features import features
from services.moderation.spam.fold import fold
from services.moderation.spam.make import read
from services.moderation.spam.model import learn, score, train_on
from services.moderation.spam.weights import Weights, empty

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Guard = Callable[[Places, Sequence[str]], Numbers]
"""Learns from the texts at these places; how likely each of the others is spam."""

_FOLDS = 5
_HALF = 0.5
_EVERY = 25
_WITHIN = 3_000
_START = """
import time
def memory():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 / 1e6
before, since = memory(), time.perf_counter()
from services.moderation.spam.model import score
from services.moderation.spam.weights import packaged
score("Selamat pagi", packaged())
print((time.perf_counter() - since) * 1000, memory() - before)
"""


def main(argv: list[str]) -> int:
    """Measure, and print the figures."""
    given = _given(argv)
    rows = read(given.data)
    texts, spam = [row["text"] for row in rows], np.array([row["spam"] == "1" for row in rows])
    near = alike(texts, [row.get("author", "") for row in rows])
    names = by_name(texts, [bool(one) for one in spam], near)
    ours, plain = _guard(texts, spam), _yardstick(texts, spam)
    found = {
        "guard": _found(ours, texts, spam, near),
        "yardstick": _found(plain, texts, spam, near),
        "guard_unseen_names": _found(ours, texts, spam, names),
        "yardstick_unseen_names": _found(plain, texts, spam, names),
    }
    invented = written(500)
    figures(
        found["guard"]["recall_at_0.1%"] / max(found["yardstick"]["recall_at_0.1%"], 1e-9),
        as_json=given.json,
        comments=len(texts),
        groups=len(set(near)),
        groups_of_names=len(set(names)),
        **found,
        invented_names={"guard": _invented(ours, spam, invented), "yardstick": _invented(plain, spam, invented)},
        **_cost(texts, _learned(texts, spam)),
        decisions_until_recall_90=_curve(texts, spam, near),
    )
    return 0


def _given(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench spam", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(argv)


def _learned(texts: Sequence[str], spam: npt.NDArray[np.bool_]) -> Weights:
    return train_on([features(fold(text)) for text in texts], [bool(one) for one in spam])


def _guard(texts: Sequence[str], spam: npt.NDArray[np.bool_]) -> Guard:
    known = [features(fold(text)) for text in texts]

    def guard(places: Places, others: Sequence[str]) -> Numbers:
        weights = train_on([known[at] for at in places], [bool(spam[at]) for at in places])
        return np.array([score(text, weights) for text in others])

    return guard


def _yardstick(texts: Sequence[str], spam: npt.NDArray[np.bool_]) -> Guard:
    """What one would write in an afternoon: hashed runs of characters of the text as it stands."""
    hashing = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=2**20)
    hashed = hashing.transform(texts)

    def yardstick(places: Places, others: Sequence[str]) -> Numbers:
        model = LogisticRegression(C=10.0, solver="liblinear").fit(hashed[places], spam[places])
        likely: Numbers = model.predict_proba(hashing.transform(others))[:, 1]
        return likely

    return yardstick


def _found(guard: Guard, texts: Sequence[str], spam: npt.NDArray[np.bool_], groups: Places) -> dict[str, float]:
    likely = np.zeros(len(texts))
    for learn_from, ask in StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=1).split(texts, spam, groups):
        likely[ask] = guard(learn_from, [texts[at] for at in ask])
    return {
        "f1": round(float(f1_score(spam, likely > _HALF)), 4),
        "average_precision": round(float(average_precision_score(spam, likely)), 4),
        "recall_at_1%": _recall(likely, spam, 0.01),
        "recall_at_0.1%": _recall(likely, spam, 0.001),
    }


def _recall(likely: Numbers, spam: npt.NDArray[np.bool_], false_alarms: float) -> float:
    """How much of the spam is above the likelihood that so few of the others exceed."""
    return round(float((likely[spam] > _threshold(likely[~spam], false_alarms)).mean()), 4)


def _threshold(honest: Numbers, false_alarms: float) -> float:
    return float(np.sort(honest)[::-1][int(false_alarms * len(honest))])


def _invented(guard: Guard, spam: npt.NDArray[np.bool_], invented: Sequence[str]) -> float:
    """How many of the invented are called spam by what has learned from all."""
    return round(float((guard(np.arange(len(spam)), invented) > _HALF).mean()), 4)


def _cost(texts: Sequence[str], weights: Weights) -> dict[str, Any]:
    since, worked = time.perf_counter(), time.process_time()
    for text in texts:
        score(text, weights)
    each, work = (time.perf_counter() - since) / len(texts) * 1000, (time.process_time() - worked) / len(texts) * 1000
    start = subprocess.run([sys.executable, "-c", _START], check=True, capture_output=True, text=True).stdout.split()
    return {
        "ms_a_comment": round(each, 4),
        "ms_of_work_a_comment": round(work, 4),
        "start_ms": round(float(start[0])),
        "memory_mb": round(float(start[1]), 1),
        "weights_kb": round(len(weights.to_bytes()) / 1000),
    }


def _curve(texts: Sequence[str], spam: npt.NDArray[np.bool_], groups: Places) -> int | None:
    """How many decisions, from an empty start, until nine tenths of the spam are found at 1 % false alarms."""
    split = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=1).split(texts, spam, groups)
    learn_from, ask = next(iter(split))
    order = np.random.default_rng(1).permutation(learn_from)[:_WITHIN]
    weights = empty()
    for count, at in enumerate(order, 1):
        weights = learn(texts[at], bool(spam[at]), weights)
        if count % _EVERY == 0:
            likely = np.array([score(texts[one], weights) for one in ask[::4]])
            if _recall(likely, spam[ask[::4]], 0.01) >= 0.9:
                return count
    return None
