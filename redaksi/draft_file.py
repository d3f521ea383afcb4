"""A draft as a file: front matter holds its fields, the Markdown under it is its body."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import frontmatter
from yaml import YAMLError

FIELDS = (
    "headline",
    "dateline",
    "lead",
    "section",
    "tags",
    "photo",
    "photos",
    "byline",
    "source",
    "note",
    "language",
    "publish_at",
    "ready",
)


class Unreadable(Exception):  # noqa: N818 - the word its reader needs
    """No draft can be read from this file; the message says why and what to do."""


def read(file: Path) -> dict[str, Any]:
    """The draft in this file, as it is sent. Raises `Unreadable`."""
    try:
        fields, body = frontmatter.parse(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Unreadable(f"{file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"{file}: bukan UTF-8 (byte {error.start}). Simpan ulang sebagai UTF-8.") from error
    except YAMLError as error:
        raise Unreadable(f"{file}: front matter tidak terbaca: {error}") from error
    faults: list[str] = []
    meant: dict[str, Any] = {}
    for name, value in fields.items():
        try:
            meant |= {name: _plain(value)} if value is not None else {}
        except Unreadable as why:
            faults.append(f"{name}: {why}")
    if unknown := sorted(str(name) for name in fields if name not in FIELDS):
        faults.append(f"tidak ada isian {', '.join(unknown)}. Yang ada: {', '.join(FIELDS)}.")
    if faults:
        raise Unreadable("\n".join(f"{file}: {fault}" for fault in faults))
    return {**meant, "body": body}


def _plain(value: Any) -> Any:
    """YAML reads dates and numbers where words were meant, and nothing where a value is left out."""
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_plain(one) for one in value if one is not None]
    if isinstance(value, datetime):
        return (value.astimezone() if value.tzinfo is None else value).isoformat()
    if isinstance(value, date):
        raise Unreadable(f"{value}: sebut jam dan zonanya, misalnya {value}T07:00:00+07:00.")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value
