"""Which letters may stand in a text: judged one by one, as Unicode has them."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.facts import Line, Prose

CONTROLS = [chr(n) for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n)) == "Cc"]
BREAKS = {"\n", "\t", "\r"}


@pytest.mark.parametrize("letter", CONTROLS)
def test_no_control_character_stands_in_a_line(letter: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Line).validate_python(f"a{letter}b")


@pytest.mark.parametrize("letter", CONTROLS)
def test_of_all_control_characters_only_breaks_stand_in_prose(letter: str) -> None:
    if letter in BREAKS:
        assert TypeAdapter(Prose).validate_python(f"a{letter}b") == f"a{letter}b"
    else:
        with pytest.raises(ValidationError):
            TypeAdapter(Prose).validate_python(f"a{letter}b")


def test_every_other_letter_stands_in_both() -> None:
    others = (chr(n) for n in range(sys.maxunicode + 1) if not 0xD800 <= n <= 0xDFFF)
    text = f"a{''.join(one for one in others if one not in set(CONTROLS))}b"
    assert TypeAdapter(Line).validate_python(text) == text
    assert TypeAdapter(Prose).validate_python(text) == text
