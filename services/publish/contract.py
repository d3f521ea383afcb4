"""What anyone may read, explained for programs: the page at `/`, and the contract's files beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import yaml
from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from shared import apidocs
from shared.problems import Problem

CONTRACT = Path(__file__).parents[2] / "docs"
"""Where `asyncapi.yaml` and `schemas/` stand."""
Part = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One field of a message: its name, its type and what it says, in words."""

    name: str
    kind: str
    about: str


@dataclass(frozen=True)
class Table:
    """The fields of a message, or of a value within it that has a name."""

    name: str
    about: str
    fields: tuple[Field, ...]


def routes() -> APIRouter:
    """`GET /`, `/asyncapi.yaml` and `/schemas/{name}`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def page() -> HTMLResponse:
        return HTMLResponse(made(), headers={"Content-Security-Policy": apidocs.POLICY})

    @router.get("/asyncapi.yaml")
    def asyncapi() -> FileResponse:
        return FileResponse(CONTRACT / "asyncapi.yaml", media_type="application/yaml")

    @router.get("/schemas/{name}")
    def schema(name: str) -> FileResponse:
        if name not in schemas():
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such schema", kind="not-found")
        return FileResponse(CONTRACT / "schemas" / name, media_type="application/schema+json")

    return router


@cache
def schemas() -> frozenset[str]:
    """The names of the schemas that there are."""
    return frozenset(path.name for path in (CONTRACT / "schemas").glob("*.json"))


@cache
def made() -> str:
    """The page, from the files."""
    described: Part = yaml.load((CONTRACT / "asyncapi.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    here = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    here.filters["code"] = _code
    topics = [_topic(one, described) for one in described["channels"].values() if not one["x-internal"]]
    about = _paragraphs(described["info"]["description"])
    title = "Redaksi publish: what anyone may read"
    return here.get_template("contract.html").render(title=title, about=about, topics=topics)


def _topic(channel: Part, described: Part) -> Part:
    messages = [described["components"]["messages"][name] for name in channel["messages"]]
    return {
        "name": channel["address"],
        "about": _paragraphs(channel["description"]),
        "summary": channel["summary"],
        "partitions": channel["bindings"]["kafka"]["partitions"],
        "messages": [_message(one) for one in messages],
    }


def _message(message: Part) -> Part:
    schema: Part = json.loads((CONTRACT / message["payload"]["$ref"]).read_text())
    example = message["examples"][0]
    headers = message["headers"]["properties"].items()
    return {
        "name": message["name"],
        "summary": message["summary"],
        "parts": _tables(schema),
        "headers": [(name, one.get("const") or one.get("description", "")) for name, one in headers],
        "example": json.dumps(
            {"headers": example["headers"], "value": example["payload"]}, indent=2, ensure_ascii=False
        ),
    }


def _tables(schema: Part) -> list[Table]:
    """The value itself, then what it is made of. A null value has no fields."""
    parts = [("", schema), *schema.get("$defs", {}).items()]
    return [
        Table(
            name,
            part.get("description", "").partition("\n\n")[0] if name else "",
            tuple(Field(one, _kind(form), form.get("description", "")) for one, form in part["properties"].items()),
        )
        for name, part in parts
        if "properties" in part
    ]


def _kind(form: Part) -> str:
    """The type of a field in words, as `text or null`."""
    if "anyOf" in form:
        return " or ".join(_kind(one) for one in form["anyOf"])
    if "$ref" in form:
        return str(form["$ref"].rpartition("/")[2])
    if "enum" in form:
        return " or ".join(f"“{one}”" for one in form["enum"])
    if form["type"] == "array":
        return f"list of {_kind(form['items'])}"
    words = {"string": "text", "integer": "whole number"}
    kind = str(form["type"])
    return {"date-time": "time", "uuid": "UUID"}.get(form.get("format", ""), words.get(kind, kind))


def _code(text: str) -> Markup:
    """With what stands between backticks as code."""
    forms = (Markup("{}"), Markup("<code>{}</code>"))
    return Markup("").join(forms[number % 2].format(part) for number, part in enumerate(text.split("`")))


def _paragraphs(text: str) -> list[str]:
    return [" ".join(one.split()) for one in text.split("\n\n")]
