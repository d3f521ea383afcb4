"""Where templates, catalogues and vendored files stand, and a template as a parser of HTML can read it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_TRANSLATED = re.compile(r"\{%-?\s*trans\b.*?\bendtrans\s*-?%\}", re.DOTALL)
_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_BLOCK = re.compile(r"\{%.*?%\}", re.DOTALL)


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def templates() -> list[Path]:
    """Every template of the product."""
    return sorted(path for room in ("services", "shared") for path in (ROOT / room).rglob("templates/**/*.html"))


def catalogues() -> list[Path]:
    """Every file of English words."""
    return sorted(path for room in ("services", "shared") for path in (ROOT / room).rglob("locale/en/*.po"))


def locks() -> list[Path]:
    """Every list of vendored files."""
    return sorted(path for room in ("services", "shared", "tests") for path in (ROOT / room).rglob("vendor.lock"))


def bare(template: str) -> str:
    """The HTML of a template: an expression becomes `·`, and what is translated too; lines stay where they are."""
    for part, becomes in ((_COMMENT, ""), (_TRANSLATED, "·"), (_EXPRESSION, "·"), (_BLOCK, " ")):
        pieces = part.split(template)
        lines = [becomes + "\n" * found[0].count("\n") for found in part.finditer(template)]
        template = "".join(piece + line for piece, line in zip(pieces, [*lines, ""], strict=True))
    return template
