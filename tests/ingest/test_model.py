"""What comes in at the door: every wrong field is named, what is right becomes the desk's own form of a draft."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from services.ingest.malformed import malformed, must_say_something
from services.ingest.model import EXAMPLE, DraftIn, PhotoIn, RevisionIn
from shared.facts import Draft, DraftSubmitted, Photo, encode
from shared.problems import FieldError, Problem
from tests.builders import ARTICLE, NOON, RIO


def faults(form: type[DraftIn] = DraftIn, /, **fields: Any) -> dict[str, str]:
    """What is said at each field that is wrong."""
    with pytest.raises(ValidationError) as caught:
        form.model_validate_json(json.dumps(fields))
    errors = malformed(caught.value.errors()).errors
    return {one.field: one.message for one in errors}


def test_the_example_is_a_draft() -> None:
    draft = DraftIn.model_validate(EXAMPLE)
    assert draft.model_dump() == Draft.model_validate(EXAMPLE).model_dump()
    assert draft.digest() == Draft.model_validate(EXAMPLE).digest()


def test_an_empty_draft_has_the_right_form() -> None:
    assert DraftIn().digest() == Draft().digest()


def test_a_draft_in_which_nothing_was_written_is_not_taken() -> None:
    must_say_something(Draft(note="Menyusul."))
    for nothing in (Draft(), Draft(byline="Rio", section="daerah")):
        with pytest.raises(Problem, match="right form"):
            must_say_something(nothing)


def test_every_wrong_field_is_named_at_once() -> None:
    said = faults(headline="a\x00b", dateline=7, tags="satu", photo={"alt": "a\nb"}, language="jv", ready="mungkin")
    assert set(said) == {"headline", "dateline", "tags", "photo.alt", "language", "ready"}
    assert "control characters" in said["headline"]
    assert "list" in said["tags"]


def test_an_unknown_field_is_told_what_is_known() -> None:
    said = faults(titel="x", photo={"capton": "x"})
    assert "headline, dateline, lead" in said["titel"]
    assert said["photo.capton"].endswith("known are media, alt, caption, credit")


@pytest.mark.parametrize("field", ["article_id", "base_revision"])
def test_what_belongs_to_put_says_so(field: str) -> None:
    assert "PUT" in faults(DraftIn, **{field: "1"})[field]


@pytest.mark.parametrize("name", ["headline", "dateline", "lead", "body", "section", "byline", "source", "note"])
@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\x7f", "\x85"])
def test_control_characters_are_refused_in_every_text(name: str, letter: str) -> None:
    assert set(faults(DraftIn, **{name: f"a{letter}b"})) == {name}


def test_half_a_character_is_not_json() -> None:
    with pytest.raises(ValidationError, match="json_invalid"):
        DraftIn.model_validate_json(r'{"body": "a\ud800b"}')


@pytest.mark.parametrize(
    "time",
    [1_700_000_000, 1.5, "2026-12-01T07:00:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", "besok"],
)
def test_an_embargo_is_a_time_of_our_days_with_its_zone(time: object) -> None:
    assert set(faults(publish_at=time)) == {"publish_at"}


def test_a_base_revision_counts_from_one() -> None:
    assert set(faults(RevisionIn, base_revision=0)) == {"base_revision"}
    assert RevisionIn(base_revision=1).digest() == Draft().digest()


def test_the_base_revision_is_no_part_of_what_is_submitted() -> None:
    one = RevisionIn(base_revision=3, photo=PhotoIn(alt="Jembatan"))
    sent = DraftSubmitted.of(one, article_id=ARTICLE, reporter=RIO, key="", base=3, at=NOON)
    same = DraftSubmitted.of(
        Draft(photo=Photo(alt="Jembatan")), article_id=ARTICLE, reporter=RIO, key="", base=3, at=NOON
    )
    assert encode(sent) == encode(same)


def test_what_is_not_json_is_told_where_it_breaks() -> None:
    with pytest.raises(ValidationError) as caught:
        DraftIn.model_validate_json('{"headline": }')
    (error,) = malformed([{**caught.value.errors()[0], "loc": ("body",)}]).errors
    assert error == FieldError("body", "this is not JSON: expected value at line 1 column 14")
