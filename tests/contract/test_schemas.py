"""The schemas: as the code says, true of every message that was ever said, and never less than was promised."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from redaksi.contract.compatible import breaks
from redaksi.contract.schemas import SIDES
from shared.facts import FACTS
from tests.contract.made import DOCS, RELEASED, released, schema_files, shapes
from tests.shared.test_wire import golden_files, newest

PUBLIC = "redaksi.published."


def broken() -> list[str]:
    """Every promise of a released version that is kept no more."""
    return [
        f"{kind} since {path.parent.name}: {fault}"
        for kind, shape in shapes().items()
        for path in released(kind)
        for fault in breaks(json.loads(path.read_text()), shape, public=kind.startswith(PUBLIC))
    ]


def validator(kind: str, side: str) -> Draft202012Validator:
    schema = json.loads((DOCS / "schemas" / f"{kind}.{side}.json").read_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_the_files_are_what_the_code_says() -> None:
    there = {f"schemas/{path.name}": path.read_text() for path in (DOCS / "schemas").glob("*.json")}
    assert there == schema_files(), "run `python -m tests.contract.write`"


@pytest.mark.parametrize("path", golden_files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_message_that_was_ever_said_is_valid_for_readers(path: Path) -> None:
    validator(path.stem, "reader").validate(json.loads(path.read_text())["value"])


@pytest.mark.parametrize("kind", [fact.kind for fact in FACTS])
def test_what_is_said_today_is_valid_for_its_writer(kind: str) -> None:
    said = newest(kind)
    assert said is not None
    validator(kind, "writer").validate(json.loads(said.read_text())["value"])


@pytest.mark.parametrize("kind", [fact.kind for fact in FACTS])
def test_a_schema_says_what_it_is_and_its_example_is_valid(kind: str) -> None:
    for side in SIDES:
        schema = validator(kind, side).schema
        assert isinstance(schema, dict)
        assert schema["$id"] == f"urn:redaksi:schema:{kind}:{side}"
        assert schema["title"]
        assert schema["description"]
        assert schema["examples"]
        for example in schema["examples"]:
            validator(kind, side).validate(example)


def test_a_reader_takes_a_field_it_does_not_know_and_a_writer_does_not() -> None:
    said = json.loads((DOCS / "schemas/redaksi.published.article.v1.writer.json").read_text())["examples"][0]
    for richer in ({**said, "mood": "glad"}, {**said, "comments": {**said["comments"], "mood": "glad"}}):
        assert validator("redaksi.published.article.v1", "reader").is_valid(richer)
        assert not validator("redaksi.published.article.v1", "writer").is_valid(richer)


def test_a_writer_leaves_no_field_out() -> None:
    said = json.loads((DOCS / "schemas/redaksi.published.article.v1.writer.json").read_text())["examples"][0]
    for field in said:
        poorer = {name: value for name, value in said.items() if name != field}
        assert not validator("redaksi.published.article.v1", "writer").is_valid(poorer)


def test_nothing_that_was_promised_is_taken_back() -> None:
    assert broken() == []


def test_what_is_promised_today_is_written_down() -> None:
    last = {kind: json.loads(released(kind)[-1].read_text()) for kind in shapes()}
    assert last == shapes(), "run `python -m tests.contract.write`"
    assert {path.stem for path in RELEASED.glob("v*/*.json")} == set(shapes())


PUBLISHED = "redaksi.published.article.v1"


def changed(*place: str, to: Any) -> dict[str, Any]:
    """Today's promise with one thing in it put otherwise, or left out."""
    shape = deepcopy(shapes()[PUBLISHED])
    inner = shape
    for name in place[:-1]:
        inner = inner[name]
    if to is None:
        del inner[place[-1]]
    else:
        inner[place[-1]] = to
    return shape


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (changed("properties", "headline", to=None), "value.headline: removed"),
        (changed("properties", "version", "type", to="string"), "value.version: type changed"),
        (changed("properties", "photo", to={"type": "string"}), "value.photo: anyOf changed"),
        (changed("properties", "tags", "items", to={"type": "integer"}), "value.tags[]: type changed"),
        (changed("required", to=[*shapes()[PUBLISHED]["required"], "lead"]), "value.lead: newly required"),
        (changed("required", to=["at"]), "value.version: no longer always there"),
        (changed("$defs", "Photo", "properties", "credit", to=None), "value.photo.credit: removed"),
        (changed("properties", "status", "enum", to=["published"]), "'retracted' is no longer known"),
        (changed("properties", "status", "enum", to=["published", "retracted", "x"]), "'x' is unknown to older"),
        (changed("properties", "headline", to={"type": "string", "maxLength": 9}), "value.headline: maxLength changed"),
        (changed("properties", "lead", "default", to="-"), "value.lead: what is missing meant ''"),
        (changed("additionalProperties", to=False), "value: additionalProperties changed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_gate_sees_what_would_break_a_reader(change: dict[str, Any], fault: str) -> None:
    assert any(fault in found for found in breaks(shapes()[PUBLISHED], change, public=True))


def test_a_new_field_that_may_be_missing_breaks_nobody() -> None:
    richer = changed("properties", "mood", to={"type": "string", "default": ""})
    assert breaks(shapes()[PUBLISHED], richer, public=True) == []


def test_inside_the_newsroom_a_list_of_words_may_grow() -> None:
    richer = changed("properties", "status", "enum", to=["published", "retracted", "x"])
    assert breaks(shapes()[PUBLISHED], richer, public=False) == []
