"""The guard scores, learns and explains; all texts here are our own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.moderation.spam.explain import explain
from services.moderation.spam.model import learn, score, train
from services.moderation.spam.weights import NotWeightsError, Weights, empty, packaged

PROMOTION = [
    "Gas main di 𝗥𝗔𝗝𝗔𝗪𝗔𝗡𝗚𝗜𝟴𝟴, modal receh langsung maxwin!",
    "Z A M R U D 7 7 bikin dompet tebal bro",
    "sudah coba ᴋᴀɴᴄɪʟʙᴇᴛ99 belum? jp terus tiap malam",
    "semalam M̾E̾R̾P̾A̾T̾I̾T̾O̾T̾O̾ kasih untung besar, gacor parah",
]
ORDINARY = [
    "Semoga jalannya cepat diperbaiki, kasihan warga desa.",
    "Harga beras naik 10% sejak 12/03/2024, kata Bu Ani.",
    "Polisi menangkap bandar judi online di Bekasi",
    "Terima kasih liputannya, sangat lengkap 👍",
    "Pertandingan semalam seru sekali!",
]


def same(one: Weights, other: Weights) -> bool:
    return one.to_bytes() == other.to_bytes() and np.array_equal(one.weigh, other.weigh)


@pytest.mark.parametrize("text", PROMOTION)
def test_promotion_is_caught(text: str) -> None:
    assert score(text, packaged()) > 0.9


@pytest.mark.parametrize("text", [*ORDINARY, "", "  \n"])
def test_ordinary_words_go_through(text: str) -> None:
    assert score(text, packaged()) < 0.2


def test_learning_moves_the_score_towards_the_decision() -> None:
    text = ORDINARY[1]
    before = score(text, packaged())
    assert score(text, learn(text, True, packaged())) > before  # noqa: FBT003
    assert score(PROMOTION[1], learn(PROMOTION[1], False, packaged())) < score(PROMOTION[1], packaged())  # noqa: FBT003


def test_a_decision_of_more_importance_moves_it_further() -> None:
    light, heavy = (score("kabar baru", learn("kabar baru", True, empty(), weight)) for weight in (0.1, 1.0))  # noqa: FBT003
    assert 0.5 < light < heavy


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_nothing_is_learned_from_an_empty_text(text: str) -> None:
    assert learn(text, True, packaged()) is packaged()  # noqa: FBT003


def test_learning_leaves_what_was_known_as_it_was() -> None:
    before = packaged().to_bytes()
    learned = learn(PROMOTION[0], False, packaged())  # noqa: FBT003
    assert packaged().to_bytes() == before != learned.to_bytes()
    assert learned.learned == packaged().learned + 1


def test_the_same_decisions_in_the_same_order_give_the_same_weights() -> None:
    texts, spam = [*PROMOTION, *ORDINARY], [True] * len(PROMOTION) + [False] * len(ORDINARY)
    assert same(train(texts, spam), train(texts, spam))
    one, other = empty(), empty()
    for text, is_spam in zip(texts, spam, strict=True):
        one, other = learn(text, is_spam, one), learn(text, is_spam, other)
    assert same(one, other)


def test_weights_are_read_back_to_the_last_bit_and_are_small() -> None:
    weights = learn(PROMOTION[0], False, packaged())  # noqa: FBT003
    kept = weights.to_bytes()
    back = Weights.from_bytes(kept)
    assert len(kept) < 1_000_000
    assert same(back, weights)
    assert np.array_equal(back.moved, weights.moved)
    assert (back.learned, back.version) == (weights.learned, weights.version)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda kept: b"",
        lambda kept: kept[:-9],
        lambda kept: b"else" + kept[4:],
        lambda kept: kept[:4] + b"\x63\x00" + kept[6:],
        lambda kept: kept[:18] + b"no",
    ],
)
def test_what_are_no_weights_of_these_features_is_refused(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(NotWeightsError):
        Weights.from_bytes(spoil(packaged().to_bytes()))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (PROMOTION[0], "𝗥𝗔𝗝𝗔𝗪𝗔𝗡𝗚𝗜𝟴𝟴"),
        (PROMOTION[1], "Z A M R U D 7 7"),
        (PROMOTION[2], "ᴋᴀɴᴄɪʟʙᴇᴛ99"),
        (PROMOTION[3], "M̾E̾R̾P̾A̾T̾I̾T̾O̾T̾O̾"),
    ],
)
def test_the_explanation_covers_the_name_in_disguise(text: str, name: str) -> None:
    told = explain(text, packaged())
    first = text.index(name)
    assert any(span.start <= first and first + len(name) <= span.end for span in told.spans)
    assert told.marks


def test_marks_have_names_in_both_languages() -> None:
    mark = explain(PROMOTION[0], packaged()).marks[0]
    assert (mark.indonesian, mark.english) == ("huruf menyamar", "letters in disguise")


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40) | st.lists(st.sampled_from([*PROMOTION, *ORDINARY, "🇸🇱", "\u033e"])).map(" ".join))
def test_spans_lie_within_the_text_and_apart(text: str) -> None:
    told = explain(text, packaged())
    assert 0 <= told.score <= 1
    assert told.score == score(text, packaged())
    at = -1
    for span in told.spans:
        assert at < span.start < span.end <= len(text)
        assert span.weight > 0
        at = span.end
