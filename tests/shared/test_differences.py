"""The difference between two texts, word by word: nothing lost on either side, and never slow."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from shared.differences import words

texts = st.text(alphabet="ab c.\n“é-", max_size=60) | st.text()


@given(texts, texts)
def test_the_pieces_of_a_difference_give_back_both_texts(before: str, after: str) -> None:
    pieces = words(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


def test_a_changed_word_is_marked_and_the_rest_is_the_same() -> None:
    pieces = [(piece.kind, piece.text) for piece in words("Warga antre air.", "Warga mengantre air.")]
    assert pieces == [("same", "Warga "), ("removed", "antre"), ("added", "mengantre"), ("same", " air.")]


def test_two_long_texts_without_a_word_in_common_are_told_whole_instead_of_compared() -> None:
    began = time.monotonic()
    before = " ".join(f"a{n}" for n in range(40_000))
    after = " ".join(f"b{n}" for n in range(40_000))
    assert [piece.kind for piece in words(before, after)] == ["removed", "added"]
    assert time.monotonic() - began < 5


def test_a_long_text_with_many_words_changed_is_compared_word_by_word_at_once() -> None:
    began = time.monotonic()
    before = [f"kata{n if n % 2 else n % 400}" for n in range(4_000)]
    after = ["lain" if n % 20 == 0 else word for n, word in enumerate(before)]
    pieces = words(" ".join(before), " ".join(after))
    assert sum(piece.kind == "added" for piece in pieces) > 150
    assert time.monotonic() - began < 2
