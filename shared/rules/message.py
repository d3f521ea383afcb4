"""The message of a rule: words with figures in braces, such as `{characters}`, and nothing cleverer than that."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

_FIGURE = re.compile(r"\{([a-z_]+)\}")
_BRACE = re.compile(r"[{}]")


def filled(words: str, figures: Mapping[str, int | str]) -> str:
    """The words with their figures; a name that is none stays as it is. Never fails: people wrote these words."""
    return _FIGURE.sub(lambda found: str(figures.get(found[1], found[0])), words)


def alien(words: str, figures: Collection[str]) -> str | None:
    """The first thing in braces that is none of these figures, or a brace by itself; None where all is well."""
    for found in _FIGURE.finditer(words):
        if found[1] not in figures:
            return found[0]
    lone = _BRACE.search(_FIGURE.sub("", words))
    return lone[0] if lone else None
