"""Photos at the desk: their texts, their order, which of them leaves; and what is said of a change."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from services.moderation.model.changes import changes, is_field
from services.moderation.model.intake import value_of
from services.moderation.model.typed import Typed
from services.moderation.pages.photos import Row, arranged, rows_of
from services.moderation.pages.sheet import fields_of
from shared.fields import name_of
from tests.builders import a_draft, a_picture

HERO, FIRST, SECOND = a_picture(1), a_picture(2), a_picture(3)
TEXT = a_draft(photo=HERO, photos=(FIRST, SECOND))


def media(fields: dict[str, Any]) -> list[str | None]:
    photo = fields["photo"]
    return [photo and photo["media"], *(one["media"] for one in fields["photos"])]


def test_what_is_not_touched_stays_as_it_is() -> None:
    assert arranged(rows_of(TEXT)) == TEXT.model_dump(include={"photo", "photos"})


def test_whose_turn_is_nought_is_the_hero_and_the_others_follow_in_turn() -> None:
    hero, first, second = rows_of(TEXT)
    swapped = [Row(hero.name, HERO, 2), Row(first.name, FIRST, 1), Row(second.name, SECOND, 0)]
    assert media(arranged(swapped)) == [SECOND.media, FIRST.media, HERO.media]
    assert media(arranged([Row(hero.name, HERO, 0, leaves=True), first, second])) == [None, FIRST.media, SECOND.media]
    # Two that want the same turn keep the order in which they stood.
    assert media(arranged([Row(hero.name, HERO, 0), Row(first.name, FIRST, 0), second]))[0] == HERO.media


def test_a_text_that_is_too_long_is_not_taken() -> None:
    with pytest.raises(ValidationError):
        arranged([Row("photo", HERO.model_copy(update={"credit": "x" * 301}), 0)])


def test_editing_a_photos_texts_in_the_words_form_keeps_its_picture() -> None:
    texts = Typed.of(TEXT, "Asia/Jakarta").texts()
    changed = Typed.from_texts({**texts, "photo.caption": "Lain."}).changed(TEXT, "Asia/Jakarta")
    after = a_draft(**changed).photo
    assert after == HERO.model_copy(update={"caption": "Lain."})


def test_reasons_changes_and_names_know_every_photo() -> None:
    after = TEXT.model_copy(update={"photos": (FIRST, SECOND.model_copy(update={"caption": "Siapa di kiri."}))})
    (change,) = changes(TEXT, after)
    assert (change.field, change.after) == ("photos.2.caption", "Siapa di kiri.")
    assert is_field("photos.2.caption")
    assert not is_field("photos.0.caption")
    assert not is_field("photos.2.sizes")
    assert value_of(after, "photos.2.caption") == "Siapa di kiri."
    assert value_of(after, "photos.3.caption") is None
    assert name_of("photos.2.caption") == "Keterangan foto 2"
    assert "photos.2.credit" in fields_of(TEXT)
    assert "photos.3.credit" not in fields_of(TEXT)
