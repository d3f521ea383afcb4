"""Each fact as JSON Schema 2020-12, twice: closed for whoever writes it, open for whoever reads it.

They differ because a registry takes a field added to an open schema for a break, while a reader must
ignore what it does not know. A writer says every field; a reader may miss those that came later.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any, Literal

from pydantic.json_schema import GenerateJsonSchema

from shared.facts import Fact, Frozen, Tombstone

Schema = dict[str, Any]
Side = Literal["writer", "reader"]

SIDES: tuple[Side, ...] = ("writer", "reader")
DIALECT = GenerateJsonSchema.schema_dialect


class _Whole(GenerateJsonSchema):
    """Every field is required: what is written holds all of them."""

    def field_is_required(self, field: Any, total: bool) -> bool:  # noqa: ARG002, FBT001 - pydantic's signature
        return True


def name_of(fact: type[Fact], side: Side) -> str:
    """The file that holds this schema."""
    return f"{fact.kind}.{side}.json"


def schema_of(fact: type[Fact], examples: Sequence[Fact], side: Side) -> Schema:
    """The schema of this kind, with examples of it. Of an erased item the value is null."""
    about = {
        "$schema": DIALECT,
        "$id": f"urn:redaksi:schema:{fact.kind}:{side}",
        "title": fact.__name__,
        "description": inspect.cleandoc(fact.__doc__ or ""),
        "examples": [payload_of(example) for example in examples],
    }
    if issubclass(fact, Tombstone):
        return {**about, "type": "null"}
    return {**_body(fact, side), **about}


def payload_of(fact: Fact) -> Schema | None:
    """The fact's value on the topic, read."""
    return None if isinstance(fact, Tombstone) else fact.model_dump(mode="json")


def shape_of(schema: Schema) -> Schema:
    """The schema without its words: what another version can be compared with."""
    shape: Schema = _without(schema, {"$id", "$schema", "title", "description", "examples"})
    return shape


def _body(fact: type[Frozen], side: Side) -> Schema:
    if side == "writer":
        made = fact.model_json_schema(mode="serialization", schema_generator=_Whole)
    else:
        made = fact.model_json_schema(mode="validation")
    for part in (made, *made.get("$defs", {}).values()):
        if "properties" in part:
            part["additionalProperties"] = side == "reader"
            _untitle(part["properties"])
    return made


def _untitle(fields: dict[str, Schema]) -> None:
    """Leave out the titles that only repeat a field's name."""
    for field in fields.values():
        field.pop("title", None)


def _without(part: Any, names: set[str]) -> Any:
    match part:
        case dict():
            fields = part.get("properties")
            kept = {name: _without(inner, names) for name, inner in part.items() if name not in names}
            if isinstance(fields, dict):  # whose names are fields, not words
                kept["properties"] = {name: _without(inner, names) for name, inner in fields.items()}
            return kept
        case list():
            return [_without(inner, names) for inner in part]
    return part
