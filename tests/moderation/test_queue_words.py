"""By which words an article is found: the fast way and the plain one are the same."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from services.moderation.model.queue import words


def plainly(text: str) -> tuple[str, ...]:
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return tuple(dict.fromkeys(word[:40] for word in re.findall(r"[^\W_]+", bare)))[:2_000]


@given(st.text() | st.text("abcé_-1 \u0301\u2019\u00bd", max_size=60))
def test_words_are_letters_and_numbers_without_accents(text: str) -> None:
    assert words(text) == plainly(text)


def test_they_are_different_in_their_order_and_none_is_longer_than_is_kept() -> None:
    assert words(f"Café, CAFE dan “{'x' * 50}”: {'x' * 45}_y") == ("cafe", "dan", "x" * 40, "y")
