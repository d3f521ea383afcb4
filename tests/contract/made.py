"""The contract's files as the code makes them now, by path below `docs/`."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import yaml

from redaksi.contract.asyncapi import document
from redaksi.contract.schemas import SIDES, name_of, schema_of, shape_of
from shared.facts import FACTS, ArticlePublished, Fact
from tests.builders import ARTICLE, a_live
from tests.shared.every_fact import every_fact

DOCS = Path(__file__).parent.parent.parent / "docs"
ASYNCAPI = "asyncapi.yaml"
RELEASED = Path(__file__).parent / "released"


def examples() -> dict[type[Fact], list[Fact]]:
    """Facts by their kind: those of the golden messages, and what the public sees in its usual state."""
    found: dict[type[Fact], list[Fact]] = {}
    for fact in (ArticlePublished.of(ARTICLE, a_live()), *every_fact()):
        found.setdefault(type(fact), []).append(fact)
    return {kind: found[kind] for kind in FACTS}


def as_text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def schema_files() -> dict[str, str]:
    return {
        f"schemas/{name_of(fact, side)}": as_text(schema_of(fact, said, side))
        for fact, said in examples().items()
        for side in SIDES
    }


def shapes() -> dict[str, dict[str, Any]]:
    """What each kind promises its readers now."""
    return {fact.kind: shape_of(schema_of(fact, (), "reader")) for fact in FACTS}


def released(kind: str) -> list[Path]:
    """What it promised, oldest first."""
    return sorted(RELEASED.glob(f"v*/{kind}.json"), key=lambda path: int(path.parent.name[1:]))


class _Plain(yaml.SafeDumper):
    """Without anchors: who reads it looks at one place."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def text(self, text: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Plain.add_representer(str, _Plain.text)


def asyncapi_file() -> str:
    version = tomllib.loads((DOCS.parent / "pyproject.toml").read_text())["project"]["version"]
    made = document(examples(), version)
    text: str = yaml.dump(made, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)
    return "# Made by `python -m tests.contract.write`.\n" + text


def files() -> dict[str, str]:
    """Everything that stands below `docs/`."""
    return {**schema_files(), ASYNCAPI: asyncapi_file()}
