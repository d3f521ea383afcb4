"""The difference between two texts: nothing lost on either side, and never slow."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from services.moderation.diff import difference, words
from services.moderation.model.changes import changes
from tests.builders import a_draft, a_photo

texts = st.text(alphabet="ab c.\n“é-", max_size=60)


@given(texts, texts)
def test_the_pieces_of_a_difference_give_back_both_texts(before: str, after: str) -> None:
    pieces = words(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


def test_a_changed_word_is_marked_and_the_rest_is_the_same() -> None:
    pieces = [(piece.kind, piece.text) for piece in words("Warga antre air.", "Warga mengantre air.")]
    assert pieces == [("same", "Warga "), ("removed", "antre"), ("added", "mengantre"), ("same", " air.")]


def test_a_paragraph_put_in_leaves_its_neighbours_alone() -> None:
    before = a_draft(body="Satu.\n\nTiga.")
    after = a_draft(body="Satu.\n\nDua.\n\nTiga.")
    (found,) = difference(before, after)
    assert (found.field, found.paragraph, [(p.kind, p.text) for p in found.pieces]) == ("body", 2, [("added", "Dua.")])


def test_every_field_that_differs_is_named() -> None:
    after = a_draft(headline="Lain", tags=("lain",), photo=a_photo(caption="Lain"), source="Lain")
    assert {found.field for found in difference(a_draft(), after)} == {"headline", "tags", "photo.caption", "source"}


def test_what_is_the_same_has_no_difference() -> None:
    assert difference(a_draft(), a_draft()) == ()
    assert changes(a_draft(), a_draft()) == ()


def test_the_reporter_is_told_changes_but_nothing_of_what_is_never_public() -> None:
    after = a_draft(source="Rahasia", note="Rahasia", body="Satu.\n\nDua.")
    told = changes(a_draft(), after)
    assert {change.field for change in told} == {"body"}
    assert "Rahasia" not in "".join(change.after for change in told)


def test_two_long_texts_without_a_word_in_common_are_told_whole_instead_of_compared() -> None:
    began = time.monotonic()
    before = " ".join(f"a{n}" for n in range(40_000))
    after = " ".join(f"b{n}" for n in range(40_000))
    assert [piece.kind for piece in words(before, after)] == ["removed", "added"]
    assert time.monotonic() - began < 5
