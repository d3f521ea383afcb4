"""The contract's files as the code makes them now, by path below `docs/`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from redaksi.contract.schemas import SIDES, name_of, schema_of, shape_of
from shared.facts import Fact
from tests.shared.every_fact import every_fact

DOCS = Path(__file__).parent.parent.parent / "docs"
RELEASED = Path(__file__).parent / "released"


def examples() -> dict[str, Fact]:
    """One fact of each kind."""
    return {fact.kind: fact for fact in every_fact()}


def as_text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def schema_files() -> dict[str, str]:
    return {
        f"schemas/{name_of(type(fact), side)}": as_text(schema_of(fact, side))
        for fact in examples().values()
        for side in SIDES
    }


def shapes() -> dict[str, dict[str, Any]]:
    """What each kind promises its readers now."""
    return {kind: shape_of(schema_of(fact, "reader")) for kind, fact in examples().items()}


def released(kind: str) -> list[Path]:
    """What it promised, oldest first."""
    return sorted(RELEASED.glob(f"v*/{kind}.json"), key=lambda path: int(path.parent.name[1:]))
