"""The difference between two texts, field by field."""

from __future__ import annotations

from services.moderation.diff import difference
from services.moderation.model.changes import changes
from tests.builders import a_draft, a_photo


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
