"""A record's bytes, so that people can read them: decoded, escaped, in hex. Nothing that is sealed is opened."""

from __future__ import annotations

import json
from collections.abc import Sequence

LARGEST_SHOWN = 64 * 1024
"""Bytes that a page shows; the rest is in the file."""
_ROW = 16
_FIRST, _LAST = 0x20, 0x7E


def decoded(value: bytes | None) -> object:
    """The JSON that it is; None where it is none."""
    try:
        return None if value is None else json.loads(value)
    except (ValueError, RecursionError):
        return None


def indented(value: bytes | None) -> str:
    """The same as text to read; "" where it is none."""
    found = decoded(value)
    if found is None:
        return ""
    return json.dumps(found, indent=2, ensure_ascii=False)[:LARGEST_SHOWN]


def escaped(value: bytes) -> str:
    r"""As text, with what is no UTF-8 and what cannot be seen as `\xff`."""
    text = value[:LARGEST_SHOWN].decode("utf-8", "backslashreplace")
    return "".join(one if one.isprintable() or one == "\n" else repr(one)[1:-1] for one in text)


def in_hex(value: bytes, most: int = 1_024) -> Sequence[tuple[str, str, str]]:
    """Rows of sixteen of its first bytes: where they stand, in hex, and as letters where they are ASCII."""
    rows = []
    for at in range(0, min(len(value), most), _ROW):
        row = value[at : min(at + _ROW, most)]
        rows.append((f"{at:06x}", row.hex(" "), "".join(chr(one) if _FIRST <= one <= _LAST else "." for one in row)))
    return rows
